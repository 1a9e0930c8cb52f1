/** Which state folder a command is about: the one that is named, else that of the fleet at a path. */
import { existsSync } from 'node:fs'
import type { DesiredState } from '../planner/desired.ts'
import { buildDesiredState } from '../planner/desired.ts'
import { isError } from '../planner/problem.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { resolveStateFolder } from '../reconciler/state-folder.ts'
import type { Context } from './context.ts'
import { quoteArgument } from './quote-argument.ts'
import { openPolicySource } from './wiring.ts'

export interface StateLocation {
  readonly folder: string
  /** null: whatever fleet the folder belongs to. */
  readonly fleet: string | null
  /** Of the path, else of the current folder, which may be another fleet's; null where no valid policies are there. */
  readonly desired: DesiredState | null
}

export async function locateState(path: string | undefined, { state }: { readonly state?: string }, { streams: { env } }: Context): Promise<StateLocation> {
  const named = state !== undefined || Boolean(env['REEVE_STATE'])
  if (named && path === undefined) return { folder: resolveStateFolder({ flag: state, env, fleet: '' }), fleet: null, desired: await readDesiredAround() }

  const repository = await loadRepository(await openPolicySource(path ?? '.', null))
  // What was done can be looked at while the policies are being repaired: the fleet's name is enough.
  const declared = repository.documents.find(({ document }) => document.kind === 'Fleet')
  if (!repository.files.includes(FLEET_FILE) && (repository.problems.some(isError) || declared?.file.includes('/'))) throw notARepository(path ?? '.')
  const fleet = declared?.document.metadata.name
  if (fleet === undefined)
    throw new ReeveError('REEVE_SOURCE', `${path ?? '.'} declares no fleet that can be read.`, {
      fix: `See what is wrong with it:\n\n    reeve validate${path === undefined ? '' : ` ${quoteArgument(path)}`}`,
    })
  return { folder: resolveStateFolder({ flag: state, env, fleet }), fleet, desired: buildDesiredState(repository, systemClock.now()).desired }
}

/** The policies of the current folder, where it is a repository: what was done can be looked at without. */
async function readDesiredAround(): Promise<DesiredState | null> {
  if (!existsSync(FLEET_FILE)) return null
  try {
    return buildDesiredState(await loadRepository(await openPolicySource('.', null)), systemClock.now()).desired
  } catch (error) {
    if (error instanceof ReeveError) return null
    throw error
  }
}

/** A fleet that is found somewhere below, or made up of a folder's name, would answer for a fleet that nobody meant. */
function notARepository(path: string): ReeveError {
  return new ReeveError('REEVE_SOURCE', `${path} is not a policy repository: it has no ${FLEET_FILE}.`, {
    fix: 'Name the folder of the policies, or with --state the folder of the journal.',
  })
}
