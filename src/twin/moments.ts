/** How Graph writes moments, the ones that never were included. */

const NEVER = '0001-01-01T00:00:00Z'

export function toIso(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** Graph shows year 1 where a moment was never set. */
export function isoOrNever(seconds: number | null): string {
  return seconds === null ? NEVER : toIso(seconds)
}
