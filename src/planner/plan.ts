/**
 * assemblePlan(): the whole decision in one page.
 *
 * Pure: the same input gives the same bytes, on any machine, in any locale, in any order of
 * files or devices.
 */
import { ACTIONS, isDestructive } from './action.ts'
import { checkApprovals } from './approval.ts'
import { type Candidate, deviceCandidate, tenantCandidate, userCandidate } from './candidate.ts'
import { findConcerned } from './concerned.ts'
import { decideTenantRules } from './decide-tenant.ts'
import { decideUserAgain } from './decide-user-again.ts'
import { decideUsers } from './decide-user.ts'
import { type Decision, type DecisionContext, decideDevice, decideFollowUp, type DeviceDecision } from './decide.ts'
import type { DesiredState, Policy, PolicyIdentity } from './desired-state.ts'
import type { ActionName, BlockedAction, Plan, PlannedAction, PlanSource } from './documents.generated.ts'
import { checkGuardrails } from './guardrails/check.ts'
import { type DeviceHistoryEntry, type History, type HistoryEntry, isAboutDevice } from './history.ts'
import { indexHistory, sentAt, wasTakenOn } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { Device, DirectoryDevice, EpochSeconds, Inventory, TenantCleanupRule, User } from './inventory.ts'
import { compareActions } from './order.ts'
import { digestPlan } from './plan-digest.ts'
import { isAboutRecord, type Targeted, targetKey } from './plan-target.ts'
import { describeBlocked, describeBlockedUser, describeDeferred, describeInProgress, describeUserInProgress, policyReference } from './plan-entry.ts'
import { describeBlockedRule, describeRuleInProgress } from './plan-entry-tenant.ts'
import type { Profile } from './profile/profile.ts'
import { beyondQuota } from './quota.ts'
import { indexRecords, type RecordIndex, subjectOf, withFreshRecords } from './record-index.ts'
import { findRecordSubjects, recordSubject, withFreshRecord } from './record-subject.ts'
import type { Subject } from './subject.ts'
import { compareText } from './text.ts'
import { tallyUndetermined } from './undetermined.ts'
import { isOpen, windowsFor } from './window.ts'

export interface PlanInput {
  readonly desired: DesiredState
  readonly source: Pick<PlanSource, 'path' | 'revision' | 'dirty'>
  readonly inventory: Inventory
  readonly history: History
  readonly profile: Profile
  readonly now: Date
  /** Leave out every action that removes something. */
  readonly withoutRemovals?: boolean
  /** Only these action ids: what an approved plan may execute. Guardrails judge what is left. */
  readonly only?: ReadonlySet<string>
  /** Only actions of the policy of this name. */
  readonly onlyPolicy?: string
  /** Only actions on the device of this id. */
  readonly onlyDevice?: string
}

export function assemblePlan(input: PlanInput): Plan {
  const { desired, inventory, history, profile } = input
  const context = createContext(input)
  const isAsked = ({ id }: { readonly id: string }): boolean => input.onlyDevice === undefined || id === input.onlyDevice
  const records = findRecordSubjects(inventory.directoryDevices?.filter(isAsked) ?? [], context)
  const concerned = [...findConcerned(input.onlyDevice === undefined ? inventory.devices : inventory.devices.filter(isAsked), context), ...records]
  const decisions = decideAll(concerned, input, context)
  const users = input.onlyDevice === undefined ? decideUsers(context).filter(({ policy }) => isAskedBy(policy, input)) : []
  const rules = input.onlyDevice === undefined ? decideTenantRules(context, inventory).filter(({ rule }) => isAskedBy(rule, input)) : []
  const candidates = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'act' ? [deviceCandidate(decision.subject, decision.action, profile)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'act' ? [userCandidate(decision, profile)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'act' ? [tenantCandidate(decision, profile)] : [])),
  ]
    .filter((candidate) => isWanted(candidate, input))
    .sort(compareActions)

  const enforced = candidates.filter(({ mode }) => mode === 'enforce')
  const judgement = checkGuardrails({ actions: enforced, guardrails: desired.guardrails, inventory, history, now: context.now })
  const applicable = enforced.filter(({ id }) => !judgement.blocked.has(id) && !judgement.deferred.has(id))
  const waiting = beyondQuota(applicable, { profile, entries: history.entries, now: context.now })
  const approvals = checkApprovals(desired.approvals, new Set(applicable.filter(({ id }) => !waiting.has(id)).flatMap(approvedAs)))

  const actions = candidates
    .filter(({ id }) => !judgement.deferred.has(id) && !waiting.has(id))
    .map((candidate): PlannedAction => {
      const blocked = candidate.mode === 'report' || judgement.blocked.has(candidate.id)
      return candidate.describe(blocked ? 'blockedByGuardrail' : approvedAs(candidate).some(approvals.isMissing) ? 'awaitingApproval' : 'ready')
    })
  const blocked = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'blocked' ? [describeBlocked(decision)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'blocked' ? [describeBlockedUser(decision)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'blocked' ? [describeBlockedRule(decision)] : [])),
  ].sort(compareEntries)
  const deferred = [
    ...decisions.flatMap(({ decision }) =>
      decision.kind === 'deferred' ? [describeDeferred(decision.subject, decision.proposal, { code: 'limit', until: decision.until })] : [],
    ),
    ...candidates.flatMap(({ id, defer }) => {
      const deferral = judgement.deferred.get(id)
      return deferral === undefined ? [] : [defer(deferral)]
    }),
    ...candidates.flatMap(({ id, defer }) => {
      const until = waiting.get(id)
      return until === undefined ? [] : [defer({ code: 'quota', until })]
    }),
  ].sort(compareEntries)
  const inProgress = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'inProgress' ? [describeInProgress(decision)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'inProgress' ? [describeUserInProgress(decision)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'inProgress' ? [describeRuleInProgress(decision)] : [])),
  ].sort(compareEntries)

  return {
    apiVersion: 'reeve/v1',
    kind: 'Plan',
    formatVersion: '1.0',
    digest: digestPlan({ fleet: desired.fleet, tenant: desired.tenant, profile: profile.name, guardrailsDigest: desired.guardrailsDigest, actions }),
    fleet: desired.fleet,
    profile: profile.name,
    createdAt: formatInstant(context.now),
    source: { ...input.source, digest: desired.digest, lists: [...desired.lists] },
    inventory: {
      digest: inventory.digest,
      takenAt: inventory.takenAt === null ? null : formatInstant(inventory.takenAt),
      devices: inventory.devices.length,
      complete: inventory.complete,
      history: history.known,
    },
    actions,
    blocked,
    deferred,
    inProgress,
    undetermined: tallyUndetermined(decisions).map(({ policy, ...rest }) => ({ policy: policyReference(policy), ...rest })),
    verdicts: [...judgement.verdicts],
    approvals: approvals.approvals,
    summary: {
      actions: countBy(actions.map(({ effectiveEffect }) => effectiveEffect)),
      blocked: countBy(blocked.map(({ code }) => code)),
      unchanged: inventory.devices.length - countPresent([...actions, ...blocked, ...deferred, ...inProgress], concerned),
      change: null,
    },
  }
}

/** One device as it was read a moment ago; `device` is null when its record is gone. Of a directory record alone it is the managed device that claims it. */
export interface FreshReading {
  readonly device: Device | null
  readonly directoryDevice: DirectoryDevice | null
  readonly user: User | null
  /** For an account: every device that is managed for it; null where they were not read. */
  readonly userDevices?: readonly Device[] | null
  /** The tenant's cleanup rules; null where the action is not about one. */
  readonly cleanupRules?: readonly TenantCleanupRule[] | null
}

/** Why an action was decided, as far as later decisions need it again: the journal keeps it. */
export interface ActionOrigin {
  readonly generation: string
  /** Index of the stage in its chain; 0 for the first or only one. */
  readonly stage: number
  /** Last sync of the device when its chain of stages began; null outside clean-ups. */
  readonly chainStartedAt: EpochSeconds | null
}

export type Redecision = { readonly verdict: 'same'; readonly origin: ActionOrigin } | { readonly verdict: 'moved'; readonly because: string }

/**
 * Makes the whole decision for the device of `action` again, on a fresh reading.
 *
 * The same only when it comes to the same action id and precondition; then the device is still
 * what was planned for, and every protection, exception and latch still says so.
 */
export function decideAgain(input: PlanInput, action: PlannedAction, reading: FreshReading, now: Date): Redecision {
  const seconds = Math.floor(now.getTime() / 1000)
  const context: DecisionContext = { ...contextOf(input), now: seconds, policies: activePolicies(input.desired, seconds) }
  const closed = whyClosed(input.desired, action, seconds)
  if (closed !== null) return { verdict: 'moved', because: closed }
  if (action.user) return decideUserFresh(action, reading, context)
  if (action.tenant) return decideRuleAgain(input, action, reading, context)
  if (isAboutRecord(action)) return compare(decideRecord(reading, context), action)
  return compare(reading.device ? decideFresh(reading.device, reading, context) : decideGone(action, reading, context), action)
}

function compare(decision: Decision | null, action: PlannedAction): Redecision {
  if (!decision) return { verdict: 'moved', because: isAboutRecord(action) ? 'The record is gone, or a device is behind it.' : 'The device record is gone.' }
  if (decision.kind !== 'act') return { verdict: 'moved', because: explainChange(decision) }
  if (decision.action.id !== action.id)
    return { verdict: 'moved', because: `It would now be another action: ${decision.action.proposal.action}, ${decision.action.id}.` }
  if (decision.action.precondition !== action.precondition) return { verdict: 'moved', because: 'What the decision rests on has changed since it was planned.' }
  const { policy, stage, chainStartedAt } = decision.action.proposal
  return { verdict: 'same', origin: { generation: policy.generation, stage, chainStartedAt } }
}

/** A window may have closed, or a suspension begun, since the plan was made: what is not under way by then is not begun. */
function whyClosed({ guardrails: { windows, suspend } }: DesiredState, action: PlannedAction, now: EpochSeconds): string | null {
  if (suspend && (suspend.until === null || now < suspend.until) && isDestructive(action.effectiveEffect, action.risk)) return `Suspended: ${suspend.reason}`
  return isOpen(windowsFor(windows, action), now) ? null : `The window for ${action.effectiveEffect} has closed.`
}

function decideUserFresh(action: PlannedAction, { user, userDevices = null }: FreshReading, context: DecisionContext): Redecision {
  if (user === null) return { verdict: 'moved', because: 'The account is gone.' }
  if (userDevices === null && action.action === 'deleteUser') return { verdict: 'moved', because: 'The devices of the account were not read.' }
  const decision = decideUserAgain(user, userDevices ?? [], context)
  if (decision === null) return { verdict: 'moved', because: 'Nothing is to be done any more.' }
  if (decision.kind === 'blocked') return { verdict: 'moved', because: `${decision.code}: ${decision.message}` }
  if (decision.kind === 'inProgress') return { verdict: 'moved', because: `${decision.action} is already ${decision.state}.` }
  if (decision.id !== action.id) return { verdict: 'moved', because: `It would now be another action: ${decision.action}, ${decision.id}.` }
  if (decision.precondition !== action.precondition) return { verdict: 'moved', because: 'What the decision rests on has changed since it was planned.' }
  return { verdict: 'same', origin: { generation: decision.policy.generation, stage: 0, chainStartedAt: null } }
}

/**
 * The devices are those of the plan, and so is the moment at which they are counted: what has changed
 * then is the rules. A rule beside this one that was raised since lets it reach more than was agreed to.
 */
function decideRuleAgain(input: PlanInput, action: PlannedAction, { cleanupRules = null }: FreshReading, context: DecisionContext): Redecision {
  const planned = Math.floor(input.now.getTime() / 1000)
  const snapshot = { devices: input.inventory.devices, cleanupRules }
  const unexpired = { ...context.desired, tenantRules: context.desired.tenantRules.filter(({ expires }) => expires === null || context.now < expires) }
  const decision = decideTenantRules({ ...context, desired: unexpired, now: planned }, snapshot).find(
    ({ tenant }) => tenant.platform === action.tenant?.platform,
  )
  if (!decision) return { verdict: 'moved', because: 'Nothing is to be done any more.' }
  if (decision.kind === 'blocked') return { verdict: 'moved', because: `${decision.code}: ${decision.message}` }
  if (decision.kind === 'inProgress') return { verdict: 'moved', because: `A change of this rule is already ${decision.state}.` }
  if (decision.id !== action.id || decision.precondition !== action.precondition)
    return { verdict: 'moved', because: 'What the decision rests on has changed since it was planned.' }
  if (decision.tenant.devices > (action.tenant?.devices ?? 0))
    return { verdict: 'moved', because: `It would now reach ${decision.tenant.devices} devices, more than was planned.` }
  return { verdict: 'same', origin: { generation: decision.rule.generation, stage: 0, chainStartedAt: null } }
}

/** A record that no managed device claims; `device` is the one that now does. */
function decideRecord({ device, directoryDevice }: FreshReading, context: DecisionContext): Decision | null {
  if (device !== null || directoryDevice === null) return null
  const fresh = { ...context, records: withFreshRecord(context.records, directoryDevice) }
  const subject = recordSubject(directoryDevice, fresh)
  return subject && decideDevice(subject, fresh).decision
}

function decideFresh(device: Device, { directoryDevice, user }: FreshReading, context: DecisionContext): Decision {
  const records = withFreshRecords(context.records, { device, directoryDevice, user })
  return decideDevice(subjectOf(device, records, context.now), { ...context, records }).decision
}

/** A device that left the inventory before the plan was made still has its directory record to be dealt with. */
function decideGone(action: PlannedAction, { directoryDevice }: FreshReading, context: DecisionContext): Decision | null {
  const { device } = action
  if (!device || context.records.deviceById(device.id)) return null
  const own = directoryDevice !== null && directoryDevice.deviceId === device.azureADDeviceId
  const records: RecordIndex = {
    ...context.records,
    directoryByDeviceId: new Map([...context.records.directoryByDeviceId, [device.azureADDeviceId ?? '', own ? [directoryDevice] : []]]),
  }
  const decisions = latestOfEachChain(context.history.of(device)).map((entry) => decideFollowUp(entry, { ...context, records }).decision)
  return decisions.find((decision) => decision.kind === 'act' && decision.action.id === action.id) ?? null
}

function explainChange(decision: Exclude<Decision, { kind: 'act' }>): string {
  if (decision.kind === 'blocked') return `${decision.code}: ${decision.message}`
  if (decision.kind === 'inProgress') return `${decision.action} is already ${decision.state}.`
  if (decision.kind === 'deferred') return `It has to wait until ${formatInstant(decision.until)}.`
  return 'Nothing is to be done any more.'
}

export function createContext({ desired, inventory, history, profile, now }: PlanInput): DecisionContext {
  const seconds = Math.floor(now.getTime() / 1000)
  return { desired, profile, policies: activePolicies(desired, seconds), history: indexHistory(history), records: indexRecords(inventory), now: seconds }
}

// The indexes are built once per plan, however many of its actions are decided again.
const contexts = new WeakMap<PlanInput, DecisionContext>()

function contextOf(input: PlanInput): DecisionContext {
  const known = contexts.get(input)
  if (known) return known
  const context = createContext(input)
  contexts.set(input, context)
  return context
}

export function activePolicies({ policies }: DesiredState, now: EpochSeconds): readonly Policy[] {
  return policies.filter(({ expires }) => expires === null || now < expires)
}

function decideAll(concerned: readonly Subject[], input: PlanInput, context: DecisionContext): DeviceDecision[] {
  const { onlyDevice } = input
  const decisions: DeviceDecision[] = []
  const keep = ({ decision, undetermined }: DeviceDecision): void => {
    if (decision.kind !== 'none' && !isAskedBy(decision.policy, input)) return
    if (decision.kind !== 'none' || undetermined.length > 0) decisions.push({ decision, undetermined })
  }
  for (const subject of concerned) keep(decideDevice(subject, context))
  for (const entry of latestOfEachChain(context.history.entries)) {
    if (onlyDevice !== undefined && entry.device.id !== onlyDevice) continue
    keep(decideFollowUp(entry, context))
  }
  return decisions
}

/**
 * The entries from which something may follow: of every device and policy the newest chain, and of
 * that the furthest stage that was taken on; of several for one directory record the newest.
 */
export function latestOfEachChain(all: readonly HistoryEntry[]): DeviceHistoryEntry[] {
  const entries = all.filter(isAboutDevice)
  const newestSync = new Map<string, EpochSeconds>()
  for (const { device, chainStartedAt } of entries) newestSync.set(device.id, Math.max(newestSync.get(device.id) ?? 0, chainStartedAt ?? 0))
  // A chain that began at a later sync is a sign of life, whatever became of it: it ends the older ones.
  const isNewest = ({ device, chainStartedAt }: DeviceHistoryEntry): boolean => chainStartedAt === null || chainStartedAt >= (newestSync.get(device.id) ?? 0)
  const taken = entries.filter((entry) => entry.policy !== null && wasTakenOn(entry) && isNewest(entry))
  const furthest = newestBy(taken, ({ device, policy }) => [device.incarnation ?? device.id, policy?.kind, policy?.name].join('\n'), compareProgress)
  return newestBy(
    furthest,
    ({ device }) => device.azureADDeviceId ?? `id:${device.id}`,
    (a, b) => sentAt(a) - sentAt(b),
  )
}

function compareProgress(a: HistoryEntry, b: HistoryEntry): number {
  return (a.chainStartedAt ?? 0) - (b.chainStartedAt ?? 0) || (a.policy?.stage ?? 0) - (b.policy?.stage ?? 0) || sentAt(a) - sentAt(b)
}

function newestBy(
  entries: readonly DeviceHistoryEntry[],
  keyOf: (entry: DeviceHistoryEntry) => string,
  compare: (a: DeviceHistoryEntry, b: DeviceHistoryEntry) => number,
): DeviceHistoryEntry[] {
  const newest = new Map<string, DeviceHistoryEntry>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const known = newest.get(key)
    if (!known || compare(entry, known) >= 0) newest.set(key, entry)
  }
  return [...newest.values()]
}

function isAskedBy({ name }: PolicyIdentity, { onlyPolicy }: PlanInput): boolean {
  return onlyPolicy === undefined || name === onlyPolicy
}

/** Whoever has to agree to changes of cleanup rules has to agree to one that counts as a delete as well. */
function approvedAs({ action, effectiveEffect }: Candidate): ActionName[] {
  return action === 'setCleanupRule' && effectiveEffect !== action ? [effectiveEffect, action] : [effectiveEffect]
}

function isWanted({ id, effectiveEffect }: Candidate, { only, withoutRemovals }: PlanInput): boolean {
  if (only && !only.has(id)) return false
  return !(withoutRemovals && ACTIONS[effectiveEffect].removal)
}

function compareEntries(a: Targeted & Pick<BlockedAction, 'action'>, b: Targeted & Pick<BlockedAction, 'action'>): number {
  return compareText(targetKey(a), targetKey(b)) || compareText(a.action, b.action)
}

/** Entries about devices that the inventory still holds; follow-ups are about devices it does not, and records are no devices. */
function countPresent(entries: readonly Targeted[], concerned: readonly Subject[]): number {
  const ids = new Set(entries.flatMap(({ device }) => (device ? [device.id] : [])))
  return concerned.filter(({ device, over }) => over === 'devices' && ids.has(device.id)).length
}

/** Counts in the order of the names, so that the bytes do not depend on the order of the values. */
function countBy(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => compareText(a, b)))
}
