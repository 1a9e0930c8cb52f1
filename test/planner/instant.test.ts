import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, parseDocumentInstant, parseDuration, parseEventInstant, parseInstant } from '../../src/planner/instant.ts'

describe('an instant', () => {
  it.each([
    ['2026-11-01T00:00:00Z', 1_793_491_200],
    ['2026-11-01T00:00:00.9999999Z', 1_793_491_200],
    ['2026-11-01T02:00:00+02:00', 1_793_491_200],
    ['2016-12-31T23:59:43.797191-08:00', 1_483_257_583],
    ['2024-02-29T23:59:59Z', 1_709_251_199],
    ['1969-12-31T23:59:59Z', -1],
    ['0001-01-01T00:00:00Z', -62_135_596_800],
  ])('%s is read, its fraction cut', (text, seconds) => {
    expect(parseInstant(text)).toBe(seconds)
  })

  it.each([
    '',
    'yesterday',
    '2026-11-01',
    '2026-11-01T00:00:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-01T24:00:00Z',
    '2026-11-01T00:60:00Z',
    '2026-11-01T23:59:60Z',
    '2026-11-01T00:00:00.Z',
    '2026-11-01T00:00:00.5.5Z',
    '2026-11-01T00:00:00+24:00',
    '2026-11-01T00:00:00+01:60',
    '2o26-11-01T00:00:00Z',
    '2026-11-01 00:00:00Z',
    ' 2026-11-01T00:00:00Z',
    '2026-11-01T00:00:00ZZ',
  ])('"%s" is none', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  it('comes back from its own text, for every second of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (seconds) => {
        expect(parseInstant(formatInstant(seconds))).toBe(seconds)
      }),
    )
  })

  it('agrees with the calendar of the language in every zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.integer({ min: -14 * 60, max: 14 * 60 }), (seconds, offset) => {
        const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19)
        const zone = `${offset < 0 ? '-' : '+'}${pad(Math.abs(offset) / 60)}:${pad(Math.abs(offset) % 60)}`

        expect(parseInstant(`${local}${zone}`)).toBe(seconds)
      }),
    )
  })
})

describe('the moment of an event', () => {
  it.each(['0001-01-01T00:00:00Z', '1601-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '1970-01-01T01:00:00Z', '9999-12-31T23:59:59.9999999Z'])(
    '%s stands for never',
    (text) => {
      expect(parseEventInstant(text)).toBeNull()
    },
  )

  it('may be in the future, which only somebody who knows the time can judge', () => {
    expect(parseEventInstant('2126-11-01T00:00:00Z')).toBe(parseInstant('2126-11-01T00:00:00Z'))
  })
})

describe('an instant in a document', () => {
  it('is the last second of the day, UTC, where only a date is given', () => {
    expect(parseDocumentInstant('2026-11-01')).toBe(parseInstant('2026-11-01T23:59:59Z'))
  })

  it('is otherwise like any other', () => {
    expect(parseDocumentInstant('2026-11-01T08:00:00+01:00')).toBe(parseInstant('2026-11-01T07:00:00Z'))
  })

  it.each(['2026-02-30', '2026-11-1', '2026-11-01T08:00:00', '26-11-01'])('"%s" is none', (text) => {
    expect(parseDocumentInstant(text)).toBeNull()
  })
})

describe('a duration', () => {
  it.each([
    ['30d', 2_592_000],
    ['4h', 14_400],
    ['90m', 5_400],
    ['0s', 0],
  ])('%s is read', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  it.each(['', '30', 'd', '1.5h', '-1d', '30D', '1d12h', '1234567d', '1w'])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeNull()
  })
})

function pad(part: number): string {
  return String(Math.floor(part)).padStart(2, '0')
}
