/**
 * Where the journal and the audit log are kept. SQLite is one such place; any other has to
 * hold to the same promises, which are what the word "durable" means in this program.
 *
 * Changes are values and never closures, so that a store across a network can run them in
 * its own transaction.
 */
import type { AuditRecord, Plan, PlannedAction } from '../../planner/documents.generated.ts'
import type { Device, EpochSeconds } from '../../planner/inventory.ts'
import type { ActionOrigin } from '../../planner/decide-again.ts'
import type { AuditDraft } from '../audit-record.ts'
import type { JournalState } from '../transitions.ts'

export interface Origin extends ActionOrigin {
  /** The device as it was when the action was decided; null when nothing is known of it. */
  readonly facts: Device | null
}

/** One try at one action. A second one exists only where the first provably had no effect. */
export interface Attempt {
  readonly actionId: string
  /** 1-based. */
  readonly attempt: number
  readonly action: PlannedAction
  readonly origin: Origin
  readonly planDigest: string
  readonly revision: string | null
}

export interface Entry {
  readonly sequence: number
  /** ISO 8601 UTC, milliseconds. */
  readonly at: string
  readonly actionId: string
  readonly attempt: number
  readonly state: JournalState
  readonly because: string | null
  /** When it happened by the provider's own evidence; null where there is none. */
  readonly evidenceAt: EpochSeconds | null
}

/** An attempt with everything that became of it, oldest first; never empty. */
export interface AttemptHistory extends Attempt {
  readonly entries: readonly [Entry, ...Entry[]]
}

export interface NewEntry extends Omit<Entry, 'sequence'> {
  /** Sequence of the newest entry of this action that the change was decided on; 0 where there was none. */
  readonly after: number
}

/** One thing that happened. All of its parts are written, or none. */
export interface Change {
  readonly audit: AuditDraft
  readonly entry?: NewEntry
  /** The attempt that `entry` begins. */
  readonly attempt?: Attempt
  readonly plan?: Plan
}

/** A row of the audit log exactly as it lies there, not yet believed. */
export interface StoredRecord {
  readonly sequence: number
  readonly text: string
  readonly hash: string
}

export interface StoreReader {
  readonly fleet: string
  /** Every attempt at every action, in the order in which they were first sent. */
  readAttempts(): Promise<readonly AttemptHistory[]>
  /** The newest attempt at an action, or null. */
  readAttempt(actionId: string): Promise<AttemptHistory | null>
  /** Every journal entry in order. */
  readEntries(): Promise<readonly Entry[]>
  /** At most `limit` records after sequence `after`, in order. */
  readAudit(range: { readonly after: number; readonly limit: number }): Promise<readonly StoredRecord[]>
  /** The newest records that begin, end or refuse a pass, oldest first. */
  readPassRecords(limit: number): Promise<readonly StoredRecord[]>
  /** The newest plan of that digest that was applied, or null. */
  readPlan(digest: string): Promise<Plan | null>
  close(): void
}

export interface Store extends StoreReader {
  /**
   * Writes all changes in one transaction and returns their audit records, sealed into the
   * chain. When it returns, they survive a loss of power.
   *
   * Throws ReeveError REEVE_JOURNAL when anything could not be written or synced, and
   * REEVE_STATE_LOCKED when another writer has opened the store since; from then on every
   * further call throws, because what a failed sync left on disk is not known. Throws a plain
   * Error, and writes nothing, when `after` is no longer the newest entry of the action.
   */
  append(changes: readonly Change[]): Promise<readonly AuditRecord[]>
}
