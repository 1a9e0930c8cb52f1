/**
 * The one error of the shell. Its class says whether trying again can help; retry reads the
 * class and never the text.
 */
export type ErrorClass = 'terminal' | 'transient' | 'throttled' | 'unknown'

/** Every code with its constant summary; compared with the README in a test. */
export const ERRORS = {
  REEVE_USAGE: 'Wrong usage',
  REEVE_INVENTORY_INVALID: 'Inventory file is not valid',
  REEVE_INVENTORY_UNREADABLE: 'Inventory cannot be read',
  REEVE_PLAN_INVALID: 'Plan file is not valid',
  REEVE_PLAN_OF_OTHER_FLEET: 'Plan belongs to another fleet',
  REEVE_SOURCE: 'Policy repository cannot be read',
  REEVE_SOURCE_DIRTY: 'Uncommitted changes are not applied',
  REEVE_PROVIDER: 'Provider cannot be used',
  REEVE_PROVIDER_HTTP: 'Provider answered with an error',
  REEVE_PROVIDER_UNREACHABLE: 'Provider cannot be reached',
  REEVE_FOREIGN_HOST: 'Refused to follow a link to another host',
  REEVE_STATE_FOLDER: 'State folder cannot be used',
  REEVE_STATE_LOCKED: 'Another reeve is writing to this state folder',
  REEVE_JOURNAL: 'Journal cannot be written',
  REEVE_JOURNAL_UNREADABLE: 'Journal cannot be read',
  REEVE_AUDIT_DAMAGED: 'Audit log is damaged',
  REEVE_NOT_FOUND: 'Not found',
  REEVE_CLOCK: 'Clocks disagree',
  REEVE_OUTPUT: 'Output cannot be written',
} as const satisfies Record<string, string>

export type ErrorCode = keyof typeof ERRORS

export class ReeveError extends Error {
  readonly code: ErrorCode
  readonly summary: string
  /** What exactly and where; full sentences, no secret, no URL with credentials. */
  readonly detail: string
  /** What to do; a command to copy stands on a line of its own. null where the detail says it. */
  readonly fix: string | null
  readonly class: ErrorClass
  /** For throttled errors: how long the provider asked to wait. */
  readonly retryAfterMs: number | null

  constructor(code: ErrorCode, detail: string, options: { fix?: string; class?: ErrorClass; retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(`${ERRORS[code]}: ${detail}`, { cause: options.cause })
    this.name = 'ReeveError'
    this.code = code
    this.summary = ERRORS[code]
    this.detail = detail
    this.fix = options.fix ?? null
    this.class = options.class ?? 'terminal'
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
