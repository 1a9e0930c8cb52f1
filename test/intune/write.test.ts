import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createGraphClient } from '../../src/intune/client.ts'
import { clientRequestIdOf, createIntuneWriter } from '../../src/intune/write.ts'
import type { ActionCommand, SecretReader, SecretReading } from '../../src/reconciler/provider.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { fixedTokens, NO_SECRETS, soon, startHttp, startSetting } from './parts.ts'
import { graphError, inTurn, json, neverAnswer, resetAfterReading } from './scripted-server.ts'
import { createWaitingClock } from './waiting-clock.ts'

const TARGET = '11111111-2222-4333-8444-555555555555'
const WIPE: ActionCommand = { actionId: 'a-1', action: 'wipe', target: TARGET, parameters: { keepEnrollmentData: true, keepUserData: true } }
const UNLOCKED_WIPE: ActionCommand = { ...WIPE, parameters: { keepEnrollmentData: false, keepUserData: false, macOsUnlockCode: { secretRef: 'env:MAC_CODE' } } }
const NO_CONTENT = json(204, undefined)

describe('a command', () => {
  it.each<[ActionCommand['action'], ActionCommand['parameters'], string, string, string]>([
    ['wipe', {}, 'POST', `/v1.0/deviceManagement/managedDevices/${TARGET}/wipe`, '{"keepEnrollmentData":false,"keepUserData":false}'],
    [
      'wipe',
      { keepEnrollmentData: true, keepUserData: true },
      'POST',
      `/v1.0/deviceManagement/managedDevices/${TARGET}/wipe`,
      '{"keepEnrollmentData":true,"keepUserData":true}',
    ],
    [
      'wipe',
      { keepEnrollmentData: false, keepUserData: false, useProtectedWipe: true },
      'POST',
      `/beta/deviceManagement/managedDevices/${TARGET}/wipe`,
      '{"keepEnrollmentData":false,"keepUserData":false,"useProtectedWipe":true}',
    ],
    [
      'wipe',
      { keepEnrollmentData: false, keepUserData: false, persistEsimDataPlan: false },
      'POST',
      `/v1.0/deviceManagement/managedDevices/${TARGET}/wipe`,
      '{"keepEnrollmentData":false,"keepUserData":false,"persistEsimDataPlan":false}',
    ],
    ['retire', {}, 'POST', `/v1.0/deviceManagement/managedDevices/${TARGET}/retire`, ''],
    ['delete', {}, 'DELETE', `/v1.0/deviceManagement/managedDevices/${TARGET}`, ''],
    ['resetPasscode', {}, 'POST', `/v1.0/deviceManagement/managedDevices/${TARGET}/resetPasscode`, ''],
    ['disableDirectoryDevice', {}, 'PATCH', `/v1.0/devices/${TARGET}`, '{"accountEnabled":false}'],
    ['deleteDirectoryDevice', {}, 'DELETE', `/v1.0/devices/${TARGET}`, ''],
    ['disableUser', {}, 'PATCH', `/v1.0/users/${TARGET}`, '{"accountEnabled":false}'],
    ['deleteUser', {}, 'DELETE', `/v1.0/users/${TARGET}`, ''],
  ])('%s %j is one request: %s %s %s', async (action, parameters, method, path, body) => {
    const { client, clock, server } = await startSetting(NO_CONTENT)
    const writer = createIntuneWriter({ client, clock, secrets: NO_SECRETS })

    const result = await writer.send({ actionId: 'a-1', action, target: TARGET, parameters }, soon())

    expect(result).toEqual({ outcome: 'accepted' })
    expect(server.received.map((request) => [request.method, request.path, request.body])).toEqual([[method, path, body]])
    expect(server.received[0]?.headers['client-request-id']).toBe(clientRequestIdOf('a-1'))
  })

  it('carries the unlock code of a Mac, read by its reference at that moment', async () => {
    const { client, clock, server } = await startSetting(NO_CONTENT)
    const asked: string[] = []
    const secrets: SecretReader = {
      readSecret: async (reference) => {
        asked.push(reference)
        return { found: true, value: '123456' }
      },
    }

    const result = await createIntuneWriter({ client, clock, secrets }).send(UNLOCKED_WIPE, soon())

    expect(result).toEqual({ outcome: 'accepted' })
    expect(asked).toEqual(['env:MAC_CODE'])
    expect(server.received.map(({ body }) => body)).toEqual(['{"keepEnrollmentData":false,"keepUserData":false,"macOsUnlockCode":"123456"}'])
  })

  it.each<[string, SecretReading, string]>([
    [
      'cannot be read',
      { found: false, because: 'the variable MAC_CODE is not set' },
      'its macOsUnlockCode could not be read: the variable MAC_CODE is not set',
    ],
    ['is not six digits', { found: true, value: '12345x' }, 'its macOsUnlockCode is not six digits'],
    ['is longer', { found: true, value: '1234567' }, 'its macOsUnlockCode is not six digits'],
  ])('whose unlock code %s sends nothing, and the code is not repeated', async (_case, reading, because) => {
    const { client, clock, server } = await startSetting(NO_CONTENT)

    const result = await createIntuneWriter({ client, clock, secrets: { readSecret: async () => reading } }).send(UNLOCKED_WIPE, soon())

    expect(result).toEqual({ outcome: 'refused', reason: `nothing was sent: ${because}`, retryAfterMs: null })
    expect(server.received).toEqual([])
  })

  it.each(['', 'x', `${TARGET}/wipe`, '../users', "1' or '1' eq '1"])('with the target %j sends nothing', async (target) => {
    const { client, clock, server } = await startSetting(NO_CONTENT)

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send({ ...WIPE, target }, soon())

    expect(result.outcome).toBe('refused')
    expect(server.received).toEqual([])
  })

  it('that the provider has no request for is refused', async () => {
    const { client, clock, server } = await startSetting(NO_CONTENT)

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send({ ...WIPE, action: 'setCleanupRule' }, soon())

    expect(result).toEqual({
      outcome: 'refused',
      reason: 'nothing was sent: there is no request for setCleanupRule of this target',
      retryAfterMs: null,
    })
    expect(server.received).toEqual([])
  })

  it('always gives the same GUID for the same action, and another for another', () => {
    expect(clientRequestIdOf('a-1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(clientRequestIdOf('a-1')).toBe(clientRequestIdOf('a-1'))
    expect(clientRequestIdOf('a-1')).not.toBe(clientRequestIdOf('a-2'))
  })
})

describe('a write is sent once', () => {
  it.each([
    ['a reset after it was read', resetAfterReading, 'no answer (ECONNRESET)'],
    ['a server that closes', (_r: unknown, _s: unknown, socket: { destroy(): void }) => socket.destroy(), 'no answer (UND_ERR_SOCKET)'],
    ['500', json(500, graphError('InternalServerError')), 'HTTP 500 InternalServerError'],
    ['503 with Retry-After', json(503, {}, { 'retry-after': '1' }), 'HTTP 503'],
    ['no answer at all', neverAnswer, 'no answer (UND_ERR_HEADERS_TIMEOUT)'],
  ] as const)('and unknown after %s', async (_name, answer, reason) => {
    const { client, clock, server } = await startSetting(answer, { headersTimeoutMs: 300 })

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, soon())

    expect(result.outcome).toBe('unknown')
    expect(result).toHaveProperty('reason', reason)
    expect(server.received.length).toBe(1)
    expect(clock.waits).toEqual([])
  })

  it.each([
    ['429', json(429, graphError('TooManyRequests'), { 'retry-after': '4' }), 4_000],
    ['401', json(401, graphError('InvalidAuthenticationToken')), null],
  ] as const)('and refused after %s', async (_name, answer, retryAfterMs) => {
    const { client, clock, server } = await startSetting(answer)

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, soon())

    expect(result).toMatchObject({ outcome: 'refused', retryAfterMs })
    expect(server.received.length).toBe(1)
    expect(clock.waits).toEqual([])
  })

  it('on a connection of its own, so that no kept connection can die under it', async () => {
    const { client, clock, server } = await startSetting(inTurn(json(200, {}), NO_CONTENT))
    const writer = createIntuneWriter({ client, clock, secrets: NO_SECRETS })

    await client.get('/v1.0/devices', soon())
    await writer.send(WIPE, soon())
    await writer.send({ ...WIPE, actionId: 'a-2' }, soon())

    expect(server.connections()).toBe(3)
    expect(server.received.map((request) => request.headers.connection)).toEqual(['keep-alive', 'close', 'close'])
  })

  it('and unknown when it is stopped while the provider has it', async () => {
    const controller = new AbortController()
    const { client, clock, server } = await startSetting(() => controller.abort())

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, controller.signal)

    expect(result).toEqual({ outcome: 'unknown', reason: 'no answer (ABORTED)' })
    expect(server.received.length).toBe(1)
  })
})

describe('a write that may have left', () => {
  it('is never called not sent, whatever breaks in our own house', async () => {
    const { server, clock } = await startSetting(NO_CONTENT)
    const http = startHttp()
    const breaking = {
      ...http,
      sendOnce: async (...request: Parameters<typeof http.sendOnce>) => {
        await http.sendOnce(...request)
        throw new Error('broken')
      },
    }
    const client = createGraphClient({ graphUrl: server.url, tokens: fixedTokens(), clock, http: breaking })

    const sending = createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, soon())

    await expect(sending).rejects.toThrow('broken')
    expect(server.received.length).toBe(1)
  })
})

describe('a write of which nothing left is refused', () => {
  it('when it is stopped before it is sent', async () => {
    const { client, clock, server } = await startSetting(NO_CONTENT)

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, AbortSignal.abort())

    expect(result).toEqual({ outcome: 'refused', reason: 'nothing was sent: stopped before sending', retryAfterMs: null })
    expect(server.received).toEqual([])
  })

  it('when there is no token', async () => {
    const { server, clock } = await startSetting(NO_CONTENT)
    const tokens = { ...fixedTokens(), getToken: () => Promise.reject(new ReeveError('REEVE_PROVIDER', 'The sign-in service refused.')) }
    const client = createGraphClient({ graphUrl: server.url, tokens, clock, http: startHttp() })

    const result = await createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, soon())

    expect(result).toEqual({
      outcome: 'refused',
      reason: 'nothing was sent: Provider cannot be used: The sign-in service refused.',
      retryAfterMs: null,
    })
    expect(server.received).toEqual([])
  })

  it('when nobody listens', async () => {
    const { url, close } = await listen(() => {})
    await close()

    const result = await sendTo(url)

    expect(result).toEqual({ outcome: 'refused', reason: 'no connection (ECONNREFUSED)', retryAfterMs: null })
  })

  it('when the name has no address', async () => {
    const result = await sendTo('https://no-such-host.invalid')

    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/^no connection \((ENOTFOUND|EAI_AGAIN)\)$/) })
  })

  it('when the other side does not speak TLS', async () => {
    const { url, close } = await listen((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))

    const result = await sendTo(url.replace('http:', 'https:'))

    await close()
    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/^no connection/) })
  })

  it('when TLS is not agreed in time', async () => {
    const { url, close } = await listen((socket) => socket.resume())

    const result = await sendTo(url.replace('http:', 'https:'), 300)

    await close()
    expect(result).toEqual({ outcome: 'refused', reason: 'no connection (UND_ERR_CONNECT_TIMEOUT)', retryAfterMs: null })
  })

  it('when the other side breaks off while TLS is being agreed', async () => {
    const { url, close } = await listen((socket) => socket.on('data', () => socket.resetAndDestroy()))

    const result = await sendTo(url.replace('http:', 'https:'))

    await close()
    expect(result).toEqual({ outcome: 'refused', reason: 'no connection (ECONNRESET)', retryAfterMs: null })
  })
})

async function listen(onConnection: (socket: Socket) => void): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function sendTo(graphUrl: string, connectTimeoutMs = 3_000): Promise<unknown> {
  const clock = createWaitingClock()
  const client = createGraphClient({ graphUrl, tokens: fixedTokens(), clock, http: startHttp({ connectTimeoutMs }) })
  return createIntuneWriter({ client, clock, secrets: NO_SECRETS }).send(WIPE, soon())
}
