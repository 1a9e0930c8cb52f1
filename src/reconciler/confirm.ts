/**
 * Looks after what was sent: a 204 means queued, and what became of it only the device can say.
 *
 *   journal says           reading says                       becomes
 *   accepted, pending      evidence of an end                 that end
 *   accepted, pending      record gone (wipe, retire, delete) confirmed: it went after it was asked to
 *   unknown                evidence that it runs, or ran      pending, confirmed
 *   unknown                failed, cancelled                  unknown: that may be another's request
 *   unknown                record gone, or nothing            unknown: absence proves nothing
 *
 * Reads only. Nothing here can send.
 */
import { isDirectoryAction } from '../planner/action.ts'
import type { ActionName, PlannedAction } from '../planner/documents.generated.ts'
import type { Evidence, readEvidence } from '../planner/evidence.ts'
import type { EpochSeconds } from '../planner/inventory.ts'
import { forEachBounded } from './bounded.ts'
import type { Clock } from './clock.ts'
import { type AgedReading, readFresh, type SingleReader } from './fresh-reading.ts'
import { type Journal, newestState, recordResult, type StepResult, statesOf } from './journal.ts'
import { dispatchedAt, keepsEnrollment, lastAt } from './past.ts'
import type { AttemptHistory } from './store/store.ts'
import { isInDoubt, isUnderWay, type JournalState, mayFollow } from './transitions.ts'

export interface ConfirmInput {
  readonly deps: {
    readonly reader: SingleReader
    readonly journal: Journal
    readonly clock: Clock
    readonly readEvidence: typeof readEvidence
  }
  readonly signal: AbortSignal
  readonly concurrency?: number
  /** Called for each action that was looked after. */
  readonly onChecked?: (done: number, total: number) => void
}

export interface Confirmation {
  readonly action: PlannedAction
  readonly from: JournalState
  readonly to: JournalState
  readonly because: string
}

export interface ConfirmReport {
  /** How many actions were under way. */
  readonly underWay: number
  readonly changes: readonly Confirmation[]
  /** Devices that could not be read; nothing is concluded about them. */
  readonly unread: readonly { readonly action: PlannedAction; readonly because: string }[]
}

const DEFAULT_CONCURRENCY = 4
/** What it takes away is the record itself. */
const TAKES_THE_RECORD: readonly ActionName[] = ['delete', 'deleteDirectoryDevice', 'deleteUser']
const LEAVES_WITH_ITS_RECORD: readonly ActionName[] = ['wipe', 'retire', 'delete']

/** Throws only when the journal or the audit could no longer be written. */
export async function confirmUnderWay({ deps, signal, concurrency = DEFAULT_CONCURRENCY, onChecked }: ConfirmInput): Promise<ConfirmReport> {
  const underWay = (await deps.journal.store.readAttempts()).filter((attempt) => isUnderWay(newestState(attempt)))
  const changes: Confirmation[] = []
  const unread: { action: PlannedAction; because: string }[] = []
  let done = 0

  await forEachBounded(underWay, concurrency, async (attempt) => {
    if (signal.aborted) return
    const { action, actionId } = attempt
    const reading = await readFresh(deps, action, signal).catch((error: unknown) => {
      unread.push({ action, because: error instanceof Error ? error.message : String(error) })
      return null
    })
    const result = reading && conclude(attempt, reading, deps.readEvidence)
    if (result) {
      await recordResult(deps.journal, actionId, result)
      changes.push({ action, from: newestState(attempt), to: result.state, because: result.because ?? '' })
    }
    onChecked?.((done += 1), underWay.length)
  })
  return { underWay: underWay.length, changes, unread }
}

/** What a reading makes of an action under way; null when it says nothing new. */
function conclude(attempt: AttemptHistory, reading: AgedReading, judge: typeof readEvidence): StepResult | null {
  const gone = concludeFromAbsence(attempt, reading)
  if (gone) return gone

  const pendingSeenAt = lastAt(attempt, 'pending')
  const evidence = judge(
    {
      action: attempt.action.action,
      keepsEnrollment: keepsEnrollment(attempt) ?? false,
      dispatchedAt: dispatchedAt(attempt),
      pendingSeenAt,
      tenant: attempt.action.tenant ?? null,
    },
    reading,
  )
  const state = stateFrom(evidence, attempt)
  if (state === null) return null
  if (state === newestState(attempt) && !isNewSighting(attempt, reading, pendingSeenAt)) return null
  return { state, because: evidence.because, evidenceAt: evidence.at }
}

/**
 * A record that is gone confirms only what was seen on its way before.
 *
 * A delete takes the record itself, so its acknowledgement and the missing record say the same. A
 * wipe or a retire has to have been seen pending on the record: an acknowledged one may still wait
 * for a device whose record a colleague or the tenant's own clean-up took away. The same holds for a
 * pending one of a device that was silent for so long that a cleanup rule may have hidden it: then a record
 * that is gone says nothing. From unknown, 404 is what a hidden, moved or never touched device gives as well.
 */
function concludeFromAbsence(attempt: AttemptHistory, { device, directoryDevice, user, asOf }: AgedReading): StepResult | null {
  const state = newestState(attempt)
  const { action } = attempt.action
  const acknowledged = state === 'accepted' && TAKES_THE_RECORD.includes(action)
  if (!acknowledged && state !== 'pending') return null

  const left = isDirectoryAction(action)
    ? action === 'deleteDirectoryDevice' && directoryDevice === null
    : action === 'deleteUser'
      ? user === null
      : device === null && LEAVES_WITH_ITS_RECORD.includes(action) && (TAKES_THE_RECORD.includes(action) || !mayBeHidden(attempt, asOf))
  return left ? { state: 'confirmed', because: `the record is gone, after the ${action} was ${state}` } : null
}

/** The fewest days for which a tenant's cleanup rule can be set (Intune admin center, device cleanup rules). */
const HIDDEN_AFTER_MS = 30 * 86_400_000

/** Whether a cleanup rule of the tenant may be why the record is not shown. Unknown is not lately seen. */
function mayBeHidden({ origin: { facts } }: AttemptHistory, asOf: Date): boolean {
  const seenAt = facts?.lastSyncDateTime ?? null
  return seenAt === null || seenAt * 1_000 <= asOf.getTime() - HIDDEN_AFTER_MS
}

/** What may not follow is no news; an action in doubt whose failure is reported stays in doubt. */
function stateFrom({ state }: Evidence, attempt: AttemptHistory): JournalState | null {
  if (state === 'none') return null
  const past = statesOf(attempt)
  if (mayFollow(past, state)) return state
  return isInDoubt(past) && mayFollow(past, 'unknown') ? 'unknown' : null
}

/**
 * Pending again is written down once per sync of a device that stays: that it was still pending
 * after a sync is what keeps an earlier sync from looking like the end of the wipe.
 */
function isNewSighting(attempt: AttemptHistory, { device }: AgedReading, pendingSeenAt: EpochSeconds | null): boolean {
  if (newestState(attempt) !== 'pending' || keepsEnrollment(attempt) !== true) return false
  const synced = device?.lastSyncDateTime ?? null
  return synced !== null && pendingSeenAt !== null && synced > pendingSeenAt
}
