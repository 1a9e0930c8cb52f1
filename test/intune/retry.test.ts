import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/intune/http.ts'
import { repeatUntilAnswered, waitBeforeRepeat } from '../../src/intune/retry.ts'
import { createWaitingClock } from './waiting-clock.ts'

const LIMITS = { maxAttempts: 4, firstWaitMs: 1_000, maxWaitMs: 60_000 }
const NOW = new Date('2026-11-22T09:00:00Z')

function throttled(headers: Readonly<Record<string, string>>): Exchange {
  return { kind: 'answer', status: 429, headers, body: '' }
}

describe('the wait before a read is repeated', () => {
  it.each<[string, Exchange, number, number]>([
    ['is as many seconds as Retry-After says', throttled({ 'retry-after': '7' }), 1, 7_000],
    ['is until the date that Retry-After says', throttled({ 'retry-after': 'Sun, 22 Nov 2026 09:00:20 GMT' }), 1, 20_000],
    [
      'measures a date by the provider’s own clock',
      throttled({ 'retry-after': 'Sun, 22 Nov 2026 11:00:20 GMT', date: 'Sun, 22 Nov 2026 11:00:00 GMT' }),
      1,
      20_000,
    ],
    ['is never longer than the longest', throttled({ 'retry-after': '86400' }), 1, 60_000],
    ['is never none', throttled({ 'retry-after': '0' }), 1, 1_000],
    ['is not shortened by a date in the past', throttled({ 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }), 1, 1_000],
    ['doubles without Retry-After', throttled({}), 3, 4_000],
    ['doubles with a Retry-After that says nothing', throttled({ 'retry-after': '-5' }), 2, 2_000],
    ['doubles when the connection broke', { kind: 'failure', opened: true, code: 'ECONNRESET' }, 4, 8_000],
  ])('%s', (_name, exchange, attempts, expected) => {
    expect(waitBeforeRepeat(exchange, { attempts, now: NOW, limits: LIMITS })).toBe(expected)
  })
})

describe('repeating a read', () => {
  it('stops at the first answer that another try would not change', async () => {
    const clock = createWaitingClock()
    const answers: Exchange[] = [throttled({}), { kind: 'answer', status: 403, headers: {}, body: '' }, throttled({})]

    const result = await repeatUntilAnswered(async () => answers.shift() ?? throttled({}), { clock, limits: LIMITS, signal: new AbortController().signal })

    expect(result).toEqual({ exchange: { kind: 'answer', status: 403, headers: {}, body: '' }, attempts: 2 })
    expect(clock.waits).toEqual([1_000])
  })

  it('gives up after the last attempt and says what it last saw', async () => {
    const clock = createWaitingClock()

    const result = await repeatUntilAnswered(async () => throttled({}), { clock, limits: LIMITS, signal: new AbortController().signal })

    expect(result).toEqual({ exchange: throttled({}), attempts: 4 })
    expect(clock.waits).toEqual([1_000, 2_000, 4_000])
  })

  it('that is stopped in its last attempt was stopped, and did not fail', async () => {
    const controller = new AbortController()
    const ask = async (): Promise<Exchange> => {
      controller.abort(new Error('stop'))
      return { kind: 'failure', opened: true, code: 'ABORTED' }
    }

    const repeated = repeatUntilAnswered(ask, { clock: createWaitingClock(), limits: { ...LIMITS, maxAttempts: 1 }, signal: controller.signal })

    await expect(repeated).rejects.toThrow('stop')
  })
})
