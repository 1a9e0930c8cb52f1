/** What was spent of each effect, by the same count that the limits judge. */
import { ACTIONS } from '../planner/action.ts'
import type { ActionName } from '../planner/documents.generated.ts'
import { countSpent } from '../planner/guardrails/limit.ts'
import type { HistoryEntry } from '../planner/history.ts'

export interface Spent {
  readonly effect: ActionName
  readonly inDay: number
  readonly inWeek: number
}

const DAY_SECONDS = 86_400

/** Over the last 24 hours and 7 days; only effects of which there was any. */
export function listSpent(entries: readonly HistoryEntry[], now: Date): Spent[] {
  const seconds = Math.floor(now.getTime() / 1000)
  const since = (days: number, effect: ActionName): number => countSpent(entries, effect, seconds - days * DAY_SECONDS)
  return (Object.keys(ACTIONS) as ActionName[])
    .map((effect) => ({ effect, inDay: since(1, effect), inWeek: since(7, effect) }))
    .filter(({ inWeek }) => inWeek > 0)
}
