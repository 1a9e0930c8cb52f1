/**
 * Repeats what can be asked again, with back-off, as often as allowed and no more.
 *
 * Only for reads and tokens. Nothing that changes the tenant ever comes through here.
 */
import type { Clock } from '../reconciler/clock.ts'
import type { Exchange } from './http.ts'

export interface RetryLimits {
  readonly maxAttempts: number
  readonly firstWaitMs: number
  /** No wait is longer, whatever the provider asks for. */
  readonly maxWaitMs: number
}

export const DEFAULT_RETRY_LIMITS: RetryLimits = { maxAttempts: 5, firstWaitMs: 1_000, maxWaitMs: 300_000 }

/** The last exchange, and how many there were. Rejects only when `signal` aborts. */
export async function repeatUntilAnswered(
  ask: () => Promise<Exchange>,
  { clock, limits, signal }: { readonly clock: Clock; readonly limits: RetryLimits; readonly signal: AbortSignal },
): Promise<{ readonly exchange: Exchange; readonly attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const exchange = await ask()
    signal.throwIfAborted()
    if (!mayHelp(exchange) || attempts >= limits.maxAttempts) return { exchange, attempts }

    await clock.sleep(waitBeforeRepeat(exchange, { attempts, now: clock.now(), limits }), signal)
  }
}

/** Whether asking again can give something else: throttled, broken on the way, or a fault of the server. */
function mayHelp(exchange: Exchange): boolean {
  if (exchange.kind === 'failure') return true
  return exchange.status === 429 || exchange.status === 408 || exchange.status >= 500 || exchange.body === null
}

/** What the provider asks for where it asks, else 1, 2, 4… times the first wait; never longer than the longest. */
export function waitBeforeRepeat(
  exchange: Exchange,
  { attempts, now, limits }: { readonly attempts: number; readonly now: Date; readonly limits: RetryLimits },
): number {
  const backOffMs = limits.firstWaitMs * 2 ** (attempts - 1)
  const askedMs = exchange.kind === 'answer' ? retryAfterMs(exchange.headers, now) : null

  return Math.min(Math.max(askedMs ?? backOffMs, limits.firstWaitMs), limits.maxWaitMs)
}

/**
 * The Retry-After header in milliseconds; null where it is missing or not understood, and Intune does send 429 without one.
 *
 * A date is measured from the answer's own Date header, so that a disagreement of the clocks does not change the wait.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const value = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000

  const until = parseHttpDate(value)
  if (until === null) return null
  const from = parseHttpDate(headers.date ?? '') ?? now
  return Math.max(0, until.getTime() - from.getTime())
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** The date form of HTTP headers (RFC 9110, IMF-fixdate); null for anything else. */
export function parseHttpDate(value: string): Date | null {
  if (!HTTP_DATE.test(value)) return null
  const moment = new Date(value)
  return Number.isNaN(moment.getTime()) ? null : moment
}
