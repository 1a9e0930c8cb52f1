/**
 * What devices of each platform of 2018 look like in Graph, and how many of them a fleet has.
 *
 * The fields are those from which a platform is derived (operatingSystem, osVersion, deviceType,
 * deviceEnrollmentType, manufacturer); the names of the platforms are the profile's.
 */
import { type Draw, drawOne, drawWeighted } from './random.ts'

const PLATFORMS = [
  'windows10',
  'ios',
  'macos',
  'androidWorkProfile',
  'androidKnox',
  'android',
  'androidKiosk',
  'windows81',
  'windowsRT',
  'windowsPhone',
  'unknown',
] as const

type Platform = (typeof PLATFORMS)[number]
export type Ownership = 'company' | 'personal' | 'unknown'

/** The part of a device that follows from its platform. */
export interface PlatformShape {
  readonly operatingSystem: string
  readonly osVersion: string
  readonly deviceType: string
  readonly deviceEnrollmentType: string
  readonly managementAgent: string
  readonly manufacturer: string
  readonly model: string
  readonly joinType: string
  readonly chassisType: string
}

/** How the devices of one profile are made up. */
export interface PlatformKinds<Name extends string = string> {
  drawPlatform(draw: Draw, index: number): Name
  drawOwnership(draw: Draw, platform: Name): Ownership
  drawShape(draw: Draw, platform: Name, ownership: Ownership): PlatformShape
}

const SHARES: readonly (readonly [number, Platform])[] = [
  [44, 'windows10'],
  [22, 'ios'],
  [9, 'macos'],
  [8, 'androidWorkProfile'],
  [5, 'androidKnox'],
  [4, 'android'],
  [4, 'androidKiosk'],
  [1.5, 'windows81'],
  [1, 'windowsPhone'],
  [0.8, 'windowsRT'],
  [0.7, 'unknown'],
]

/** Company first; kiosks and old Windows are never somebody's own. */
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
  androidWorkProfile: [
    [35, 'company'],
    [63, 'personal'],
    [2, 'unknown'],
  ],
  androidKnox: [
    [75, 'company'],
    [22, 'personal'],
    [3, 'unknown'],
  ],
  android: [
    [65, 'company'],
    [32, 'personal'],
    [3, 'unknown'],
  ],
  androidKiosk: [[100, 'company']],
  windows81: [
    [97, 'company'],
    [3, 'unknown'],
  ],
  windowsRT: [
    [97, 'company'],
    [3, 'unknown'],
  ],
  windowsPhone: [
    [70, 'company'],
    [27, 'personal'],
    [3, 'unknown'],
  ],
  unknown: [
    [80, 'company'],
    [20, 'unknown'],
  ],
}

/** Windows 10 before and after version 1709 (build 16299), and Windows 11 (build 22000 and up). */
const WINDOWS_BUILDS: readonly (readonly [number, string])[] = [
  [2, '10.0.14393.2125'],
  [4, '10.0.15063.1206'],
  [6, '10.0.16299.1087'],
  [8, '10.0.17763.5576'],
  [30, '10.0.19045.4412'],
  [16, '10.0.22631.3593'],
  [34, '10.0.26100.4061'],
]

/** The first devices walk through all platforms once, so that even a fleet of a dozen has every one. */
function drawPlatform(draw: Draw, index: number): Platform {
  return PLATFORMS[index] ?? drawWeighted(draw, SHARES)
}

function drawOwnership(draw: Draw, platform: Platform): Ownership {
  return drawWeighted(draw, OWNERSHIP[platform])
}

export function drawShape(draw: Draw, platform: Platform, ownership: Ownership): PlatformShape {
  switch (platform) {
    case 'windows10':
      return drawWindows10(draw, ownership)
    case 'windows81':
      return oldWindows(draw, { osVersion: '6.3.9600', deviceType: 'desktop', model: 'Meadow 14', chassisType: 'laptop' })
    case 'windowsRT':
      return oldWindows(draw, { osVersion: '6.2.9200', deviceType: 'windowsRT', model: 'Slate RT', chassisType: 'tablet' })
    case 'windowsPhone':
      return {
        ...oldWindows(draw, { osVersion: drawOne(draw, ['8.0.10521.0', '8.10.14219.0']), deviceType: 'windowsPhone', model: 'Pebble 8', chassisType: 'phone' }),
        operatingSystem: 'Windows Phone',
        joinType: 'azureADRegistered',
      }
    case 'macos':
      return {
        operatingSystem: 'macOS',
        osVersion: drawOne(draw, ['12.7.6 (21H1320)', '13.7.1 (22H221)', '14.7.1 (23H222)', '15.5 (24F74)']),
        deviceType: 'macMDM',
        deviceEnrollmentType:
          ownership === 'company'
            ? drawWeighted(draw, [
                [80, 'appleBulkWithUser'],
                [20, 'userEnrollment'],
              ])
            : 'userEnrollment',
        managementAgent: 'mdm',
        manufacturer: 'Apple',
        model: drawOne(draw, ['MacBook Air', 'MacBook Pro', 'Mac mini']),
        joinType: drawWeighted(draw, [
          [80, 'azureADRegistered'],
          [20, 'unknown'],
        ]),
        chassisType: 'laptop',
      }
    case 'ios':
      return drawIos(draw, ownership)
    case 'android':
      return deviceAdministrator(draw, {
        manufacturer: drawOne(draw, ['Nordlicht', 'Kestrel', 'Zebra Finch']),
        model: drawOne(draw, ['N5', 'Talon 3', 'Rugged 20']),
      })
    case 'androidKnox':
      return deviceAdministrator(draw, { manufacturer: drawOne(draw, ['Samsung', 'samsung']), model: drawOne(draw, ['SM-A505', 'SM-G965', 'SM-T515']) })
    case 'androidWorkProfile':
      return drawWorkProfile(draw, ownership)
    case 'androidKiosk':
      return {
        ...androidEnterprise(draw),
        operatingSystem: 'Android',
        deviceType: 'androidEnterprise',
        deviceEnrollmentType: 'androidEnterpriseDedicatedDevice',
        managementAgent: 'googleCloudDevicePolicyController',
        joinType: drawWeighted(draw, [
          [30, 'azureADRegistered'],
          [70, 'unknown'],
        ]),
      }
    case 'unknown':
      return {
        operatingSystem: drawOne(draw, ['Linux', 'ChromeOS', '']),
        osVersion: '',
        deviceType: 'unknown',
        deviceEnrollmentType: 'unknown',
        managementAgent: 'unknown',
        manufacturer: '',
        model: '',
        joinType: 'unknown',
        chassisType: 'unknown',
      }
  }
}

export const PLATFORMS_2018: PlatformKinds<Platform> = { drawPlatform, drawOwnership, drawShape }

function drawWindows10(draw: Draw, ownership: Ownership): PlatformShape {
  const joinType =
    ownership === 'personal'
      ? 'azureADRegistered'
      : drawWeighted(draw, [
          [48, 'azureADJoined'],
          [27, 'hybridAzureADJoined'],
          [21, 'azureADRegistered'],
          [4, 'unknown'],
        ])
  return {
    operatingSystem: 'Windows',
    osVersion: drawWeighted(draw, WINDOWS_BUILDS),
    deviceType: drawWeighted(draw, [
      [96, 'desktop'],
      [4, 'windows10x'],
    ]),
    joinType,
    ...drawWindowsEnrollment(draw, joinType),
    manufacturer: drawOne(draw, ['Meadow', 'Ostrava Systems', 'Tidewater']),
    model: drawOne(draw, ['Meadow 14', 'Meadow 15', 'OS-7400', 'Tide X1', 'Tide Tower']),
    chassisType: drawWeighted(draw, [
      [80, 'laptop'],
      [20, 'desktop'],
    ]),
  }
}

function drawWindowsEnrollment(draw: Draw, joinType: string): Pick<PlatformShape, 'deviceEnrollmentType' | 'managementAgent'> {
  if (joinType === 'azureADJoined') {
    return {
      deviceEnrollmentType: drawWeighted(draw, [
        [75, 'windowsAzureADJoin'],
        [15, 'windowsBulkAzureDomainJoin'],
        [10, 'windowsAzureADJoinUsingDeviceAuth'],
      ]),
      managementAgent: 'mdm',
    }
  }
  if (joinType === 'hybridAzureADJoined') {
    return drawWeighted(draw, [
      [60, { deviceEnrollmentType: 'windowsAutoEnrollment', managementAgent: 'mdm' }],
      [40, { deviceEnrollmentType: 'windowsCoManagement', managementAgent: 'configurationManagerClientMdm' }],
    ])
  }
  return {
    deviceEnrollmentType: drawWeighted(draw, [
      [85, 'userEnrollment'],
      [15, 'deviceEnrollmentManager'],
    ]),
    managementAgent: 'mdm',
  }
}

function oldWindows(draw: Draw, shape: Pick<PlatformShape, 'osVersion' | 'deviceType' | 'model' | 'chassisType'>): PlatformShape {
  return {
    operatingSystem: 'Windows',
    deviceEnrollmentType: 'userEnrollment',
    managementAgent: 'mdm',
    manufacturer: 'Meadow',
    joinType: drawWeighted(draw, [
      [60, 'azureADRegistered'],
      [40, 'unknown'],
    ]),
    ...shape,
  }
}

function drawIos(draw: Draw, ownership: Ownership): PlatformShape {
  const isPad = draw() < 0.35
  return {
    operatingSystem: isPad
      ? drawWeighted(draw, [
          [70, 'iPadOS'],
          [30, 'iOS'],
        ])
      : 'iOS',
    osVersion: drawOne(draw, ['12.5.7', '15.8.3', '16.7.10', '17.7.2', '18.5', '26.1']),
    deviceType: isPad ? 'iPad' : 'iPhone',
    deviceEnrollmentType:
      ownership === 'company'
        ? drawWeighted(draw, [
            [70, 'appleBulkWithUser'],
            [20, 'appleBulkWithoutUser'],
            [10, 'userEnrollment'],
          ])
        : drawWeighted(draw, [
            [70, 'userEnrollment'],
            [30, 'appleUserEnrollment'],
          ]),
    managementAgent: 'mdm',
    manufacturer: 'Apple',
    model: isPad ? drawOne(draw, ['iPad', 'iPad Air']) : drawOne(draw, ['iPhone 8', 'iPhone 12', 'iPhone SE', 'iPhone 15']),
    joinType: drawWeighted(draw, [
      [85, 'azureADRegistered'],
      [15, 'unknown'],
    ]),
    chassisType: isPad ? 'tablet' : 'phone',
  }
}

/** Versions on both sides of Android 7.0, where the passcode reset of a device administrator ends. */
function deviceAdministrator(draw: Draw, { manufacturer, model }: { readonly manufacturer: string; readonly model: string }): PlatformShape {
  return {
    operatingSystem: 'Android',
    osVersion: drawOne(draw, ['5.1.1', '6.0', '6.0.1', '7.0', '7.1.2', '8.1.0', '9']),
    deviceType: 'android',
    deviceEnrollmentType: drawWeighted(draw, [
      [85, 'userEnrollment'],
      [15, 'deviceEnrollmentManager'],
    ]),
    managementAgent: 'mdm',
    manufacturer,
    model,
    joinType: 'azureADRegistered',
    chassisType: 'phone',
  }
}

function drawWorkProfile(draw: Draw, ownership: Ownership): PlatformShape {
  const enterprise = androidEnterprise(draw)
  if (ownership === 'company' && draw() < 0.7) {
    return {
      ...enterprise,
      operatingSystem: 'AndroidEnterprise',
      deviceType: 'androidEnterprise',
      deviceEnrollmentType: 'androidEnterpriseCorporateWorkProfile',
    }
  }
  return {
    ...enterprise,
    operatingSystem: drawWeighted(draw, [
      [60, 'AndroidForWork'],
      [40, 'Android'],
    ]),
    deviceType: 'androidForWork',
    deviceEnrollmentType: 'userEnrollment',
    managementAgent: 'mdm',
  }
}

export function androidEnterprise(draw: Draw): PlatformShape {
  return {
    operatingSystem: 'Android',
    osVersion: drawOne(draw, ['6.0.1', '8.1.0', '10', '11', '12', '13', '14', '15']),
    deviceType: 'androidEnterprise',
    deviceEnrollmentType: 'userEnrollment',
    managementAgent: 'googleCloudDevicePolicyController',
    manufacturer: drawOne(draw, ['Nordlicht', 'Kestrel', 'Samsung', 'Zebra Finch']),
    model: drawOne(draw, ['N7', 'Talon 6', 'SM-A546', 'Rugged 40']),
    joinType: 'azureADRegistered',
    chassisType: 'phone',
  }
}
