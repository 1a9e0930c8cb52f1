/** What a selector looks at: one device with the records that belong to it, at one moment. */
import type { Device, DirectoryDevice, EpochSeconds, User } from './inventory.ts'

export interface Subject {
  readonly device: Device
  readonly directory: DirectoryDevice | null
  /** false: the directory was not read, so a missing record says nothing. */
  readonly directoryRead: boolean
  readonly user: User | null
  readonly userRead: boolean
  readonly now: EpochSeconds
}

/** A moment further ahead than this is a wrong clock or a sentinel, and unknown. */
export const FUTURE_TOLERANCE_SECONDS = 300

/** null when the moment lies in the future: an event that has not happened tells nothing. */
export function pastOnly(at: EpochSeconds | null, now: EpochSeconds): EpochSeconds | null {
  return at !== null && at > now + FUTURE_TOLERANCE_SECONDS ? null : at
}
