/**
 * Records as Graph writes them. Every property of the subset's schema is there, simulated or not, so
 * that `$select` can name it.
 */
import { isoOrNever, toIso } from './moments.ts'
import type { ActionResult, DirectoryRecord, ManagedRecord, UserRecord } from './tenant.ts'

export type WireRecord = Readonly<Record<string, unknown>>
export type GraphVersion = 'v1.0' | 'beta'

const FAR_FUTURE = '9999-12-31T23:59:59Z'
const CERTIFICATE_DAYS = 365

/** Graph fills these only in a single read that selects them. */
const ONLY_WHEN_SELECTED: readonly string[] = ['ethernetMacAddress', 'iccid', 'physicalMemoryInBytes', 'udid']

/** As a list shows it: without action results, whatever happened. */
export function toManagedDevice({ device, managementState, lastSyncAt, user }: ManagedRecord, version: GraphVersion): WireRecord {
  const isRegistered = device.hasDirectoryRecord
  const enrolledDateTime = isoOrNever(device.enrolledAt)
  const isPhone = device.chassisType === 'phone'
  const record: Record<string, unknown> = {
    id: device.id,
    userId: user?.id ?? '',
    deviceName: device.deviceName,
    managedDeviceOwnerType: device.ownership,
    enrolledDateTime,
    lastSyncDateTime: isoOrNever(lastSyncAt),
    operatingSystem: device.operatingSystem,
    complianceState: device.complianceState,
    jailBroken: device.jailBroken,
    managementAgent: device.managementAgent,
    osVersion: device.osVersion,
    easActivated: false,
    easDeviceId: '',
    easActivationDateTime: isoOrNever(null),
    azureADRegistered: isRegistered,
    deviceEnrollmentType: enrollmentTypeIn(version, device.deviceEnrollmentType),
    activationLockBypassCode: null,
    emailAddress: user?.userPrincipalName ?? '',
    azureADDeviceId: device.azureADDeviceId,
    deviceRegistrationState: isRegistered ? 'registered' : 'notRegistered',
    deviceCategoryDisplayName: device.category,
    isSupervised: device.isSupervised,
    exchangeLastSuccessfulSyncDateTime: isoOrNever(null),
    exchangeAccessState: 'none',
    exchangeAccessStateReason: 'none',
    remoteAssistanceSessionUrl: null,
    remoteAssistanceSessionErrorDetails: null,
    isEncrypted: device.isEncrypted,
    userPrincipalName: user?.userPrincipalName ?? '',
    model: device.model,
    manufacturer: device.manufacturer,
    imei: device.imei,
    complianceGracePeriodExpirationDateTime: FAR_FUTURE,
    serialNumber: device.serialNumber,
    phoneNumber: isPhone ? '*******42' : '',
    androidSecurityPatchLevel: device.operatingSystem.startsWith('Android') ? '2025-09-01' : '',
    userDisplayName: user ? `${user.givenName} ${user.surname}` : '',
    configurationManagerClientEnabledFeatures: null,
    wiFiMacAddress: '',
    deviceHealthAttestationState: null,
    subscriberCarrier: '',
    meid: '',
    totalStorageSpaceInBytes: isPhone ? 128_000_000_000 : 512_000_000_000,
    freeStorageSpaceInBytes: isPhone ? 64_000_000_000 : 256_000_000_000,
    managedDeviceName: `${device.deviceName}_${device.operatingSystem}_${enrolledDateTime.slice(0, 10)}`,
    managementState,
    partnerReportedThreatState: 'unknown',
    requireUserEnrollmentApproval: null,
    managementCertificateExpirationDate: toIso(device.presence.enrolledAt + CERTIFICATE_DAYS * 86_400),
    iccid: null,
    udid: null,
    notes: null,
    ethernetMacAddress: null,
    physicalMemoryInBytes: 0,
    enrollmentProfileName: device.isSupervised || device.autopilotEnrolled ? 'Default profile' : '',
    deviceActionResults: [],
  }
  if (version === 'v1.0') return record

  return Object.assign(record, {
    aadRegistered: isRegistered,
    autopilotEnrolled: device.autopilotEnrolled,
    azureActiveDirectoryDeviceId: device.azureADDeviceId,
    bootstrapTokenEscrowed: false,
    chassisType: device.chassisType,
    chromeOSDeviceInfo: [],
    cloudPcRemoteActionResults: [],
    configurationManagerClientHealthState: null,
    configurationManagerClientInformation: null,
    deviceFirmwareConfigurationInterfaceManaged: false,
    deviceHealthScriptStates: [],
    deviceType: device.deviceType,
    enrolledByUserPrincipalName: user?.userPrincipalName ?? '',
    hardwareInformation: null,
    joinType: device.joinType,
    lostModeState: 'disabled',
    managementFeatures: 'none',
    ownerType: device.ownership,
    preferMdmOverGroupPolicyAppliedDateTime: isoOrNever(null),
    processorArchitecture: 'unknown',
    retireAfterDateTime: isoOrNever(null),
    roleScopeTagIds: [],
    securityPatchLevel: null,
    skuFamily: '',
    skuNumber: 0,
    specificationVersion: null,
    usersLoggedOn: [],
    windowsActiveMalwareCount: 0,
    windowsRemediatedMalwareCount: 0,
  })
}

/** v1.0 has no name for how Android enrols. */
function enrollmentTypeIn(version: GraphVersion, type: string): string {
  return version === 'v1.0' && type.startsWith('android') ? 'unknownFutureValue' : type
}

/** As a single read shows it: with the results, the secrets that some of them carry included. */
export function toSingleManagedDevice(
  record: ManagedRecord,
  { version, select }: { readonly version: GraphVersion; readonly select: readonly string[] | null },
): WireRecord {
  const { device, results } = record
  const wanted = new Set(select?.filter((name) => ONLY_WHEN_SELECTED.includes(name)))
  return {
    ...toManagedDevice(record, version),
    deviceActionResults: results.map(toActionResult),
    ...(wanted.has('physicalMemoryInBytes') && { physicalMemoryInBytes: 8_589_934_592 }),
    ...(wanted.has('ethernetMacAddress') && { ethernetMacAddress: '' }),
    ...(wanted.has('iccid') && { iccid: '' }),
    ...(wanted.has('udid') && { udid: device.manufacturer === 'Apple' ? `00000000-${device.serialNumber}` : '' }),
  }
}

function toActionResult({ actionName, actionState, startedAt, updatedAt, passcode }: ActionResult): WireRecord {
  const result = { actionName, actionState, startDateTime: toIso(startedAt), lastUpdatedDateTime: toIso(updatedAt) }
  if (actionName !== 'resetPasscode') return { '@odata.type': '#microsoft.graph.deviceActionResult', ...result }
  return { '@odata.type': '#microsoft.graph.resetPasscodeActionResult', ...result, passcode, errorCode: 0 }
}

export function toDirectoryDevice({ seeded, accountEnabled, isManaged }: DirectoryRecord): WireRecord {
  return {
    id: seeded.id,
    deletedDateTime: null,
    accountEnabled,
    alternativeSecurityIds: [],
    approximateLastSignInDateTime: seeded.signedInAt === null ? null : toIso(seeded.signedInAt),
    complianceExpirationDateTime: null,
    deviceCategory: null,
    deviceId: seeded.deviceId,
    deviceMetadata: null,
    deviceOwnership: isManaged ? 'Company' : null,
    deviceVersion: 2,
    displayName: seeded.displayName,
    enrollmentProfileName: null,
    enrollmentType: null,
    isCompliant: isManaged ? true : null,
    isManaged,
    isManagementRestricted: null,
    isRooted: false,
    managementType: isManaged ? 'MDM' : null,
    manufacturer: null,
    mdmAppId: isManaged ? '0000000a-0000-0000-c000-000000000000' : null,
    model: null,
    onPremisesLastSyncDateTime: null,
    onPremisesSecurityIdentifier: null,
    onPremisesSyncEnabled: seeded.trustType === 'ServerAd' ? true : null,
    operatingSystem: seeded.operatingSystem,
    operatingSystemVersion: seeded.operatingSystemVersion,
    physicalIds: seeded.isAutopilot ? [`[ZTDId]:${seeded.deviceId}`] : [],
    profileType: 'RegisteredDevice',
    registrationDateTime: toIso(seeded.registeredAt),
    systemLabels: [],
    trustType: seeded.trustType,
  }
}

export function toUser({ seeded, accountEnabled }: UserRecord): WireRecord {
  return {
    id: seeded.id,
    accountEnabled,
    businessPhones: [],
    department: seeded.department,
    displayName: `${seeded.givenName} ${seeded.surname}`,
    givenName: seeded.givenName,
    jobTitle: null,
    mail: seeded.userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    onPremisesSyncEnabled: null,
    preferredLanguage: null,
    surname: seeded.surname,
    userPrincipalName: seeded.userPrincipalName,
    userType: 'Member',
  }
}

/** What /users gives when nothing is selected. */
export const USER_DEFAULTS: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

/** What `$select` may name: every record of a kind has the same properties. */
export function propertiesOf(record: WireRecord | null): ReadonlySet<string> {
  return new Set(Object.keys(record ?? {}))
}
