/**
 * Moments and spans of time, as whole seconds.
 *
 * An instant is ISO 8601 with a zone. A fraction is cut, never rounded, so that no event
 * moves into the future. What is not a moment of the calendar (30 February, hour 24,
 * a leap second) is no instant at all. Nothing here knows what time it is.
 */
import type { EpochSeconds } from './inventory.ts'

export const SECONDS_PER_DAY = 86_400

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/
const BARE_DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const DURATION = /^(\d{1,6})([dhms])$/
const UNIT_SECONDS: Readonly<Record<string, number>> = { d: SECONDS_PER_DAY, h: 3600, m: 60, s: 1 }

/** Nothing happened to a managed device before 1971 or after 9998: such dates stand for "never" (year 1, 1601, 1970, 9999-12-31). */
const FIRST_EVENT = epochSeconds(1971, 1, 1, 0, 0, 0) as number
const PAST_LAST_EVENT = epochSeconds(9999, 1, 1, 0, 0, 0) as number

/** Reads an ISO 8601 instant; null when it is none, or has no zone. */
export function parseInstant(text: string): EpochSeconds | null {
  return parseUtc(text) ?? parseAnyZone(text)
}

/** Reads the moment of something that happened; a date that stands for "never" is null. A future one is not judged here. */
export function parseEventInstant(text: string): EpochSeconds | null {
  const seconds = parseInstant(text)
  return seconds !== null && seconds >= FIRST_EVENT && seconds < PAST_LAST_EVENT ? seconds : null
}

/** Reads an instant in a document, where a bare date means the last second of that day, UTC. */
export function parseDocumentInstant(text: string): EpochSeconds | null {
  const date = BARE_DATE.exec(text)
  if (date === null) return parseInstant(text)
  return epochSeconds(Number(date[1]), Number(date[2]), Number(date[3]), 23, 59, 59)
}

/** `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatInstant(seconds: EpochSeconds): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** Reads a whole number and its unit, as in 30d; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text)
  if (match === null) return null
  return Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? 0)
}

/** The one shape that Graph writes, `YYYY-MM-DDTHH:MM:SS(.f+)?Z`, by character codes: a large fleet has 200,000 of them. */
function parseUtc(text: string): EpochSeconds | null {
  const { length } = text
  if (length < 20 || text.charCodeAt(length - 1) !== 0x5a) return null
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(10) !== 0x54) return null
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return null
  if (length > 20 && !isFraction(text, length - 1)) return null

  const year = digits(text, 0) * 100 + digits(text, 2)
  return epochSeconds(year, digits(text, 5), digits(text, 8), digits(text, 11), digits(text, 14), digits(text, 17))
}

function isFraction(text: string, end: number): boolean {
  if (text.charCodeAt(19) !== 0x2e || end < 21) return false
  for (let at = 20; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (!(digit >= 0 && digit <= 9)) return false
  }
  return true
}

/** Two digits, or NaN, which fails every later comparison. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30
  const ones = text.charCodeAt(at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function parseAnyZone(text: string): EpochSeconds | null {
  const match = INSTANT.exec(text)
  if (match === null) return null

  const [, year, month, day, hour, minute, second, sign, offsetHour, offsetMinute] = match
  const local = epochSeconds(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second ?? '0'))
  if (local === null || sign === undefined) return local

  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null
  const offset = Number(offsetHour) * 3600 + Number(offsetMinute) * 60
  return sign === '+' ? local - offset : local + offset
}

/** Seconds since 1970 of a moment in UTC; null when the calendar has no such moment, or a part is NaN. */
function epochSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number): EpochSeconds | null {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return null
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
  return daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Counts years from 1 March, so that a leap day is the last day of its year, in eras of 400 years, which are all equally long. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
