/**
 * Chance that can be repeated: everything the twin makes up follows from its seed.
 *
 * `hash` answers questions about one thing ("is device 17 on in slot 4021?") in any order;
 * `drawFrom` gives a stream where several things are made up together.
 */

/** Mixes whole numbers to 32 bits (the finaliser of MurmurHash3, applied per part). */
export function hash(...parts: readonly number[]): number {
  let mixed = 0x9e3779b9
  for (const part of parts) {
    mixed = Math.imul(mixed ^ part, 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  return mixed >>> 0
}

/** `hash` as a fraction from 0 up to, never including, 1. */
export function chance(...parts: readonly number[]): number {
  return hash(...parts) / 0x100000000
}

export type Draw = () => number

/** A stream of fractions (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }
}

/** A whole number from `from` to `to`, both included. */
export function drawBetween(draw: Draw, from: number, to: number): number {
  return from + Math.floor(draw() * (to - from + 1))
}

export function drawOne<T>(draw: Draw, choices: readonly T[]): T {
  const chosen = choices[Math.floor(draw() * choices.length)]
  if (chosen === undefined) throw new Error('Expected choices to hold at least one')
  return chosen
}

/** One of `choices`, each as likely as its share; the shares need not add up to anything. */
export function drawWeighted<T>(draw: Draw, choices: readonly (readonly [share: number, choice: T])[]): T {
  let left = draw() * choices.reduce((sum, [share]) => sum + share, 0)
  for (const [share, choice] of choices) {
    left -= share
    if (left < 0) return choice
  }
  return drawOne(draw, choices)[1]
}
