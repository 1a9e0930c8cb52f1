/** A decision as an entry of the plan. */
import type { DecidedUserAction, UserDecision } from './decide-user.ts'
import type { DecidedAction, Decision } from './decide.ts'
import type { Proposal } from './chain.ts'
import type { PolicyIdentity } from './desired-state.ts'
import type { ActionInProgress, ActionParameters, BlockedAction, DeferredAction, PlanDevice, PlannedAction, PolicyReference } from './documents.generated.ts'
import type { ActionState } from './history.ts'
import { incarnationOfSubject } from './identity.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { listEffects } from './profile/ask.ts'
import type { Profile } from './profile/profile.ts'
import { factsOf, type Subject } from './subject.ts'
import { wipeParameters } from './wipe-options.ts'

export function describeAction(
  subject: Subject,
  { id, proposal, effectiveEffect, risk, precondition, supersedes }: DecidedAction,
  status: PlannedAction['status'],
  profile: Profile,
): PlannedAction {
  const { action, wipe, policy, because } = proposal
  return {
    id,
    action,
    effectiveEffect,
    risk,
    device: planDevice(subject),
    parameters: parametersOf(proposal),
    policy: policyReference(policy),
    reason: policy.reason,
    because: [...because],
    effects: listEffects(profile, { action, wipe, facts: factsOf(subject) }),
    precondition,
    status,
    ...(policy.mode === 'report' ? { mode: 'report' as const } : {}),
    ring: 0,
    ...(supersedes === null ? {} : { supersedes }),
  }
}

function parametersOf({ action, wipe }: Proposal): ActionParameters {
  return action === 'wipe' ? wipeParameters(wipe) : {}
}

export function describeBlocked({ subject, proposal, code, message, source }: Extract<Decision, { kind: 'blocked' }>): BlockedAction {
  return { device: planDevice(subject), action: proposal.action, code, message, source, policy: policyReference(proposal.policy) }
}

/** Why an action waits, and until when; null where nothing says. */
export interface Wait {
  readonly code: DeferredAction['code']
  readonly until: EpochSeconds | null
}

export function describeDeferred(subject: Subject, proposal: Proposal, { code, until }: Wait): DeferredAction {
  return {
    device: planDevice(subject),
    action: proposal.action,
    until: until === null ? null : formatInstant(until),
    code,
    policy: policyReference(proposal.policy),
  }
}

export function describeInProgress({ subject, action, state, since }: Extract<Decision, { kind: 'inProgress' }>): ActionInProgress {
  return { device: planDevice(subject), action, state: stateInProgress(state), since: since === null ? null : formatInstant(since) }
}

function stateInProgress(state: ActionState): ActionInProgress['state'] {
  if (state === 'confirmed' || state === 'refused') throw new TypeError('What has ended is not in progress')
  return state
}

export function describeUserAction(
  { id, action, risk, user, policy, because, precondition }: DecidedUserAction,
  status: PlannedAction['status'],
  profile: Profile,
): PlannedAction {
  return {
    id,
    action,
    effectiveEffect: action,
    risk,
    user,
    parameters: {},
    policy: policyReference(policy),
    reason: policy.reason,
    because: [...because],
    effects: [userEffect(action, profile)],
    precondition,
    status,
    ...(policy.mode === 'report' ? { mode: 'report' as const } : {}),
    ring: 0,
  }
}

function userEffect(action: DecidedUserAction['action'], { userOffboarding }: Profile): PlannedAction['effects'][number] {
  if (action === 'disableUser') return { data: 'userAccount', outcome: 'kept', note: 'signing in is refused until somebody enables the account again' }
  return { data: 'userAccount', outcome: 'removed', note: userOffboarding.find(({ about }) => about === 'what')?.text ?? null }
}

export function describeBlockedUser({ user, action, code, message, policy }: Extract<UserDecision, { kind: 'blocked' }>): BlockedAction {
  return { user, action, code, message, source: null, policy: policyReference(policy) }
}

export function describeDeferredUser({ user, action, policy }: DecidedUserAction, { code, until }: Wait): DeferredAction {
  return { user, action, until: until === null ? null : formatInstant(until), code, policy: policyReference(policy) }
}

export function describeUserInProgress({ user, action, state, since }: Extract<UserDecision, { kind: 'inProgress' }>): ActionInProgress {
  return { user, action, state: stateInProgress(state), since: since === null ? null : formatInstant(since) }
}

export function policyReference({ kind, name, at }: PolicyIdentity): PolicyReference {
  return { kind, name, at }
}

/** Of a record without a device the name is that of the record, and both ids are its own. */
export function planDevice(subject: Subject): PlanDevice {
  const { device, directory, over } = subject
  return {
    id: device.id,
    incarnation: incarnationOfSubject(subject),
    deviceName: over === 'directory' ? (directory?.displayName ?? null) : device.deviceName,
    serialNumber: device.serialNumber,
    platform: device.platform,
    ownership: device.managedDeviceOwnerType,
    azureADDeviceId: device.azureADDeviceId,
    directoryId: directory?.id ?? null,
  }
}
