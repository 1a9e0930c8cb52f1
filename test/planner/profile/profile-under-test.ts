import type { ProfileFacts } from '../../../src/planner/profile/ask.ts'
import { findProfile } from '../../../src/planner/profile/profile.ts'
import type { Profile } from '../../../src/planner/profile/profile.ts'

export const PLATFORMS = [
  'ios',
  'android',
  'androidKnox',
  'androidWorkProfile',
  'androidKiosk',
  'macos',
  'windows10',
  'windows81',
  'windowsRT',
  'windowsPhone',
] as const

export function profile2018(): Profile {
  const profile = findProfile('intune-2018')
  if (!profile) throw new Error('The profile intune-2018 is missing.')
  return profile
}

export const PLATFORMS_2026 = [
  'ios',
  'macos',
  'tvos',
  'visionos',
  'chromeos',
  'windows10',
  'androidDedicated',
  'androidFullyManaged',
  'androidCorporateWorkProfile',
  'androidPersonalWorkProfile',
  'androidAosp',
  'androidDeviceAdministrator',
] as const

export function profile2026(): Profile {
  const profile = findProfile('intune-2026')
  if (!profile) throw new Error('The profile intune-2026 is missing.')
  return profile
}

/** A device of which only what is given is known. */
export function factsOf(given: Partial<ProfileFacts>): ProfileFacts {
  return {
    platform: 'ios',
    osVersion: null,
    joinType: null,
    managedDeviceOwnerType: null,
    deviceEnrollmentType: null,
    autopilotEnrolled: null,
    isEncrypted: null,
    ...given,
  }
}

/** A device on which no action lacks a fact, and on which retire is possible where it ever is. */
export function knownDevice(platform: string): ProfileFacts {
  const osVersion = { android: '6.0.1', androidKnox: '6.0.1', androidWorkProfile: '9', windows10: '10.0.19045.3803' }[platform] ?? '11.2'
  return factsOf({ platform, osVersion, joinType: 'azureADRegistered', managedDeviceOwnerType: 'company' })
}
