/**
 * What devices do with what they are asked: the profile's table, acted out.
 *
 * ```
 *  asked                        until it is reached          when it is reached
 *  wipe                         wipePending                  leaves management
 *  wipe keeping enrolment       wipePending                  managed, result done
 *  retire                       retirePending                leaves management, directory record by the table
 *  delete                       record hidden at once        company data removed, or wiped where the table says so; directory record by the table
 *  resetPasscode                result pending               result done
 *  what the table rules out     result notSupported          nothing
 * ```
 */
import type { ActionName } from '../planner/documents.generated.ts'
import { type ProfileFacts, askSupport, listEffects } from '../planner/profile/ask.ts'
import { PLAIN_WIPE, type WipeOptions } from '../planner/wipe-options.ts'
import { type LedgerAction, type LedgerEffect, incarnationOf } from './ledger.ts'
import { toIso } from './moments.ts'
import { nextCheckInAt, reachedByPushAt } from './presence.ts'
import type { SeededDevice } from './seeded-device.ts'
import { type ActionResult, type ManagedRecord, type ManagedState, type QueuedAction, type Tenant, nowSeconds, readUser } from './tenant.ts'

export type DeviceAction = 'wipe' | 'retire' | 'delete' | 'resetPasscode'

export interface DeviceRequest {
  readonly action: DeviceAction
  /** How it is to be wiped; PLAIN_WIPE for every other action. */
  readonly wipe: WipeOptions
  readonly requestId: string
  readonly clientRequestId: string
}

/** Clearly no passcode of anybody, so that a test can search every output for it. */
export const FAKE_PASSCODE = 'FAKE-PASSCODE-0000'

/** The strongest is carried out first; what a device that has left cannot do any more is superseded. */
const STRENGTH: Readonly<Partial<Record<LedgerAction, number>>> = { wipe: 3, retire: 2, delete: 1 }

/** "If you remove users that have managed devices, Intune can no longer wipe or retire those devices" (Remove devices, 2018-05-10). */
export function canBeSent(tenant: Tenant, { user }: ManagedRecord, action: DeviceAction): boolean {
  if (tenant.profile.name !== 'intune-2018' || (action !== 'wipe' && action !== 'retire')) return true
  return user === null || readUser(tenant, user.index) !== null
}

/** Takes the request on: 204 means no more than this. */
export function acceptDeviceRequest(tenant: Tenant, index: number, request: DeviceRequest): void {
  const { action, wipe, requestId, clientRequestId } = request
  const now = nowSeconds(tenant)
  const device = tenant.fleet.device(index)
  const state = stateOf(tenant, index)
  const { id: deviceId, serialNumber } = device
  tenant.ledger.push({
    kind: 'accepted',
    at: toIso(now),
    requestId,
    clientRequestId,
    action,
    target: deviceId,
    deviceId,
    incarnation: incarnationOf(device),
    serialNumber,
  })

  const queued: QueuedAction = { action, wipe, requestId, startedAt: now }
  if (!isSupported(tenant, device, queued)) {
    state.results = [...state.results, resultOf(queued, 'notSupported', now)]
    recordExecution(tenant, device, { queued, effect: 'notSupported', at: now })
    return
  }

  state.queue = [...state.queue, queued]
  state.results = [...state.results, resultOf(queued, 'pending', now)]
  if (action === 'delete') state.presence = 'hidden'
  if (action === 'wipe') state.managementState = 'wipePending'
  if (action === 'retire' && state.managementState !== 'wipePending') state.managementState = 'retirePending'

  // A delete is not pushed: the device learns of it when it calls home.
  const at = action === 'delete' ? nextCheckInAt(device.presence, now) : reachedByPushAt(device.presence, now)
  if (at !== null) scheduleContact(tenant, { at, index })
}

/** Lets everything happen that was due up to the twin's now, in the order in which it was due. */
export function settle(tenant: Tenant): void {
  const now = nowSeconds(tenant)
  for (let next = tenant.contacts[0]; next && next.at <= now; next = tenant.contacts[0]) {
    tenant.contacts.shift()
    contactDevice(tenant, next.index, next.at)
  }
}

function contactDevice(tenant: Tenant, index: number, at: number): void {
  const state = stateOf(tenant, index)
  const device = tenant.fleet.device(index)
  const queue = state.queue.toSorted((a, b) => (STRENGTH[b.action] ?? 0) - (STRENGTH[a.action] ?? 0))
  state.queue = []
  if (state.presence !== 'gone') state.lastContactAt = at

  for (const queued of queue) {
    const isLate = state.presence === 'gone'
    const effect = isLate ? 'superseded' : carryOut(tenant, { device, state, queued })
    recordExecution(tenant, device, { queued, effect, at })
    state.results = state.results.map((result) =>
      result.actionState === 'pending' && result.actionName === queued.action && result.startedAt === queued.startedAt
        ? resultOf(queued, isLate ? 'canceled' : 'done', at)
        : result,
    )
  }
}

interface CarryingOut {
  readonly device: SeededDevice
  readonly state: ManagedState
  readonly queued: QueuedAction
}

function carryOut(tenant: Tenant, { device, state, queued }: CarryingOut): LedgerEffect {
  switch (queued.action) {
    case 'wipe':
      if (queued.wipe.mode === 'keep') {
        state.managementState = 'managed'
        return 'wipedKeepingEnrollment'
      }
      state.presence = 'gone'
      return 'wiped'
    case 'retire':
      state.presence = 'gone'
      if (losesDirectoryRecord(tenant, device, 'retire')) removeDirectoryRecord(tenant, device.index)
      return 'retired'
    case 'delete':
      state.presence = 'gone'
      if (losesDirectoryRecord(tenant, device, 'delete')) removeDirectoryRecord(tenant, device.index)
      return wipesOnDelete(tenant, device) ? 'wiped' : 'companyDataRemoved'
    default:
      return 'passcodeReset'
  }
}

function isSupported(tenant: Tenant, device: SeededDevice, { action, wipe }: QueuedAction): boolean {
  const support = askSupport(tenant.profile, { action: action as ActionName, wipe, facts: factsOf(device) })
  // A device knows itself what its record does not tell: only an unknown platform cannot obey.
  return support.verdict === 'supported' || (support.verdict === 'unknownFact' && support.fact !== 'platform')
}

function wipesOnDelete(tenant: Tenant, device: SeededDevice): boolean {
  const support = askSupport(tenant.profile, { action: 'delete', wipe: PLAIN_WIPE, facts: factsOf(device) })
  return support.verdict === 'supported' && support.effectiveEffect === 'wipe'
}

function losesDirectoryRecord(tenant: Tenant, device: SeededDevice, action: 'retire' | 'delete'): boolean {
  const effects = listEffects(tenant.profile, { action, wipe: PLAIN_WIPE, facts: factsOf(device) })
  return effects.some(({ data, outcome }) => data === 'directoryRecord' && outcome === 'recordRemoved')
}

function removeDirectoryRecord(tenant: Tenant, place: number): void {
  tenant.directory.set(place, { isDeleted: true, accountEnabled: false })
}

function factsOf({ platform, osVersion, joinType, ownership, deviceEnrollmentType, autopilotEnrolled, isEncrypted }: SeededDevice): ProfileFacts {
  return {
    platform,
    osVersion: osVersion === '' ? null : osVersion,
    joinType: joinType === 'unknown' ? null : joinType,
    managedDeviceOwnerType: ownership === 'unknown' ? null : ownership,
    deviceEnrollmentType: deviceEnrollmentType === 'unknown' ? null : deviceEnrollmentType,
    autopilotEnrolled,
    isEncrypted,
  }
}

function stateOf(tenant: Tenant, index: number): ManagedState {
  const known = tenant.managed.get(index)
  if (known) return known
  const fresh: ManagedState = { presence: 'managed', managementState: 'managed', queue: [], results: [], lastContactAt: null }
  tenant.managed.set(index, fresh)
  return fresh
}

function resultOf(queued: QueuedAction, actionState: ActionResult['actionState'], at: number): ActionResult {
  const passcode = queued.action === 'resetPasscode' && actionState === 'done' ? FAKE_PASSCODE : null
  return { actionName: queued.action, actionState, startedAt: queued.startedAt, updatedAt: at, passcode }
}

function recordExecution(
  tenant: Tenant,
  device: SeededDevice,
  { queued, effect, at }: { readonly queued: QueuedAction; readonly effect: LedgerEffect; readonly at: number },
): void {
  tenant.ledger.push({
    kind: 'executed',
    at: toIso(at),
    requestId: queued.requestId,
    action: queued.action,
    effect,
    deviceId: device.id,
    incarnation: incarnationOf(device),
    serialNumber: device.serialNumber,
  })
}

/** Keeps the earliest first; two at one moment stay in the order in which they were asked. */
function scheduleContact(tenant: Tenant, contact: Tenant['contacts'][number]): void {
  let low = 0
  let high = tenant.contacts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((tenant.contacts[middle]?.at ?? 0) <= contact.at) low = middle + 1
    else high = middle
  }
  tenant.contacts.splice(low, 0, contact)
}
