/**
 * What a reading of a device says about an action that was asked for: the provider's own word, judged.
 *
 *   result of this action, begun      managementState                     says
 *   at or after the request
 *   done | failed | canceled | …      anything                            confirmed | failed | cancelled | notSupported
 *   pending | active                  anything                            pending
 *   none                              wipePending, wipeIssued, …          pending
 *   none, was seen pending            wipeFailed, wipeCanceled, …         failed, cancelled
 *   none, never seen pending          wipeFailed, wipeCanceled, …         none: it may be left from an earlier request
 *   none, was seen pending, keeping   managed, synced since               confirmed: wiped, and stayed in management
 *   anything                          (no such record)                    none
 *
 * The absence of a record is never evidence here. Whether a record that is gone confirms an action depends on
 * what was seen before it went, and that is in the journal.
 */
import type { ActionName, PlanTenant } from './documents.generated.ts'
import { PROVIDER_ACTIONS } from './history-index.ts'
import type { DeviceActionResult, EpochSeconds } from './inventory.ts'
import type { FreshReading } from './decide-again.ts'
import { foldText } from './text.ts'

export interface Evidence {
  readonly state: 'none' | 'pending' | 'confirmed' | 'failed' | 'notSupported' | 'cancelled'
  /** When it came to this, by the provider's own times; null where it gives none. */
  readonly at: EpochSeconds | null
  readonly because: string
}

export interface AwaitedAction {
  readonly action: ActionName
  /** A wipe that keeps enrolment state and user account. */
  readonly keepsEnrollment: boolean
  readonly dispatchedAt: EpochSeconds
  /** When an earlier reading last said `pending` for this action; null when none did. */
  readonly pendingSeenAt: EpochSeconds | null
  /** The cleanup rule, and the days it was asked to have; null for every other action. */
  readonly tenant?: Pick<PlanTenant, 'platform' | 'after'> | null
}

/** The provider's clock may be behind ours by as much as sending tolerates at all. */
const CLOCK_SKEW_SECONDS = 60

export function readEvidence(awaited: AwaitedAction, { device, directoryDevice, user, cleanupRules = null }: FreshReading): Evidence {
  switch (awaited.action) {
    case 'disableDirectoryDevice':
      return readDisabled(directoryDevice)
    case 'disableUser':
      return readDisabled(user)
    case 'deleteDirectoryDevice':
    case 'deleteUser':
      return none('nothing in a reading speaks of it')
    case 'setCleanupRule':
      return readRule(awaited.tenant ?? null, cleanupRules)
    case 'wipe':
    case 'retire':
    case 'delete':
    case 'resetPasscode':
      if (device === null) return none('the provider has no such record, which proves nothing by itself')
      return readResult(awaited, device.deviceActionResults) ?? readManagementState(awaited, device)
  }
}

const STATE_OF_RESULT: ReadonlyMap<string, Evidence['state']> = new Map([
  ['pending', 'pending'],
  ['active', 'pending'],
  ['done', 'confirmed'],
  ['failed', 'failed'],
  ['notsupported', 'notSupported'],
  ['canceled', 'cancelled'],
])

/** The newest result of this action that began after it was asked for; null without one. A result without a time may be of any request. */
function readResult({ action, dispatchedAt }: AwaitedAction, results: readonly DeviceActionResult[]): Evidence | null {
  let newest: { readonly result: DeviceActionResult; readonly begun: EpochSeconds } | null = null
  for (const result of results) {
    const begun = result.startDateTime
    if (PROVIDER_ACTIONS.get(foldText(result.actionName)) !== action || begun === null || begun < dispatchedAt - CLOCK_SKEW_SECONDS) continue
    if (newest === null || begun >= newest.begun) newest = { result, begun }
  }
  if (newest === null) return null

  const { actionName, actionState, lastUpdatedDateTime } = newest.result
  const state = STATE_OF_RESULT.get(foldText(actionState))
  if (state === undefined) return null
  return { state, at: lastUpdatedDateTime ?? newest.begun, because: `the result of ${actionName} is ${actionState}` }
}

type Ending = 'pending' | 'failed' | 'cancelled'

/** By action, what a managementState says of it. A delete retires or wipes on its way. */
const STATES: Readonly<Partial<Record<ActionName, Readonly<Record<string, Ending>>>>> = {
  wipe: { wipepending: 'pending', wipeissued: 'pending', wipefailed: 'failed', wipecanceled: 'cancelled' },
  retire: { retirepending: 'pending', retireissued: 'pending', retirefailed: 'failed', retirecanceled: 'cancelled' },
  delete: { deletepending: 'pending', retirepending: 'pending', retireissued: 'pending', wipepending: 'pending', wipeissued: 'pending' },
}

function readManagementState(
  { action, keepsEnrollment, pendingSeenAt }: AwaitedAction,
  device: { readonly managementState: string | null; readonly lastSyncDateTime: EpochSeconds | null },
): Evidence {
  const { managementState, lastSyncDateTime } = device
  if (managementState === null) return none('managementState is unknown')

  const because = `managementState is ${managementState}`
  const states = STATES[action]
  const word = foldText(managementState)
  const state = states && Object.hasOwn(states, word) ? states[word] : undefined
  // The state has no time: only one that followed a pending of this request is known to be about this request.
  if (state === 'pending' || (state !== undefined && pendingSeenAt !== null)) return { state, at: null, because }
  if (state !== undefined) return none(`${because}, which may be left from an earlier request`)

  // Observed: a wipe that never shows among the results. A keeping wipe then leaves only this trace.
  const stayed = action === 'wipe' && keepsEnrollment && foldText(managementState) === 'managed'
  if (stayed && pendingSeenAt !== null && lastSyncDateTime !== null && lastSyncDateTime > pendingSeenAt) {
    return { state: 'confirmed', at: lastSyncDateTime, because: 'the wipe was pending, and the device is managed again and has synced since' }
  }
  return none(because)
}

function readDisabled(record: { readonly accountEnabled: boolean | null } | null): Evidence {
  if (record === null) return none('the directory has no such record, which proves nothing by itself')
  if (record.accountEnabled === false) return { state: 'confirmed', at: null, because: 'accountEnabled is false' }
  return none(`accountEnabled is ${record.accountEnabled ?? 'unknown'}`)
}

/** The number is the evidence, whoever set it; another number may be one that was set since. */
function readRule(asked: AwaitedAction['tenant'], rules: FreshReading['cleanupRules']): Evidence {
  if (!asked || !rules) return none('the cleanup rules were not read')
  const found = rules.filter(({ platform }) => platform === asked.platform)
  if (found.length !== 1) return none(found.length === 0 ? 'there is no such cleanup rule' : `there are ${found.length} such cleanup rules`)
  const days = found[0]?.days
  return days === asked.after ? { state: 'confirmed', at: null, because: `the cleanup rule has ${days} days` } : none(`the cleanup rule has ${days} days`)
}

function none(because: string): Evidence {
  return { state: 'none', at: null, because }
}
