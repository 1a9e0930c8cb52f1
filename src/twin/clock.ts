/**
 * The twin's time. It starts where the options say and moves by steps, with the wall, or faster.
 *
 * Only the wall's elapsed time is used, never its date: a twin can live in any year.
 */

export type ClockMode = { readonly mode: 'stepped' } | { readonly mode: 'accelerated'; readonly speed: number } | { readonly mode: 'real' }

export interface TwinClock {
  readonly mode: ClockMode['mode']
  /** Twin seconds per second on the wall; 0 when stepped. */
  readonly speed: number
  now(): Date
  /** Moves time forward on top of what the mode does by itself. */
  advance(seconds: number): void
}

export interface ClockOptions {
  readonly start: Date
  readonly clock: ClockMode
  /** Milliseconds of a watch that only goes forward; its zero does not matter. */
  readonly elapsedMs: () => number
}

export function createClock({ start, clock, elapsedMs }: ClockOptions): TwinClock {
  const speed = speedOf(clock)
  const startedAt = elapsedMs()
  let steppedMs = 0

  return {
    mode: clock.mode,
    speed,
    now: () => new Date(start.getTime() + steppedMs + Math.floor((elapsedMs() - startedAt) * speed)),
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError(`Expected seconds to be 0 or more, got ${seconds}`)
      steppedMs += Math.round(seconds * 1000)
    },
  }
}

function speedOf(clock: ClockMode): number {
  if (clock.mode === 'stepped') return 0
  if (clock.mode === 'real') return 1
  if (!(clock.speed > 0)) throw new RangeError(`Expected speed to be above 0, got ${clock.speed}`)
  return clock.speed
}
