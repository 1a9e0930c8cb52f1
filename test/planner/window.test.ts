import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant } from '../../src/planner/instant.ts'
import { parseWindow } from '../../src/planner/parse-window.ts'
import { type ChangeWindow, isOpen, nextOpening } from '../../src/planner/window.ts'
import { isZone, localTime } from '../../src/planner/zone.ts'
import { at } from '../support/planning.ts'

function window(verb: ChangeWindow['verb'], text: string, zone = 'UTC'): ChangeWindow {
  const parsed = parseWindow(text)
  if ('wrong' in parsed) throw new TypeError(parsed.wrong)
  return { verb, time: parsed.time, zone, actions: null }
}

const open = (windows: readonly ChangeWindow[], instant: string): boolean => isOpen(windows, at(instant))

function opensAfter(windows: readonly ChangeWindow[], instant: string): string | null {
  const moment = nextOpening(windows, at(instant))
  return moment === null ? null : formatInstant(moment)
}

// 2026-11-23 is a Monday.
describe('days and hours of every week', () => {
  it.each([
    ['Mon-Fri 09:00-17:00', '2026-11-23T08:59:59Z', false],
    ['Mon-Fri 09:00-17:00', '2026-11-23T09:00:00Z', true],
    ['Mon-Fri 09:00-17:00', '2026-11-23T16:59:59Z', true],
    ['Mon-Fri 09:00-17:00', '2026-11-23T17:00:00Z', false],
    ['Mon-Fri 09:00-17:00', '2026-11-28T12:00:00Z', false],
    ['Fri-Mon 09:00-17:00', '2026-11-29T12:00:00Z', true],
    ['Fri-Mon 09:00-17:00', '2026-11-24T12:00:00Z', false],
    ['Mon,Wed', '2026-11-25T00:00:00Z', true],
    ['Mon,Wed', '2026-11-24T00:00:00Z', false],
    ['22:00-06:00', '2026-11-24T05:59:59Z', true],
    ['22:00-06:00', '2026-11-24T06:00:00Z', false],
    ['22:00-06:00', '2026-11-24T22:00:00Z', true],
    ['Sun 22:00-06:00', '2026-11-23T05:00:00Z', true],
    ['Sun 22:00-06:00', '2026-11-22T05:00:00Z', false],
    ['Mon 20:00-24:00', '2026-11-23T23:59:59Z', true],
    ['Mon 20:00-24:00', '2026-11-24T00:00:00Z', false],
    ['mon 08:00-09:00,10:00-11:00', '2026-11-23T10:30:00Z', true],
    ['mon 08:00-09:00,10:00-11:00', '2026-11-23T09:30:00Z', false],
  ])('%s at %s: %s', (text, instant, expected) => {
    expect(open([window('allow', text)], instant)).toBe(expected)
  })
})

describe('spans of dates', () => {
  it.each([
    ['2026-12-19T22:59:59Z', true],
    ['2026-12-19T23:00:00Z', false],
    ['2027-01-04T22:59:59Z', false],
    ['2027-01-04T23:00:00Z', true],
  ])('hold both end days, by the date of the zone: at %s open is %s', (instant, expected) => {
    expect(open([window('deny', '2026-12-20/2027-01-04', 'Europe/Amsterdam')], instant)).toBe(expected)
  })

  it('may be one day', () => {
    const christmas = [window('deny', '2026-12-25')]

    expect(['2026-12-24T23:59:59Z', '2026-12-25T12:00:00Z', '2026-12-26T00:00:00Z'].map((instant) => open(christmas, instant))).toEqual([true, false, true])
  })
})

describe('several windows', () => {
  it('that deny beat those that allow', () => {
    expect(open([window('allow', 'Mon-Fri 09:00-17:00'), window('deny', 'Mon 12:00-13:00')], '2026-11-23T12:30:00Z')).toBe(false)
  })

  it('that deny alone leave the rest open', () => {
    expect(open([window('deny', 'Mon')], '2026-11-24T12:00:00Z')).toBe(true)
  })

  it('open when one that allows does', () => {
    expect(open([window('allow', 'Mon'), window('allow', 'Tue')], '2026-11-24T12:00:00Z')).toBe(true)
  })
})

describe('the next opening', () => {
  it.each<[string, readonly ChangeWindow[], string, string | null]>([
    ['the same day', [window('allow', 'Mon-Fri 09:00-17:00')], '2026-11-23T08:59:59Z', '2026-11-23T09:00:00Z'],
    ['after the weekend', [window('allow', 'Mon-Fri 09:00-17:00')], '2026-11-27T17:00:00Z', '2026-11-30T09:00:00Z'],
    ['where denying ends', [window('deny', '2026-12-20/2027-01-04', 'Europe/Amsterdam')], '2026-12-24T12:00:00Z', '2027-01-04T23:00:00Z'],
    [
      'behind a freeze',
      [window('allow', 'Mon-Fri 09:00-17:00', 'Europe/Amsterdam'), window('deny', '2026-12-20/2027-01-04', 'Europe/Amsterdam')],
      '2026-12-24T12:00:00Z',
      '2027-01-05T08:00:00Z',
    ],
    ['in another zone', [window('allow', '09:00-17:00', 'Australia/Lord_Howe')], '2026-11-23T12:00:00Z', '2026-11-23T22:00:00Z'],
    ['never', [window('allow', 'Mon'), window('deny', 'Mon')], '2026-11-23T12:00:00Z', null],
  ])('is found %s', (_case, windows, now, expected) => {
    expect(opensAfter(windows, now)).toBe(expected)
  })

  it('of hours that the clock leaps over is the leap itself', () => {
    // 2026-03-29 01:00 UTC: 02:00 becomes 03:00.
    expect(opensAfter([window('allow', 'Sun 02:30-03:30', 'Europe/Amsterdam')], '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00Z')
  })

  it('of hours that the clock shows twice is the first time, and then the second', () => {
    const windows = [window('allow', 'Sun 02:00-02:30', 'Europe/Amsterdam')]

    // 2026-10-25 01:00 UTC: 03:00 becomes 02:00.
    expect([opensAfter(windows, '2026-10-24T12:00:00Z'), opensAfter(windows, '2026-10-25T00:30:00Z')]).toEqual(['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'])
  })
})

describe('local time', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-29T00:59:59Z', 119],
    ['Europe/Amsterdam', '2026-03-29T01:00:00Z', 180],
    ['America/New_York', '2026-11-01T05:59:59Z', 119],
    ['America/New_York', '2026-11-01T06:00:00Z', 60],
    ['Australia/Lord_Howe', '2026-10-03T15:29:59Z', 119],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 150],
    ['UTC', '2026-10-03T15:30:00Z', 930],
  ])('of %s at %s is minute %i', (zone, instant, minute) => {
    expect(localTime(zone, at(instant)).minute).toBe(minute)
  })

  it('knows zones by name, and no offsets', () => {
    expect(['Europe/Amsterdam', 'UTC', 'Europe/Amsterdm', '+02:00', ''].map(isZone)).toEqual([true, true, false, false, false])
  })
})

/** By looking at every quarter of an hour, which every window and every change of the clocks below falls on. */
function firstOpenQuarter(windows: readonly ChangeWindow[], now: number, days: number): number | null {
  for (let moment = (Math.floor(now / 900) + 1) * 900; moment <= now + days * 86_400; moment += 900) if (isOpen(windows, moment)) return moment
  return null
}

describe('over a change of the clocks', () => {
  const CHANGES = [
    '2026-03-29T01:00:00Z',
    '2026-10-25T01:00:00Z',
    '2026-03-08T07:00:00Z',
    '2026-11-01T06:00:00Z',
    '2026-04-04T15:00:00Z',
    '2026-10-03T15:30:00Z',
  ]
  const quarter = fc.integer({ min: 0, max: 95 }).map((index) => {
    const minute = index * 15
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  })
  const weekday = fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
  const zone = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe', 'UTC')
  const some = fc
    .tuple(fc.constantFrom('allow' as const, 'deny' as const), weekday, weekday, quarter, quarter, zone)
    .filter(([, , , from, to]) => from !== to)
    .map(([verb, first, last, from, to, where]) => window(verb, `${first}-${last} ${from}-${to}`, where))

  it('a window is closed until the moment that was foretold, and open at it', () => {
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...CHANGES),
        fc.integer({ min: -2 * 86_400, max: 86_400 }),
        (windows, change, distance) => {
          const now = at(change) + distance
          if (isOpen(windows, now)) return
          const expected = firstOpenQuarter(windows, now, 8)

          const found = nextOpening(windows, now)

          if (expected !== null) expect(found).toBe(expected)
          else expect(found === null || found > now + 8 * 86_400).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  }, 60_000)
})

describe('the text of a window', () => {
  it.each([
    'Mon-Fri 9:00-17:00',
    'Monday 09:00-17:00',
    'Mon-Fri 09:00',
    'Mon-Fri 09:00-09:00',
    'Mon-Fri 09:60-10:00',
    'Mon 24:00-25:00',
    '09:00-17:00 Mon',
    'Mon-Wed-Fri',
    '2026-02-30',
    '2026-13-01',
    '2027-01-04/2026-12-20',
    '2026-12-20/2026-12-21/2026-12-22',
    '2026-12-20T00:00:00Z',
    '   ',
    'Mon,',
  ])('"%s" is none, and says what would be', (text) => {
    const parsed = parseWindow(text)

    expect('wrong' in parsed && parsed.wrong !== '' && parsed.fix !== '').toBe(true)
  })
})
