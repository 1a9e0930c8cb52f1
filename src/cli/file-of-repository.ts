/** The policy repository around a file or a folder that is named on its own. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'

export interface PartOfRepository {
  /** Folder of the repository, as seen from here. */
  readonly root: string
  /** The file or folder as seen from the root, with forward slashes; '' is all of it. */
  readonly within: string
}

/** The nearest folder at or above the path that holds reeve.yaml, looked for up to the root of the git work tree. */
export function findRepositoryAround(path: string): PartOfRepository | null {
  const absolute = resolve(path)
  const found = statSync(absolute, { throwIfNoEntry: false })
  if (!found || (found.isFile() && basename(absolute) === FLEET_FILE)) return null
  for (let folder = found.isFile() ? dirname(absolute) : absolute; ; folder = dirname(folder)) {
    if (existsSync(join(folder, FLEET_FILE)))
      return { root: isAbsolute(path) ? folder : relative('.', folder) || '.', within: relative(folder, absolute).split(sep).join('/') }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null
  }
}

/** Whether a file, as seen from the root, is the part or lies in it. */
export function liesIn(file: string, within: string): boolean {
  return within === '' || file === within || file.startsWith(`${within}/`)
}
