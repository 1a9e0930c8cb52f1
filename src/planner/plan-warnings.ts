/** What is said beside a plan: policies that, by the look of the fleet, cannot do what they were written for. */
import type { DesiredState } from './desired-state.ts'
import type { History } from './history.ts'
import type { Inventory } from './inventory.ts'
import { type Problem, sortProblems } from './problem.ts'
import { findUnknownLeavers } from './unknown-leavers.ts'
import { findUnmatchedSelectors } from './unmatched.ts'

export interface PlannedFrom {
  readonly desired: DesiredState
  readonly inventory: Inventory
  readonly history: History
  readonly now: Date
}

export function findPlanWarnings({ now, ...rest }: PlannedFrom): Problem[] {
  const question = { ...rest, now: Math.floor(now.getTime() / 1000) }
  return sortProblems([...findUnmatchedSelectors(question), ...findUnknownLeavers(question)])
}
