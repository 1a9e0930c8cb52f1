/**
 * A seeded fleet as Graph would list it: one managedDevice a line, 27 properties, about 900 bytes.
 *
 * Eight of the properties are none that reeve reads. Identifiers, names, addresses and moments differ from device to device, as
 * they do in a tenant; the records stand in the order of enrolment, which is no order of their ids.
 */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

interface Model {
  readonly operatingSystem: string
  readonly versions: readonly string[]
  readonly deviceType: string
  readonly deviceEnrollmentType: string
  readonly manufacturer: string
  readonly models: readonly string[]
  readonly managementAgent: string
  readonly namePrefix: string
}

const SYSTEMS: readonly Model[] = [
  {
    operatingSystem: 'Windows',
    versions: ['10.0.19045.4529', '10.0.22631.3737', '10.0.26100.1150'],
    deviceType: 'desktop',
    deviceEnrollmentType: 'windowsAzureADJoin',
    manufacturer: 'Dell Inc.',
    models: ['Latitude 5440', 'OptiPlex 7010', 'Precision 3581'],
    managementAgent: 'mdm',
    namePrefix: 'LAPTOP',
  },
  {
    operatingSystem: 'Windows',
    versions: ['10.0.19045.4529', '10.0.22631.3737'],
    deviceType: 'desktop',
    deviceEnrollmentType: 'windowsCoManagement',
    manufacturer: 'LENOVO',
    models: ['21HNS0NM00', '20XW00A8GE'],
    managementAgent: 'configurationManagerClientMdm',
    namePrefix: 'DESKTOP',
  },
  {
    operatingSystem: 'iOS',
    versions: ['17.5.1', '18.1', '16.7.8'],
    deviceType: 'iPhone',
    deviceEnrollmentType: 'appleBulkWithUser',
    manufacturer: 'Apple',
    models: ['iPhone 13', 'iPhone 15', 'iPhone SE (3rd generation)'],
    managementAgent: 'mdm',
    namePrefix: 'iPhone',
  },
  {
    operatingSystem: 'Android',
    versions: ['13', '14'],
    deviceType: 'android',
    deviceEnrollmentType: 'userEnrollment',
    manufacturer: 'Samsung',
    models: ['SM-A546B', 'SM-G525F'],
    managementAgent: 'mdm',
    namePrefix: 'Galaxy',
  },
  {
    operatingSystem: 'macOS',
    versions: ['14.5 (23F79)', '15.0 (24A335)'],
    deviceType: 'macMDM',
    deviceEnrollmentType: 'appleBulkWithoutUser',
    manufacturer: 'Apple',
    models: ['MacBook Pro (14-inch, 2023)', 'MacBook Air'],
    managementAgent: 'mdm',
    namePrefix: 'MacBook',
  },
]

/** Seconds since 1970 of the moment the fleet is listed: 1 November 2026. */
export const FLEET_NOW = 1_793_491_200

const DAY = 86_400

/** `selected` is what a reader asks for with $select; `whole` is every property, as a list of Graph gives without it. */
export type RecordShape = 'selected' | 'whole'

export async function writeFleetFile(path: string, devices: number, shape: RecordShape, seed = 1): Promise<void> {
  const random = seeded(seed)
  const file = createWriteStream(path)
  for (let first = 0; first < devices; first += 1000) {
    let lines = ''
    for (let index = first; index < Math.min(first + 1000, devices); index++)
      lines += `${JSON.stringify(shape === 'whole' ? { ...managedDevice(index, random), ...otherProperties(index) } : managedDevice(index, random))}\n`
    if (!file.write(lines)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

/** The serial number of the device at `index`, so that lists can name devices of the fleet. */
export function serialNumber(index: number): string {
  return `5CG${scramble(index + 1)
    .toString(36)
    .toUpperCase()
    .padStart(7, '0')}`
}

/** The user of the device at `index`, where it has one: every third person has two devices. */
export function userPrincipalName(index: number): string {
  const person = Math.floor((index * 3) / 4)
  const name = `${pickAt(FIRST_NAMES, scramble(person))}.${pickAt(LAST_NAMES, scramble(person + 7))}${person}`
  return person % 2500 === 0 ? `${name}@board.contoso.com` : person % 50 === 1 ? `ext-${name}@contoso.com` : `${name}@contoso.com`
}

const FIRST_NAMES = ['alex', 'anna', 'david', 'emma', 'fatima', 'joris', 'lars', 'maria', 'noor', 'pavel', 'sanne', 'tomas', 'yuki', 'zoe'] as const
const LAST_NAMES = ['bakker', 'dejong', 'fischer', 'garcia', 'jansen', 'kowalski', 'martin', 'novak', 'okafor', 'rossi', 'smith', 'tanaka', 'visser'] as const

function managedDevice(index: number, random: () => number): Record<string, unknown> {
  const system = pick(SYSTEMS, random)
  // One in a thousand has been silent for long, and one in a thousand runs what nobody updated.
  const lastSync = FLEET_NOW - Math.floor(random() < 0.001 ? (100 + random() * 200) * DAY : random() ** 4 * 80 * DAY)
  const shared = random() < 0.04
  return {
    id: guid(random),
    userId: shared ? '' : guid(random),
    deviceName: `${random() < 0.001 ? 'KIOSK' : system.namePrefix}-${String(index).padStart(6, '0')}`,
    managedDeviceOwnerType: random() < 0.8 ? 'company' : 'personal',
    enrolledDateTime: stamp(lastSync - Math.floor(random() * 700 * DAY), random),
    lastSyncDateTime: stamp(lastSync, random),
    operatingSystem: system.operatingSystem,
    complianceState: random() < 0.9 ? 'compliant' : 'noncompliant',
    managementAgent: system.managementAgent,
    osVersion: random() < 0.001 && system.operatingSystem === 'Windows' ? '10.0.17763.5936' : pick(system.versions, random),
    easActivated: random() < 0.2,
    azureADRegistered: true,
    deviceEnrollmentType: system.deviceEnrollmentType,
    azureADDeviceId: guid(random),
    userPrincipalName: shared ? '' : userPrincipalName(index),
    model: pick(system.models, random),
    manufacturer: system.manufacturer,
    complianceGracePeriodExpirationDateTime: random() < 0.1 ? stamp(lastSync + 7 * DAY, random) : '9999-12-31T23:59:59Z',
    serialNumber: serialNumber(index),
    phoneNumber: system.deviceType === 'iPhone' || system.deviceType === 'android' ? `*******${String(Math.floor(random() * 1e4)).padStart(4, '0')}` : '',
    androidSecurityPatchLevel: system.operatingSystem === 'Android' ? '2026-09-01' : '',
    wiFiMacAddress: Math.floor(random() * 2 ** 48)
      .toString(16)
      .toUpperCase()
      .padStart(12, '0'),
    totalStorageSpaceInBytes: pick([127_894_818_816, 255_060_340_736, 511_057_035_264], random),
    freeStorageSpaceInBytes: Math.floor(random() * 120e9),
    notes: null,
    deviceType: system.deviceType,
    managementState: 'managed',
  }
}

/** The rest of Graph's managedDevice, mostly null or at its default, as lists give it. */
function otherProperties(index: number): Record<string, unknown> {
  return {
    managedDeviceName: `device_${scramble(index).toString(36)}_${index}`,
    userDisplayName: 'Display Name',
    emailAddress: userPrincipalName(index),
    jailBroken: 'False',
    easDeviceId: `EAS${scramble(index).toString(16).toUpperCase()}`,
    easActivationDateTime: '0001-01-01T00:00:00Z',
    activationLockBypassCode: null,
    deviceRegistrationState: 'registered',
    deviceCategoryDisplayName: 'Unassigned',
    isSupervised: false,
    isEncrypted: true,
    exchangeLastSuccessfulSyncDateTime: '0001-01-01T00:00:00Z',
    exchangeAccessState: 'none',
    exchangeAccessStateReason: 'none',
    remoteAssistanceSessionUrl: null,
    remoteAssistanceSessionErrorDetails: null,
    imei: '',
    meid: '',
    subscriberCarrier: '',
    partnerReportedThreatState: 'unknown',
    requireUserEnrollmentApproval: null,
    managementCertificateExpirationDate: '2027-05-11T09:14:22Z',
    iccid: null,
    udid: null,
    ethernetMacAddress: null,
    physicalMemoryInBytes: 0,
    enrollmentProfileName: null,
    configurationManagerClientEnabledFeatures: null,
    deviceHealthAttestationState: null,
    deviceActionResults: [],
  }
}

function stamp(seconds: number, random: () => number): string {
  const text = new Date(seconds * 1000).toISOString().slice(0, 19)
  return random() < 0.5 ? `${text}Z` : `${text}.${String(Math.floor(random() * 1e7)).padStart(7, '0')}Z`
}

function guid(random: () => number): string {
  let hex = ''
  for (let part = 0; part < 4; part++)
    hex += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T
}

function pickAt<T>(values: readonly T[], at: number): T {
  return values[at % values.length] as T
}

/** One-to-one on 32 bits (odd multiplier, then a shift), so that no two places share a serial number. */
function scramble(place: number): number {
  const mixed = Math.imul(place, 0x9e37_79b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** A small generator (mulberry32), so that the same seed gives the same file everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
