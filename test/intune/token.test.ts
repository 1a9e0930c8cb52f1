import { describe, expect, it, onTestFinished } from 'vitest'
import { createClientCredentialsTokens } from '../../src/intune/token.ts'
import type { TokenSource } from '../../src/intune/token.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { soon, startHttp } from './parts.ts'
import { inTurn, json, neverAnswer, resetAfterReading, startScriptedServer } from './scripted-server.ts'
import type { ScriptedAnswer, ScriptedServer } from './scripted-server.ts'
import { createWaitingClock } from './waiting-clock.ts'
import type { WaitingClock } from './waiting-clock.ts'

const SECRET = 's3cr3t~&='

async function startSignIn(answer: ScriptedAnswer): Promise<{ tokens: TokenSource; server: ScriptedServer; clock: WaitingClock }> {
  const server = await startScriptedServer(answer)
  onTestFinished(() => server.close())
  const clock = createWaitingClock()
  const credentials = {
    authorityUrl: server.url,
    tenantId: 'contoso.example',
    clientId: 'app-1',
    clientSecret: SECRET,
    scope: 'https://graph.microsoft.com/.default',
  }
  return { server, clock, tokens: createClientCredentialsTokens(credentials, { http: startHttp(), clock }) }
}

function token(name: string, expiresIn: number): ScriptedAnswer {
  return json(200, { token_type: 'Bearer', expires_in: expiresIn, access_token: name })
}

describe('tokens by client credentials', () => {
  it('are asked for as OAuth says', async () => {
    const { tokens, server } = await startSignIn(token('t-1', 3_600))

    const given = await tokens.getToken(soon())

    const [request] = server.received
    expect(given).toBe('t-1')
    expect([request?.method, request?.path, request?.headers['content-type']]).toEqual([
      'POST',
      '/contoso.example/oauth2/v2.0/token',
      'application/x-www-form-urlencoded',
    ])
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: SECRET,
      scope: 'https://graph.microsoft.com/.default',
    })
  })

  it('are kept until five minutes before they end', async () => {
    const { tokens, server, clock } = await startSignIn(inTurn(token('t-1', 3_600), token('t-2', 3_600)))

    const given = [await tokens.getToken(soon())]
    clock.advance(3_299_000)
    given.push(await tokens.getToken(soon()))
    clock.advance(1_000)
    given.push(await tokens.getToken(soon()))

    expect(given).toEqual(['t-1', 't-1', 't-2'])
    expect(server.received.length).toBe(2)
  })

  it('of a short life are kept for half of it', async () => {
    const { tokens, clock } = await startSignIn(inTurn(token('t-1', 60), token('t-2', 60)))

    const given = [await tokens.getToken(soon())]
    clock.advance(29_000)
    given.push(await tokens.getToken(soon()))
    clock.advance(1_000)
    given.push(await tokens.getToken(soon()))

    expect(given).toEqual(['t-1', 't-1', 't-2'])
  })

  it('are asked for once by many who wait', async () => {
    const { tokens, server } = await startSignIn(inTurn(token('t-1', 3_600), token('t-2', 3_600)))

    const given = await Promise.all([tokens.getToken(soon()), tokens.getToken(soon()), tokens.getToken(soon())])

    expect(given).toEqual(['t-1', 't-1', 't-1'])
    expect(server.received.length).toBe(1)
  })

  it('are not given out again once the provider has refused them', async () => {
    const { tokens } = await startSignIn(inTurn(token('t-1', 3_600), token('t-2', 3_600)))

    const first = await tokens.getToken(soon())
    tokens.forget('some other token')
    const same = await tokens.getToken(soon())
    tokens.forget(first)
    const second = await tokens.getToken(soon())

    expect([first, same, second]).toEqual(['t-1', 't-1', 't-2'])
  })

  it('are asked for again after a fault, three times at most', async () => {
    const recovering = await startSignIn(inTurn(json(503, {}), resetAfterReading, token('t-1', 3_600)))
    const failing = await startSignIn(json(503, {}))

    const given = await recovering.tokens.getToken(soon())
    const refused = await failing.tokens.getToken(soon()).catch((error: unknown) => error)

    expect(given).toBe('t-1')
    expect(refused).toMatchObject({ code: 'REEVE_PROVIDER', class: 'transient', detail: 'The sign-in service refused: HTTP 503.' })
    expect([recovering.server.received.length, failing.server.received.length]).toEqual([3, 3])
  })

  it('that are refused say why, without the secret and without the service’s own words', async () => {
    const { tokens, server } = await startSignIn(
      json(401, { error: 'invalid_client', error_description: `AADSTS7000215: Invalid client secret ${SECRET} provided. Trace ID: 1` }),
    )

    const error = await tokens.getToken(soon()).catch((reason: unknown) => reason)

    if (!(error instanceof ReeveError)) throw error
    expect(error.detail).toBe('The sign-in service refused: HTTP 401 invalid_client AADSTS7000215.')
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain(SECRET)
    expect(server.received.length).toBe(1)
  })

  it.each([
    ['no token', { expires_in: 3_600 }],
    ['an empty token', { expires_in: 3_600, access_token: '' }],
    ['no end', { access_token: 't-1' }],
    ['an end in the past', { access_token: 't-1', expires_in: -1 }],
  ])('with %s are none', async (_name, body) => {
    const { tokens } = await startSignIn(json(200, body))

    const error = await tokens.getToken(soon()).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ code: 'REEVE_PROVIDER', detail: 'The sign-in service refused: HTTP 200.' })
  })

  it('stop one who is stopped and not the others who wait', async () => {
    const { tokens, server } = await startSignIn((request, response, socket) => {
      setTimeout(() => token('t-1', 3_600)(request, response, socket), 150)
    })
    const controller = new AbortController()

    const stopped = tokens.getToken(controller.signal).catch((reason: unknown) => reason)
    const waiting = tokens.getToken(soon())
    setTimeout(() => controller.abort(new Error('stop')), 30)

    expect(await stopped).toEqual(new Error('stop'))
    expect(await waiting).toBe('t-1')
    expect(server.received.length).toBe(1)
  })

  it('send no secret unencrypted to another machine', () => {
    const credentials = { authorityUrl: 'http://login.example', tenantId: 't', clientId: 'c', clientSecret: SECRET, scope: 's' }

    const make = (): TokenSource => createClientCredentialsTokens(credentials, { http: startHttp(), clock: createWaitingClock() })

    expect(make).toThrow('A token would go to login.example unencrypted.')
  })

  it('are not waited for once stopped', async () => {
    const { tokens } = await startSignIn(neverAnswer)

    const error = await tokens.getToken(AbortSignal.timeout(50)).catch((reason: unknown) => reason)

    expect(error).toHaveProperty('name', 'TimeoutError')
  })
})
