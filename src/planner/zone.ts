/**
 * Local wall time in a time zone, from the runtime's own tables.
 *
 * The one file of the planner that asks `Intl`: with a fixed locale, calendar and zone it is a pure function of the
 * moment, and knows nothing of the machine's own zone. When a country changes its rules, the tables follow with the runtime.
 */
import type { EpochSeconds } from './inventory.ts'
import { SECONDS_PER_DAY } from './instant.ts'

export interface LocalTime {
  /** Days since 1970-01-01 of the local date. */
  readonly day: number
  /** 0 is Monday. */
  readonly weekday: number
  /** Minute of the local day, 0 to 1439. */
  readonly minute: number
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Whether there is such a zone. Offsets like +02:00 are none: they know no summer. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}

export function zoneNames(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
}

export function localTime(zone: string, at: EpochSeconds): LocalTime {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatterOf(zone).formatToParts(at * 1000)) parts[type] = Number(value)
  const day = Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1) / (SECONDS_PER_DAY * 1000)
  return { day, weekday: weekdayOf(day), minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0) }
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/**
 * The moments that a wall clock may show `minute` of `day` at: two where the clocks go back over it. Where they leap
 * over it, moments just before and just after the leap; `changesOfOffset` has the leap itself.
 */
export function momentsOf(zone: string, day: number, minute: number): EpochSeconds[] {
  const local = day * SECONDS_PER_DAY + minute * 60
  const around = [offsetAt(zone, local - SECONDS_PER_DAY), offsetAt(zone, local + SECONDS_PER_DAY)]
  return [...new Set(around.map((offset) => local - offset))]
}

/** When between two moments, at most some days apart, the clocks were changed: the first minute of the new time; empty when they were not. */
export function changesOfOffset(zone: string, from: EpochSeconds, to: EpochSeconds): EpochSeconds[] {
  const before = offsetAt(zone, from)
  if (offsetAt(zone, to) === before) return []
  let [low, high] = [Math.floor(from / 60), Math.ceil(to / 60)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * 60) === before) low = middle
    else high = middle
  }
  return [high * 60]
}

/** Seconds that local time is ahead of UTC; a whole number of minutes in every zone of today. */
function offsetAt(zone: string, at: EpochSeconds): number {
  const { day, minute } = localTime(zone, at)
  return day * SECONDS_PER_DAY + minute * 60 - Math.floor(at / 60) * 60
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  formatters.set(zone, made)
  return made
}
