/** --format, and checks of the values that options take. */
import { usageError } from './usage-error.ts'

export type Format = 'text' | 'json' | 'markdown'

/** What a pipeline reads beside these: code scanning, test reports, annotations. */
export type ReportFormat = Format | 'sarif' | 'junit' | 'github'

/** An instant of the command line: whole seconds, UTC. */
export function parseInstantOption(name: string, value: string | undefined): Date | null {
  if (value === undefined) return null
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) {
    throw usageError(`${name} takes a moment in ISO 8601 with a zone, such as 2026-11-22T08:00:00Z; it was given "${value}".`)
  }
  return new Date(instant - (((instant % 1000) + 1000) % 1000))
}

export function parseCountOption(name: string, value: string, { atLeast, atMost }: { atLeast: number; atMost: number }): number {
  const count = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(count >= atLeast && count <= atMost)) throw usageError(`${name} takes a whole number from ${atLeast} to ${atMost}; it was given "${value}".`)
  return count
}
