/** The policy repository around a file that is named on its own. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'

export interface FileOfRepository {
  /** Folder of the repository, as seen from here. */
  readonly root: string
  /** The file as seen from the root, with forward slashes. */
  readonly file: string
}

/** The nearest folder above a file that holds reeve.yaml, looked for up to the root of the git work tree; null where a folder is named. */
export function findRepositoryAround(path: string): FileOfRepository | null {
  const absolute = resolve(path)
  if (basename(absolute) === FLEET_FILE || !statSync(absolute, { throwIfNoEntry: false })?.isFile()) return null
  for (let folder = dirname(absolute); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FLEET_FILE))) {
      return { root: isAbsolute(path) ? folder : relative('.', folder) || '.', file: relative(folder, absolute).split(sep).join('/') }
    }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null
  }
}
