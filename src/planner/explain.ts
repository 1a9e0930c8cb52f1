/** Why a device is or is not in the plan, what would change that, and what passing time will make of it. */
import { decideDevice, historyOfOneDevice, type Decision } from './decide.ts'
import { overOf, type Policy } from './desired-state.ts'
import { findChanges } from './explain-changes.ts'
import { explainOutcome, summarize } from './explain-outcome.ts'
import { explainPolicy, explainSelector, truthWord } from './explain-policy.ts'
import type { DeviceExplanation, PolicyExplanation } from './explanation.ts'
import { formatInstant } from './instant.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { assemblePlan } from './plan.ts'
import { contextOf, type PlanInput } from './plan-context.ts'
import { planDevice, policyReference } from './plan-entry.ts'
import { subjectOf } from './record-index.ts'
import { findReleases, type Release } from './releases.ts'
import { hearPolicies } from './target.ts'
import { compareText } from './text.ts'
import { findUpcoming, type UpcomingDecision } from './upcoming.ts'

export function explainDevice(input: PlanInput, device: Device): DeviceExplanation {
  const context = contextOf(input)
  const { desired, now } = context
  const subject = subjectOf(device, context.records, now)
  const { decision } = decideDevice(subject, context)
  const { target } = hearPolicies(context.policies, subject)
  const question = { subject, target, history: historyOfOneDevice(device, context) }
  const upcoming = findUpcoming(device, context)
  const releases = findReleases(device, context, decision, upcoming)
  const policies = desired.policies
    .filter((policy) => overOf(policy) === subject.over)
    .sort(comparePolicies)
    .map((policy) => explainPolicy(policy, question))

  return {
    apiVersion: 'reeve/v1',
    kind: 'Explanation',
    formatVersion: '1.0',
    now: formatInstant(now),
    device: planDevice(subject),
    joinType: device.joinType,
    lastSyncDateTime: instantOrNull(device.lastSyncDateTime),
    enrolledDateTime: instantOrNull(device.enrolledDateTime),
    outcome: explainOutcome(decision, target?.policy ?? null, whyNothing(policies), () => assemblePlan(input)),
    upcoming: [...upcoming.map((change) => explainUpcoming(change, now)), ...releases.map((release) => explainRelease(release, now))].sort(
      (a, b) => a.inSeconds - b.inSeconds,
    ),
    wouldChange: findChanges({ subject, context, decision, target }),
    policies,
    protections: desired.guardrails.protect.map(({ select, reason, at }) => ({
      at,
      reason,
      truth: truthWord(select.evaluate(subject)),
      select: explainSelector(select, subject),
    })),
  }
}

function comparePolicies(a: Policy, b: Policy): number {
  return b.priority - a.priority || compareText(a.kind, b.kind) || compareText(a.name, b.name)
}

/** One sentence for a device for which nothing is planned. */
function whyNothing(policies: readonly PolicyExplanation[]): string {
  const speaking = policies.find(({ standing }) => standing === 'speaks')
  if (speaking) return `${nameOf(speaking)} ${speaking.message}.`
  const near = policies.filter(({ standing }) => standing !== 'notSelected' && standing !== 'expired')
  if (near.length === 0) return 'No policy selects the device.'
  return near.map((policy) => `${nameOf(policy)} ${describeStanding(policy)}.`).join(' ')
}

function describeStanding({ standing, message }: PolicyExplanation): string {
  return standing === 'asleep' ? `is ${message}` : message
}

function nameOf({ policy: { kind, name } }: PolicyExplanation): string {
  return `${kind} ${name}`
}

function explainUpcoming({ at, decision, unless }: UpcomingDecision, now: EpochSeconds): DeviceExplanation['upcoming'][number] {
  return { at: formatInstant(at), inSeconds: at - now, kind: decision.kind, summary: summarize(decision), policy: policyOf(decision), unless }
}

function explainRelease({ at, by, decision, effect, unless }: Release, now: EpochSeconds): DeviceExplanation['upcoming'][number] {
  const summary = by === 'window' ? `the window opens for ${effect}` : `the suspension ends for ${effect}`
  return { at: formatInstant(at), inSeconds: at - now, kind: decision.kind, summary, policy: policyReference(decision.policy), unless }
}

function policyOf(decision: Decision): DeviceExplanation['upcoming'][number]['policy'] {
  return decision.kind === 'none' ? null : policyReference(decision.policy)
}

function instantOrNull(at: EpochSeconds | null): string | null {
  return at === null ? null : formatInstant(at)
}
