/**
 * The state of the simulated tenant: the seeded fleet, and what has happened to it since.
 *
 * Only records that something happened to are held; all others are as the seed made them.
 */
import type { Profile } from '../planner/profile/profile.ts'
import type { TwinClock } from './clock.ts'
import type { Fleet } from './fleet.ts'
import { ZERO_GUID } from './identifiers.ts'
import type { LedgerAction, LedgerEntry } from './ledger.ts'
import { lastCheckInAt } from './presence.ts'
import type { SeededDevice } from './seeded-device.ts'
import type { SeededDirectoryDevice, SeededUser } from './seeded-directory.ts'
import type { WipeOptions } from '../planner/wipe-options.ts'

/** Moments are whole seconds since 1970. */
export interface ActionResult {
  readonly actionName: string
  readonly actionState: 'pending' | 'done' | 'notSupported' | 'canceled'
  readonly startedAt: number
  readonly updatedAt: number
  /** Only for a passcode that was reset. */
  readonly passcode: string | null
}

export interface QueuedAction {
  readonly action: LedgerAction
  readonly wipe: WipeOptions
  readonly requestId: string
  readonly startedAt: number
}

/** What has happened to one managed device. */
export interface ManagedState {
  /** hidden: deleted in Intune, the device does not know yet. gone: out of management. */
  presence: 'managed' | 'hidden' | 'gone'
  managementState: string
  queue: readonly QueuedAction[]
  results: readonly ActionResult[]
  lastContactAt: number | null
}

/** A cleanup rule as it was set; the service hides whoever has been silent for its days. */
export interface CleanupRuleState {
  readonly id: string
  readonly platform: string
  readonly displayName: string | null
  readonly description: string | null
  readonly days: number
  readonly modifiedAt: number
}

export interface Tenant {
  readonly tenantId: string
  readonly fleet: Fleet
  readonly clock: TwinClock
  readonly profile: Profile
  readonly managed: Map<number, ManagedState>
  readonly directory: Map<number, { isDeleted: boolean; accountEnabled: boolean }>
  readonly users: Map<number, { isDeleted: boolean; accountEnabled: boolean }>
  /** Devices with something to receive, earliest first. */
  readonly contacts: { readonly at: number; readonly index: number }[]
  readonly ledger: LedgerEntry[]
  cleanupRules: readonly CleanupRuleState[]
  /** The older setting, for the whole tenant; null: none. It is kept and not acted out. */
  cleanupDays: string | null
  /** How many requests were answered; request ids follow from it. */
  requests: number
}

export interface ManagedRecord {
  readonly device: SeededDevice
  readonly managementState: string
  readonly results: readonly ActionResult[]
  /** Null: the record shows Graph's "never". */
  readonly lastSyncAt: number | null
  readonly user: SeededUser | null
}

export interface DirectoryRecord {
  readonly seeded: SeededDirectoryDevice
  readonly accountEnabled: boolean
  readonly isManaged: boolean
}

export interface UserRecord {
  readonly seeded: SeededUser
  readonly accountEnabled: boolean
}

export function nowSeconds(tenant: Tenant): number {
  return Math.floor(tenant.clock.now().getTime() / 1000)
}

/** The record as an admin sees it, or null where there is none (any more). */
export function readManaged(tenant: Tenant, index: number, now: number): ManagedRecord | null {
  const state = tenant.managed.get(index)
  if (state && state.presence !== 'managed') return null

  const device = tenant.fleet.device(index)
  const contactAt = Math.max(lastCheckInAt(device.presence, now), state?.lastContactAt ?? 0)
  if (tenant.cleanupRules.length > 0 && now - contactAt >= cleanupDaysFor(tenant, device) * DAY_SECONDS) return null
  return {
    device,
    managementState: state?.managementState ?? 'managed',
    results: state?.results ?? [],
    lastSyncAt: device.hidesLastSync && !state?.lastContactAt ? null : contactAt,
    user: device.userIndex === null ? null : tenant.fleet.user(device.userIndex),
  }
}

const DAY_SECONDS = 86_400

/** Of the rule of its platform and that of all platforms the one with fewer days holds. */
function cleanupDaysFor({ cleanupRules, profile }: Tenant, { platform }: SeededDevice): number {
  const types = (profile.cleanupRule.platformTypes ?? [])
    .filter(({ name, platforms }) => name === 'all' || platforms.includes(platform))
    .map(({ name }) => name)
  return Math.min(...cleanupRules.filter((rule) => types.includes(rule.platform)).map(({ days }) => days), Infinity)
}

export function readDirectoryDevice(tenant: Tenant, place: number): DirectoryRecord | null {
  const state = tenant.directory.get(place)
  const seeded = state?.isDeleted ? null : tenant.fleet.directoryDevice(place)
  if (!seeded) return null
  return {
    seeded,
    accountEnabled: state?.accountEnabled ?? seeded.accountEnabled,
    isManaged: seeded.deviceIndex !== null && (tenant.managed.get(seeded.deviceIndex)?.presence ?? 'managed') === 'managed',
  }
}

export function readUser(tenant: Tenant, index: number): UserRecord | null {
  const state = tenant.users.get(index)
  if (state?.isDeleted) return null
  const seeded = tenant.fleet.user(index)
  return { seeded, accountEnabled: state?.accountEnabled ?? seeded.accountEnabled }
}

/** Place of the directory record that says it is this device; Graph's alternate key. */
export function findDirectoryPlace(tenant: Tenant, deviceId: string): number | null {
  return deviceId === ZERO_GUID ? null : tenant.fleet.indexOf('directoryDeviceId', deviceId)
}

export function countManaged(tenant: Tenant): number {
  if (tenant.cleanupRules.length > 0) {
    const now = nowSeconds(tenant)
    return Array.from({ length: tenant.fleet.devices }, (_, index) => readManaged(tenant, index, now)).filter((record) => record !== null).length
  }
  let absent = 0
  for (const { presence } of tenant.managed.values()) if (presence !== 'managed') absent += 1
  return tenant.fleet.devices - absent
}
