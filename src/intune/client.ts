/**
 * Graph over HTTP: the token, the headers, the host, the clock of the other side, and reads that are
 * repeated. Reads and writes are different functions because nothing that is true of repeating the one
 * is true of the other.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../reconciler/clock.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { assertSafeOrigin, assertSameOrigin } from './allowed-host.ts'
import { errorFor, parseGraphError, parseJson } from './graph-error.ts'
import { createHttpTransport } from './http.ts'
import type { Exchange, HttpTransport } from './http.ts'
import { DEFAULT_RETRY_LIMITS, parseHttpDate, repeatUntilAnswered } from './retry.ts'
import type { RetryLimits } from './retry.ts'
import type { TokenSource } from './token.ts'

export interface GraphClientOptions {
  /** `https://graph.microsoft.com`, another cloud's, or a twin's; without a version. */
  readonly graphUrl: string
  readonly tokens: TokenSource
  readonly clock: Clock
  readonly http?: HttpTransport
  readonly retry?: RetryLimits
}

export type GraphReading = { readonly found: true; readonly body: unknown } | { readonly found: false }

export interface GraphWrite {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  /** From the version on: `/v1.0/devices/…`. */
  readonly path: string
  readonly body?: Readonly<Record<string, boolean | number | string | Readonly<Record<string, string>>>>
  readonly clientRequestId: string
}

/** What became of a write: what the network did, or why nothing was given to the network. */
export type WriteExchange = Exchange | { readonly kind: 'notSent'; readonly because: string }

export interface GraphClient {
  /**
   * Reads a path, or a link that the provider gave. Repeats within bounds; throws ReeveError when there is no answer to use.
   *
   * `found: false` is Graph's own 404 and no other: a gateway that knows no such address has not looked for the record.
   */
  get(link: string, signal: AbortSignal): Promise<GraphReading>
  /** Sends one request once and never repeats. What the network or the provider does is a value and not thrown. */
  write(request: GraphWrite, signal: AbortSignal): Promise<WriteExchange>
  /** The Date of the last answer; null before the first. */
  providerTime(): Date | null
  close(): Promise<void>
}

export function createGraphClient({ graphUrl, tokens, clock, http = createHttpTransport(), retry = DEFAULT_RETRY_LIMITS }: GraphClientOptions): GraphClient {
  const home = assertSafeOrigin(graphUrl)
  const root = home.pathname.replace(/\/$/, '')
  let lastDate: Date | null = null

  function urlOf(link: string): URL {
    return assertSameOrigin(link.startsWith('/') ? root + link : link, home)
  }

  /** Every answer passes here, so that the clock of the provider is known and a refused token is not used again. */
  function noticed(exchange: Exchange, token: string): Exchange {
    if (exchange.kind === 'failure') return exchange
    lastDate = parseHttpDate(exchange.headers.date ?? '') ?? lastDate
    if (exchange.status === 401) tokens.forget(token)
    return exchange
  }

  async function askOnce(url: URL, signal: AbortSignal): Promise<Exchange> {
    const token = await tokens.getToken(signal)
    const headers = {
      ...headersFor(token, randomUUID()),
      // Without it Graph leaves out every value of an enumeration that is newer than its first version.
      prefer: 'include-unknown-enum-members',
    }
    return noticed(await http.ask({ method: 'GET', url, headers }, signal), token)
  }

  return {
    get: async (link, signal) => {
      const url = urlOf(link)
      let json: unknown
      const ask = async (): Promise<Exchange> => {
        const exchange = await askOnce(url, signal)
        if (exchange.kind === 'failure' || exchange.status !== 200) return exchange
        json = parseJson(exchange.body)
        // Half a text is as little of an answer as none, whoever cut it.
        return json === undefined ? { ...exchange, body: null } : exchange
      }

      let { exchange, attempts } = await repeatUntilAnswered(ask, { clock, limits: retry, signal })
      // A kept token may have ended before its time. One new one is worth a try.
      if (exchange.kind === 'answer' && exchange.status === 401) {
        ;({ exchange, attempts } = await repeatUntilAnswered(ask, { clock, limits: retry, signal }))
      }
      return hasRecord(exchange, { url, attempts }) ? { found: true, body: json } : { found: false }
    },

    write: async ({ method, path, body, clientRequestId }, signal) => {
      let token: string
      let url: URL
      try {
        url = urlOf(path)
        token = await tokens.getToken(signal)
        signal.throwIfAborted()
      } catch (error) {
        return { kind: 'notSent', because: error instanceof ReeveError ? error.message : signal.aborted ? 'stopped before sending' : 'no token' }
      }

      // From here on nothing may be called "not sent": what throws below leaves it unknown.
      const headers = { ...headersFor(token, clientRequestId), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const request = { method, url, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      return noticed(await http.sendOnce(request, signal), token)
    },

    providerTime: () => lastDate,
    close: () => http.close(),
  }
}

function headersFor(token: string, clientRequestId: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'client-request-id': clientRequestId,
    'return-client-request-id': 'true',
  }
}

/** Whether there is something to read; throws for every answer that does not say. */
function hasRecord(exchange: Exchange, { url, attempts }: { readonly url: URL; readonly attempts: number }): boolean {
  if (exchange.kind === 'answer' && exchange.body !== null) {
    const { status, headers, body } = exchange
    if (status === 200) return true
    if (status === 404 && parseGraphError(body) !== null) return false
    // Redirects are never followed; one to another host is told apart, because it is a sign of somebody in between.
    if (status >= 300 && status < 400 && headers.location !== undefined) assertSameOrigin(headers.location, url)
  }
  throw errorFor(exchange, { what: `GET ${url.pathname}`, attempts })
}
