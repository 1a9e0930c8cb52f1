/**
 * Which policy speaks for a device.
 *
 * The highest priority among the policies that select it wins, also when what it asks is
 * satisfied already; lower ones stay silent. Policies in mode report are only heard where no
 * enforcing policy speaks, so that a rehearsal never silences the real thing.
 */
import { canonicalJson } from './canonical.ts'
import { overOf, type Policy } from './desired-state.ts'
import type { EpochSeconds } from './inventory.ts'
import { sinceFor } from './since.ts'
import type { Subject } from './subject.ts'
import { FALSE, TRUE, UNKNOWN } from './truth.ts'

export interface Participant {
  readonly policy: Policy
  /** The exception that might apply, or the managed policy that might: who might be protected is. */
  readonly uncertain: boolean
}

export interface Target {
  readonly policy: Policy
  /** Other policies of the same priority that ask for something else. */
  readonly conflictsWith: readonly Policy[]
  /** What may protect the device, and cannot be ruled out. */
  readonly doubt: Doubt | null
}

export interface Doubt {
  /** `DevicePolicy board`, or `the exception of CleanupRule silent`. */
  readonly what: string
  /** The fields whose values are missing. */
  readonly fields: readonly string[]
}

export interface Hearing {
  readonly target: Target | null
  /** Policies leading to a change whose selector is unknown for this device. */
  readonly undetermined: readonly Policy[]
}

const NOBODY: Hearing = { target: null, undetermined: [] }

/** `policies` are unexpired and sorted by kind and name. */
export function hearPolicies(policies: readonly Policy[], subject: Subject): Hearing {
  let participants: Participant[] | null = null
  let undetermined: Policy[] | null = null
  for (const policy of policies) {
    if (isSilentOnDevices(policy)) continue
    if (overOf(policy) !== subject.over) continue
    const selected = policy.select.evaluate(subject)
    if (selected === FALSE || sleepsUntil(policy, subject) !== null) continue
    // Where an offboarding declares nothing for this ownership, it has no opinion on the device.
    if (policy.kind === 'UserOffboarding' && policy.actionFor(subject.device) === null) continue
    const keepsManaged = policy.kind === 'DevicePolicy' && policy.state === 'managed'
    if (selected === UNKNOWN) {
      if (keepsManaged) (participants ??= []).push({ policy, uncertain: true })
      else (undetermined ??= []).push(policy)
      continue
    }
    const excepted = policy.except === null ? FALSE : policy.except.evaluate(subject)
    if (excepted === TRUE) continue
    ;(participants ??= []).push({ policy, uncertain: excepted === UNKNOWN })
  }
  if (!participants && !undetermined) return NOBODY
  return { target: participants ? chooseTarget(participants, subject) : null, undetermined: undetermined ?? [] }
}

function chooseTarget(participants: readonly Participant[], subject: Subject): Target | null {
  const enforcing = participants.filter(({ policy }) => policy.mode === 'enforce')
  const heard = enforcing.length > 0 ? enforcing : participants
  const certain = heard.filter(({ policy, uncertain }) => !(uncertain && isManaged(policy)))
  if (certain.length === 0) return null
  const highest = Math.max(...certain.map(({ policy }) => policy.priority))
  const [winner, ...rivals] = certain.filter(({ policy }) => policy.priority === highest)
  if (!winner) return null
  const asked = targetOf(winner.policy, subject)
  const mightProtect = heard.find(({ policy, uncertain }) => uncertain && isManaged(policy) && policy.priority >= highest)
  const mightExcept = [winner, ...rivals].find(({ uncertain }) => uncertain)
  return {
    policy: winner.policy,
    conflictsWith: rivals.map(({ policy }) => policy).filter((policy) => targetOf(policy, subject) !== asked),
    doubt: mightProtect ? doubtAbout(mightProtect.policy, subject) : mightExcept ? doubtAbout(mightExcept.policy, subject) : null,
  }
}

function doubtAbout(policy: Policy, subject: Subject): Doubt {
  const name = `${policy.kind} ${policy.name}`
  if (policy.select.evaluate(subject) === UNKNOWN) return { what: name, fields: policy.select.unknownFields(subject) }
  return { what: `the exception of ${name}`, fields: policy.except?.unknownFields(subject) ?? [] }
}

/** An offboarding that is about accounts alone. */
export function isSilentOnDevices(policy: Policy): boolean {
  return policy.kind === 'UserOffboarding' && policy.devices.company.length === 0 && policy.devices.personal.length === 0
}

function isManaged(policy: Policy): boolean {
  return policy.kind === 'DevicePolicy' && policy.state === 'managed'
}

/** A `since` in the future: the policy sleeps until then. null: it is awake. */
export function sleepsUntil(policy: Policy, subject: Subject): EpochSeconds | null {
  if (policy.kind !== 'DevicePolicy' || !policy.since) return null
  const since = sinceFor(policy.since, subject)
  return since !== null && since > subject.now ? since : null
}

/** Two policies with the same text here ask for the same thing. */
function targetOf(policy: Policy, subject: Subject): string {
  if (policy.kind === 'CleanupRule')
    return canonicalJson(policy.stages.map(({ action, afterSeconds, silence }) => ({ action, afterSeconds, silence: silence.leaves.map(({ asks }) => asks) })))
  // The account is not the device's business: two that treat its devices alike do not contradict each other here.
  if (policy.kind === 'UserOffboarding') return canonicalJson({ leaves: policy.devices })
  const { state, wipe, directory, passcodeResetSince } = policy
  return canonicalJson({ state, wipe, directory, passcodeResetSince, since: policy.since ? sinceFor(policy.since, subject) : null })
}
