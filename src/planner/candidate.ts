/** A decided action as guardrails, order and plan see it, whatever it is about. */
import type { DecidedUserAction } from './decide-user.ts'
import type { DecidedAction } from './decide.ts'
import type { Policy } from './desired-state.ts'
import type { ActionName, DeferredAction, PlannedAction } from './documents.generated.ts'
import type { Ordered } from './order.ts'
import { describeAction, describeDeferred, describeDeferredUser, describeUserAction, type Wait } from './plan-entry.ts'
import type { Profile } from './profile/profile.ts'
import type { Subject } from './subject.ts'

export interface Candidate extends Ordered {
  readonly effectiveEffect: ActionName
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
    risk,
    ring: 0,
    priority: policy.priority,
    mode: policy.mode,
    describe: (status) => describeUserAction(decided, status, profile),
    defer: (wait) => describeDeferredUser(decided, wait),
  }
}
