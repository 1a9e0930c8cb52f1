/**
 * The decision for one device: what is done to it, or why nothing is.
 *
 * Everything that could refuse is asked in the order of the blocked codes, and the first that
 * applies is the answer. `decideAgain` asks exactly this again moments before sending.
 */
import { ACTIONS, isDirectoryAction } from './action.ts'
import { actionIdOf } from './action-id.ts'
import { findAmbiguity } from './ambiguity.ts'
import { digestOf } from './canonical.ts'
import { nextStep, type Proposal } from './chain.ts'
import type { DesiredState, Policy } from './desired-state.ts'
import type { ActionName, BlockedCode, Risk } from './documents.generated.ts'
import { followUp } from './follow-up.ts'
import { findHazard, findUnknownHazard } from './hazard.ts'
import type { DeviceHistoryEntry, HistoryEntry } from './history.ts'
import { endedWithoutEffect, type HistoryIndex, mayHaveRun, PROVIDER_ACTIONS } from './history-index.ts'
import { incarnationOfSubject, isPlaceholderSerial, livenessOf } from './identity.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { askSupport, type Support } from './profile/ask.ts'
import type { Profile } from './profile/profile.ts'
import type { RecordIndex } from './record-index.ts'
import { isReusedName, REUSED_NAME } from './reused-name.ts'
import { begunAt, factsOf, pastOnly, type Subject } from './subject.ts'
import { hearPolicies, type Target } from './target.ts'
import { foldText } from './text.ts'
import { FALSE, TRUE } from './truth.ts'
import { findUnderWay } from './under-way.ts'

export interface DecisionContext {
  readonly desired: DesiredState
  /** Unexpired, sorted by kind and name. */
  readonly policies: readonly Policy[]
  readonly profile: Profile
  readonly history: HistoryIndex
  readonly records: RecordIndex
  readonly now: EpochSeconds
}

export interface DecidedAction {
  readonly id: string
  readonly proposal: Proposal
  readonly effectiveEffect: ActionName
  readonly risk: Risk
  readonly precondition: string
  /** The weaker action under way that this one overtakes. */
  readonly supersedes: ActionName | null
}

export type Decision =
  | { readonly kind: 'none' }
  | (Spoken & { readonly kind: 'act'; readonly action: DecidedAction })
  | (Spoken & { readonly kind: 'blocked'; readonly proposal: Proposal; readonly code: BlockedCode; readonly message: string; readonly source: string | null })
  | (Spoken & { readonly kind: 'inProgress'; readonly action: ActionName; readonly state: HistoryEntry['state']; readonly since: EpochSeconds | null })
  | (Spoken & { readonly kind: 'deferred'; readonly proposal: Proposal; readonly until: EpochSeconds })

interface Spoken {
  readonly subject: Subject
  /** The policy that spoke. */
  readonly policy: Policy
}

export interface DeviceDecision {
  readonly decision: Decision
  /** Policies that could not be judged, each with the fields that were unknown. */
  readonly undetermined: readonly { readonly policy: Policy; readonly fields: readonly string[] }[]
}

const NONE: Decision = { kind: 'none' }
const UNTOUCHED: DeviceDecision = { decision: NONE, undetermined: [] }

/** Between two causes, one wipe per serial in 30 days. */
export const WIPE_DISTANCE_SECONDS = 30 * 86_400

export function decideDevice(subject: Subject, context: DecisionContext): DeviceDecision {
  const { target, undetermined } = hearPolicies(context.policies, subject)
  if (!target && undetermined.length === 0) return UNTOUCHED
  const unknowns = undetermined.map((policy) => ({ policy, fields: [...new Set(policy.select.unknownFields(subject))] }))
  if (!target) return { decision: NONE, undetermined: unknowns }

  const history = historyOfOneDevice(subject.device, context)
  const steps = [target.policy, ...target.conflictsWith].map((policy) => ({ policy, step: nextStep(policy, subject, history) }))
  const proposals: Proposal[] = []
  for (const { policy, step } of steps) {
    if (step.kind === 'propose') proposals.push(step.proposal)
    if (step.kind === 'undetermined') unknowns.push({ policy, fields: [step.field] })
  }
  const strongest = proposals.sort((a, b) => ACTIONS[b.action].strength - ACTIONS[a.action].strength)[0]
  return { decision: strongest ? judge(strongest, target, subject, context) : NONE, undetermined: unknowns }
}

/** While two live records share a serial, what was done under it may have been done to the other. */
export function historyOfOneDevice(device: Device, { history, records }: DecisionContext): HistoryIndex {
  if (device.serialNumber === null || history.entries.length === 0) return history
  const liveness = livenessOf(device, records.devicesBySerial(device.serialNumber))
  return liveness.live && liveness.shared ? { ...history, of: (asked) => history.of({ ...asked, serialNumber: null }) } : history
}

/**
 * What `entry` still asks for, now that its device has left the inventory. The policies are heard
 * again on the device as it was: what git no longer mentions is left alone.
 */
export function decideFollowUp(entry: DeviceHistoryEntry, context: DecisionContext): DeviceDecision {
  const found = followUp(entry, context.policies, context.records, context.now)
  if (!found || found.step.kind === 'satisfied') return UNTOUCHED
  const { subject, step } = found
  const { target } = hearPolicies(context.policies, subject)
  if (target?.policy.kind !== entry.policy?.kind || target?.policy.name !== entry.policy?.name || !target) return UNTOUCHED
  if (step.kind === 'undetermined') return { decision: NONE, undetermined: [{ policy: target.policy, fields: [step.field] }] }
  return { decision: judge(step.proposal, target, subject, context), undetermined: [] }
}

/** Everything between wanting an action and planning it. */
function judge(proposal: Proposal, target: Target, subject: Subject, context: DecisionContext): Decision {
  const support = askSupport(context.profile, { action: proposal.action, wipe: proposal.wipe, facts: factsOf(subject) })
  const effectiveEffect = support.verdict === 'supported' ? support.effectiveEffect : proposal.action
  const incarnation = incarnationOfSubject(subject) ?? `${subject.device.id}@unknown`
  const id = actionIdOf({ tenant: context.desired.tenant, incarnation, effect: effectiveEffect, cause: proposal.cause })

  const spoken = { subject, policy: proposal.policy }

  const before = context.history.byActionId.get(id)
  if (before?.state === 'confirmed') return NONE
  const underWay = findUnderWay(proposal, effectiveEffect, subject, context, before)
  if (underWay && ACTIONS[proposal.action].strength <= underWay.strength)
    return { kind: 'inProgress', ...spoken, action: underWay.action, state: underWay.state, since: underWay.since }
  if (before && endedWithoutEffect(before) && before.policy?.generation === proposal.policy.generation)
    return { kind: 'inProgress', ...spoken, action: before.action, state: before.state, since: before.completedAt ?? before.dispatchedAt }

  const refusal = findRefusal(proposal, target, support, effectiveEffect, subject, context)
  if (refusal) return { kind: 'blocked', ...spoken, proposal, source: null, ...refusal }
  const until = effectiveEffect === 'wipe' ? wipeDistance(id, subject, context) : null
  if (until !== null) return { kind: 'deferred', ...spoken, proposal, until }
  if (support.verdict !== 'supported') throw new TypeError('An unsupported action was not refused')

  const supersedes = underWay?.action ?? null
  return { kind: 'act', ...spoken, action: { id, proposal, effectiveEffect, risk: support.risk, precondition: preconditionOf(proposal, subject), supersedes } }
}

interface Refusal {
  readonly code: BlockedCode
  readonly message: string
  readonly source?: string
}

function findRefusal(proposal: Proposal, target: Target, support: Support, effect: ActionName, subject: Subject, context: DecisionContext): Refusal | null {
  const { device } = subject
  const { policy } = proposal
  if (policy.kind === 'UserOffboarding' && subject.user && isReusedName(subject.user, policy, context))
    return { code: 'ambiguousIdentity', message: REUSED_NAME }
  const ambiguity = findAmbiguity(proposal, effect, subject, context.records)
  if (ambiguity) return { code: 'ambiguousIdentity', message: ambiguity }
  if (device.platform === 'unknown' && subject.over === 'devices')
    return { code: 'unknownPlatform', message: 'Nothing says which platform this is, so nothing says what the action would do.' }
  if (support.verdict === 'unknownFact')
    return { code: 'unknownFact', message: `${support.rule} The inventory does not say its ${support.fact}.`, source: support.source }
  const unknown = findUnknownHazard(proposal, subject, context.desired.guardrails)
  if (unknown) return { code: 'unknownFact', message: unknown }
  const protection = findProtection(target, subject, context)
  if (protection) return protection
  const [rival] = target.conflictsWith
  if (rival) return { code: 'conflict', message: `${rival.kind} ${rival.name} asks for something else at the same priority, ${rival.priority}.` }
  if (support.verdict === 'unsupported') return { code: 'unsupported', message: support.rule, source: support.source }
  const { profile, desired, records } = context
  const hazard = findHazard({ proposal, effect, subject, profile, guardrails: desired.guardrails, sharesSerial: sharesSerial(device, records) })
  if (hazard) return hazard
  if (proposal.since !== null && device.enrolledDateTime !== null && device.enrolledDateTime >= proposal.since)
    return {
      code: 'enrolledAfterSince',
      message: 'The device was enrolled at or after "since", and nothing shows that the action was done before. Raise "since" to act on it.',
    }
  if (pastOnly(begunAt(subject), subject.now) === null && proposal.action !== 'disableDirectoryDevice')
    return { code: 'unknownIncarnation', message: UNKNOWN_INCARNATION[subject.over] }
  return null
}

const UNKNOWN_INCARNATION: Readonly<Record<Subject['over'], string>> = {
  devices: 'The inventory does not say when the device was enrolled, so one enrolment cannot be told from the next.',
  directory: 'The directory does not say when the record was registered, so one registration cannot be told from the next.',
}

function sharesSerial(device: Device, records: RecordIndex): boolean {
  if (device.serialNumber === null || isPlaceholderSerial(device.serialNumber)) return false
  const liveness = livenessOf(device, records.devicesBySerial(device.serialNumber))
  return liveness.live && liveness.shared
}

/** `protect` beats every policy, and who might be protected is. */
function findProtection(target: Target, subject: Subject, { desired }: DecisionContext): Refusal | null {
  let doubt = target.doubt
  for (const { select, reason, at } of desired.guardrails.protect) {
    const truth = select.evaluate(subject)
    if (truth === TRUE) return { code: 'protected', message: `Protected by ${at}: ${reason}` }
    if (truth !== FALSE) doubt ??= { what: `the protection at ${at}`, fields: select.unknownFields(subject) }
  }
  if (!doubt) return null
  const fields = [...new Set(doubt.fields)].join(', ')
  return { code: 'protectionUnknown', message: `The inventory does not give ${fields}, so ${doubt.what} may hold for this device; who might be protected is.` }
}

/** Until when another wipe of this serial has to wait, whoever made the last one; null when none is near. */
function wipeDistance(id: string, { device, now }: Subject, { history }: DecisionContext): EpochSeconds | null {
  const wipedAt: (EpochSeconds | null)[] = history
    .of(device)
    .filter((entry) => entry.effectiveEffect === 'wipe' && entry.actionId !== id && mayHaveRun(entry))
    .map(({ completedAt, dispatchedAt }) => completedAt ?? dispatchedAt)
  for (const { actionName, actionState, lastUpdatedDateTime } of device.deviceActionResults)
    if (PROVIDER_ACTIONS.get(foldText(actionName)) === 'wipe' && foldText(actionState) === 'done') wipedAt.push(lastUpdatedDateTime)

  const newest = Math.max(...wipedAt.map((at) => at ?? 0))
  return newest + WIPE_DISTANCE_SECONDS > now ? newest + WIPE_DISTANCE_SECONDS : null
}

/** A check-in that changes no truth changes nothing. */
function preconditionOf({ policy, action }: Proposal, subject: Subject): string {
  const { device, directory } = subject
  return digestOf({
    id: device.id,
    incarnation: incarnationOfSubject(subject),
    ownership: device.managedDeviceOwnerType,
    platform: device.platform,
    joinType: device.joinType,
    generation: policy.generation,
    truths: policy.select.leaves.map((leaf) => leaf.evaluate(subject)),
    ...(isDirectoryAction(action) ? { directory: { id: directory?.id ?? null, deviceId: device.azureADDeviceId } } : {}),
  })
}
