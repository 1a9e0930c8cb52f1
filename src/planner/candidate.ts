/** A decided action as guardrails, order and plan see it, whatever it is about. */
import type { DecidedTenantAction } from './decide-tenant.ts'
import type { DecidedUserAction } from './decide-user.ts'
import type { DecidedAction } from './decide.ts'
import type { Policy } from './desired-state.ts'
import type { ActionName, DeferredAction, PlannedAction } from './documents.generated.ts'
import type { Ordered } from './order.ts'
import { describeAction, describeDeferred, describeDeferredUser, describeUserAction, type Wait } from './plan-entry.ts'
import { describeDeferredRule, describeTenantAction } from './plan-entry-tenant.ts'
import type { Profile } from './profile/profile.ts'
import type { Subject } from './subject.ts'

export interface Candidate extends Ordered {
  readonly effectiveEffect: ActionName
  /** Of how many devices it takes; limits count these. */
  readonly weight: number
  readonly mode: Policy['mode']
  readonly describe: (status: PlannedAction['status']) => PlannedAction
  readonly defer: (wait: Wait) => DeferredAction
}

export function deviceCandidate(subject: Subject, decided: DecidedAction, profile: Profile): Candidate {
  const { id, proposal, effectiveEffect, risk } = decided
  const { action, policy } = proposal
  return {
    id,
    action,
    effectiveEffect,
    weight: 1,
    risk,
    ring: 0,
    priority: policy.priority,
    mode: policy.mode,
    describe: (status) => describeAction(subject, decided, status, profile),
    defer: (wait) => describeDeferred(subject, proposal, wait),
  }
}

export function userCandidate(decided: DecidedUserAction, profile: Profile): Candidate {
  const { id, action, risk, policy } = decided
  return {
    id,
    action,
    effectiveEffect: action,
    weight: 1,
    risk,
    ring: 0,
    priority: policy.priority,
    mode: policy.mode,
    describe: (status) => describeUserAction(decided, status, profile),
    defer: (wait) => describeDeferredUser(decided, wait),
  }
}

export function tenantCandidate(decided: DecidedTenantAction, profile: Profile): Candidate {
  const { id, rule, tenant, effectiveEffect, risk } = decided
  return {
    id,
    action: 'setCleanupRule',
    effectiveEffect,
    weight: weightOfRule(tenant),
    risk,
    ring: 0,
    priority: rule.priority,
    mode: rule.mode,
    describe: (status) => describeTenantAction(decided, status, profile),
    defer: (wait) => describeDeferredRule(decided, wait),
  }
}

/** Also a rule that reaches nobody today is one action: a limit of zero forbids it. */
function weightOfRule({ devices }: { readonly devices: number }): number {
  return Math.max(1, devices)
}
