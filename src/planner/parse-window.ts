/**
 * The text of a window: days and hours of every week, or a span of dates.
 *
 *   Mon-Fri 09:00-17:00    Sat,Sun    22:00-06:00    Fri-Mon 18:00-08:00,12:00-13:00
 *   2026-12-20/2027-01-04  2026-12-25
 *
 * Hours that end before they begin go on into the next day, and belong to the day on which they began. The end is not
 * part of the hours; both end days are part of a span.
 */
import { parseDocumentInstant, SECONDS_PER_DAY } from './instant.ts'

export interface WeeklyHours {
  readonly kind: 'weekly'
  /** 0 is Monday. */
  readonly days: ReadonlySet<number>
  /** Minutes of the day; `to` is not among them and may be 1440. From greater than to: into the next day. */
  readonly hours: readonly { readonly from: number; readonly to: number }[]
}

export interface DateSpan {
  readonly kind: 'dates'
  /** Days since 1970-01-01. */
  readonly first: number
  readonly last: number
}

export type WindowTime = WeeklyHours | DateSpan
export type ParsedWindow = { readonly time: WindowTime } | { readonly wrong: string; readonly fix: string }

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const EVERY_DAY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6])
const EXAMPLE = 'Write days and hours like Mon-Fri 09:00-17:00, or dates like 2026-12-20/2027-01-04.'

export function parseWindow(text: string): ParsedWindow {
  const written = text.trim()
  if (/^\d{4}-/.test(written)) return parseDates(written)
  const words = written.split(/\s+/)
  const daysWord = /^[A-Za-z]/.test(words[0] ?? '') ? words.shift() : undefined
  const hoursWord = words.shift()
  if (words.length > 0 || (daysWord === undefined && hoursWord === undefined)) return { wrong: `"${text}" is not days, hours or both.`, fix: EXAMPLE }

  const days = daysWord === undefined ? EVERY_DAY : parseDays(daysWord)
  if (typeof days === 'string') return { wrong: days, fix: 'Days are Mon, Tue, Wed, Thu, Fri, Sat and Sun, as in Mon-Fri or Mon,Wed.' }
  const hours = hoursWord === undefined ? [{ from: 0, to: 1440 }] : parseHours(hoursWord)
  if (typeof hours === 'string') return { wrong: hours, fix: 'Hours are 00:00 to 24:00, two digits each, as in 09:00-17:00 or 22:00-06:00.' }
  return { time: { kind: 'weekly', days, hours } }
}

function parseDates(written: string): ParsedWindow {
  const [first = '', last = first, ...more] = written.split('/')
  const [from, to] = [dayOf(first), dayOf(last)]
  if (from === null || to === null || more.length > 0)
    return { wrong: `"${written}" is no date of the calendar, nor two with a slash between.`, fix: 'Write 2026-12-25, or 2026-12-20/2027-01-04.' }
  if (to < from) return { wrong: `The span ends on ${last}, before it begins on ${first}.`, fix: 'Write the earlier date first.' }
  return { time: { kind: 'dates', first: from, last: to } }
}

function dayOf(text: string): number | null {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseDocumentInstant(text) : null
  return end === null ? null : Math.floor(end / SECONDS_PER_DAY)
}

/** The days, or what is wrong with them. */
function parseDays(word: string): ReadonlySet<number> | string {
  const days = new Set<number>()
  for (const part of word.toLowerCase().split(',')) {
    const [first = '', last = first, ...more] = part.split('-')
    const [from, to] = [WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last)]
    if (from === -1 || to === -1 || more.length > 0) return `"${word}" is not a list of days of the week.`
    // Fri-Mon goes over the end of the week.
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === to) break
    }
  }
  return days
}

function parseHours(word: string): WeeklyHours['hours'] | string {
  const hours: { from: number; to: number }[] = []
  for (const part of word.split(',')) {
    const match = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(part)
    const [from, to] = match ? [minuteOf(match[1], match[2]), minuteOf(match[3], match[4])] : [null, null]
    if (from === null || to === null || from === 1440) return `"${part}" is not a span of hours.`
    if (from === to) return `"${part}" begins when it ends: it may mean no time at all or a whole day.`
    hours.push({ from, to })
  }
  return hours
}

function minuteOf(hour: string | undefined, minute: string | undefined): number | null {
  const total = Number(hour) * 60 + Number(minute)
  return Number(minute) <= 59 && total <= 1440 ? total : null
}

/** Whether wall time is within; `minute` of a day that is `weekday` and so many days since 1970. */
export function isWithin(time: WindowTime, { day, weekday, minute }: { readonly day: number; readonly weekday: number; readonly minute: number }): boolean {
  if (time.kind === 'dates') return day >= time.first && day <= time.last
  const yesterday = (weekday + 6) % 7
  return time.hours.some(({ from, to }) =>
    from < to
      ? time.days.has(weekday) && minute >= from && minute < to
      : (time.days.has(weekday) && minute >= from) || (time.days.has(yesterday) && minute < to),
  )
}

/** The minutes of the day at which it may begin or end. */
export function boundariesOf(time: WindowTime): number[] {
  return time.kind === 'dates' ? [0] : [0, ...time.hours.flatMap(({ from, to }) => [from, to % 1440])]
}
