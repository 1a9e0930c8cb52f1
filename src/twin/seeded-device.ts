/** Makes one device up: its hardware, its enrolment, its habits, and the odd flaw in its record. */
import { type Identifiers, ZERO_GUID } from './identifiers.ts'
import { CATEGORIES, SITES } from './names.ts'
import { type Ownership, PLATFORMS_2018, type PlatformKinds, type PlatformShape } from './platforms.ts'
import { PLATFORMS_2026 } from './platforms-2026.ts'
import type { Presence } from './presence.ts'
import { type Draw, drawBetween, drawFrom, drawOne, drawWeighted, hash } from './random.ts'

/** A device as it was when the twin started. Moments are whole seconds since 1970. */
export interface SeededDevice extends PlatformShape {
  readonly index: number
  readonly id: string
  /** What it really is, whatever its fields say. */
  readonly platform: string
  readonly ownership: Ownership
  readonly deviceName: string
  readonly serialNumber: string
  readonly imei: string
  readonly complianceState: string
  readonly category: string
  readonly isSupervised: boolean
  readonly isEncrypted: boolean
  readonly jailBroken: string
  readonly autopilotEnrolled: boolean
  readonly userIndex: number | null
  /** The directory's deviceId; the zero GUID where the device has no directory record, or does not know it. */
  readonly azureADDeviceId: string
  readonly hasDirectoryRecord: boolean
  /** Null: the record shows Graph's "never" (year 1). */
  readonly enrolledAt: number | null
  /** The record shows no last check-in, although there was one. */
  readonly hidesLastSync: boolean
  readonly presence: Presence
}

/** What all records of one tenant are made from. */
export interface Making {
  readonly seed: number
  readonly startAt: number
  readonly identifiers: Identifiers
  readonly users: number
  /** Capability profile whose platforms the devices are of. */
  readonly profile: string
}

const DAY = 86_400
const DEVICE_STREAM = 11
const PRESENCE_STREAM = 12

export function makeDevice({ seed, startAt, identifiers, users, profile }: Making, index: number): SeededDevice {
  const draw = drawFrom(hash(seed, DEVICE_STREAM, index))
  const kinds: PlatformKinds = profile === 'intune-2026' ? PLATFORMS_2026 : PLATFORMS_2018
  const platform = kinds.drawPlatform(draw, index)
  const ownership = kinds.drawOwnership(draw, platform)
  const shape = kinds.drawShape(draw, platform, ownership)
  const presence = drawPresence(draw, { key: hash(seed, PRESENCE_STREAM, index), startAt, isPortable: shape.chassisType !== 'desktop' })
  const isSilent = presence.silentSince !== null
  const userIndex = drawUser(draw, shape, users)
  const hasDirectoryRecord = shape.joinType !== 'unknown' || draw() < 0.3
  const flaw = drawFlaw(draw)

  return {
    ...shape,
    index,
    id: identifiers.idOf('managedDevice', index),
    platform,
    ownership,
    deviceName: `${drawOne(draw, SITES)}-${shortNameOf(shape)}-${String(index + 1).padStart(5, '0')}`,
    serialNumber: flaw === 'noSerial' ? '' : drawSerial(draw, index),
    imei: shape.chassisType === 'phone' ? drawDigits(draw, 15) : '',
    complianceState: drawCompliance(draw, isSilent),
    category: drawWeighted(draw, [
      [60, ''],
      [40, drawOne(draw, CATEGORIES)],
    ]),
    isSupervised: shape.deviceEnrollmentType.startsWith('appleBulk'),
    isEncrypted: draw() < 0.9,
    jailBroken: drawWeighted(draw, [
      [6, 'Unknown'],
      [93, 'False'],
      [1, 'True'],
    ]),
    autopilotEnrolled: shape.deviceEnrollmentType === 'windowsAzureADJoin' && draw() < 0.4,
    userIndex,
    azureADDeviceId: hasDirectoryRecord && flaw !== 'zeroGuid' ? identifiers.idOf('directoryDeviceId', index) : ZERO_GUID,
    hasDirectoryRecord,
    enrolledAt: flaw === 'neverEnrolled' ? null : presence.enrolledAt,
    hidesLastSync: flaw === 'neverSynced',
    presence,
  }
}

type Flaw = 'none' | 'noSerial' | 'zeroGuid' | 'neverEnrolled' | 'neverSynced'

/** Real inventories hold a few records with values that mean nothing. */
function drawFlaw(draw: Draw): Flaw {
  return drawWeighted<Flaw>(draw, [
    [96.4, 'none'],
    [1, 'noSerial'],
    [1, 'zeroGuid'],
    [0.8, 'neverEnrolled'],
    [0.8, 'neverSynced'],
  ])
}

/** Nine in ten call home daily or nearly so, some rest for weeks, the rest has been silent for 30 to 400 days. */
function drawPresence(draw: Draw, { key, startAt, isPortable }: { readonly key: number; readonly startAt: number; readonly isPortable: boolean }): Presence {
  const intervalSeconds = drawOne(draw, [6, 8, 8, 8, 12]) * 3600 + drawBetween(draw, -900, 900)
  const habit = drawWeighted(draw, [
    [86, 'regular'],
    [5, 'resting'],
    [9, 'silent'],
  ])
  const quietDays = habit === 'silent' ? 30 + 370 * draw() ** 2 : 3 + 26 * draw()
  const silentSince = habit === 'regular' ? null : startAt - Math.round(quietDays * DAY)
  const returns = habit === 'resting' || draw() < 0.06
  return {
    key,
    intervalSeconds,
    phaseSeconds: drawBetween(draw, 0, intervalSeconds - 1),
    onShare: isPortable ? drawOne(draw, [0.6, 0.8, 0.95]) : drawOne(draw, [0.85, 0.97]),
    enrolledAt: (silentSince ?? startAt) - DAY - Math.round(1400 * DAY * draw() ** 1.5),
    silentSince,
    returnsAt: silentSince !== null && returns ? startAt + Math.round((1 + 20 * draw()) * DAY) : null,
  }
}

const USERLESS: ReadonlySet<string> = new Set(['androidEnterpriseDedicatedDevice', 'androidAOSPUserlessDeviceEnrollment', 'appleBulkWithoutUser'])

/** Kiosks and bulk enrolments have no user; everybody else may have several devices. */
function drawUser(draw: Draw, { deviceEnrollmentType, deviceType }: PlatformShape, users: number): number | null {
  const isShared = USERLESS.has(deviceEnrollmentType) || deviceType === 'unknown'
  const user = Math.floor(draw() * users)
  return isShared ? null : user
}

function drawCompliance(draw: Draw, isSilent: boolean): string {
  if (isSilent)
    return drawWeighted(draw, [
      [70, 'noncompliant'],
      [20, 'compliant'],
      [10, 'unknown'],
    ])
  return drawWeighted(draw, [
    [88, 'compliant'],
    [6, 'noncompliant'],
    [3, 'inGracePeriod'],
    [1, 'conflict'],
    [1, 'error'],
    [1, 'unknown'],
  ])
}

const SERIAL_CHARACTERS = '0123456789BCDFGHJKLMNPQRSTVWXYZ'

/** The index is part of the serial, so that no two devices share one by chance. */
function drawSerial(draw: Draw, index: number): string {
  const tail = Array.from({ length: 5 }, () => SERIAL_CHARACTERS.charAt(Math.floor(draw() * SERIAL_CHARACTERS.length))).join('')
  return `RV${index.toString(36).toUpperCase().padStart(4, '0')}${tail}`
}

function drawDigits(draw: Draw, length: number): string {
  return Array.from({ length }, () => Math.floor(draw() * 10)).join('')
}

function shortNameOf({ chassisType, operatingSystem }: PlatformShape): string {
  if (chassisType === 'phone') return 'PH'
  if (chassisType === 'tablet') return 'TB'
  if (operatingSystem === 'macOS') return 'MC'
  return chassisType === 'laptop' ? 'LT' : 'DT'
}
