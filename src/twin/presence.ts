/**
 * When a device is on and calls home.
 *
 * ```
 *  slot k-1        slot k           slot k+1         slot k+2
 *  |on-----------|off------------|off------------|on-----------|
 *  ^ check-in                                    ^ check-in
 * ```
 *
 * Time is cut into slots of the device's check-in interval. Chance decides per slot if it is on;
 * a device that is on checks in at the start of the slot and can be reached by a push until its end.
 * Nothing is stored: the answer for any moment follows from the seed.
 */
import { chance } from './random.ts'

export interface Presence {
  /** What chance is asked with. */
  readonly key: number
  readonly intervalSeconds: number
  readonly phaseSeconds: number
  /** Share of slots in which the device is on. */
  readonly onShare: number
  /** Not before this moment. */
  readonly enrolledAt: number
  /** Its last check-in before it fell silent; null: it never did. */
  readonly silentSince: number | null
  /** When a silent device is switched on again; null: never. */
  readonly returnsAt: number | null
}

/** A push reaches a device that is on in under 15 minutes. */
const PUSH_MIN_SECONDS = 20
const PUSH_SPREAD_SECONDS = 13 * 60
/** Long enough that a device with the smallest share has surely been on. */
const LONGEST_ABSENCE_SLOTS = 400

export function lastCheckInAt(presence: Presence, now: number): number {
  const { silentSince, returnsAt, enrolledAt } = presence
  if (silentSince !== null && (returnsAt === null || now < returnsAt)) return silentSince

  const earliest = returnsAt ?? enrolledAt
  for (let slot = slotAt(presence, now), tried = 0; tried < LONGEST_ABSENCE_SLOTS; slot--, tried++) {
    if (startOf(presence, slot) <= earliest) return earliest
    if (isOn(presence, slot)) return startOf(presence, slot)
  }
  return earliest
}

/** The next moment at which the device calls home by itself; null: never again. */
export function nextCheckInAt(presence: Presence, after: number): number | null {
  const { silentSince, returnsAt } = presence
  if (silentSince !== null && returnsAt === null) return null
  if (returnsAt !== null && after < returnsAt) return returnsAt

  for (let slot = slotAt(presence, after) + 1, tried = 0; tried < LONGEST_ABSENCE_SLOTS; slot++, tried++) {
    if (isOn(presence, slot)) return startOf(presence, slot)
  }
  return null
}

/** When a push sent at `at` reaches the device: within minutes while it is on, else at its next check-in. */
export function reachedByPushAt(presence: Presence, at: number): number | null {
  if (!isReachable(presence, at)) return nextCheckInAt(presence, at)
  return at + PUSH_MIN_SECONDS + Math.floor(chance(presence.key, at, 1) * PUSH_SPREAD_SECONDS)
}

export function isReachable(presence: Presence, at: number): boolean {
  const { silentSince, returnsAt } = presence
  if (silentSince !== null && (returnsAt === null || at < returnsAt)) return false
  return isOn(presence, slotAt(presence, at))
}

function isOn(presence: Presence, slot: number): boolean {
  return chance(presence.key, slot) < presence.onShare
}

function slotAt({ phaseSeconds, intervalSeconds }: Presence, at: number): number {
  return Math.floor((at - phaseSeconds) / intervalSeconds)
}

function startOf({ phaseSeconds, intervalSeconds }: Presence, slot: number): number {
  return slot * intervalSeconds + phaseSeconds
}
