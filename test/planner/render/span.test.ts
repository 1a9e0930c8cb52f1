import { describe, expect, it } from 'vitest'
import { formatMoments } from '../../../src/planner/render/moment.ts'
import { formatSpan } from '../../../src/planner/render/span.ts'

describe('a span of time', () => {
  it.each([
    [0, 'less than a minute'],
    [59, 'less than a minute'],
    [60, '1 minute'],
    [7199, '1 hour'],
    [86_399, '23 hours'],
    [86_400, '1 day'],
    [120 * 86_400 - 1, '119 days'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(formatSpan(seconds)).toBe(words)
  })
})

describe('moments in a sentence', () => {
  it('are written as people read them, and what only resembles one stays', () => {
    expect(formatMoments('Since 2026-11-01T00:00:00Z, in x2026-11-01T00:00:00Z and 2026-11-01T00:00:00Zulu.')).toBe(
      'Since 2026-11-01 00:00:00 UTC, in x2026-11-01T00:00:00Z and 2026-11-01T00:00:00Zulu.',
    )
  })
})
