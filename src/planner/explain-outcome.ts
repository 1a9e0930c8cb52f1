/** A decision in words. */
import type { DecidedAction, Decision } from './decide.ts'
import type { Policy } from './desired-state.ts'
import type { Plan } from './documents.generated.ts'
import type { OutcomeExplanation } from './explanation.ts'
import { formatInstant } from './instant.ts'
import { policyReference } from './plan-entry.ts'

/** `wipe is planned`: the same words for what is and for what will be. */
export function summarize(decision: Decision): string {
  switch (decision.kind) {
    case 'none':
      return 'nothing is planned'
    case 'act':
      return `${describeAction(decision.action)} is ${decision.policy.mode === 'report' ? 'reported, and not applied' : 'planned'}`
    case 'blocked':
      return `${decision.proposal.action} is blocked (${decision.code})`
    case 'deferred':
      return `${decision.proposal.action} waits until ${formatInstant(decision.until)}`
    case 'inProgress':
      return `${decision.action} is ${decision.state}`
  }
}

/** `wipe would be planned` */
export function summarizeWould(decision: Decision): string {
  const by = decision.kind === 'none' ? '' : ` by ${decision.policy.kind} ${decision.policy.name}`
  switch (decision.kind) {
    case 'none':
      return 'nothing would be planned'
    case 'act':
      return `${describeAction(decision.action)} would be ${decision.policy.mode === 'report' ? 'reported' : 'planned'}${by}`
    case 'blocked':
      return `${decision.proposal.action} would be asked for${by}, and blocked (${decision.code})`
    case 'deferred':
      return `${decision.proposal.action} would wait until ${formatInstant(decision.until)}`
    case 'inProgress':
      return `${decision.action} would be ${decision.state}`
  }
}

function describeAction({ proposal: { action }, effectiveEffect }: DecidedAction): string {
  return effectiveEffect === action ? action : `${action}, which may amount to a ${effectiveEffect},`
}

export function explainOutcome(decision: Decision, speaker: Policy | null, silence: string, planFleet: () => Plan): OutcomeExplanation {
  const policy = decision.kind === 'none' ? speaker : decision.policy
  const base = {
    kind: decision.kind,
    summary: summarize(decision),
    action: null,
    effectiveEffect: null,
    code: null,
    until: null,
    policy: policy === null ? null : policyReference(policy),
    status: null,
    heldBackBy: [],
  }
  switch (decision.kind) {
    case 'none':
      return { ...base, message: silence }
    case 'act': {
      const { proposal, effectiveEffect } = decision.action
      const held = judgeInPlan(decision, planFleet())
      const message = [`Because ${proposal.because.join(', ')}.`, ...held.heldBackBy.map((verdict) => `Held back: ${verdict.message}`)].join(' ')
      return { ...base, ...held, message, action: proposal.action, effectiveEffect, summary: `${base.summary}${describeStatus(held)}` }
    }
    case 'blocked':
      return { ...base, message: decision.message, action: decision.proposal.action, code: decision.code }
    case 'deferred':
      return {
        ...base,
        message: 'Another wipe of this serial number is less than 30 days ago.',
        action: decision.proposal.action,
        until: formatInstant(decision.until),
      }
    case 'inProgress':
      return { ...base, message: describeProgress(decision), action: decision.action }
  }
}

function describeProgress({ action, state, since }: Extract<Decision, { kind: 'inProgress' }>): string {
  const when = since === null ? '' : ` since ${formatInstant(since)}`
  switch (state) {
    case 'failed':
    case 'notSupported':
    case 'cancelled':
    case 'expired':
      return `${action} ended as ${state}${when.replace('since', 'at')}, and is not tried again by itself.`
    default:
      return `${action} is ${state}${when}; nothing weaker is sent meanwhile.`
  }
}

function describeStatus({ status, until }: Pick<OutcomeExplanation, 'status' | 'until'>): string {
  switch (status) {
    case 'blockedByGuardrail':
      return ', and held back by a guardrail'
    case 'awaitingApproval':
      return ', and waits for approval'
    case 'deferred':
      return until === null ? ', and waits for a later pass' : `, and waits until ${until}`
    default:
      return ''
  }
}

/** What the plan for the whole fleet makes of an action; guardrails judge all of it together. */
function judgeInPlan(
  { subject, action: { id, proposal, effectiveEffect } }: Extract<Decision, { kind: 'act' }>,
  plan: Plan,
): Pick<OutcomeExplanation, 'status' | 'until' | 'heldBackBy'> {
  const planned = plan.actions.find((action) => action.id === id)
  if (proposal.policy.mode === 'report') return { status: null, until: null, heldBackBy: [] }
  if (planned) {
    const heldBackBy = planned.status === 'blockedByGuardrail' ? plan.verdicts.filter((verdict) => blocks(verdict, planned.effectiveEffect)) : []
    return { status: planned.status, until: null, heldBackBy }
  }
  const waiting = plan.deferred.find(({ device, action }) => device?.id === subject.device.id && action === proposal.action)
  const heldBackBy = plan.verdicts.filter(({ result, message }) => result === 'defer' && message.startsWith(`${effectiveEffect}:`))
  return { status: 'deferred', until: waiting?.until ?? null, heldBackBy }
}

/** A verdict of the limits is about one effect, which its message begins with. */
function blocks({ guardrail, result, message }: Plan['verdicts'][number], effect: string): boolean {
  return result === 'block' && ((guardrail !== 'limit' && guardrail !== 'ring') || message.startsWith(`${effect}:`))
}
