/** Which tests of which repository the paths of a command line mean. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'

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
  return within.some((path) => path === '' || file === path || file.startsWith(`${path}/`))
}

/** The nearest folder at or above the path that holds reeve.yaml, up to the root of the git work tree; without one the path is a repository itself. */
function locate(path: string): { root: string; within: string } {
  const absolute = resolve(path)
  const isFile = statSync(absolute, { throwIfNoEntry: false })?.isFile() ?? false
  if (isFile && basename(absolute) === FLEET_FILE) return { root: dirname(path), within: '' }
  const start = isFile ? dirname(absolute) : absolute
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, FLEET_FILE))) return { root: asSeen(folder, path), within: relative(folder, absolute).split(sep).join('/') }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) break
  }
  return { root: isFile ? dirname(path) : path, within: isFile ? basename(path) : '' }
}

function asSeen(folder: string, path: string): string {
  return isAbsolute(path) ? folder : relative('.', folder) || '.'
}
