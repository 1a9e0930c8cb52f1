import { describe, expect, it } from 'vitest'
import { assertSafeOrigin } from '../../src/intune/allowed-host.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { soon, startSetting, TOKEN } from './parts.ts'
import { graphError, inTurn, json, neverAnswer, resetAfterReading, startScriptedServer } from './scripted-server.ts'

const PATH = '/v1.0/devices?$top=2'

async function errorOf(promise: Promise<unknown>): Promise<ReeveError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ReeveError)) throw new Error(`Expected a ReeveError, got ${String(error)}`)
  return error
}

describe('a read', () => {
  it('carries the token, an id of its own and the wish for unknown enumeration values', async () => {
    const { client, server } = await startSetting(json(200, { value: [] }))

    await client.get(PATH, soon())
    await client.get(PATH, soon())

    const ids = server.received.map((request) => request.headers['client-request-id'])
    expect(server.received.map(({ method, path, headers }) => [method, path, headers.authorization, headers.prefer])).toEqual([
      ['GET', PATH, `Bearer ${TOKEN}`, 'include-unknown-enum-members'],
      ['GET', PATH, `Bearer ${TOKEN}`, 'include-unknown-enum-members'],
    ])
    expect(new Set(ids).size).toBe(2)
  })

  it('is repeated after throttling, a fault of the server and a reset', async () => {
    const throttled = json(429, graphError('TooManyRequests'), { 'retry-after': '3' })
    const { client, server, clock } = await startSetting(inTurn(throttled, json(503, {}), resetAfterReading, json(200, { value: [1] })))

    const reading = await client.get(PATH, soon())

    expect(reading).toEqual({ found: true, body: { value: [1] } })
    expect(server.received.length).toBe(4)
    expect(clock.waits).toEqual([3_000, 2_000, 4_000])
  })

  it('gives up after five attempts and names what it saw, but never the token or the query', async () => {
    const { client, server } = await startSetting(json(503, graphError('ServiceUnavailable'), { 'request-id': 'abc-1' }))

    const error = await errorOf(client.get(PATH, soon()))

    expect(error).toMatchObject({
      code: 'REEVE_PROVIDER_HTTP',
      class: 'transient',
      detail: 'HTTP 503 ServiceUnavailable (request-id abc-1) for GET /v1.0/devices, 5 attempts',
    })
    expect(server.received.length).toBe(5)
  })

  it('is not repeated when the provider says no', async () => {
    const { client, server } = await startSetting(json(403, graphError('Authorization_RequestDenied')))

    const error = await errorOf(client.get(PATH, soon()))

    expect(error).toMatchObject({ class: 'terminal', detail: 'HTTP 403 Authorization_RequestDenied for GET /v1.0/devices' })
    expect(server.received.length).toBe(1)
  })

  it('tries once more with a new token when the old one is refused', async () => {
    const { client, tokens } = await startSetting(inTurn(json(401, graphError('InvalidAuthenticationToken')), json(200, { id: 'a' })))

    const reading = await client.get(PATH, soon())

    expect(reading).toEqual({ found: true, body: { id: 'a' } })
    expect(tokens.forgotten).toEqual([TOKEN])
  })

  it('tells a record that Graph does not have from an address that something else does not know', async () => {
    const { client } = await startSetting(inTurn(json(404, graphError('Request_ResourceNotFound')), json(404, { message: 'no route' })))

    const ofGraph = await client.get(PATH, soon())
    const ofAnother = await errorOf(client.get(PATH, soon()))

    expect(ofGraph).toEqual({ found: false })
    expect(ofAnother).toMatchObject({ code: 'REEVE_PROVIDER_HTTP', detail: 'HTTP 404 for GET /v1.0/devices' })
  })

  it('takes an answer that is cut short for no answer', async () => {
    const { client, server } = await startSetting((_request, response, socket) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"value":[')
      setTimeout(() => socket.destroy(), 20)
    })

    const error = await errorOf(client.get(PATH, soon()))

    expect(error).toMatchObject({ class: 'transient', detail: 'HTTP 200 (the answer is not whole) for GET /v1.0/devices, 5 attempts' })
    expect(server.received.length).toBe(5)
  })

  it('takes an answer that is not JSON for a fault', async () => {
    const { client } = await startSetting((_request, response) => response.writeHead(200).end('<html>maintenance</html>'))

    const error = await errorOf(client.get(PATH, soon()))

    expect(error.detail).toBe('HTTP 200 (the answer is not whole) for GET /v1.0/devices, 5 attempts')
  })

  it('reads no more than the largest answer allowed', async () => {
    const { client } = await startSetting(json(200, { value: ['x'.repeat(10_000)] }), { maxAnswerBytes: 5_000 })

    const error = await errorOf(client.get(PATH, soon()))

    expect(error.detail).toBe('HTTP 200 (the answer is not whole) for GET /v1.0/devices, 5 attempts')
  })

  it('does not wait for ever for headers', async () => {
    const { client, server } = await startSetting(neverAnswer, { headersTimeoutMs: 100, maxAttempts: 2 })

    const error = await errorOf(client.get(PATH, soon()))

    expect(error).toMatchObject({
      code: 'REEVE_PROVIDER_UNREACHABLE',
      class: 'transient',
      detail: 'no answer (UND_ERR_HEADERS_TIMEOUT) for GET /v1.0/devices, 2 attempts',
    })
    expect(server.received.length).toBe(2)
  })

  it('does not wait for ever for the rest of a body', async () => {
    const { client } = await startSetting((_request, response) => response.writeHead(200).write('{'), { bodyTimeoutMs: 100, maxAttempts: 1 })

    const error = await errorOf(client.get(PATH, AbortSignal.timeout(4_000)))

    expect(error.detail).toBe('HTTP 200 (the answer is not whole) for GET /v1.0/devices')
  })

  it('does not wait for ever for a body that drips', async () => {
    const { client } = await startSetting(
      (_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
      },
      { totalTimeoutMs: 150 },
    )

    const error = await errorOf(client.get(PATH, soon()))

    expect(error.detail).toBe('HTTP 200 (the answer is not whole) for GET /v1.0/devices, 5 attempts')
  })

  it('stops at once when it is told to', async () => {
    const { client, server } = await startSetting(neverAnswer)
    const controller = new AbortController()

    const reading = client.get(PATH, controller.signal)
    setTimeout(() => controller.abort(new Error('stop')), 100)

    await expect(reading).rejects.toThrow('stop')
    expect(server.received.length).toBe(1)
  })

  it('remembers the clock of the provider', async () => {
    const { client } = await startSetting(json(200, {}, { date: 'Sun, 22 Nov 2026 09:30:00 GMT' }))

    const before = client.providerTime()
    await client.get(PATH, soon())

    expect([before, client.providerTime()]).toEqual([null, new Date('2026-11-22T09:30:00Z')])
  })
})

describe('the token', () => {
  it.each(['https://elsewhere.example/v1.0/devices', '//elsewhere.example/v1.0', 'ftp://127.0.0.1/', 'http://'])('does not go to %s', async (link) => {
    const { client, server } = await startSetting(json(200, {}))

    const error = await errorOf(client.get(link, soon()))

    expect(error.code).toBe('REEVE_FOREIGN_HOST')
    expect(server.received).toEqual([])
  })

  it('does not go to another port, another scheme or a link with a user name', async () => {
    const other = await startScriptedServer(json(200, {}))
    const { client, server } = await startSetting(json(200, {}))
    const links = [other.url, server.url.replace('http:', 'https:'), server.url.replace('http://', 'http://user@')]

    const errors = await Promise.all(links.map((link) => errorOf(client.get(`${link}/v1.0/devices`, soon()))))

    await other.close()
    expect(errors.map((error) => error.code)).toEqual(['REEVE_FOREIGN_HOST', 'REEVE_FOREIGN_HOST', 'REEVE_FOREIGN_HOST'])
    expect([server.received, other.received]).toEqual([[], []])
  })

  it('follows no redirect: not to another host, nor to the same one', async () => {
    const other = await startScriptedServer(json(200, {}))
    const away = await startSetting(json(302, {}, { location: `${other.url}/v1.0/devices` }))
    const along = await startSetting(json(302, {}, { location: '/v1.0/devices/delta' }))

    const errors = await Promise.all([errorOf(away.client.get(PATH, soon())), errorOf(along.client.get(PATH, soon()))])

    await other.close()
    expect(errors.map((error) => error.code)).toEqual(['REEVE_FOREIGN_HOST', 'REEVE_PROVIDER_HTTP'])
    expect([other.received.length, along.server.received.length]).toEqual([0, 1])
  })

  it.each(['http://graph.example', 'graph.microsoft.com', 'https://user:secret@graph.example', 'https://graph.example/?a=b', 'file:///etc'])(
    'has no home at %s',
    (address) => {
      expect(() => assertSafeOrigin(address)).toThrow(ReeveError)
    },
  )

  it.each(['https://graph.microsoft.com', 'https://dod-graph.microsoft.us/', 'http://127.0.0.1:8080', 'http://localhost:1'])('may live at %s', (address) => {
    expect(assertSafeOrigin(address).origin).toBe(address.replace(/\/$/, ''))
  })
})
