import { describe, expect, it } from 'vitest'
import type { PlatformFacts } from '../../src/planner/derive-platform.ts'
import { derivePlatform2026 } from '../../src/planner/derive-platform-2026.ts'

const NOTHING: PlatformFacts = {
  operatingSystem: null,
  osVersion: null,
  deviceType: null,
  deviceEnrollmentType: null,
  managementAgent: null,
  manufacturer: null,
}
const ANDROID = { operatingSystem: 'Android', deviceType: 'androidEnterprise', managementAgent: 'googleCloudDevicePolicyController' }
const BY_USER = { deviceEnrollmentType: 'userEnrollment', managementAgent: 'mdm' }

describe('the platform of a record, in intune-2026', () => {
  it.each<[string, Partial<PlatformFacts>]>([
    ['windows10', { operatingSystem: 'Windows', osVersion: '10.0.26100.1', deviceType: 'desktop', deviceEnrollmentType: 'windowsAzureADJoin' }],
    ['windows10', { operatingSystem: 'windows', osVersion: '10.0.19045', deviceType: 'cloudPC', deviceEnrollmentType: 'azureAdJoinUsingAzureVmExtension' }],
    ['windows10', { operatingSystem: 'Windows', osVersion: '10' }],
    ['macos', { operatingSystem: 'macOS', deviceType: 'macMDM', deviceEnrollmentType: 'appleBulkWithUser' }],
    ['ios', { operatingSystem: 'iOS', deviceType: 'iPhone' }],
    ['ios', { operatingSystem: 'iPadOS', deviceType: 'iPad', deviceEnrollmentType: 'userEnrollment' }],
    ['tvos', { operatingSystem: 'tvOS', deviceType: 'tvOS' }],
    ['visionos', { operatingSystem: 'visionOS', deviceType: 'visionOS' }],
    ['chromeos', { operatingSystem: 'ChromeOS', deviceType: 'chromeOS' }],
    ['androidDedicated', { ...ANDROID, deviceEnrollmentType: 'androidEnterpriseDedicatedDevice' }],
    ['androidFullyManaged', { ...ANDROID, deviceEnrollmentType: 'androidEnterpriseFullyManaged' }],
    ['androidCorporateWorkProfile', { ...ANDROID, operatingSystem: 'AndroidEnterprise', deviceEnrollmentType: 'androidEnterpriseCorporateWorkProfile' }],
    ['androidAosp', { ...ANDROID, managementAgent: 'intuneAosp', deviceEnrollmentType: 'androidAOSPUserOwnedDeviceEnrollment' }],
    ['androidAosp', { ...ANDROID, managementAgent: 'intuneAosp', deviceEnrollmentType: 'androidAOSPUserlessDeviceEnrollment' }],
    ['androidPersonalWorkProfile', { ...BY_USER, operatingSystem: 'Android', deviceType: 'androidForWork' }],
    ['androidPersonalWorkProfile', { ...BY_USER, operatingSystem: 'AndroidForWork' }],
    ['androidDeviceAdministrator', { ...BY_USER, operatingSystem: 'Android', deviceType: 'android' }],
    ['androidDeviceAdministrator', { ...BY_USER, operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'deviceEnrollmentManager' }],
  ])('is %s for %j', (platform, facts) => {
    expect(derivePlatform2026({ ...NOTHING, ...facts }, false)).toBe(platform)
    expect(derivePlatform2026({ ...NOTHING, ...facts }, true)).toBe(platform)
  })

  it.each<[string, Partial<PlatformFacts>]>([
    ['nothing is said', {}],
    ['Windows is older', { operatingSystem: 'Windows', osVersion: '6.3.9600', deviceType: 'desktop' }],
    ['Windows does not say its version', { operatingSystem: 'Windows', deviceType: 'desktop' }],
    ['it is a HoloLens', { operatingSystem: 'Windows', osVersion: '10.0.22621.1', deviceType: 'holoLens' }],
    ['system and type differ', { operatingSystem: 'iOS', deviceType: 'visionOS' }],
    ['system and enrolment differ', { operatingSystem: 'iOS', deviceType: 'iPhone', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }],
    ['Windows is enrolled as Apple', { operatingSystem: 'Windows', osVersion: '10.0.1', deviceEnrollmentType: 'appleBulkWithUser' }],
    [
      'a corporate enrolment has the type of a personal one',
      { ...ANDROID, deviceType: 'androidForWork', deviceEnrollmentType: 'androidEnterpriseFullyManaged' },
    ],
    ['the agent is AOSP and the enrolment is not', { ...ANDROID, managementAgent: 'intuneAosp', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }],
    ['the enrolment is AOSP and the agent is not', { ...ANDROID, deviceEnrollmentType: 'androidAOSPUserlessDeviceEnrollment' }],
    ['the enrolment is one that nobody knows', { ...ANDROID, deviceEnrollmentType: 'androidEnterpriseSomethingNew' }],
    ['a plain Android is under an agent of Google', { ...ANDROID, deviceType: 'android', deviceEnrollmentType: 'userEnrollment' }],
    [
      'a plain Android is under AOSP',
      { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'userEnrollment', managementAgent: 'intuneAosp' },
    ],
    ['an Android Enterprise does not say which', { ...ANDROID, deviceEnrollmentType: 'userEnrollment' }],
    ['a plain Android says no enrolment', { operatingSystem: 'Android', deviceType: 'android', managementAgent: 'mdm' }],
    ['it is a system of its own', { operatingSystem: 'Linux', deviceType: 'linux' }],
  ])('is unknown where %s', (_case, facts) => {
    expect(derivePlatform2026({ ...NOTHING, ...facts }, true)).toBe('unknown')
    expect(derivePlatform2026({ ...NOTHING, ...facts }, false)).toBe('unknown')
  })

  it('needs the enrolment of an Android on a live tenant; a file may leave it out where the type is that of a work profile', () => {
    const facts = { ...NOTHING, operatingSystem: 'Android', deviceType: 'androidForWork' }

    expect(derivePlatform2026(facts, true)).toBe('unknown')
    expect(derivePlatform2026(facts, false)).toBe('androidPersonalWorkProfile')
  })
})
