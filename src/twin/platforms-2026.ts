/** What devices look like under the profile of today: Android by enrolment, and Apple's other systems. */
import { androidEnterprise, drawShape as drawShapeOf2018, type Ownership, type PlatformKinds, type PlatformShape } from './platforms.ts'
import { type Draw, drawOne, drawWeighted } from './random.ts'

const PLATFORMS = [
  'windows10',
  'ios',
  'macos',
  'androidPersonalWorkProfile',
  'androidFullyManaged',
  'androidCorporateWorkProfile',
  'androidDedicated',
  'androidAosp',
  'androidDeviceAdministrator',
  'chromeos',
  'tvos',
  'visionos',
  'unknown',
] as const

type Platform = (typeof PLATFORMS)[number]

const SHARES: readonly (readonly [number, Platform])[] = [
  [44, 'windows10'],
  [22, 'ios'],
  [9, 'macos'],
  [7, 'androidPersonalWorkProfile'],
  [6, 'androidFullyManaged'],
  [3, 'androidCorporateWorkProfile'],
  [3, 'androidDedicated'],
  [1.2, 'androidAosp'],
  [1.5, 'androidDeviceAdministrator'],
  [1.5, 'chromeos'],
  [0.6, 'tvos'],
  [0.4, 'visionos'],
  [0.8, 'unknown'],
]

/** A corporate enrolment now and then stands on a record that does not say whose the phone is. */
const MOSTLY_COMPANY: readonly (readonly [number, Ownership])[] = [
  [97, 'company'],
  [3, 'unknown'],
]

const OWNERSHIP: Readonly<Record<Platform, readonly (readonly [number, Ownership])[]>> = {
  windows10: [
    [90, 'company'],
    [8, 'personal'],
    [2, 'unknown'],
  ],
  ios: [
    [70, 'company'],
    [28, 'personal'],
    [2, 'unknown'],
  ],
  macos: [
    [88, 'company'],
    [10, 'personal'],
    [2, 'unknown'],
  ],
  androidPersonalWorkProfile: [
    [97, 'personal'],
    [3, 'unknown'],
  ],
  androidFullyManaged: MOSTLY_COMPANY,
  androidCorporateWorkProfile: MOSTLY_COMPANY,
  androidDedicated: [[100, 'company']],
  androidAosp: MOSTLY_COMPANY,
  androidDeviceAdministrator: [
    [65, 'company'],
    [32, 'personal'],
    [3, 'unknown'],
  ],
  chromeos: MOSTLY_COMPANY,
  tvos: [[100, 'company']],
  visionos: [[100, 'company']],
  unknown: [
    [80, 'company'],
    [20, 'unknown'],
  ],
}

export const PLATFORMS_2026: PlatformKinds<Platform> = {
  drawPlatform: (draw, index) => PLATFORMS[index] ?? drawWeighted(draw, SHARES),
  drawOwnership: (draw, platform) => drawWeighted(draw, OWNERSHIP[platform]),
  drawShape,
}

function drawShape(draw: Draw, platform: Platform, ownership: Ownership): PlatformShape {
  switch (platform) {
    case 'windows10':
    case 'ios':
    case 'macos':
      return drawShapeOf2018(draw, platform, ownership)
    case 'androidPersonalWorkProfile':
      return {
        ...androidEnterprise(draw),
        operatingSystem: drawWeighted(draw, [
          [70, 'Android'],
          [30, 'AndroidForWork'],
        ]),
        deviceType: 'androidForWork',
      }
    case 'androidFullyManaged':
      return { ...androidEnterprise(draw), deviceEnrollmentType: 'androidEnterpriseFullyManaged' }
    case 'androidCorporateWorkProfile':
      return { ...androidEnterprise(draw), deviceEnrollmentType: 'androidEnterpriseCorporateWorkProfile' }
    case 'androidDedicated':
      return { ...androidEnterprise(draw), deviceEnrollmentType: 'androidEnterpriseDedicatedDevice', joinType: 'unknown' }
    case 'androidAosp':
      return {
        ...androidEnterprise(draw),
        deviceType: 'androidnGMS',
        deviceEnrollmentType: drawOne(draw, ['androidAOSPUserOwnedDeviceEnrollment', 'androidAOSPUserlessDeviceEnrollment']),
        managementAgent: 'intuneAosp',
        model: drawOne(draw, ['Visor 2', 'Headset M']),
      }
    case 'androidDeviceAdministrator':
      return drawShapeOf2018(draw, draw() < 0.5 ? 'androidKnox' : 'android', ownership)
    case 'chromeos':
      return { ...other('ChromeOS', 'chromeOS', '126.0.6478'), manufacturer: 'Meadow', model: 'Meadow Book', chassisType: 'laptop' }
    case 'tvos':
      return { ...other('tvOS', 'tvOS', drawOne(draw, ['9.2', '10.2', '18.5'])), ...APPLE, model: 'Apple TV', chassisType: 'desktop' }
    case 'visionos':
      return { ...other('visionOS', 'visionOS', drawOne(draw, ['1.0.3', '1.1', '2.4'])), ...APPLE, model: 'Apple Vision Pro', chassisType: 'tablet' }
    case 'unknown':
      return { ...other(drawOne(draw, ['Linux', '']), 'unknown', ''), deviceEnrollmentType: 'unknown', managementAgent: 'unknown', chassisType: 'unknown' }
  }
}

const APPLE = { deviceEnrollmentType: 'appleBulkWithoutUser', manufacturer: 'Apple' } as const

function other(operatingSystem: string, deviceType: string, osVersion: string): PlatformShape {
  return {
    operatingSystem,
    osVersion,
    deviceType,
    deviceEnrollmentType: 'userEnrollment',
    managementAgent: 'mdm',
    manufacturer: '',
    model: '',
    joinType: 'unknown',
    chassisType: 'unknown',
  }
}
