/** What a guardrail is: a pure judgement over proposed actions. It blocks apply, never the plan. */
import type { EffectiveGuardrails } from '../desired-state.ts'
import type { ActionName, PlanVerdict, Risk } from '../documents.generated.ts'
import type { History } from '../history.ts'
import type { EpochSeconds, Inventory } from '../inventory.ts'

/** An action as far as a guardrail looks at it. */
export interface JudgedAction {
  readonly id: string
  readonly effectiveEffect: ActionName
  readonly risk: Risk
}

export interface GuardrailInput {
  /** In plan order; actions in mode report are not among them. */
  readonly actions: readonly JudgedAction[]
  readonly guardrails: EffectiveGuardrails
  readonly inventory: Inventory
  readonly history: History
  readonly now: EpochSeconds
}

export interface Judgement {
  readonly verdicts: readonly PlanVerdict[]
  /** Ids of the actions that may not be applied. */
  readonly blocked: ReadonlySet<string>
  /** Ids of the actions that wait for a later pass. */
  readonly deferred: ReadonlySet<string>
}

export type Guardrail = (input: GuardrailInput) => Judgement
