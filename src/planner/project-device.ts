/**
 * Raw Graph records to the records of the inventory: only the fields that reeve reads, and only what they really say.
 *
 * What a field does not name is never looked at, so that a passcode, an unlock PIN or a bypass code that
 * travels in the same answer is never kept.
 */
import { derivePlatform } from './derive-platform.ts'
import type { Device, DeviceActionResult, DirectoryDevice, EpochSeconds, User } from './inventory.ts'
import { parseEventInstant } from './instant.ts'

export type RawRecord = Readonly<Record<string, unknown>>

/** What the records of one read share. Make one per read, so that texts that many devices have in common are kept once. */
export interface Projection {
  /** From a file, Android without an enrolment type is `android`, and `platform` may be given; on a live tenant neither holds. */
  readonly liveTenant: boolean
  /** Whether `completeJoinTypes` follows; until then a join type that only the directory can tell stays open. */
  readonly directoryFollows: boolean
  /** Raw text to its meaning, for fields in which few values occur. */
  readonly common: Map<string, string | null>
}

const NO_RESULTS: readonly DeviceActionResult[] = []
const ZERO_GUID = '00000000-0000-0000-0000-000000000000'
const JOINED_BY_ENROLMENT = new Set(['windowsazureadjoin', 'windowsazureadjoinusingdeviceauth', 'windowsbulkazuredomainjoin'])
const JOIN_TYPE_BY_TRUST: ReadonlyMap<string, string> = new Map([
  ['azuread', 'azureADJoined'],
  ['serverad', 'hybridAzureADJoined'],
  ['workplace', 'azureADRegistered'],
])

export function createProjection(options: { readonly liveTenant: boolean; readonly directoryFollows?: boolean }): Projection {
  return { liveTenant: options.liveTenant, directoryFollows: options.directoryFollows ?? true, common: new Map() }
}

/**
 * A raw managedDevice as a device; null when it has no id, which the caller reports.
 *
 * Where the directory follows, the join type is not complete before `completeJoinTypes` has seen it.
 */
export function projectDevice(raw: RawRecord, projection: Projection): Device | null {
  const id = identifier(raw.id)
  if (id === null) return null

  const { common, liveTenant, directoryFollows } = projection
  const operatingSystem = shared(raw.operatingSystem, common)
  const osVersion = shared(raw.osVersion, common)
  const manufacturer = shared(raw.manufacturer, common)
  const deviceType = shared(raw.deviceType, common)
  const deviceEnrollmentType = shared(raw.deviceEnrollmentType, common)
  const managementAgent = shared(raw.managementAgent, common)
  const facts = { operatingSystem, osVersion, deviceType, deviceEnrollmentType, managementAgent, manufacturer }
  const given = liveTenant ? null : shared(raw.platform, common)
  const userPrincipalName = text(raw.userPrincipalName)
  const emailAddress = text(raw.emailAddress)
  const azureADRegistered = truth(raw.azureADRegistered)

  return {
    id,
    platform: given ?? derivePlatform(facts, liveTenant),
    joinType: shared(raw.joinType, common) ?? joinTypeByEnrolment(deviceEnrollmentType) ?? (directoryFollows ? null : joinTypeByFlag(azureADRegistered)),
    deviceName: text(raw.deviceName),
    managedDeviceName: text(raw.managedDeviceName),
    serialNumber: text(raw.serialNumber),
    imei: text(raw.imei),
    userId: identifier(raw.userId),
    userPrincipalName,
    // Mostly the same text: then it is kept once.
    emailAddress: emailAddress === userPrincipalName ? userPrincipalName : emailAddress,
    azureADDeviceId: identifier(raw.azureADDeviceId),
    operatingSystem,
    osVersion,
    model: shared(raw.model, common),
    manufacturer,
    deviceType,
    managedDeviceOwnerType: shared(raw.managedDeviceOwnerType, common),
    deviceEnrollmentType,
    enrollmentProfileName: shared(raw.enrollmentProfileName, common),
    managementAgent,
    managementState: shared(raw.managementState, common),
    complianceState: shared(raw.complianceState, common),
    deviceRegistrationState: shared(raw.deviceRegistrationState, common),
    deviceCategoryDisplayName: shared(raw.deviceCategoryDisplayName, common),
    jailBroken: shared(raw.jailBroken, common),
    azureADRegistered,
    isSupervised: truth(raw.isSupervised),
    isEncrypted: truth(raw.isEncrypted),
    autopilotEnrolled: truth(raw.autopilotEnrolled),
    enrolledDateTime: moment(raw.enrolledDateTime),
    lastSyncDateTime: moment(raw.lastSyncDateTime),
    deviceActionResults: actionResults(raw.deviceActionResults, common),
  }
}

/** A raw Entra device; null when it has no object id. */
export function projectDirectoryDevice(raw: RawRecord, projection: Projection): DirectoryDevice | null {
  const id = identifier(raw.id)
  if (id === null) return null

  return {
    id,
    deviceId: identifier(raw.deviceId),
    displayName: text(raw.displayName),
    accountEnabled: truth(raw.accountEnabled),
    isManaged: truth(raw.isManaged),
    trustType: shared(raw.trustType, projection.common),
    approximateLastSignInDateTime: moment(raw.approximateLastSignInDateTime),
  }
}

/** A raw Entra user; null when it has no id. */
export function projectUser(raw: RawRecord): User | null {
  const id = identifier(raw.id)
  if (id === null) return null

  return { id, userPrincipalName: text(raw.userPrincipalName), mail: text(raw.mail), accountEnabled: truth(raw.accountEnabled) }
}

/**
 * Fills in the join types that neither Graph nor the enrolment gave: by the trust of the joined directory
 * record, and last by azureADRegistered. Run once, when everything is read.
 *
 * Directory records that share an Entra device id and disagree say nothing.
 */
export function completeJoinTypes(devices: readonly Device[], directoryDevices: readonly DirectoryDevice[] | null): Device[] {
  const byDeviceId = new Map<string, string | null>()
  for (const { deviceId, trustType } of directoryDevices ?? []) {
    if (deviceId === null) continue
    const joinType = JOIN_TYPE_BY_TRUST.get(trustType?.toLowerCase() ?? '') ?? null
    const agrees = !byDeviceId.has(deviceId) || byDeviceId.get(deviceId) === joinType
    byDeviceId.set(deviceId, agrees ? joinType : null)
  }

  return devices.map((device) => {
    if (device.joinType !== null) return device
    const byTrust = device.azureADDeviceId === null ? null : (byDeviceId.get(device.azureADDeviceId) ?? null)
    const joinType = byTrust ?? joinTypeByFlag(device.azureADRegistered)
    return joinType === null ? device : { ...device, joinType }
  })
}

function joinTypeByEnrolment(deviceEnrollmentType: string | null): string | null {
  return deviceEnrollmentType !== null && JOINED_BY_ENROLMENT.has(deviceEnrollmentType.toLowerCase()) ? 'azureADJoined' : null
}

function joinTypeByFlag(azureADRegistered: boolean | null): string | null {
  return azureADRegistered === true ? 'azureADRegistered' : null
}

function actionResults(raw: unknown, common: Map<string, string | null>): readonly DeviceActionResult[] {
  if (!Array.isArray(raw) || raw.length === 0) return NO_RESULTS

  const results: DeviceActionResult[] = []
  for (const entry of raw as unknown[]) {
    if (!isRecord(entry)) continue
    const actionName = shared(entry.actionName, common)
    if (actionName === null) continue
    results.push({
      actionName,
      actionState: shared(entry.actionState, common) ?? 'unknown',
      startDateTime: moment(entry.startDateTime),
      lastUpdatedDateTime: moment(entry.lastUpdatedDateTime),
    })
  }
  return results
}

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Trimmed text; null for everything that says nothing: no text, an empty one, the zero GUID, `unknown` and `unknownFutureValue`. */
function text(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const trimmed = hasBlankEdge(value) ? value.trim() : value
  if (trimmed.length === 0) return null
  if (trimmed.length === 36) return trimmed === ZERO_GUID ? null : trimmed
  if (trimmed.length === 7 || trimmed.length === 18) {
    const lower = trimmed.toLowerCase()
    if (lower === 'unknown' || lower === 'unknownfuturevalue') return null
  }
  return trimmed
}

/** Whether trimming could change it: a blank or a character beyond ASCII at either end. Almost never, and the question is cheaper than the trim. */
function hasBlankEdge(value: string): boolean {
  const first = value.charCodeAt(0)
  const last = value.charCodeAt(value.length - 1)
  return !(first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f)
}

/** Like `text`, looked up first: the meaning of a text that many records share is found, and kept, once. */
function shared(value: unknown, common: Map<string, string | null>): string | null {
  if (typeof value !== 'string') return null
  const known = common.get(value)
  if (known !== undefined) return known

  const meaning = text(value)
  common.set(value, meaning)
  return meaning
}

function identifier(value: unknown): string | null {
  const meaning = text(value)
  return meaning === null ? null : meaning.toLowerCase()
}

function truth(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

function moment(value: unknown): EpochSeconds | null {
  return typeof value === 'string' ? parseEventInstant(value) : null
}
