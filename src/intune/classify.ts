/**
 * What the answer to a write says about the write, and nothing about the device.
 *
 *   what came back                                          outcome
 *   2xx                                                     accepted: queued, not done
 *   nothing was given to the network                        refused
 *   the connection never opened (DNS, TCP or TLS failed)    refused
 *   429, 405                                                refused
 *   401, 403, 404 with Graph's own error body               refused
 *   400 with a code of the directory (Request_…)            refused
 *   409 Directory_ConcurrencyViolation                      refused: documented as "repeat"
 *   a 400 of Intune, the opaque one above all               unknown: seen with the device still there, and with it gone
 *   the same statuses without Graph's body                  unknown: who answered?
 *   3xx, other 4xx, 5xx                                     unknown
 *   time-out, reset, half an answer                         unknown
 *
 * A 404 is `refused` because this request found nothing to act on, so it was not carried out. That is
 * no evidence about the device: the record may be gone *because* an earlier action worked, may be hidden for
 * a while, or the read that the service made may have been stale. Nobody may conclude from it
 * that the device was or was not wiped.
 *
 * Sources: Microsoft Graph errors and throttling pages; answers of Intune quoted in powershell-intune-samples
 * issues 45, 210 and 211 and Intune-PowerShell-SDK issue 51.
 */
import type { SendResult } from '../reconciler/provider.ts'
import type { WriteExchange } from './client.ts'
import { describeExchange, parseGraphError } from './graph-error.ts'
import type { GraphError } from './graph-error.ts'
import { retryAfterMs } from './retry.ts'

/** A wait longer than this is not believed; the reconciler asks again earlier and is told again. */
const MAX_RETRY_AFTER_MS = 3_600_000

export function classifyWrite(exchange: WriteExchange, now: Date): SendResult {
  if (exchange.kind === 'notSent') return { outcome: 'refused', reason: `nothing was sent: ${exchange.because}`, retryAfterMs: null }

  const reason = describeExchange(exchange)
  if (exchange.kind === 'failure') {
    return exchange.opened ? { outcome: 'unknown', reason } : { outcome: 'refused', reason, retryAfterMs: null }
  }
  if (exchange.status >= 200 && exchange.status < 300) return { outcome: 'accepted' }
  if (!saysNotExecuted(exchange.status, parseGraphError(exchange.body))) return { outcome: 'unknown', reason }

  const waitMs = retryAfterMs(exchange.headers, now)
  return { outcome: 'refused', reason, retryAfterMs: waitMs === null ? null : Math.min(waitMs, MAX_RETRY_AFTER_MS) }
}

function saysNotExecuted(status: number, error: GraphError | null): boolean {
  switch (status) {
    case 405:
    case 429:
      return true
    case 401:
    case 403:
    case 404:
      return error !== null
    case 400:
      return error !== null && error.code.startsWith('Request_') && !error.opaque
    case 409:
      return error?.code === 'Directory_ConcurrencyViolation'
    default:
      return false
  }
}
