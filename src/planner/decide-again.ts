/**
 * The decision about one action made again, on a reading of a moment ago: what `apply` asks before each request.
 */
import { isDestructive } from './action.ts'
import { decideTenantRules } from './decide-tenant.ts'
import { decideUserAgain } from './decide-user-again.ts'
import { type Decision, type DecisionContext, decideDevice, decideFollowUp } from './decide.ts'
import type { DesiredState } from './desired-state.ts'
import type { PlannedAction } from './documents.generated.ts'
import { formatInstant } from './instant.ts'
import type { Device, DirectoryDevice, EpochSeconds, TenantCleanupRule, User } from './inventory.ts'
import { latestOfEachChain } from './latest-of-chain.ts'
import { activePolicies, contextOf, type PlanInput } from './plan-context.ts'
import { isAboutRecord } from './plan-target.ts'
import { type RecordIndex, subjectOf, withFreshRecords } from './record-index.ts'
import { recordSubject, withFreshRecord } from './record-subject.ts'
import { isOpen, windowsFor } from './window.ts'

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
