/**
 * Which platform of the profile `intune-2026` a record is of.
 *
 * Four fields speak of the platform, and a delete is a retire or a wipe by what they say: so
 * they have to agree. Facts that contradict each other, and an Android that does not say how it
 * is enrolled, are `unknown`, which no policy matches.
 *
 *  windows10                   Windows with version 10.* (Windows 11 is 10.0.22000 and up)
 *  macos, ios, tvos, visionos  by the system; ios with iPadOS
 *  chromeos                    ChromeOS
 *  androidDedicated            enrolled as Android Enterprise dedicated
 *  androidFullyManaged         enrolled as Android Enterprise fully managed
 *  androidCorporateWorkProfile enrolled as Android Enterprise corporate-owned with a work profile
 *  androidAosp                 enrolled as AOSP, with a user or without
 *  androidPersonalWorkProfile  deviceType androidForWork, enrolled by its user
 *  androidDeviceAdministrator  deviceType android, enrolled by its user, under an agent of neither Google nor AOSP
 */
import type { PlatformFacts } from './derive-platform.ts'

const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['windows', 'windows'],
  ['macos', 'macos'],
  ['ios', 'ios'],
  ['ipados', 'ios'],
  ['tvos', 'tvos'],
  ['visionos', 'visionos'],
  ['chromeos', 'chromeos'],
  ['chrome os', 'chromeos'],
  ['android', 'android'],
  ['androidforwork', 'android'],
  ['androidenterprise', 'android'],
])

const TYPES: ReadonlyMap<string, string> = new Map([
  ...['desktop', 'surfacehub', 'windows10x', 'cloudpc'].map((type) => [type, 'windows'] as const),
  ...['mac', 'macmdm'].map((type) => [type, 'macos'] as const),
  ...['iphone', 'ipad', 'ipod'].map((type) => [type, 'ios'] as const),
  ...['android', 'androidforwork', 'androidenterprise', 'androidngms'].map((type) => [type, 'android'] as const),
  ['tvos', 'tvos'],
  ['visionos', 'visionos'],
  ['chromeos', 'chromeos'],
])

/** The enrolment says what an Android is; each with the device types that do not contradict it. */
const ANDROID_ENROLMENTS: ReadonlyMap<string, { readonly platform: string; readonly types: readonly string[] }> = new Map([
  ['androidenterprisededicateddevice', { platform: 'androidDedicated', types: ['androidenterprise', 'android'] }],
  ['androidenterprisefullymanaged', { platform: 'androidFullyManaged', types: ['androidenterprise', 'android'] }],
  ['androidenterprisecorporateworkprofile', { platform: 'androidCorporateWorkProfile', types: ['androidenterprise', 'android'] }],
  ['androidaospuserowneddeviceenrollment', { platform: 'androidAosp', types: ['androidngms', 'android', 'androidenterprise'] }],
  ['androidaospuserlessdeviceenrollment', { platform: 'androidAosp', types: ['androidngms', 'android', 'androidenterprise'] }],
])

const USER_ENROLMENTS = new Set(['userenrollment', 'deviceenrollmentmanager'])
const DEVICE_ADMINISTRATOR_AGENTS = new Set(['', 'mdm', 'easmdm', 'intuneclient', 'easintuneclient', 'eas'])

export function derivePlatform2026(facts: PlatformFacts, liveTenant: boolean): string {
  const system = lower(facts.operatingSystem)
  const type = lower(facts.deviceType)
  const family = SYSTEMS.get(system)
  if (family === undefined) return 'unknown'
  if (type !== '' && TYPES.get(type) !== family) return 'unknown'
  if (family === 'android') return androidPlatform(facts, liveTenant)

  const enrolment = familyOfEnrolment(lower(facts.deviceEnrollmentType))
  const apple = family === 'macos' || family === 'ios' || family === 'tvos' || family === 'visionos'
  if (enrolment !== null && enrolment !== (apple ? 'apple' : family)) return 'unknown'
  if (family !== 'windows') return family
  return facts.osVersion === '10' || facts.osVersion?.startsWith('10.') ? 'windows10' : 'unknown'
}

function androidPlatform({ operatingSystem, deviceType, deviceEnrollmentType, managementAgent }: PlatformFacts, liveTenant: boolean): string {
  const type = lower(deviceType)
  const enrolment = lower(deviceEnrollmentType)
  const agent = lower(managementAgent)
  const known = ANDROID_ENROLMENTS.get(enrolment)
  if (known) {
    if (type !== '' && !known.types.includes(type)) return 'unknown'
    if (agent === 'intuneaosp' && known.platform !== 'androidAosp') return 'unknown'
    return agent === 'googleclouddevicepolicycontroller' && known.platform === 'androidAosp' ? 'unknown' : known.platform
  }

  // What is no enrolment of Android Enterprise is an enrolment by its user; a file may leave it out where the type is plain.
  const enrolledByUser = USER_ENROLMENTS.has(enrolment) || (deviceEnrollmentType === null && !liveTenant)
  if (!enrolledByUser || agent === 'intuneaosp') return 'unknown'
  if (type === 'androidforwork' || (type === '' && lower(operatingSystem) === 'androidforwork')) return 'androidPersonalWorkProfile'
  const underAdministrator = type === 'android' && lower(operatingSystem) === 'android' && USER_ENROLMENTS.has(enrolment)
  return underAdministrator && DEVICE_ADMINISTRATOR_AGENTS.has(agent) ? 'androidDeviceAdministrator' : 'unknown'
}

function familyOfEnrolment(enrolment: string): 'windows' | 'apple' | 'android' | null {
  if (enrolment.startsWith('windows') || enrolment.startsWith('azuread')) return 'windows'
  if (enrolment.startsWith('apple')) return 'apple'
  return enrolment.startsWith('android') ? 'android' : null
}

function lower(text: string | null): string {
  return text === null ? '' : text.toLowerCase()
}
