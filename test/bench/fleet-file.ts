/** A seeded fleet as Graph would list it, one managedDevice a line, about 900 bytes each. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

const SYSTEMS = [
  {
    operatingSystem: 'Windows',
    versions: ['10.0.19045.4529', '10.0.22631.3737', '10.0.26100.1150'],
    deviceType: 'desktop',
    manufacturer: 'Dell Inc.',
    models: ['Latitude 5440', 'OptiPlex 7010'],
    deviceEnrollmentType: 'windowsAzureADJoin',
  },
  {
    operatingSystem: 'Windows',
    versions: ['10.0.19045.4529', '10.0.22631.3737'],
    deviceType: 'desktop',
    manufacturer: 'LENOVO',
    models: ['21HNS0NM00', '20XW00A8GE'],
    deviceEnrollmentType: 'windowsCoManagement',
  },
  {
    operatingSystem: 'iOS',
    versions: ['17.5.1', '18.1', '16.7.8'],
    deviceType: 'iPhone',
    manufacturer: 'Apple',
    models: ['iPhone 13', 'iPhone 15'],
    deviceEnrollmentType: 'appleBulkWithUser',
  },
  {
    operatingSystem: 'Android',
    versions: ['13', '14'],
    deviceType: 'android',
    manufacturer: 'Samsung',
    models: ['SM-A546B', 'SM-G525F'],
    deviceEnrollmentType: 'userEnrollment',
  },
  {
    operatingSystem: 'macOS',
    versions: ['14.5 (23F79)', '15.0 (24A335)'],
    deviceType: 'macMDM',
    manufacturer: 'Apple',
    models: ['MacBook Pro', 'MacBook Air'],
    deviceEnrollmentType: 'appleBulkWithoutUser',
  },
] as const

/** Seconds since 1970 of the moment the fleet is listed: 1 November 2026. */
export const FLEET_NOW = 1_793_491_200

export async function writeFleetFile(path: string, devices: number, seed = 1): Promise<void> {
  const random = seeded(seed)
  const file = createWriteStream(path)
  for (let first = 0; first < devices; first += 1000) {
    let lines = ''
    for (let index = first; index < Math.min(first + 1000, devices); index++) lines += `${JSON.stringify(managedDevice(index, random))}\n`
    if (!file.write(lines)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

function managedDevice(index: number, random: () => number): Record<string, unknown> {
  const system = pick(SYSTEMS, random)
  const user = Math.floor(random() * 50_000)
  const lastSync = FLEET_NOW - Math.floor(random() ** 3 * 400 * 86_400)
  const upn = `user${user}@contoso.com`
  return {
    id: guid(random),
    userId: guid(random),
    deviceName: `${system.operatingSystem.toUpperCase()}-${index}`,
    managedDeviceOwnerType: random() < 0.7 ? 'company' : 'personal',
    enrolledDateTime: stamp(lastSync - Math.floor(random() * 700 * 86_400), random),
    lastSyncDateTime: stamp(lastSync, random),
    operatingSystem: system.operatingSystem,
    complianceState: random() < 0.9 ? 'compliant' : 'noncompliant',
    jailBroken: 'Unknown',
    managementAgent: 'mdm',
    osVersion: pick(system.versions, random),
    azureADRegistered: true,
    deviceEnrollmentType: system.deviceEnrollmentType,
    emailAddress: upn,
    azureADDeviceId: guid(random),
    deviceRegistrationState: 'registered',
    deviceCategoryDisplayName: random() < 0.1 ? 'Kiosk' : 'Unknown',
    isSupervised: random() < 0.3,
    isEncrypted: true,
    userPrincipalName: upn,
    model: pick(system.models, random),
    manufacturer: system.manufacturer,
    imei: random() < 0.4 ? String(350_000_000_000_000 + Math.floor(random() * 1e12)) : '',
    serialNumber: Math.floor(random() * 2 ** 48)
      .toString(36)
      .toUpperCase()
      .padStart(10, '0'),
    managedDeviceName: `${system.operatingSystem}_user${user}_${index}`,
    deviceType: system.deviceType,
    joinType: null,
    autopilotEnrolled: random() < 0.2,
    managementState: 'managed',
    enrollmentProfileName: null,
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
