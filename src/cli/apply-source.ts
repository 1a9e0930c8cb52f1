/** Which policies an apply goes by: the commit that was reviewed, unless somebody says otherwise. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { loadRepository } from '../reconciler/load.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { openPolicySource } from './wiring.ts'

/** As many as fit on a line or two: whoever wants them all asks git. */
const MOST_NAMED = 5

/** `HEAD` in a git repository, null for the files on disk. Throws REEVE_SOURCE_DIRTY for what nobody has committed. */
export async function chooseRevision(path: string, { allowDirty = false }: { readonly allowDirty?: boolean }): Promise<string | null> {
  const source = await openPolicySource(path, null)
  const { revision, differing } = await source.describe((await loadRepository(source)).files)
  if (allowDirty) return differing.length > 0 || revision === null ? null : 'HEAD'
  if (differing.length > 0) throw uncommitted(describeDifference(path, differing, revision))
  if (revision === null && isInGit(path)) throw uncommitted(`${path} lies in a git repository, and no commit holds it.`)
  return revision === null ? null : 'HEAD'
}

function describeDifference(path: string, differing: readonly string[], revision: string | null): string {
  const more = differing.length - MOST_NAMED
  const named = `${differing.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return `Below ${path} not everything is as in the commit ${revision?.slice(0, 12) ?? ''}: ${named}. What is applied is what was committed.`
}

function uncommitted(detail: string): ReeveError {
  return new ReeveError('REEVE_SOURCE_DIRTY', detail, { fix: 'Commit them, or apply the files as they are with --allow-dirty:\n\n    git status' })
}

function isInGit(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true
    if (folder === dirname(folder)) return false
  }
}
