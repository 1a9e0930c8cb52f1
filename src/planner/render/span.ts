/** A span of time as people say it: the largest unit that fits at least once, cut and never rounded up. */
import { countOf } from './count.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

export function formatSpan(seconds: number): string {
  for (const [unit, size] of UNITS) if (seconds >= size) return countOf(Math.floor(seconds / size), unit)
  return 'less than a minute'
}
