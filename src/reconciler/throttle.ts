/** A pause that the provider asked for, kept by everybody who sends. */
import type { Clock } from './clock.ts'

export interface Throttle {
  pause(ms: number): void
  /** Resolves when the pause is over, at once where there is none, and when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void>
}

export function createThrottle(clock: Clock): Throttle {
  let until = 0
  return {
    pause: (ms) => {
      until = Math.max(until, clock.now().getTime() + ms)
    },
    wait: async (signal) => {
      for (let left = until - clock.now().getTime(); left > 0 && !signal.aborted; left = until - clock.now().getTime()) {
        await clock.sleep(left, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    },
  }
}
