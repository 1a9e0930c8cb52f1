/**
 * One HTTP exchange, with every wait and every size bounded. What the network does is a value here, never
 * an exception; the meaning of an answer is for the callers.
 *
 * The only home of undici. Its own repeats are out of the way: no retry agent, no pipelining, no HTTP/2
 * (whose refused streams undici sends again), redirects are answers.
 */
import type { Dispatcher } from 'undici'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type Exchange =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      /** null when it broke off, came too slowly or was larger than allowed. */
      readonly body: string | null
    }
  | {
      readonly kind: 'failure'
      /** false: the connection was never established, so no byte of the request can have left. */
      readonly opened: boolean
      /** A short name for people and logs, such as ECONNREFUSED or UND_ERR_HEADERS_TIMEOUT. */
      readonly code: string
    }

export interface HttpLimits {
  /** Until the connection stands, TLS included. */
  readonly connectTimeoutMs: number
  /** From the last byte sent to the headers of the answer. */
  readonly headersTimeoutMs: number
  /** Between two pieces of the answer's body. */
  readonly bodyTimeoutMs: number
  /** For one exchange from beginning to end: a body that drips for ever ends too. */
  readonly totalTimeoutMs: number
  readonly maxAnswerBytes: number
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  bodyTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  maxAnswerBytes: 64 * 1024 * 1024,
}

export interface HttpTransport {
  /** For what may be asked again: connections are shared and kept. */
  ask(request: HttpRequest, signal: AbortSignal): Promise<Exchange>
  /**
   * For what must not leave twice: a new connection that carries this one request and is closed after it.
   *
   * A kept connection may be closed by the other side at the very moment it is used again; the reset that
   * follows says nothing about the request, and an unknown wipe needs a person. On a connection of its
   * own that cannot happen, and `opened` is a fact and not a guess from error codes.
   */
  sendOnce(request: HttpRequest, signal: AbortSignal): Promise<Exchange>
  close(): Promise<void>
}

export function createHttpTransport(limits: HttpLimits = DEFAULT_HTTP_LIMITS): HttpTransport {
  const parts = lazily(async () => {
    const { Agent, Client, buildConnector } = await import('undici')
    const shared = {
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      maxResponseSize: limits.maxAnswerBytes,
      allowH2: false,
    }
    return {
      Client,
      shared,
      connect: buildConnector({ timeout: limits.connectTimeoutMs, allowH2: false }),
      agent: new Agent({ ...shared, pipelining: 1, connectTimeout: limits.connectTimeoutMs }),
    }
  })

  return {
    ask: async (request, signal) => {
      const { agent } = await parts.get()
      return exchange(agent, request, signal, limits.totalTimeoutMs, () => true)
    },

    sendOnce: async (request, signal) => {
      const { Client, shared, connect } = await parts.get()
      let opened = false
      const client = new Client(request.url.origin, {
        ...shared,
        pipelining: 0,
        connect: (options, callback) => {
          // undici connects anew for a request that it still holds. Whatever its reasons: not for this one.
          if (opened) return callback(new Error('a second connection for one request'), null)
          connect(options, (...result) => {
            // On a failure undici leaves the socket undefined, though its types say null.
            opened = Boolean(result[1])
            callback(...result)
          })
        },
      })

      try {
        return await exchange(client, request, signal, limits.totalTimeoutMs, () => opened)
      } finally {
        // The exchange is over and its outcome known; a connection that does not close well changes nothing of it.
        await client.destroy().catch(() => {})
      }
    },

    close: async () => {
      if (parts.started()) await (await parts.get()).agent.destroy()
    },
  }
}

async function exchange(
  dispatcher: Dispatcher,
  { method, url, headers, body }: HttpRequest,
  signal: AbortSignal,
  totalTimeoutMs: number,
  wasOpened: () => boolean,
): Promise<Exchange> {
  const deadline = AbortSignal.timeout(totalTimeoutMs)
  try {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { ...headers },
      body: body ?? null,
      signal: AbortSignal.any([signal, deadline]),
    })
    return {
      kind: 'answer',
      status: answer.statusCode,
      headers: firstValues(answer.headers),
      body: await answer.body.text().catch(() => null),
    }
  } catch (error) {
    const code = signal.aborted ? 'ABORTED' : deadline.aborted ? 'TIMEOUT' : codeOf(error)
    return { kind: 'failure', opened: wasOpened(), code }
  }
}

function firstValues(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) values[name] = first
  }
  return values
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Made on first use: a command that speaks to nobody never loads an HTTP client. */
function lazily<T>(make: () => Promise<T>): { get: () => Promise<T>; started: () => boolean } {
  let made: Promise<T> | null = null
  return { get: () => (made ??= make()), started: () => made !== null }
}
