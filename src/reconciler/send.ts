/**
 * One action of a plan, from the fresh look at its device to the record of the answer.
 *
 *   read ─► decide again ─► intent on the disk ─► one request ─► answer on the disk
 *
 * The intent is on the disk before the call leaves. After a crash the entry has no answer, and
 * we look at the device instead of asking it to wipe itself again.
 */
import type { PlannedAction } from '../planner/documents.generated.ts'
import type { decideAgain } from '../planner/decide-again.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import type { Clock } from './clock.ts'
import { failpoint } from './failpoint.ts'
import { type AgedReading, readFresh, type SingleReader, targetIdOf } from './fresh-reading.ts'
import { type Journal, type Pass, recordDispatch, recordNotSent, recordResult, whyNotDispatched } from './journal.ts'
import { cleanupRuleChangeOf } from './cleanup-rule-change.ts'
import type { ActionCommand, ActionWriter, SendResult } from './provider.ts'
import { ReeveError } from './reeve-error.ts'

export interface SendDeps {
  readonly reader: SingleReader
  readonly writer: ActionWriter
  readonly journal: Journal
  readonly clock: Clock
  readonly decideAgain: typeof decideAgain
}

export interface SendContext {
  readonly deps: SendDeps
  readonly pass: Pass
  readonly planInput: PlanInput
  /** Aborted: nothing new is begun. */
  readonly stop: AbortSignal
  /** Aborted: what is in flight is given up, and what became of it is unknown. */
  readonly giveUp: AbortSignal
  /** Stops the whole pass. */
  readonly halt: (error: unknown) => void
}

export type Outcome = 'confirmed' | 'accepted' | 'refused' | 'moved' | 'failed' | 'unknown' | 'notAttempted'

export interface ActionOutcome {
  readonly action: PlannedAction
  readonly outcome: Outcome
  readonly because: string | null
  /** For refused actions: how long the provider asked to wait. */
  readonly retryAfterMs: number | null
}

/** A decision on an older reading is a decision about another device. */
const MAX_READING_AGE_MS = 60_000
const MAX_CLOCK_DIFFERENCE_MS = 60_000

/** Never throws: what stops the pass goes to `halt`. */
export async function carryOut(action: PlannedAction, context: SendContext): Promise<ActionOutcome> {
  let sent = false
  try {
    const ready = await prepare(action, context)
    if ('outcome' in ready) return ready

    const { journal } = context.deps
    failpoint('before-dispatched')
    await recordDispatch(journal, context.pass, { action, origin: ready.origin })
    failpoint('after-dispatched')
    sent = true

    // The process may have slept between the reading and here, a lid closed for a night.
    const late = whyTooOld(ready.reading, context)
    const result: SendResult =
      late === null ? await sendOnce(ready.command, context) : { outcome: 'refused', reason: `it was not sent: ${late}`, retryAfterMs: null }
    failpoint('after-send')

    const because = result.outcome === 'accepted' ? null : result.reason
    await recordResult(journal, action.id, { state: result.outcome, because })
    failpoint('after-result')
    return { action, outcome: result.outcome, because, retryAfterMs: result.outcome === 'refused' ? result.retryAfterMs : null }
  } catch (error) {
    context.halt(error)
    const outcome = sent ? 'unknown' : 'notAttempted'
    return { action, outcome, because: messageOf(error), retryAfterMs: null }
  }
}

interface Ready {
  readonly command: ActionCommand
  readonly reading: AgedReading
  readonly origin: Parameters<typeof recordDispatch>[2]['origin']
}

async function prepare(action: PlannedAction, context: SendContext): Promise<Ready | ActionOutcome> {
  const { deps, planInput, stop } = context
  if (stop.aborted) return notAttempted(action, whyStopped(stop))
  const target = targetIdOf(action)
  if (target === null) return notAttempted(action, 'the plan names no record that this action could be sent to')

  let reading: AgedReading
  try {
    reading = await readFresh(deps, action, stop)
  } catch (error) {
    return notAttempted(
      action,
      stop.aborted ? whyStopped(stop) : `${action.tenant ? 'the cleanup rules' : 'the device'} could not be read: ${messageOf(error)}`,
    )
  }
  assertClocksAgree(deps)
  const stale = whyTooOld(reading, context)
  if (stale !== null) return notAttempted(action, stale)

  const decision = deps.decideAgain(planInput, action, reading, deps.clock.now())
  if (decision.verdict === 'moved') return moved(action, decision.because, context)
  const obstacle = whyNotDispatched(await deps.journal.store.readAttempt(action.id), decision.origin.generation)
  if (obstacle !== null) return moved(action, obstacle, context)

  // The last look before the intent is written: stop wins.
  if (stop.aborted) return notAttempted(action, whyStopped(stop))
  const facts = reading.device ?? factsFromBefore(action, planInput)
  return {
    command: { actionId: action.id, action: action.action, target, parameters: action.parameters, ...cleanupRuleChangeOf(action, planInput.profile) },
    reading,
    origin: { ...decision.origin, facts },
  }
}

/** Exactly one request. A writer that throws or does not come back leaves it unknown what became of it. */
async function sendOnce(command: ActionCommand, { deps, giveUp }: SendContext): Promise<SendResult> {
  const gaveUp = Promise.withResolvers<SendResult>()
  const onAbort = (): void => gaveUp.resolve({ outcome: 'unknown', reason: 'reeve was stopped before the answer came' })
  giveUp.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([deps.writer.send(command, giveUp), gaveUp.promise])
  } catch (error) {
    return { outcome: 'unknown', reason: messageOf(error) }
  } finally {
    giveUp.removeEventListener('abort', onAbort)
  }
}

/** Whoever is a minute wrong about the time is wrong about windows, budgets and what came after what. */
function assertClocksAgree({ reader, clock }: SendDeps): void {
  const theirs = reader.providerTime()
  if (theirs === null) return
  const differenceMs = Math.abs(clock.now().getTime() - theirs.getTime())
  if (differenceMs <= MAX_CLOCK_DIFFERENCE_MS) return
  const seconds = Math.round(differenceMs / 1000)
  throw new ReeveError('REEVE_CLOCK', `The provider's clock and ours differ by ${seconds} s; at most 60 s are tolerated.`, {
    fix: 'Set the clock of this machine and apply again.',
  })
}

/** A clock that was set back makes every age unknown, and unknown is not young. */
function whyTooOld({ asOf }: AgedReading, { deps }: SendContext): string | null {
  const ageMs = deps.clock.now().getTime() - asOf.getTime()
  if (ageMs >= 0 && ageMs <= MAX_READING_AGE_MS) return null
  return `the reading is ${Math.round(ageMs / 1000)} s old, and at most 60 s are believed`
}

async function moved(action: PlannedAction, because: string, { deps, pass }: SendContext): Promise<ActionOutcome> {
  await recordNotSent(deps.journal, pass, 'moved', [{ action, because }])
  return { action, outcome: 'moved', because, retryAfterMs: null }
}

/** Audited with all others at the end of the pass, in one transaction. */
function notAttempted(action: PlannedAction, because: string): ActionOutcome {
  return { action, outcome: 'notAttempted', because, retryAfterMs: null }
}

/** The device left the inventory; what is known of it came with an earlier action. */
function factsFromBefore({ device }: PlannedAction, { history }: PlanInput): AgedReading['device'] {
  return history.entries.findLast((entry) => entry.device?.id === device?.id && (entry.device?.facts ?? null) !== null)?.device?.facts ?? null
}

function whyStopped(stop: AbortSignal): string {
  const { reason } = stop
  if (reason instanceof ReeveError) return `${reason.summary}: ${reason.detail}`
  return reason instanceof Error && reason.name !== 'AbortError' ? `the pass was halted: ${reason.message}` : 'reeve was asked to stop'
}

function messageOf(error: unknown): string {
  return error instanceof ReeveError ? error.detail : error instanceof Error ? error.message : String(error)
}
