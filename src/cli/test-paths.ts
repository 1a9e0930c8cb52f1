/** Which tests of which repository the paths of a command line mean. */
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'
import { findRepositoryAround, liesIn, type PartOfRepository } from './file-of-repository.ts'

export interface TestedRepository {
  /** Folder of the repository, as seen from here. */
  readonly root: string
  /** From the root; '' means all of them. */
  readonly within: readonly string[]
}

/** A repository that several paths lie in is loaded once. */
export function groupByRepository(paths: readonly string[]): TestedRepository[] {
  const groups = new Map<string, { root: string; within: string[] }>()
  for (const path of paths) {
    const { root, within } = locate(path)
    const known = groups.get(resolve(root))
    if (known) known.within.push(within)
    else groups.set(resolve(root), { root, within: [within] })
  }
  return [...groups.values()]
}

export function liesWithin(file: string, { within }: TestedRepository): boolean {
  return within.some((path) => liesIn(file, path))
}

/** Without a repository around it the path is one itself. */
function locate(path: string): PartOfRepository {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  if (isFile && basename(path) === FLEET_FILE) return { root: dirname(path), within: '' }
  return findRepositoryAround(path) ?? { root: isFile ? dirname(path) : path, within: isFile ? basename(path) : '' }
}
