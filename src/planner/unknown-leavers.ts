/**
 * People who are to leave and whom the directory does not have: a slip in a name, and somebody keeps
 * an account that should have gone.
 *
 * Whom reeve has deleted is not there either, and that is how things should be: so nothing is said of those. Where
 * the past is not known, as in a check of a pull request, it is said with that.
 */
import type { DesiredState } from './desired-state.ts'
import type { History } from './history.ts'
import type { EpochSeconds, Inventory } from './inventory.ts'
import { parsePlace, type Problem, problem, sortProblems } from './problem.ts'
import { indexRecords } from './record-index.ts'
import { countOf } from './render/count.ts'
import { foldText, shorten } from './text.ts'

interface Question {
  readonly desired: Pick<DesiredState, 'policies'>
  readonly inventory: Inventory
  readonly history: History
  readonly now: EpochSeconds
}

const MOST_NAMED = 5

/** One warning for each policy, at its `users`. */
export function findUnknownLeavers({ desired, inventory, history, now }: Question): Problem[] {
  const offboardings = desired.policies.flatMap((policy) =>
    policy.kind === 'UserOffboarding' && !(policy.expires !== null && policy.expires <= now) ? [policy] : [],
  )
  if (offboardings.length === 0 || inventory.users === null || !inventory.complete) return []
  const records = indexRecords(inventory)
  const deleted = new Set(
    history.entries.flatMap(({ action, state, user }) =>
      action === 'deleteUser' && state === 'confirmed' && user ? [foldText(user.id), foldText(user.userPrincipalName ?? user.id)] : [],
    ),
  )
  const problems = offboardings.flatMap((policy): Problem[] => {
    const unknown = policy.leavers.filter(({ name }) => !deleted.has(foldText(name)) && records.usersByName(name).length === 0)
    if (unknown.length === 0) return []
    const names = unknown.slice(0, MOST_NAMED).map(({ name, at }) => `${shorten(name)} (${at})`)
    const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : ''
    const unsure = history.known ? '' : ' Past actions are not known here, so it may be that reeve has deleted them.'
    const detail = `${countOf(unknown.length, 'person', 'people')} of ${policy.leavers.length} not found among the users of the directory: ${names.join(', ')}${more}.${unsure}`
    return [
      problem(
        'REEVE_LEAVER_UNKNOWN',
        detail,
        parsePlace(policy.usersAt),
        'Write the name as the directory has it; whoever has gone by another way can come off the list.',
      ),
    ]
  })
  return sortProblems(problems)
}
