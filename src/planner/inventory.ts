/**
 * What the fleet is, as far as it was read: one snapshot, in the planner's own terms.
 *
 * A value that Graph gives as missing, null, empty, the zero GUID or `unknown` is null
 * here, and so is a moment that cannot have happened (year 1, 1601, 1970). null means
 * unknown, and unknown is never a reason to act.
 *
 * Moments are whole seconds since 1970 (UTC): 100,000 devices compare numbers, not texts.
 */

export type EpochSeconds = number

/** One entry of Graph's deviceActionResults, without the secrets some of its subtypes carry. */
export interface DeviceActionResult {
  readonly actionName: string
  /** none, pending, canceled, active, done, failed, notSupported. */
  readonly actionState: string
  readonly startDateTime: EpochSeconds | null
  readonly lastUpdatedDateTime: EpochSeconds | null
}

/** The fields of Graph's managedDevice that reeve reads, plus the two it derives. */
export interface Device {
  /** Intune device id, lower case. */
  readonly id: string
  /** Derived; `unknown` where nothing says. The names are the profile's. */
  readonly platform: string
  /** azureADJoined, azureADRegistered or hybridAzureADJoined. */
  readonly joinType: string | null
  readonly deviceName: string | null
  readonly managedDeviceName: string | null
  readonly serialNumber: string | null
  readonly imei: string | null
  readonly userId: string | null
  readonly userPrincipalName: string | null
  readonly emailAddress: string | null
  readonly azureADDeviceId: string | null
  readonly operatingSystem: string | null
  readonly osVersion: string | null
  readonly model: string | null
  readonly manufacturer: string | null
  readonly deviceType: string | null
  /** company, personal, or null, which counts as personal. */
  readonly managedDeviceOwnerType: string | null
  readonly deviceEnrollmentType: string | null
  readonly enrollmentProfileName: string | null
  readonly managementAgent: string | null
  readonly managementState: string | null
  readonly complianceState: string | null
  readonly deviceRegistrationState: string | null
  readonly deviceCategoryDisplayName: string | null
  readonly jailBroken: string | null
  readonly azureADRegistered: boolean | null
  readonly isSupervised: boolean | null
  readonly isEncrypted: boolean | null
  readonly autopilotEnrolled: boolean | null
  readonly enrolledDateTime: EpochSeconds | null
  readonly lastSyncDateTime: EpochSeconds | null
  /** Empty in list answers of Graph; filled by a single read. */
  readonly deviceActionResults: readonly DeviceActionResult[]
}

/** The fields of an Entra device that reeve reads. */
export interface DirectoryDevice {
  /** Object id: the key of /devices. */
  readonly id: string
  /** The id that managedDevice.azureADDeviceId names. */
  readonly deviceId: string | null
  readonly displayName: string | null
  readonly accountEnabled: boolean | null
  readonly isManaged: boolean | null
  /** AzureAd, ServerAd or Workplace. */
  readonly trustType: string | null
  readonly operatingSystem: string | null
  /** Derived from physicalIds; null when those were not read. */
  readonly autopilotEnrolled: boolean | null
  readonly registrationDateTime: EpochSeconds | null
  readonly approximateLastSignInDateTime: EpochSeconds | null
}

/** The fields of an Entra user that reeve reads. */
export interface User {
  readonly id: string
  readonly userPrincipalName: string | null
  readonly mail: string | null
  readonly accountEnabled: boolean | null
}

/** A cleanup rule that the tenant keeps itself: whoever has been silent for `days` is taken off by the service. */
export interface TenantCleanupRule {
  /** null for the one setting of the whole tenant, which is no record. */
  readonly id: string | null
  /** The service's name; `all` is every platform. */
  readonly platform: string
  readonly displayName: string | null
  readonly days: number
}

export interface Inventory {
  readonly devices: readonly Device[]
  /** null: not read, so nothing may be concluded about the directory. */
  readonly directoryDevices: readonly DirectoryDevice[] | null
  /** null: not read. */
  readonly users: readonly User[] | null
  /** Sorted by platform and id. null: not read, which is not the same as none. */
  readonly cleanupRules: readonly TenantCleanupRule[] | null
  /** When the reading began; null where nothing says. */
  readonly takenAt: EpochSeconds | null
  /** Every page was read to the end. From an incomplete snapshot nothing is removed. */
  readonly complete: boolean
  /** Why it is not complete, for a person. Empty when complete. */
  readonly incompleteBecause: readonly string[]
  /** sha256 over the projected fields, sorted by id: independent of the order of file and pages. */
  readonly digest: string
}
