/** reconcileOnce(): the table of contents of the product. */
import type { Plan } from '../planner/documents.generated.ts'
import { readEvidence } from '../planner/evidence.ts'
import type { History } from '../planner/history.ts'
import { decideAgain } from '../planner/decide-again.ts'
import { assemblePlan } from '../planner/plan.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import { type ActionOutcome, type ApplyReport, applyPlan, isApplicable } from './apply.ts'
import type { Clock } from './clock.ts'
import { type ConfirmReport, confirmUnderWay } from './confirm.ts'
import { type Journal, refusePlan } from './journal.ts'
import { readHistory } from './past.ts'
import type { ActionWriter, InventoryReader } from './provider.ts'

export interface Deps {
  readonly journal: Journal
  readonly reader: InventoryReader
  readonly writer: ActionWriter
  readonly clock: Clock
  /** What git says and what the fleet is, at this moment. Throws ReeveError when either cannot be known. */
  readonly readPlanInput: (history: History, signal: AbortSignal) => Promise<PlanInput>
  /** Who agreed to this run; with no approvals asked for, the person who runs it. */
  readonly approvers: readonly string[]
  readonly onPlan?: (plan: Plan) => void
  readonly onOutcome?: (outcome: ActionOutcome) => void
}

export interface Report {
  /** `blocked` and `awaitingApproval` also when other actions of the plan were applied. */
  readonly outcome: 'inSync' | 'blocked' | 'awaitingApproval' | 'applied' | 'incomplete'
  readonly plan: Plan
  /** null when nothing was ready. */
  readonly applied: ApplyReport | null
  /** What became of actions of earlier passes, and of those just sent. */
  readonly confirmed: { readonly before: ConfirmReport; readonly after: ConfirmReport | null }
}

/**
 * One pass: what became of what was sent, what git says, what the fleet is, the plan between
 * them, and, where every guardrail and approval agrees, that plan and no other applied.
 */
export async function reconcileOnce(deps: Deps, signal: AbortSignal): Promise<Report> {
  const { journal, approvers } = deps
  const before = await confirmUnderWay({ deps: { ...deps, readEvidence }, signal })

  const planInput = await deps.readPlanInput(await readHistory(journal.store), signal)
  const plan = assemblePlan(planInput)
  deps.onPlan?.(plan)

  const held = whyHeld(plan)
  const ready = plan.actions.some(isApplicable)
  if (!ready && held) await refusePlan(journal, { plan, approvers }, { outcome: held, reason: reasonFor(plan) })
  if (!ready) return { outcome: held ?? 'inSync', plan, applied: null, confirmed: { before, after: null } }

  const applied = await applyPlan({
    plan,
    planInput,
    deps: { ...deps, decideAgain },
    signal,
    approvers,
    ...(deps.onOutcome ? { onOutcome: deps.onOutcome } : {}),
  })
  const after = await confirmUnderWay({ deps: { ...deps, readEvidence }, signal })
  return {
    outcome: held ?? (applied.complete ? 'applied' : 'incomplete'),
    plan,
    applied: withConfirmations(applied, after),
    confirmed: { before, after },
  }
}

/** A guardrail that blocks beats an approval that is missing. */
function whyHeld({ verdicts, approvals }: Plan): 'blocked' | 'awaitingApproval' | null {
  if (verdicts.some(({ result }) => result === 'block')) return 'blocked'
  return approvals.missing.length > 0 ? 'awaitingApproval' : null
}

function reasonFor({ verdicts, approvals }: Plan): string {
  const blocking = verdicts.filter(({ result }) => result === 'block').map(({ message }) => message)
  const missing = approvals.missing.map(({ actions, signatures, from }) => `${signatures} signatures of ${from.join(', ')} for ${actions.join(', ')}`)
  return [...blocking, ...missing].join(' ')
}

/** What was accepted a moment ago may have ended since. */
function withConfirmations(applied: ApplyReport, { changes }: ConfirmReport): ApplyReport {
  const ends = new Map(changes.map(({ action, to, because }) => [action.id, { to, because }]))
  const outcomes = applied.outcomes.map((outcome): ActionOutcome => {
    const end = ends.get(outcome.action.id)
    if (end?.to === 'confirmed') return { ...outcome, outcome: 'confirmed', because: end.because }
    const failed = end && end.to !== 'pending' && end.to !== 'unknown'
    return failed ? { ...outcome, outcome: 'failed', because: end.because } : outcome
  })
  return { ...applied, outcomes, complete: outcomes.every(({ outcome }) => outcome === 'accepted' || outcome === 'confirmed') }
}
