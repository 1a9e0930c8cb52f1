/** What a selector looks at: one device with the records that belong to it, at one moment. */
import type { Device, DirectoryDevice, EpochSeconds, User } from './inventory.ts'
import { foldText } from './text.ts'

export interface Subject {
  /** `directory`: a directory record that no managed device claims; of `device` it gives the ids, and nothing else is known. */
  readonly over: 'devices' | 'directory'
  readonly device: Device
  readonly directory: DirectoryDevice | null
  /** false: the directory was not read, so a missing record says nothing. */
  readonly directoryRead: boolean
  readonly user: User | null
  readonly userRead: boolean
  readonly now: EpochSeconds
}

/** The last sign of life, at which a chain of stages begins. */
export function lastSeenAt({ device, directory, over }: Subject): EpochSeconds | null {
  return over === 'directory' ? (directory?.approximateLastSignInDateTime ?? null) : device.lastSyncDateTime
}

/** When the incarnation began: the enrolment of a device, the registration of a record that has none. */
export function begunAt({ device, directory, over }: Subject): EpochSeconds | null {
  return over === 'directory' ? (directory?.registrationDateTime ?? null) : device.enrolledDateTime
}

/** As Entra writes operatingSystem, folded. */
const OTHER_SYSTEMS = ['android', 'ios', 'ipad', 'iphone', 'mac', 'linux', 'chrome', 'tvos', 'visionos'] as const

/**
 * What the profile is asked about. A record without a device has no platform of the profile; one that may be of
 * Windows is judged as Windows, because there recovery keys and Autopilot hang on the record. Only the name of
 * another system rules that out.
 */
export function factsOf({ device, directory, over }: Subject): Device {
  if (over === 'devices') return device
  const system = directory?.operatingSystem ?? null
  return system !== null && OTHER_SYSTEMS.some((name) => foldText(system).startsWith(name)) ? device : { ...device, platform: 'windows10' }
}

/** A moment further ahead than this is a wrong clock or a sentinel, and unknown. */
export const FUTURE_TOLERANCE_SECONDS = 300

/** null when the moment lies in the future: an event that has not happened tells nothing. */
export function pastOnly(at: EpochSeconds | null, now: EpochSeconds): EpochSeconds | null {
  return at !== null && at > now + FUTURE_TOLERANCE_SECONDS ? null : at
}
