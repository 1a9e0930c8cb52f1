/** A policy test that can be run: its fleet, its past, and what must come of them. */
import type { ActionName, BlockedCode, Mode, PlannedAction } from '../documents.generated.ts'
import type { History } from '../history.ts'
import type { EpochSeconds, Inventory } from '../inventory.ts'
import type { WipeMode } from '../wipe-options.ts'

export interface ReadyTest {
  readonly name: string
  /** file:line:column */
  readonly at: string
  readonly now: Date
  readonly inventory: Inventory
  readonly history: History
  readonly partial: boolean
  /** Where a device stands in the test, by id; nowhere for those of a file. */
  readonly deviceAt: ReadonlyMap<string, string>
  readonly expectations: readonly Expectation[]
  readonly undetermined: readonly UndeterminedExpectation[]
}

/** What an expectation is about. Devices are found once, when the test is made ready; users by what the plan says of them. */
export type ExpectedTarget =
  | { readonly type: 'device'; readonly name: string; readonly id: string }
  | { readonly type: 'user'; readonly name: string }
  | { readonly type: 'tenant'; readonly name: string }

/** null is what the test does not write, and what is not compared. */
export interface Expected {
  readonly kind: 'action' | 'blocked' | 'deferred' | 'nothing'
  readonly action: ActionName | null
  readonly policy: string | null
  readonly effectiveEffect: ActionName | null
  readonly status: PlannedAction['status'] | null
  readonly mode: Mode | null
  readonly wipe: WipeMode | null
  readonly code: BlockedCode | null
  readonly until: EpochSeconds | null
}

export interface Expectation {
  readonly target: ExpectedTarget
  readonly expected: Expected
  /** file:line:column */
  readonly at: string
}

export interface UndeterminedExpectation {
  readonly policy: string
  readonly field: string
  readonly devices: number | null
  readonly at: string
}

export const NOTHING: Expected = {
  kind: 'nothing',
  action: null,
  policy: null,
  effectiveEffect: null,
  status: null,
  mode: null,
  wipe: null,
  code: null,
  until: null,
}
