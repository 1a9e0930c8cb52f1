/** What Graph says when it says no. */
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { ErrorClass } from '../reconciler/reeve-error.ts'
import type { Exchange } from './http.ts'

export interface GraphError {
  /** `error.code`: what programs act on; the message is for people and never read, but for its shape. */
  readonly code: string
  /** The message is Intune's nested JSON text, which tells nothing about what was executed. */
  readonly opaque: boolean
}

/** Graph's own error body, or null for anything else: a gateway's page, half an answer, nothing. */
export function parseGraphError(body: string | null): GraphError | null {
  const error = field(parseJson(body), 'error')
  const code = field(error, 'code')
  // Codes end in logs and reports, so only what a code can look like is taken for one.
  if (typeof code !== 'string' || !/^[\w.-]{1,100}$/.test(code)) return null

  const message = field(error, 'message')
  return { code, opaque: typeof message === 'string' && message.trimStart().startsWith('{') }
}

/** `HTTP 503 ServiceUnavailable`, or the name of what broke. No text of the provider's but its code and request id. */
export function describeExchange(exchange: Exchange): string {
  if (exchange.kind === 'failure') {
    return exchange.opened ? `no answer (${exchange.code})` : `no connection (${exchange.code})`
  }

  const error = parseGraphError(exchange.body)
  const requestId = exchange.headers['request-id'] ?? ''
  const words = [`HTTP ${exchange.status}`]
  if (error !== null) words.push(error.code)
  if (exchange.body === null) words.push('(the answer is not whole)')
  if (/^[\w-]{1,64}$/.test(requestId)) words.push(`(request-id ${requestId})`)
  return words.join(' ')
}

/** The error for a read that did not succeed. `what` names the request without its query. */
export function errorFor(exchange: Exchange, { what, attempts }: { readonly what: string; readonly attempts: number }): ReeveError {
  const tries = attempts > 1 ? `, ${attempts} attempts` : ''
  const code = exchange.kind === 'failure' ? 'REEVE_PROVIDER_UNREACHABLE' : 'REEVE_PROVIDER_HTTP'
  return new ReeveError(code, `${describeExchange(exchange)} for ${what}${tries}`, { class: classOf(exchange) })
}

function classOf(exchange: Exchange): ErrorClass {
  if (exchange.kind === 'failure' || exchange.body === null || exchange.status >= 500) return 'transient'
  return exchange.status === 429 ? 'throttled' : 'terminal'
}

/** undefined for what is not JSON. */
export function parseJson(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A field of an object that came from outside; undefined where there is no such object or field. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
