/**
 * A name that has gone to somebody else.
 *
 * Lists of leavers stand for years, and so may a name in them come to mean the next person who gets it. Where the
 * past holds the deletion of another account of that name, the list meant that one.
 */
import type { OffboardingPolicy } from './desired-state.ts'
import type { HistoryIndex } from './history-index.ts'
import type { User } from './inventory.ts'
import { foldText } from './text.ts'

export const REUSED_NAME = 'Another account of this name was deleted before, so the name may mean somebody else now. Name this one by its object id.'

/** False for an account that git names by its id. */
export function isReusedName({ id, userPrincipalName }: User, { leavers }: OffboardingPolicy, { history }: { readonly history: HistoryIndex }): boolean {
  if (userPrincipalName === null || leavers.some(({ name }) => foldText(name) === foldText(id))) return false
  const name = foldText(userPrincipalName)
  return history.entries.some(
    ({ action, state, user }) =>
      action === 'deleteUser' && state === 'confirmed' && user !== null && user.id !== id && foldText(user.userPrincipalName ?? '') === name,
  )
}
