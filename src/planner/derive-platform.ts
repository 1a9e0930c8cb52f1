/**
 * Which platform of the profile `intune-2018` a record is of. Graph has no one field for it.
 *
 * The first row that holds wins; text compares without regard to case. What no row knows is
 * `unknown`, which no policy matches: a wrong platform would mean a wrong effect.
 *
 *  1 androidKiosk        enrolled as a dedicated device
 *  2 androidWorkProfile  AndroidForWork, AndroidEnterprise, or enrolled with a work profile
 *  3 windows81           Windows 6.3.*, RT 8.1 included
 *  4 windowsRT           deviceType windowsRT
 *  5 windowsPhone        Windows Phone
 *  6 windows10           Windows 10.* (Windows 11 is 10.0.22000 and up)
 *  7 macos, ios
 *  8 androidKnox         names Knox, or Samsung under a device administrator
 *  9 android             under a device administrator; from a file also any Android that says no enrolment type
 */

export interface PlatformFacts {
  readonly operatingSystem: string | null
  readonly osVersion: string | null
  readonly deviceType: string | null
  readonly deviceEnrollmentType: string | null
  readonly managementAgent: string | null
  readonly manufacturer: string | null
}

export function derivePlatform(facts: PlatformFacts, liveTenant: boolean): string {
  const system = lower(facts.operatingSystem)
  const type = lower(facts.deviceType)
  const enrolment = lower(facts.deviceEnrollmentType)
  const version = facts.osVersion ?? ''

  if (enrolment === 'androidenterprisededicateddevice') return 'androidKiosk'
  if (system === 'androidforwork' || system === 'androidenterprise' || type === 'androidforwork') return 'androidWorkProfile'
  if (enrolment.startsWith('android') && enrolment.includes('workprofile')) return 'androidWorkProfile'
  if (system === 'windows' && hasMajor(version, '6.3')) return 'windows81'
  if (type === 'windowsrt') return 'windowsRT'
  if (system === 'windows phone' || type === 'windowsphone') return 'windowsPhone'
  if (system === 'windows' && hasMajor(version, '10')) return 'windows10'
  if (system === 'macos') return 'macos'
  if (system === 'ios' || system === 'ipados') return 'ios'
  if (system.includes('knox')) return 'androidKnox'
  if (system !== 'android') return 'unknown'
  if (underDeviceAdministrator(facts, liveTenant)) return lower(facts.manufacturer) === 'samsung' ? 'androidKnox' : 'android'
  return !liveTenant && enrolment === '' ? 'android' : 'unknown'
}

/**
 * Whether an Android is managed in the old way, where a wipe resets the whole phone.
 *
 * The type says so, and nothing may contradict it: an enrolment type of Android Enterprise or AOSP,
 * or the agent of either. On a live tenant a missing enrolment type was not read, which proves nothing.
 */
function underDeviceAdministrator({ deviceType, deviceEnrollmentType, managementAgent }: PlatformFacts, liveTenant: boolean): boolean {
  if (lower(deviceType) !== 'android') return false
  if (deviceEnrollmentType === null) return !liveTenant
  if (lower(deviceEnrollmentType).startsWith('android')) return false
  const agent = lower(managementAgent)
  return agent !== 'googleclouddevicepolicycontroller' && agent !== 'intuneaosp'
}

function hasMajor(version: string, major: string): boolean {
  return version === major || version.startsWith(`${major}.`)
}

function lower(text: string | null): string {
  return text === null ? '' : text.toLowerCase()
}
