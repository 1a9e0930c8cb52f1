/** What a guardrail is: a pure judgement over proposed actions. It blocks apply, never the plan. */
import type { EffectiveGuardrails } from '../desired-state.ts'
import type { ActionName, PlanVerdict, Risk } from '../documents.generated.ts'
import type { History } from '../history.ts'
import type { EpochSeconds, Inventory } from '../inventory.ts'

/** An action as far as a guardrail looks at it. */
export interface JudgedAction {
  readonly id: string
  readonly action: ActionName
  readonly effectiveEffect: ActionName
  readonly risk: Risk
  /** Of how many devices it takes: 1, or as many as a cleanup rule of the tenant newly reaches. */
  readonly weight: number
}

export interface GuardrailInput {
  /** In plan order; actions in mode report are not among them. */
  readonly actions: readonly JudgedAction[]
  readonly guardrails: EffectiveGuardrails
  readonly inventory: Inventory
  readonly history: History
  readonly now: EpochSeconds
}

/** Why an action waits, and until when; null: until a later pass. */
export interface Deferral {
  readonly code: 'limit' | 'window'
  readonly until: EpochSeconds | null
}

export interface Judgement {
  readonly verdicts: readonly PlanVerdict[]
  /** Ids of the actions that may not be applied. */
  readonly blocked: ReadonlySet<string>
  /** By id, the actions that wait. */
  readonly deferred: ReadonlyMap<string, Deferral>
}

export type Guardrail = (input: GuardrailInput) => Judgement
