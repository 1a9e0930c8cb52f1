/** assemblePlan(): the whole decision in one page. */
import type { DesiredState } from './desired.ts'
import type { Plan, PlannedAction, PlanSource } from './documents.generated.ts'
import type { History } from './history.ts'
import type { Device, DirectoryDevice, Inventory, User } from './inventory.ts'
import type { Profile } from './profile/profile.ts'

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
}

/** One device as it was read a moment ago. */
export interface FreshReading {
  readonly device: Device | null
  readonly directoryDevice: DirectoryDevice | null
  readonly user: User | null
}

export type Redecision = { readonly verdict: 'same' } | { readonly verdict: 'moved'; readonly because: string }

/** The same input gives the same bytes, on any machine, in any locale, in any order of files or devices. */
export declare function assemblePlan(input: PlanInput): Plan

/** Makes the whole decision for the device of `action` again, on a fresh reading; the same only when action id and precondition are. */
export declare function decideAgain(input: PlanInput, action: PlannedAction, reading: FreshReading): Redecision
