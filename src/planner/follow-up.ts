/**
 * What remains to be done once the device itself has left the inventory: its directory record.
 *
 * The device is known only from history then, so policies and protection are judged on it as
 * it was when its first action was decided. A sign of life ends the chain: a managed device that
 * claims the same Entra id or was seen later under the same serial, or a sign-in after the end.
 */
import { directoryNeed, type Proposal, SATISFIED, type Step, stageDoneAt, stageStep } from './chain.ts'
import { type CleanupPolicy, overOf, type Policy, type StatePolicy } from './desired-state.ts'
import type { DeviceHistoryEntry, HistoryEntry } from './history.ts'
import { sentAt, wasTakenOn } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { type RecordIndex, subjectOf } from './record-index.ts'
import { sinceFor } from './since.ts'
import type { Subject } from './subject.ts'
import { PLAIN_WIPE } from './wipe-options.ts'

export interface FollowUp {
  /** The device as it was, with its directory record as it is. */
  readonly subject: Subject
  readonly step: Step
}

/**
 * null when `entry` leaves nothing to do: its policy is gone, its device is not, or its chain has
 * ended. Absence is only believed of an inventory that was read to its end.
 */
export function followUp(entry: DeviceHistoryEntry, policies: readonly Policy[], index: RecordIndex, now: EpochSeconds): FollowUp | null {
  const { facts } = entry.device
  if (!facts || !entry.policy || !wasTakenOn(entry) || !index.complete) return null
  const policy = policies.find(({ kind, name }) => kind === entry.policy?.kind && name === entry.policy.name)
  // After the devices of somebody who leaves comes the account, which is decided by itself.
  if (!policy || policy.kind === 'UserOffboarding' || overOf(policy) === 'directory' || index.deviceById(facts.id)) return null
  const endedAt = stageDoneAt(entry)
  if (endedAt === null || claimedByLiveDevice(facts, endedAt, index)) return null

  const subject = subjectOf(facts, index, now)
  const step = policy.kind === 'CleanupRule' ? cleanupFollowUp(entry, policy, subject, endedAt) : stateFollowUp(entry, policy, subject)
  return { subject, step }
}

/**
 * Whether `entries`, all of one device, leave a directory record to a policy that is still declared: one that is
 * going to act on it, or waits for its time to. A sign-in after the end is for the policy itself to judge.
 */
export function isFollowedUp(entries: readonly DeviceHistoryEntry[], policies: readonly Policy[], now: EpochSeconds): boolean {
  return policies.some((policy) => {
    if (policy.kind === 'UserOffboarding' || overOf(policy) === 'directory') return false
    const own = entries.filter((entry) => entry.policy?.kind === policy.kind && entry.policy.name === policy.name && wasTakenOn(entry) && sentAt(entry) <= now)
    if (own.length === 0) return false
    if (policy.kind === 'CleanupRule') return policy.stages.length > 1 + Math.max(...own.map((entry) => entry.policy?.stage ?? 0))
    const done = policy.directory === 'disabled' ? 'disableDirectoryDevice' : 'deleteDirectoryDevice'
    return policy.directory !== 'kept' && !own.some(({ action, state }) => action === done && state === 'confirmed')
  })
}

function claimedByLiveDevice(facts: Device, endedAt: EpochSeconds, index: RecordIndex): boolean {
  if (facts.azureADDeviceId !== null && index.devicesByEntraId(facts.azureADDeviceId).length > 0) return true
  const sameSerial = facts.serialNumber === null ? [] : index.devicesBySerial(facts.serialNumber)
  // Unknown is not old: a record of the same serial that does not say when it was seen counts as seen.
  return sameSerial.some(({ lastSyncDateTime }) => lastSyncDateTime === null || lastSyncDateTime > endedAt)
}

function cleanupFollowUp(entry: HistoryEntry, policy: CleanupPolicy, subject: Subject, endedAt: EpochSeconds): Step {
  const signIn = subject.directory?.approximateLastSignInDateTime ?? null
  if (signIn !== null && signIn > endedAt) return SATISFIED
  const stage = (entry.policy?.stage ?? 0) + 1
  return stageStep({ policy, stage, chainStartedAt: entry.chainStartedAt, doneAt: endedAt }, subject, subject.now)
}

const STATE_ACTIONS: ReadonlySet<string> = new Set(['wipe', 'retire', 'delete'])

function stateFollowUp(entry: HistoryEntry, policy: StatePolicy, subject: Subject): Step {
  if (policy.directory === 'kept' || policy.state === null || policy.state === 'managed') return SATISFIED
  if (entry.state !== 'confirmed' || !STATE_ACTIONS.has(entry.action) || entry.completedAt === null) return SATISFIED
  const since = policy.since ? sinceFor(policy.since, subject) : null
  if (policy.since && (since === null || entry.completedAt < since)) return SATISFIED

  const action = policy.directory === 'disabled' ? 'disableDirectoryDevice' : 'deleteDirectoryDevice'
  const need = directoryNeed(action, subject)
  if (need !== 'act') return need
  const proposal: Proposal = {
    policy,
    action,
    wipe: PLAIN_WIPE,
    cause: since === null ? `policy:${policy.kind}/${policy.name}` : `since:${formatInstant(since)}`,
    stage: 1,
    chainStartedAt: null,
    since: null,
    because: [`${entry.action} confirmed at ${formatInstant(entry.completedAt)}`],
  }
  return { kind: 'propose', proposal }
}
