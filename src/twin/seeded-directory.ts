/** Makes up what the directory holds: a record for most devices, records that nobody manages, and the users. */
import { DEPARTMENTS, DOMAIN, FAMILY_NAMES, GIVEN_NAMES, SITES } from './names.ts'
import { lastCheckInAt } from './presence.ts'
import { drawBetween, drawFrom, drawOne, drawWeighted, hash } from './random.ts'
import { type Making, makeDevice } from './seeded-device.ts'

export interface SeededDirectoryDevice {
  readonly index: number
  readonly id: string
  readonly deviceId: string
  /** Index of the managed device that it belongs to; null: nobody manages it. */
  readonly deviceIndex: number | null
  readonly displayName: string
  readonly operatingSystem: string
  readonly operatingSystemVersion: string
  readonly trustType: string
  readonly accountEnabled: boolean
  readonly isAutopilot: boolean
  readonly registeredAt: number
  readonly signedInAt: number | null
}

export interface SeededUser {
  readonly index: number
  readonly id: string
  readonly givenName: string
  readonly surname: string
  readonly userPrincipalName: string
  readonly department: string
  readonly accountEnabled: boolean
}

const DAY = 86_400
const DIRECTORY_STREAM = 21
const USER_STREAM = 22
const TRUST_TYPES: Readonly<Record<string, string>> = { azureADJoined: 'AzureAd', hybridAzureADJoined: 'ServerAd', azureADRegistered: 'Workplace' }

/** The directory's record of a managed device; null where the device is not in the directory. */
export function makeDirectoryRecord(making: Making, index: number): SeededDirectoryDevice | null {
  const { seed, startAt, identifiers } = making
  const device = makeDevice(making, index)
  if (!device.hasDirectoryRecord) return null

  const draw = drawFrom(hash(seed, DIRECTORY_STREAM, index))
  return {
    index,
    id: identifiers.idOf('directoryDevice', index),
    deviceId: identifiers.idOf('directoryDeviceId', index),
    deviceIndex: index,
    displayName: device.deviceName,
    operatingSystem: device.operatingSystem,
    operatingSystemVersion: device.osVersion,
    trustType: TRUST_TYPES[device.joinType] ?? 'Workplace',
    accountEnabled: draw() < 0.985,
    isAutopilot: device.autopilotEnrolled,
    registeredAt: device.presence.enrolledAt - drawBetween(draw, 0, 600),
    signedInAt: draw() < 0.04 ? null : coarseSignIn(lastCheckInAt(device.presence, startAt), device.presence.enrolledAt),
  }
}

/** A device that only the directory knows: registered by a user, or left over from an earlier enrolment. */
export function makeUnmanagedRecord({ seed, startAt, identifiers }: Making, place: number): SeededDirectoryDevice {
  const draw = drawFrom(hash(seed, DIRECTORY_STREAM, place))
  const registeredAt = startAt - drawBetween(draw, 40, 1500) * DAY
  const [operatingSystem, operatingSystemVersion] = drawWeighted(draw, [
    [60, ['Windows', '10.0.19045.4412'] as const],
    [25, ['IPhone', '17.7.2'] as const],
    [15, ['Android', '13'] as const],
  ])
  const displayName = `${drawOne(draw, SITES)}-REG-${String(place + 1).padStart(5, '0')}`
  const trustType = drawWeighted(draw, [
    [75, 'Workplace'],
    [20, 'AzureAd'],
    [5, 'ServerAd'],
  ])
  return {
    index: place,
    id: identifiers.idOf('directoryDevice', place),
    deviceId: identifiers.idOf('directoryDeviceId', place),
    deviceIndex: null,
    displayName,
    operatingSystem,
    operatingSystemVersion,
    trustType,
    accountEnabled: draw() < 0.9,
    registeredAt,
    signedInAt: draw() < 0.1 ? null : drawBetween(draw, registeredAt, startAt - 20 * DAY),
    // Registered for Autopilot and not set up again yet.
    isAutopilot: operatingSystem === 'Windows' && trustType === 'AzureAd' && draw() < 0.5,
  }
}

export function makeUser({ seed, identifiers }: Pick<Making, 'seed' | 'identifiers'>, index: number): SeededUser {
  const draw = drawFrom(hash(seed, USER_STREAM, index))
  const givenName = drawOne(draw, GIVEN_NAMES)
  const surname = drawOne(draw, FAMILY_NAMES)
  return {
    index,
    id: identifiers.idOf('user', index),
    givenName,
    surname,
    userPrincipalName: `${givenName}.${surname}${index + 1}@${DOMAIN}`.toLowerCase(),
    department: drawOne(draw, DEPARTMENTS),
    accountEnabled: draw() < 0.97,
  }
}

/** The directory moves its sign-in time only every fortnight or so: what it shows lags behind the last check-in. */
function coarseSignIn(lastCheckIn: number, enrolledAt: number): number {
  const fortnight = 14 * DAY
  return Math.max(enrolledAt, Math.floor(lastCheckIn / fortnight) * fortnight)
}
