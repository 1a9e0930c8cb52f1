/** Carries out a plan: every ready action once, a few at a time, in the order of the plan. */
import type { Plan, PlannedAction } from '../planner/documents.generated.ts'
import { targetKey } from '../planner/plan-target.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import { forEachBounded } from './bounded.ts'
import { finishPass, type Pass, recordNotSent, startPass } from './journal.ts'
import { ReeveError } from './reeve-error.ts'
import { type ActionOutcome, carryOut, type SendContext, type SendDeps } from './send.ts'
import { createThrottle, type Throttle } from './throttle.ts'

export type { ActionOutcome, Outcome, SendDeps } from './send.ts'

export interface ApplyInput {
  readonly plan: Plan
  /** What the plan was made from: each action is decided again on it, with a fresh reading. */
  readonly planInput: PlanInput
  readonly deps: SendDeps
  readonly signal: AbortSignal
  /** Who agreed to the plan, for the audit log. */
  readonly approvers?: readonly string[]
  /** Devices at a time. */
  readonly concurrency?: number
  /** Called once for each ready action, as it is decided. */
  readonly onOutcome?: (outcome: ActionOutcome) => void
}

export interface ApplyReport {
  /** One for each ready action, in the order of the plan. */
  readonly outcomes: readonly ActionOutcome[]
  /** Every one was accepted. */
  readonly complete: boolean
  /** A signal came before the end. */
  readonly interrupted: boolean
  /** What stopped the pass before its end; null otherwise. */
  readonly halted: ReeveError | null
}

const DEFAULT_CONCURRENCY = 4
/** What is in flight when a signal comes has this long to be answered; the process ends within 10 s. */
const GRACE_MS = 8_000
/** A refusal that names its pause is sent again, after that pause, this often in all. */
const MAX_SENDS = 3
/** A longer pause is for the next pass. */
const MAX_PAUSE_MS = 60_000

/**
 * Carries out `plan` and nothing else, and says what became of each ready action.
 *
 * Never throws for an action that failed: failures are outcomes. Throws only when it could not
 * start, when it could no longer write the journal or the audit, or when an invariant broke;
 * then every action not yet begun is `notAttempted`, and `onOutcome` has said so.
 */
export async function applyPlan({
  plan,
  planInput,
  deps,
  signal,
  approvers = [],
  concurrency = DEFAULT_CONCURRENCY,
  onOutcome,
}: ApplyInput): Promise<ApplyReport> {
  const pass: Pass = { plan, approvers }
  const actions = plan.actions.filter(isApplicable)
  await startPass(deps.journal, pass)

  const halting = new AbortController()
  const grace = startGrace(deps, signal)
  const context: SendContext = {
    deps,
    pass,
    planInput,
    stop: AbortSignal.any([signal, halting.signal]),
    giveUp: grace.expired,
    halt: (error) => halting.abort(error),
  }
  const throttle = createThrottle(deps.clock)
  const turns = createTurns()
  const outcomes = new Map<string, ActionOutcome>()
  try {
    await forEachBounded(actions, concurrency, async (action) => {
      const outcome = await turns.take(targetKey(action), () => carryOutPatiently(action, context, throttle))
      outcomes.set(action.id, outcome)
      onOutcome?.(outcome)
    })
  } finally {
    grace.end()
  }

  const halted = haltedBy(halting.signal)
  const report = reportOn(actions, outcomes, { interrupted: signal.aborted, halted })
  const left = report.outcomes.filter(({ outcome }) => outcome === 'notAttempted')
  await recordNotSent(
    deps.journal,
    pass,
    'notAttempted',
    left.map(({ action, because }) => ({ action, because: because ?? '' })),
  )
  await finishPass(deps.journal, pass, { outcome: wordFor(report), reason: summarize(report.outcomes) })
  return report
}

/** A policy in mode report is only shown, whatever else its action says. */
export function isApplicable({ status, mode }: PlannedAction): boolean {
  return status === 'ready' && mode !== 'report'
}

/** A throttled request was not executed, so it may be sent again: with a new reading, decision and intent. */
async function carryOutPatiently(action: PlannedAction, context: SendContext, throttle: Throttle): Promise<ActionOutcome> {
  for (let sends = 1; ; sends += 1) {
    await throttle.wait(context.stop)
    const outcome = await carryOut(action, context)
    const { retryAfterMs } = outcome
    if (retryAfterMs === null || retryAfterMs > MAX_PAUSE_MS || sends === MAX_SENDS) return outcome

    throttle.pause(retryAfterMs)
    await throttle.wait(context.stop)
    if (context.stop.aborted) return outcome
  }
}

/** One at a time for each device, however many devices are worked on. */
function createTurns(): { take<T>(device: string, work: () => Promise<T>): Promise<T> } {
  const last = new Map<string, Promise<unknown>>()
  return {
    take: (device, work) => {
      const turn = (last.get(device) ?? Promise.resolve()).then(work, work)
      last.set(device, turn)
      return turn
    },
  }
}

function startGrace({ clock }: SendDeps, signal: AbortSignal): { expired: AbortSignal; end(): void } {
  const expiry = new AbortController()
  const ended = new AbortController()
  const onAbort = (): void => {
    clock.sleep(GRACE_MS, ended.signal).then(
      () => expiry.abort(),
      () => {},
    )
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return {
    expired: expiry.signal,
    end: () => {
      signal.removeEventListener('abort', onAbort)
      ended.abort()
    },
  }
}

/** Clocks that disagree are a finding about the world; everything else that halts is thrown. */
function haltedBy({ aborted, reason }: AbortSignal): ReeveError | null {
  if (!aborted) return null
  if (reason instanceof ReeveError && reason.code === 'REEVE_CLOCK') return reason
  throw reason
}

function reportOn(
  actions: readonly PlannedAction[],
  outcomes: ReadonlyMap<string, ActionOutcome>,
  { interrupted, halted }: Pick<ApplyReport, 'interrupted' | 'halted'>,
): ApplyReport {
  const inOrder = actions.flatMap(({ id }) => outcomes.get(id) ?? [])
  return { outcomes: inOrder, complete: inOrder.every(({ outcome }) => outcome === 'accepted' || outcome === 'confirmed'), interrupted, halted }
}

function wordFor({ complete, interrupted, halted }: ApplyReport): string {
  return halted ? 'halted' : interrupted ? 'interrupted' : complete ? 'applied' : 'incomplete'
}

function summarize(outcomes: readonly ActionOutcome[]): string {
  const counts = Map.groupBy(outcomes, ({ outcome }) => outcome)
  return counts.size === 0 ? 'nothing was ready' : [...counts].map(([outcome, all]) => `${all.length} ${outcome}`).join(', ')
}
