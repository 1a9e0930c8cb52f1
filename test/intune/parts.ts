/** The provider's parts put together for a test, with short time-outs. */
import { onTestFinished } from 'vitest'
import { createGraphClient } from '../../src/intune/client.ts'
import type { GraphClient } from '../../src/intune/client.ts'
import { createHttpTransport, DEFAULT_HTTP_LIMITS } from '../../src/intune/http.ts'
import type { HttpLimits, HttpTransport } from '../../src/intune/http.ts'
import type { RetryLimits } from '../../src/intune/retry.ts'
import type { SecretReader } from '../../src/reconciler/provider.ts'
import type { TokenSource } from '../../src/intune/token.ts'
import { DEFAULT_RETRY_LIMITS } from '../../src/intune/retry.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { ScriptedAnswer, ScriptedServer } from './scripted-server.ts'
import { createWaitingClock } from './waiting-clock.ts'
import type { WaitingClock } from './waiting-clock.ts'

export const TOKEN = 'eyJ0-a-token-that-must-not-show'

/** For writers that are asked to send no secret. */
export const NO_SECRETS: SecretReader = { readSecret: async (reference) => ({ found: false, because: `${reference} is not there` }) }

export function fixedTokens(): TokenSource & { readonly forgotten: readonly string[] } {
  const forgotten: string[] = []
  return { forgotten, getToken: async () => TOKEN, forget: (token) => void forgotten.push(token) }
}

export function startHttp(limits: Partial<HttpLimits> = {}): HttpTransport {
  const http = createHttpTransport({ ...DEFAULT_HTTP_LIMITS, ...limits })
  onTestFinished(() => http.close())
  return http
}

export interface Setting {
  readonly server: ScriptedServer
  readonly client: GraphClient
  readonly clock: WaitingClock
  readonly tokens: ReturnType<typeof fixedTokens>
}

/** A client before a server that answers as told. */
export async function startSetting(
  answer: ScriptedAnswer,
  { maxAttempts = DEFAULT_RETRY_LIMITS.maxAttempts, ...limits }: Partial<HttpLimits & RetryLimits> = {},
): Promise<Setting> {
  const server = await startScriptedServer(answer)
  onTestFinished(() => server.close())
  const clock = createWaitingClock()
  const tokens = fixedTokens()
  const retry = { ...DEFAULT_RETRY_LIMITS, maxAttempts }
  return { server, clock, tokens, client: createGraphClient({ graphUrl: server.url, tokens, clock, retry, http: startHttp(limits) }) }
}

export function soon(): AbortSignal {
  return AbortSignal.timeout(20_000)
}
