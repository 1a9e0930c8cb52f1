/** What a person wants to know of a fleet between two passes, as a value. */
import type { AuditRecord, PlannedAction } from '../planner/documents.generated.ts'
import { listSpent, type Spent } from './budget.ts'
import { newestState } from './journal.ts'
import { toHistoryEntry } from './past.ts'
import type { AttemptHistory, StoreReader } from './store/store.ts'
import { endedWithoutEffect, isUnderWay, type JournalState } from './transitions.ts'

export interface StatusPass {
  readonly startedAt: string
  /** null for a pass that never ended: the process did. */
  readonly finishedAt: string | null
  /** applied, incomplete, interrupted, halted, or why the plan was refused; null for a pass that never ended. */
  readonly outcome: string | null
  readonly reason: string | null
  readonly actor: string
  readonly revision: string | null
  readonly planDigest: string | null
}

export interface StatusAction {
  readonly action: PlannedAction
  readonly state: JournalState
  /** When it was last sent; ISO 8601. */
  readonly sentAt: string
  readonly ageSeconds: number
  readonly because: string | null
}

export interface Status {
  readonly fleet: string
  readonly at: string
  /** Newest first. */
  readonly passes: readonly StatusPass[]
  /** Accepted or pending, oldest first. */
  readonly underWay: readonly StatusAction[]
  /** Sent, and nobody knows what became of it: evidence or a person has to say. */
  readonly unknown: readonly StatusAction[]
  /** Ended without effect, and not tried again until the policy changes. */
  readonly ended: readonly StatusAction[]
  /** Requests that may have been executed, over the last 24 hours and 7 days. */
  readonly spent: readonly Spent[]
}

const PASSES = 10

export async function readStatus(store: StoreReader, now: Date): Promise<Status> {
  const attempts = await store.readAttempts()
  const newest = [...new Map(attempts.map((attempt) => [attempt.actionId, attempt])).values()]
  const select = (wanted: (state: JournalState) => boolean): StatusAction[] =>
    newest.filter((attempt) => wanted(newestState(attempt))).map((attempt) => describe(attempt, now))

  // Each pass has two records, and the oldest one read may be the end of a pass whose beginning was not.
  const records = (await store.readPassRecords(2 * PASSES + 1)).map(({ text }) => JSON.parse(text) as AuditRecord)
  return {
    fleet: store.fleet,
    at: now.toISOString(),
    passes: listPasses(records).slice(-PASSES).reverse(),
    underWay: select((state) => isUnderWay(state) && !isOpen(state)),
    unknown: select(isOpen),
    ended: select(endedWithoutEffect),
    spent: listSpent(attempts.map(toHistoryEntry), now),
  }
}

/** `dispatched` is seen only beside a running writer, or after a crash before the next opening. */
function isOpen(state: JournalState): boolean {
  return state === 'unknown' || state === 'dispatched'
}

function describe(attempt: AttemptHistory, now: Date): StatusAction {
  const { action, entries } = attempt
  const newest = entries.at(-1) ?? entries[0]
  const sentAt = (entries.findLast(({ state }) => state === 'dispatched') ?? entries[0]).at
  const ageSeconds = Math.max(0, Math.floor((now.getTime() - Date.parse(sentAt)) / 1000))
  return { action, state: newest.state, sentAt, ageSeconds, because: newest.because }
}

/** One writer at a time, so a pass that begins ends the one before it. */
function listPasses(records: readonly AuditRecord[]): StatusPass[] {
  const passes: StatusPass[] = []
  let open: AuditRecord | null = null
  const close = (end: AuditRecord | null): void => {
    if (open) passes.push(describePass(open, end))
    open = null
  }
  for (const record of records) {
    if (record.event === 'passFinished') close(record)
    else {
      close(null)
      if (record.event === 'passStarted') open = record
      else passes.push(describePass(record, record))
    }
  }
  close(null)
  return passes
}

function describePass(start: AuditRecord, end: AuditRecord | null): StatusPass {
  const { actor, revision, planDigest } = start
  return { startedAt: start.at, finishedAt: end?.at ?? null, outcome: end?.outcome ?? null, reason: end?.reason ?? null, actor, revision, planDigest }
}
