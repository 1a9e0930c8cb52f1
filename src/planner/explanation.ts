/**
 * The answer to "why this device?", as a value: what `reeve explain DEVICE --format json` prints.
 *
 * Moments are `YYYY-MM-DDTHH:MM:SSZ`, places are `file:line:column`. Fields may be added and are never taken away.
 */
import type { ActionName, BlockedCode, PlanDevice, PlannedAction, PlanVerdict, PolicyReference } from './documents.generated.ts'
import type { SignOfLife } from './upcoming.ts'

export type TruthWord = 'true' | 'false' | 'unknown'

/** A selector as it is written, with what this device answers. */
export type ConditionExplanation =
  | {
      readonly kind: 'condition'
      /** `serialNumber in lists/lost.csv` */
      readonly asks: string
      readonly field: string
      readonly truth: TruthWord
      /** What the device has there; null where the inventory does not say. */
      readonly value: string | null
      /** What makes it true, with the line of the list; null where it is not. */
      readonly because: string | null
      readonly at: string
    }
  | { readonly kind: 'all' | 'any' | 'not'; readonly truth: TruthWord; readonly parts: readonly ConditionExplanation[] }

/** How a policy stands to the device; the first that applies, read from the right. */
export type Standing =
  | 'speaks'
  /** Of the priority of the one that speaks, and asks for the same. */
  | 'agrees'
  | 'conflicts'
  | 'silent'
  /** It would keep the device, and whether it selects it is unknown. */
  | 'mayProtect'
  | 'excepted'
  | 'undetermined'
  | 'asleep'
  | 'notSelected'
  | 'expired'

export interface StageExplanation {
  /** Counted from 1. */
  readonly stage: number
  readonly action: ActionName
  readonly afterSeconds: number
  readonly state: 'done' | 'due' | 'waiting' | 'later'
  readonly doneAt: string | null
  /** The first moment at which it is due if nothing else changes; null where that cannot be said. */
  readonly dueAt: string | null
}

export interface PolicyExplanation {
  readonly policy: PolicyReference
  readonly priority: number
  readonly mode: 'enforce' | 'report'
  readonly standing: Standing
  /** The standing in words, with what it comes from. */
  readonly message: string
  readonly expires: string | null
  readonly select: ConditionExplanation
  readonly except: ConditionExplanation | null
  /** Empty for what has no stages. */
  readonly stages: readonly StageExplanation[]
}

export interface OutcomeExplanation {
  readonly kind: 'act' | 'blocked' | 'inProgress' | 'deferred' | 'none'
  /** `wipe is planned` */
  readonly summary: string
  /** Why, in sentences. */
  readonly message: string
  readonly action: ActionName | null
  /** The worst that the planned action may amount to. */
  readonly effectiveEffect: ActionName | null
  readonly code: BlockedCode | null
  readonly until: string | null
  /** The policy that speaks, also where it asks for nothing more. */
  readonly policy: PolicyReference | null
  /** What the plan for the whole fleet makes of the action. */
  readonly status: PlannedAction['status'] | 'deferred' | null
  /** The verdicts about the whole plan that hold it back. */
  readonly heldBackBy: readonly PlanVerdict[]
}

export interface UpcomingExplanation {
  readonly at: string
  readonly inSeconds: number
  readonly kind: OutcomeExplanation['kind']
  readonly summary: string
  readonly policy: PolicyReference | null
  /** Each of these before then would make it another. */
  readonly unless: readonly SignOfLife[]
}

export interface ChangeExplanation {
  readonly text: string
  /** Where it stands, or would have to. */
  readonly at: string | null
  /** YAML that says it; null where nothing in the repository could. */
  readonly write: string | null
}

export interface DeviceExplanation {
  readonly apiVersion: 'reeve/v1'
  readonly kind: 'Explanation'
  readonly formatVersion: '1.0'
  /** The moment for which all of it holds. */
  readonly now: string
  readonly device: PlanDevice
  readonly joinType: string | null
  readonly lastSyncDateTime: string | null
  readonly enrolledDateTime: string | null
  readonly outcome: OutcomeExplanation
  /** What passing time alone will make of it, in order, up to the next action. */
  readonly upcoming: readonly UpcomingExplanation[]
  readonly wouldChange: readonly ChangeExplanation[]
  /** Highest priority first. */
  readonly policies: readonly PolicyExplanation[]
  readonly protections: readonly { readonly at: string; readonly reason: string; readonly truth: TruthWord; readonly select: ConditionExplanation }[]
}
