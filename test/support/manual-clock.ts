/** A clock that stands still until a test moves it; who sleeps wakes when its time has come. */
import type { Clock } from '../../src/reconciler/clock.ts'

export interface ManualClock extends Clock {
  /** Moves time, wakes the sleepers whose time has come, and lets them run. */
  advance(ms: number): Promise<void>
  /** Sets the time as somebody who corrects a wrong clock does; wakes nobody. */
  set(now: Date): void
}

export function manualClock(start: Date): ManualClock {
  let now = start.getTime()
  const sleepers = new Set<{ readonly due: number; readonly wake: () => void }>()
  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { due: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
    advance: async (ms) => {
      now += ms
      for (const sleeper of sleepers) {
        if (sleeper.due > now) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
      await new Promise((resolve) => setImmediate(resolve))
    },
    set: (moment) => {
      now = moment.getTime()
    },
  }
}
