/** Where bearer tokens come from. A token is never logged, never stored, and never part of an error. */
import type { Clock } from '../reconciler/clock.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { assertSafeOrigin } from './allowed-host.ts'
import { field, parseJson } from './graph-error.ts'
import type { Exchange, HttpTransport } from './http.ts'
import { repeatUntilAnswered } from './retry.ts'
import type { RetryLimits } from './retry.ts'

export interface TokenSource {
  /** A token good for the next minutes. Throws ReeveError when there is none. */
  getToken(signal: AbortSignal): Promise<string>
  /** The provider refused this token: it is not given out again. */
  forget(token: string): void
}

export interface ClientCredentials {
  /** `https://login.microsoftonline.com`, another cloud's, or a twin's. */
  readonly authorityUrl: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** The resource that the token is for, as `https://graph.microsoft.com/.default`. */
  readonly scope: string
}

/** Shorter than for reads: everything else waits for the token. */
const TOKEN_RETRY_LIMITS: RetryLimits = { maxAttempts: 3, firstWaitMs: 1_000, maxWaitMs: 30_000 }

/** A token is renewed this long before it ends, or at half its life where that is shorter. */
const RENEW_BEFORE_MS = 300_000

/** Tokens by client id and secret (OAuth 2.0 client credentials), kept until shortly before they end. */
export function createClientCredentialsTokens(
  credentials: ClientCredentials,
  { http, clock, retry = TOKEN_RETRY_LIMITS }: { readonly http: HttpTransport; readonly clock: Clock; readonly retry?: RetryLimits },
): TokenSource {
  const authority = assertSafeOrigin(credentials.authorityUrl)
  const url = new URL(`${authority.href.replace(/\/$/, '')}/${encodeURIComponent(credentials.tenantId)}/oauth2/v2.0/token`)
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: credentials.scope,
  }).toString()

  let kept: { readonly token: string; readonly renewAt: number } | null = null
  let underWay: Promise<string> | null = null

  async function fetchToken(): Promise<string> {
    // Many readers wait for one token, so none of them may cancel it for the others; the transport bounds it.
    const signal = new AbortController().signal
    const request = { method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body } as const
    const askedAt = clock.now().getTime()
    const { exchange } = await repeatUntilAnswered(() => http.ask(request, signal), { clock, limits: retry, signal })

    const { token, lifeMs } = readTokenAnswer(exchange)
    kept = { token, renewAt: askedAt + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2) }
    return token
  }

  return {
    getToken: async (signal) => {
      signal.throwIfAborted()
      if (kept !== null && clock.now().getTime() < kept.renewAt) return kept.token

      underWay ??= fetchToken().finally(() => {
        underWay = null
      })
      return untilAborted(underWay, signal)
    },
    forget: (token) => {
      if (kept?.token === token) kept = null
    },
  }
}

function readTokenAnswer(exchange: Exchange): { readonly token: string; readonly lifeMs: number } {
  if (exchange.kind === 'failure') {
    throw new ReeveError('REEVE_PROVIDER_UNREACHABLE', `The sign-in service gave no answer (${exchange.code}).`, { class: 'transient' })
  }

  const answer = parseJson(exchange.body)
  const token = field(answer, 'access_token')
  const seconds = Number(field(answer, 'expires_in'))
  if (exchange.status === 200 && typeof token === 'string' && token.length > 0 && seconds > 0) return { token, lifeMs: seconds * 1_000 }

  throw new ReeveError('REEVE_PROVIDER', `The sign-in service refused: HTTP ${exchange.status}${reasonOf(answer)}.`, {
    class: exchange.status === 429 ? 'throttled' : exchange.status >= 500 ? 'transient' : 'terminal',
    fix: 'Check the tenant id, the client id and the client secret.',
  })
}

/** The OAuth error and Entra's AADSTS number: words for programs, in which no secret can travel. */
function reasonOf(answer: unknown): string {
  const error = field(answer, 'error')
  const description = field(answer, 'error_description')
  const number = typeof description === 'string' ? /AADSTS\d{1,8}/.exec(description)?.[0] : undefined
  const words = [typeof error === 'string' && /^\w{1,50}$/.test(error) ? error : undefined, number]
  return words.map((word) => (word === undefined ? '' : ` ${word}`)).join('')
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
