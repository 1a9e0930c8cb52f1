/**
 * What the tenant itself takes of an action in a day: the rest waits.
 *
 * Counted by what is asked for, not by what it amounts to: a delete that resets a phone is one
 * of the tenant's deletes. Other programs and other admins spend the same allowance, unseen by
 * history, so a request may still be refused for it.
 */
import type { ActionName } from './documents.generated.ts'
import type { HistoryEntry } from './history.ts'
import type { EpochSeconds } from './inventory.ts'
import type { Profile } from './profile/profile.ts'

const DAY_SECONDS = 86_400

export interface AskedOf {
  readonly id: string
  readonly action: ActionName
}

/** Ids of the actions beyond the day's allowance, in plan order, each with the moment when room is made for it. */
export function beyondQuota(
  actions: readonly AskedOf[],
  { profile, entries, now }: { readonly profile: Profile; readonly entries: readonly HistoryEntry[]; readonly now: EpochSeconds },
): ReadonlyMap<string, EpochSeconds> {
  const waiting = new Map<string, EpochSeconds>()
  for (const { action: limited, perTenant } of profile.dailyLimits ?? []) {
    const sent = entries
      .flatMap(({ action, dispatchedAt }) => (action === limited && dispatchedAt !== null && dispatchedAt > now - DAY_SECONDS ? [dispatchedAt] : []))
      .sort((a, b) => a - b)
    const room = Math.max(0, perTenant - sent.length)
    for (const [index, { id }] of actions
      .filter(({ action }) => action === limited)
      .slice(room)
      .entries())
      waiting.set(id, (sent[index] ?? now) + DAY_SECONDS)
  }
  return waiting
}
