/**
 * Which enrolment a record is, and whether a record can be told from others.
 *
 * One serial number, several records: a device that was enrolled again leaves its old record
 * behind. The old one is not live, because its last sync is older than the enrolment of the
 * new one. Two live records with one serial are two devices, or one seen twice; nobody can
 * say which of them would be wiped.
 */
import type { Device } from './inventory.ts'
import { formatInstant } from './instant.ts'
import { begunAt, type Subject } from './subject.ts'
import { compareText, foldText } from './text.ts'

/** One enrolment: device id plus enrolment time; null when the time is not known. */
export function incarnationOf({ id, enrolledDateTime }: Pick<Device, 'id' | 'enrolledDateTime'>): string | null {
  return enrolledDateTime === null ? null : `${id}@${formatInstant(enrolledDateTime)}`
}

/** The same of a subject, whose incarnation may be that of a directory record. */
export function incarnationOfSubject(subject: Subject): string | null {
  return incarnationOf({ id: subject.device.id, enrolledDateTime: begunAt(subject) })
}

// What firmware reports where nobody set a serial number.
const PLACEHOLDERS = new Set([
  'default string',
  'invalid',
  'n/a',
  'na',
  'none',
  'not applicable',
  'not available',
  'not specified',
  'null',
  'o.e.m.',
  'oem',
  'serial',
  'serial number',
  'system serial number',
  'to be filled by o.e.m.',
  'undefined',
  '0123456789',
  '123456789',
  '1234567890',
])

export function isPlaceholderSerial(serial: string): boolean {
  const folded = foldText(serial)
  return PLACEHOLDERS.has(folded) || (folded.length > 0 && [...folded].every((letter) => letter === folded[0]))
}

/** Whether `other`, of the same serial, was enrolled after `device` was last seen. */
function isSupersededBy(device: Device, other: Device): boolean {
  return device.lastSyncDateTime !== null && other.enrolledDateTime !== null && device.lastSyncDateTime < other.enrolledDateTime
}

export type Liveness = { readonly live: true; readonly shared: boolean } | { readonly live: false; readonly supersededBy: string }

/** `sameSerial` holds every record with the serial of `device`, itself included. */
export function livenessOf(device: Device, sameSerial: readonly Device[]): Liveness {
  // Newest enrolment first, so that what is said does not depend on the order of the records.
  const others = sameSerial
    .filter(({ id }) => id !== device.id)
    .sort((a, b) => (b.enrolledDateTime ?? 0) - (a.enrolledDateTime ?? 0) || compareText(a.id, b.id))
  const newer = others.find((other) => isSupersededBy(device, other))
  if (newer) return { live: false, supersededBy: newer.id }
  const liveOthers = others.filter((other) => ![device, ...others].some((third) => third.id !== other.id && isSupersededBy(other, third)))
  return { live: true, shared: liveOthers.length > 0 }
}
