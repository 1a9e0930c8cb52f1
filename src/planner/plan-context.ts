/** What a plan is made from, and the indexes over it that every decision shares. */
import type { DecisionContext } from './decide.ts'
import type { DesiredState, Policy } from './desired-state.ts'
import type { PlanSource } from './documents.generated.ts'
import type { History } from './history.ts'
import { indexHistory } from './history-index.ts'
import type { EpochSeconds, Inventory } from './inventory.ts'
import type { Profile } from './profile/profile.ts'
import { indexRecords } from './record-index.ts'

export interface PlanInput {
  readonly desired: DesiredState
  readonly source: Pick<PlanSource, 'path' | 'revision' | 'dirty'>
  readonly inventory: Inventory
  readonly history: History
  readonly profile: Profile
  readonly now: Date
  /** Leave out every action that removes something. */
  readonly withoutRemovals?: boolean
  /** Only these action ids: what an approved plan may execute. Guardrails judge what is left. */
  readonly only?: ReadonlySet<string>
  /** Only actions of the policy of this name. */
  readonly onlyPolicy?: string
  /** Only actions on the device of this id. */
  readonly onlyDevice?: string
}

export function createContext({ desired, inventory, history, profile, now }: PlanInput): DecisionContext {
  const seconds = Math.floor(now.getTime() / 1000)
  return { desired, profile, policies: activePolicies(desired, seconds), history: indexHistory(history), records: indexRecords(inventory), now: seconds }
}

// The indexes are built once per input, whoever asks: the plan, its explanation, and each action that is decided again.
const contexts = new WeakMap<PlanInput, DecisionContext>()

export function contextOf(input: PlanInput): DecisionContext {
  const known = contexts.get(input)
  if (known) return known
  const context = createContext(input)
  contexts.set(input, context)
  return context
}

export function activePolicies({ policies }: DesiredState, now: EpochSeconds): readonly Policy[] {
  return policies.filter(({ expires }) => expires === null || now < expires)
}
