/** A clock that stands still but for the waits asked of it, and keeps a list of them. */
import type { Clock } from '../../src/reconciler/clock.ts'

export interface WaitingClock extends Clock {
  readonly waits: readonly number[]
  advance(ms: number): void
}

export function createWaitingClock(start = '2026-11-22T09:00:00Z'): WaitingClock {
  const waits: number[] = []
  let nowMs = Date.parse(start)
  return {
    waits,
    now: () => new Date(nowMs),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      nowMs += ms
    },
    advance: (ms) => {
      nowMs += ms
    },
  }
}
