import { describe, expect, it } from 'vitest'
import { classifyWrite } from '../../src/intune/classify.ts'
import type { WriteExchange } from '../../src/intune/client.ts'
import { graphError, OPAQUE_MESSAGE } from './scripted-server.ts'

const NOW = new Date('2026-11-22T09:00:00Z')

function answer(status: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): WriteExchange {
  return { kind: 'answer', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

describe('what an answer to a write means', () => {
  it.each([
    ['204', answer(204)],
    ['200 with a body', answer(200, { value: true })],
    ['a 202 whose body broke off', { kind: 'answer', status: 202, headers: {}, body: null } as const],
  ])('%s is accepted', (_name, exchange) => {
    expect(classifyWrite(exchange, NOW)).toEqual({ outcome: 'accepted' })
  })

  it.each<[string, WriteExchange, string]>([
    ['no token', { kind: 'notSent', because: 'no token' }, 'nothing was sent: no token'],
    ['a connection that never opened', { kind: 'failure', opened: false, code: 'ECONNREFUSED' }, 'no connection (ECONNREFUSED)'],
    ['405 without a body', answer(405), 'HTTP 405'],
    ['429 without a body', answer(429), 'HTTP 429'],
    ['401 of Graph', answer(401, graphError('InvalidAuthenticationToken')), 'HTTP 401 InvalidAuthenticationToken'],
    ['403 of Graph', answer(403, graphError('Authorization_RequestDenied')), 'HTTP 403 Authorization_RequestDenied'],
    ['403 of Intune', answer(403, graphError('Forbidden', OPAQUE_MESSAGE)), 'HTTP 403 Forbidden'],
    ['404 of Graph', answer(404, graphError('Request_ResourceNotFound')), 'HTTP 404 Request_ResourceNotFound'],
    ['400 of the directory', answer(400, graphError('Request_BadRequest')), 'HTTP 400 Request_BadRequest'],
    ['409 that asks to repeat', answer(409, graphError('Directory_ConcurrencyViolation')), 'HTTP 409 Directory_ConcurrencyViolation'],
  ])('%s is refused', (_name, exchange, reason) => {
    expect(classifyWrite(exchange, NOW)).toEqual({ outcome: 'refused', reason, retryAfterMs: null })
  })

  it.each<[string, WriteExchange, string]>([
    ['the opaque 400 of Intune', answer(400, graphError('BadRequest', OPAQUE_MESSAGE)), 'HTTP 400 BadRequest'],
    ['the opaque 400 with the other code', answer(400, graphError('InternalError', OPAQUE_MESSAGE)), 'HTTP 400 InternalError'],
    ['a plain 400 of Intune', answer(400, graphError('BadRequest')), 'HTTP 400 BadRequest'],
    ['an opaque 400 with a code of the directory', answer(400, graphError('Request_BadRequest', OPAQUE_MESSAGE)), 'HTTP 400 Request_BadRequest'],
    ['a 400 without a body', answer(400), 'HTTP 400'],
    ['a 401 of something in between', answer(401, '<html>sign in</html>'), 'HTTP 401'],
    ['a 403 of something in between', answer(403, '<html>no</html>'), 'HTTP 403'],
    ['a 404 of something in between', answer(404, 'not found'), 'HTTP 404'],
    ['a 404 that is JSON but not of Graph', answer(404, { error: 'not_found' }), 'HTTP 404'],
    ['half a 404', { kind: 'answer', status: 404, headers: {}, body: null }, 'HTTP 404 (the answer is not whole)'],
    ['another 409', answer(409, graphError('Conflict')), 'HTTP 409 Conflict'],
    ['412, which waits for a second admin', answer(412, graphError('BadRequest', OPAQUE_MESSAGE)), 'HTTP 412 BadRequest'],
    ['a redirect', answer(307, '', { location: 'https://graph.example/' }), 'HTTP 307'],
    ['500', answer(500, graphError('InternalServerError')), 'HTTP 500 InternalServerError'],
    ['503, also with Retry-After', answer(503, graphError('ServiceUnavailable'), { 'retry-after': '5' }), 'HTTP 503 ServiceUnavailable'],
    ['504', answer(504), 'HTTP 504'],
    ['a reset of an open connection', { kind: 'failure', opened: true, code: 'ECONNRESET' }, 'no answer (ECONNRESET)'],
    ['a time-out', { kind: 'failure', opened: true, code: 'TIMEOUT' }, 'no answer (TIMEOUT)'],
  ])('%s is unknown', (_name, exchange, reason) => {
    expect(classifyWrite(exchange, NOW)).toEqual({ outcome: 'unknown', reason })
  })

  it('hands on how long a throttled write has to wait, and believes no more than an hour', () => {
    const asked = classifyWrite(answer(429, graphError('TooManyRequests'), { 'retry-after': '17' }), NOW)
    const absurd = classifyWrite(answer(429, graphError('TooManyRequests'), { 'retry-after': '99999999' }), NOW)

    expect(asked).toEqual({ outcome: 'refused', reason: 'HTTP 429 TooManyRequests', retryAfterMs: 17_000 })
    expect(absurd).toEqual({ outcome: 'refused', reason: 'HTTP 429 TooManyRequests', retryAfterMs: 3_600_000 })
  })

  it('repeats nothing of the provider in the reason but what can be a code or a request id', () => {
    const hostile = answer(403, graphError('Denied\n[31m', 'https://x/?token=secret'), { 'request-id': 'a b\nc' })

    expect(classifyWrite(hostile, NOW)).toEqual({ outcome: 'unknown', reason: 'HTTP 403' })
  })
})
