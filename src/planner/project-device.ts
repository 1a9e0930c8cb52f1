/**
 * Raw Graph records to the records of the inventory: only the fields that are needed, and only what they really say.
 *
 * What a field does not name is never looked at, so that a passcode, an unlock PIN or a bypass code that
 * travels in the same answer is never kept. What a platform or a join type is derived from is looked at, and
 * kept only where it is needed itself.
 */
import { derivePlatform, type PlatformFacts } from './derive-platform.ts'
import { derivePlatform2026 } from './derive-platform-2026.ts'
import type { DesiredState } from './desired-state.ts'
import type { Device, DeviceActionResult, DirectoryDevice, EpochSeconds, User } from './inventory.ts'
import { parseEventInstant } from './instant.ts'

export type ProfileName = DesiredState['profile']

export type RawRecord = Readonly<Record<string, unknown>>

/** What the records of one read share. Make one per read, so that texts that many devices have in common are kept once. */
export interface Projection {
  /** From a file, Android without an enrolment type is `android`, and `platform` may be given; on a live tenant neither holds. */
  readonly liveTenant: boolean
  /** Whose names the platforms bear. */
  readonly profile: ProfileName
  /** Whether `completeJoinTypes` follows; until then a join type that only the directory can tell stays open. */
  readonly directoryFollows: boolean
  /** What is not kept is null in every record, and its value in the raw one is as good as missing. */
  readonly keeps: KeptFields
  /** Raw text to its meaning, for fields in which few values occur. */
  readonly common: Map<string, string | null>
  /** What was derived from the same facts before. */
  readonly derived: DerivedBranch
}

/** Facts lead from branch to branch, one each; where the last one ends stands what they mean. */
interface DerivedBranch {
  readonly next: Map<string | null, DerivedBranch>
  meaning: { readonly platform: string; readonly joinType: string | null } | null
}

const EVERY_FIELD: Readonly<Record<keyof Device, true>> = {
  id: true,
  platform: true,
  joinType: true,
  deviceName: true,
  managedDeviceName: true,
  serialNumber: true,
  imei: true,
  userId: true,
  userPrincipalName: true,
  emailAddress: true,
  azureADDeviceId: true,
  operatingSystem: true,
  osVersion: true,
  model: true,
  manufacturer: true,
  deviceType: true,
  managedDeviceOwnerType: true,
  deviceEnrollmentType: true,
  enrollmentProfileName: true,
  managementAgent: true,
  managementState: true,
  complianceState: true,
  deviceRegistrationState: true,
  deviceCategoryDisplayName: true,
  jailBroken: true,
  azureADRegistered: true,
  isSupervised: true,
  isEncrypted: true,
  autopilotEnrolled: true,
  enrolledDateTime: true,
  lastSyncDateTime: true,
  deviceActionResults: true,
}

export const DEVICE_FIELDS = Object.keys(EVERY_FIELD) as readonly (keyof Device)[]

const NO_RESULTS: readonly DeviceActionResult[] = []
const ZERO_GUID = '00000000-0000-0000-0000-000000000000'
const JOINED_BY_ENROLMENT = new Set(['windowsazureadjoin', 'windowsazureadjoinusingdeviceauth', 'windowsbulkazuredomainjoin'])
const JOIN_TYPE_BY_TRUST: ReadonlyMap<string, string> = new Map([
  ['azuread', 'azureADJoined'],
  ['serverad', 'hybridAzureADJoined'],
  ['workplace', 'azureADRegistered'],
])

export type KeptFields = Readonly<Record<keyof Device, boolean>>

/** Without `fields` everything is kept; an id and a platform every record has. */
export function keptFields(fields: ReadonlySet<keyof Device> | undefined): KeptFields {
  // Copied and changed, not put together field by field: V8 then reads it as fast as a record.
  const keeps: Record<keyof Device, boolean> = { ...EVERY_FIELD }
  if (fields !== undefined) for (const field of DEVICE_FIELDS) keeps[field] = field === 'id' || field === 'platform' || fields.has(field)
  return keeps
}

export interface ProjectionOptions {
  readonly liveTenant: boolean
  /** Default intune-2018. Under another profile its names are no platforms, so that one forgotten here plans nothing. */
  readonly profile?: ProfileName | undefined
  readonly directoryFollows?: boolean
  /** Keep these alone, of which `neededFields` gives the least; without it everything. */
  readonly fields?: ReadonlySet<keyof Device> | undefined
}

export function createProjection({ liveTenant, profile = 'intune-2018', directoryFollows = true, fields }: ProjectionOptions): Projection {
  return { liveTenant, profile, directoryFollows, keeps: keptFields(fields), common: new Map(), derived: newBranch() }
}

/**
 * A raw managedDevice as a device; null when it has no id, which the caller reports.
 *
 * Where the directory follows, the join type is not complete before `completeJoinTypes` has seen it.
 */
export function projectDevice(raw: RawRecord, projection: Projection): Device | null {
  const id = identifier(raw.id)
  if (id === null) return null

  const { common, keeps, liveTenant, directoryFollows } = projection
  const operatingSystem = shared(raw.operatingSystem, common)
  const osVersion = shared(raw.osVersion, common)
  const manufacturer = shared(raw.manufacturer, common)
  const deviceType = shared(raw.deviceType, common)
  const deviceEnrollmentType = shared(raw.deviceEnrollmentType, common)
  const managementAgent = shared(raw.managementAgent, common)
  const derived = derive({ operatingSystem, osVersion, deviceType, deviceEnrollmentType, managementAgent, manufacturer }, projection)
  const givenPlatform = liveTenant ? null : shared(raw.platform, common)
  const azureADRegistered = truth(raw.azureADRegistered)
  const joinType = shared(raw.joinType, common) ?? derived.joinType ?? (directoryFollows ? null : joinTypeByFlag(azureADRegistered))
  const userPrincipalName = keeps.userPrincipalName ? text(raw.userPrincipalName) : null
  const emailAddress = keeps.emailAddress ? text(raw.emailAddress) : null

  // What nearly every plan looks at stands together, so that it comes into the processor's cache together.
  return {
    id,
    platform: givenPlatform ?? derived.platform,
    lastSyncDateTime: keeps.lastSyncDateTime ? moment(raw.lastSyncDateTime) : null,
    serialNumber: keeps.serialNumber ? text(raw.serialNumber) : null,
    deviceName: keeps.deviceName ? text(raw.deviceName) : null,
    azureADDeviceId: keeps.azureADDeviceId ? identifier(raw.azureADDeviceId) : null,
    osVersion: keeps.osVersion ? osVersion : null,
    managedDeviceOwnerType: keeps.managedDeviceOwnerType ? shared(raw.managedDeviceOwnerType, common) : null,
    joinType: keeps.joinType ? joinType : null,
    deviceEnrollmentType: keeps.deviceEnrollmentType ? deviceEnrollmentType : null,
    managementState: keeps.managementState ? shared(raw.managementState, common) : null,
    enrolledDateTime: keeps.enrolledDateTime ? moment(raw.enrolledDateTime) : null,
    azureADRegistered: keeps.azureADRegistered ? azureADRegistered : null,
    autopilotEnrolled: keeps.autopilotEnrolled ? truth(raw.autopilotEnrolled) : null,
    deviceActionResults: keeps.deviceActionResults ? actionResults(raw.deviceActionResults, common) : NO_RESULTS,
    userPrincipalName,
    model: keeps.model ? shared(raw.model, common) : null,
    managedDeviceName: keeps.managedDeviceName ? text(raw.managedDeviceName) : null,
    imei: keeps.imei ? text(raw.imei) : null,
    userId: keeps.userId ? identifier(raw.userId) : null,
    // Mostly the same text: then it is kept once.
    emailAddress: emailAddress === userPrincipalName ? userPrincipalName : emailAddress,
    operatingSystem: keeps.operatingSystem ? operatingSystem : null,
    manufacturer: keeps.manufacturer ? manufacturer : null,
    deviceType: keeps.deviceType ? deviceType : null,
    enrollmentProfileName: keeps.enrollmentProfileName ? shared(raw.enrollmentProfileName, common) : null,
    managementAgent: keeps.managementAgent ? managementAgent : null,
    complianceState: keeps.complianceState ? shared(raw.complianceState, common) : null,
    deviceRegistrationState: keeps.deviceRegistrationState ? shared(raw.deviceRegistrationState, common) : null,
    deviceCategoryDisplayName: keeps.deviceCategoryDisplayName ? shared(raw.deviceCategoryDisplayName, common) : null,
    jailBroken: keeps.jailBroken ? shared(raw.jailBroken, common) : null,
    isSupervised: keeps.isSupervised ? truth(raw.isSupervised) : null,
    isEncrypted: keeps.isEncrypted ? truth(raw.isEncrypted) : null,
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
    operatingSystem: shared(raw.operatingSystem, projection.common),
    autopilotEnrolled: isAutopilotRecord(raw),
    registrationDateTime: moment(raw.registrationDateTime),
    approximateLastSignInDateTime: moment(raw.approximateLastSignInDateTime),
  }
}

/** Autopilot leaves its mark among the physical ids of the record. */
function isAutopilotRecord({ physicalIds, autopilotEnrolled }: RawRecord): boolean | null {
  if (!Array.isArray(physicalIds)) return truth(autopilotEnrolled)
  return physicalIds.some((id) => typeof id === 'string' && id.trim().toLowerCase().startsWith('[ztdid]'))
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

/** In a fleet few combinations of these facts occur, and deriving reads all of them in lower case: it is done once for each. */
function derive(facts: PlatformFacts, { derived, liveTenant, profile }: Projection): NonNullable<DerivedBranch['meaning']> {
  let branch = followBranch(derived, facts.operatingSystem)
  branch = followBranch(branch, facts.deviceType)
  branch = followBranch(branch, facts.deviceEnrollmentType)
  branch = followBranch(branch, facts.managementAgent)
  branch = followBranch(branch, facts.manufacturer)
  branch = followBranch(branch, facts.osVersion)
  const platformOf = profile === 'intune-2026' ? derivePlatform2026 : derivePlatform
  branch.meaning ??= { platform: platformOf(facts, liveTenant), joinType: joinTypeByEnrolment(facts.deviceEnrollmentType) }
  return branch.meaning
}

function followBranch({ next }: DerivedBranch, fact: string | null): DerivedBranch {
  let branch = next.get(fact)
  if (branch === undefined) next.set(fact, (branch = newBranch()))
  return branch
}

function newBranch(): DerivedBranch {
  return { next: new Map(), meaning: null }
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
