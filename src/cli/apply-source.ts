/** Which policies an apply goes by: the commit that was reviewed, unless somebody says otherwise. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { openPolicySource } from './wiring.ts'

/** `HEAD` in a git repository, null for the files on disk. Throws REEVE_SOURCE_DIRTY for what nobody has committed. */
export async function chooseRevision(path: string, { allowDirty = false }: { readonly allowDirty?: boolean }): Promise<string | null> {
  const { revision, dirty } = await (await openPolicySource(path, null)).describe()
  if (allowDirty) return dirty || revision === null ? null : 'HEAD'
  if (dirty) throw uncommitted(`Files below ${path} differ from the commit ${revision?.slice(0, 12) ?? ''}. What is applied is what was committed.`)
  if (revision === null && isInGit(path)) throw uncommitted(`${path} lies in a git repository, and no commit holds it.`)
  return revision === null ? null : 'HEAD'
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
