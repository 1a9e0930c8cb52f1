/**
 * Where a fleet's journal lives: outside of every git work tree, because a journal that is
 * committed, cleaned away or checked out at another revision makes reeve forget what it sent.
 */
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { ReeveError } from './reeve-error.ts'

export interface StateFolderQuestion {
  /** `--state`. */
  readonly flag?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fleet: string
}

/** `--state`, else `REEVE_STATE`, else a folder per fleet under the user's state directory. Creates nothing. */
export function resolveStateFolder({ flag, env, fleet }: StateFolderQuestion): string {
  const folder = resolve(flag || env['REEVE_STATE'] || join(stateHome(env), 'reeve', fleet))
  const workTree = workTreeAround(folder)
  if (workTree === null) return folder

  throw new ReeveError('REEVE_STATE_FOLDER', `${folder} is inside the git work tree ${workTree}. What was sent must not depend on a checkout.`, {
    fix: 'Name a folder outside of it:\n\n    --state /path/to/state',
  })
}

/** Readable by nobody else: the journal knows serial numbers and people. */
export function createStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new ReeveError('REEVE_STATE_FOLDER', `${folder} could not be created.`, { cause })
  }
}

/** An XDG directory that is not absolute does not count, says the specification. */
function stateHome(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['XDG_STATE_HOME']
  return named !== undefined && isAbsolute(named) ? named : join(env['HOME'] || homedir(), '.local', 'state')
}

/** The nearest folder around `folder` that holds a `.git`, which is a file in worktrees and submodules. */
function workTreeAround(folder: string): string | null {
  for (let place = realFolder(folder); ; place = dirname(place)) {
    if (existsSync(join(place, '.git'))) return place
    if (place === dirname(place)) return null
  }
}

/** A link can lead into a work tree; what does not exist yet has no links. */
function realFolder(folder: string): string {
  const missing: string[] = []
  for (let place = folder; ; place = dirname(place)) {
    if (existsSync(place)) return join(realpathSync(place), ...missing)
    if (place === dirname(place)) return folder
    missing.unshift(basename(place))
  }
}
