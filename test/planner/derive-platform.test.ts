import { describe, expect, it } from 'vitest'
import { derivePlatform } from '../../src/planner/derive-platform.ts'
import type { PlatformFacts } from '../../src/planner/derive-platform.ts'

const NOTHING: PlatformFacts = {
  operatingSystem: null,
  osVersion: null,
  deviceType: null,
  deviceEnrollmentType: null,
  managementAgent: null,
  manufacturer: null,
}

describe('the platform of a device, wherever it was read', () => {
  it.each<[string, Partial<PlatformFacts>]>([
    ['androidKiosk', { operatingSystem: 'AndroidEnterprise', deviceEnrollmentType: 'androidEnterpriseDedicatedDevice' }],
    ['androidWorkProfile', { operatingSystem: 'AndroidForWork' }],
    ['androidWorkProfile', { operatingSystem: 'androidenterprise' }],
    ['androidWorkProfile', { operatingSystem: 'Android', deviceType: 'androidForWork' }],
    ['androidWorkProfile', { operatingSystem: 'Android', deviceEnrollmentType: 'androidEnterpriseCorporateWorkProfile' }],
    ['windows81', { operatingSystem: 'Windows', osVersion: '6.3.9600.0' }],
    ['windows81', { operatingSystem: 'Windows', osVersion: '6.3', deviceType: 'windowsRT' }],
    ['windowsRT', { operatingSystem: 'Windows', osVersion: '6.2.9200.0', deviceType: 'windowsRT' }],
    ['windowsPhone', { operatingSystem: 'Windows Phone', osVersion: '8.10.15148.0' }],
    ['windowsPhone', { operatingSystem: 'Windows', osVersion: '10.0.15254.603', deviceType: 'windowsPhone' }],
    ['windows10', { operatingSystem: 'Windows', osVersion: '10.0.16299.1087' }],
    ['windows10', { operatingSystem: 'WINDOWS', osVersion: '10.0.26100.1150' }],
    ['macos', { operatingSystem: 'macOS', osVersion: '15.0' }],
    ['ios', { operatingSystem: 'iOS', osVersion: '18.1' }],
    ['ios', { operatingSystem: 'iPadOS' }],
    ['androidKnox', { operatingSystem: 'Samsung Knox' }],
    ['androidKnox', { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'userEnrollment', manufacturer: 'samsung' }],
    ['android', { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'userEnrollment', manufacturer: 'Google' }],
    ['unknown', { operatingSystem: 'Windows' }],
    ['unknown', { operatingSystem: 'Windows', osVersion: '6.1.7601' }],
    ['unknown', { operatingSystem: 'Windows', osVersion: '100.0' }],
    ['unknown', { operatingSystem: 'Android', deviceType: 'androidEnterprise', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }],
    ['unknown', { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'androidAOSPUserlessDeviceEnrollment' }],
    [
      'unknown',
      { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'userEnrollment', managementAgent: 'googleCloudDevicePolicyController' },
    ],
    ['unknown', { operatingSystem: 'Android', deviceType: 'android', deviceEnrollmentType: 'userEnrollment', managementAgent: 'intuneAosp' }],
    ['unknown', { operatingSystem: 'Linux' }],
    ['unknown', {}],
  ])('is %s for %j', (platform, facts) => {
    expect(derivePlatform({ ...NOTHING, ...facts }, false)).toBe(platform)
    expect(derivePlatform({ ...NOTHING, ...facts }, true)).toBe(platform)
  })
})

describe('an Android without an enrolment type', () => {
  const facts = { ...NOTHING, operatingSystem: 'Android', deviceType: 'android', managementAgent: 'mdm' }

  it('is android in a file, which may come from a version of Graph that has no such type', () => {
    expect(derivePlatform(facts, false)).toBe('android')
    expect(derivePlatform({ ...facts, deviceType: null }, false)).toBe('android')
  })

  it('is unknown on a live tenant, where deleting it could mean wiping it', () => {
    expect(derivePlatform(facts, true)).toBe('unknown')
  })
})
