import { describe, expect, it } from 'vitest'
import { createTwinCore } from '../../src/twin/core.ts'
import { DEVICES, ORIGIN, openTwin, START } from './parts.ts'

const token = (form: Record<string, string>): Request => new Request(`${ORIGIN}/contoso/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) })
const GOOD_FORM = { grant_type: 'client_credentials', client_id: 'reeve', client_secret: 's', scope: 'https://graph.microsoft.com/.default' }

function openCore(): ReturnType<typeof createTwinCore> {
  return createTwinCore({ devices: 10, seed: 1, start: START, clock: { mode: 'stepped' } })
}

describe('tokens', () => {
  it('are given to any application, by secret or by assertion', async () => {
    const { handle } = openCore()
    const { client_secret: _secret, ...withoutSecret } = GOOD_FORM

    const bodies = await Promise.all([GOOD_FORM, { ...withoutSecret, client_assertion: 'jwt' }].map(async (form) => (await handle(token(form))).json()))

    expect(bodies).toMatchObject([
      { token_type: 'Bearer', expires_in: 3599, access_token: expect.any(String) },
      { token_type: 'Bearer', expires_in: 3599, access_token: expect.any(String) },
    ])
  })

  it.each([
    ['grant_type', 'password', 400, 'unsupported_grant_type'],
    ['client_id', '', 400, 'invalid_request'],
    ['scope', '', 400, 'invalid_request'],
    ['client_secret', '', 401, 'invalid_client'],
  ])('are refused for %s "%s"', async (name, value, status, error) => {
    const response = await openCore().handle(token({ ...GOOD_FORM, [name]: value }))

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
  })

  it.each([[{}], [{ Authorization: 'Bearer made-up' }], [{ Authorization: 'Basic abc' }]])('are needed for every call: %j', async (headers) => {
    const { handle, ledger } = openCore()

    const responses = await Promise.all([
      handle(new Request(`${ORIGIN}${DEVICES}`, { headers })),
      handle(new Request(`${ORIGIN}/v1.0/users`, { headers })),
      handle(new Request(`${ORIGIN}/v1.0/$batch`, { method: 'POST', headers })),
    ])

    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(await responses[0]?.json()).toMatchObject({ error: { code: 'InvalidAuthenticationToken', innerError: { date: '2026-11-22T00:00:00' } } })
    expect(ledger()).toEqual([])
  })
})

describe('errors', () => {
  it("carry the ids of the request, echo the client's, and tell the twin's time", async () => {
    const { get, core } = await openTwin()
    core.advance(3600)

    const { status, headers, body } = await get('/v1.0/users/nobody', { 'client-request-id': 'a-42' })

    expect([status, headers.get('date'), headers.get('client-request-id')]).toEqual([404, 'Sun, 22 Nov 2026 01:00:00 GMT', 'a-42'])
    expect(body).toEqual({
      error: {
        code: 'Request_ResourceNotFound',
        message: "Resource 'nobody' does not exist or one of its queried reference-property objects are not present.",
        innerError: { date: '2026-11-22T01:00:00', 'request-id': headers.get('request-id'), 'client-request-id': 'a-42' },
      },
    })
  })

  it('give every request an id of its own, and that one back where the client names none', async () => {
    const { get } = await openTwin()

    const answers = [await get('/v1.0/users?$top=1'), await get('/v1.0/users?$top=1')]

    const ids = answers.map(({ headers }) => headers.get('request-id'))
    expect(new Set(ids).size).toBe(2)
    expect(answers.map(({ headers }) => headers.get('client-request-id'))).toEqual(ids)
  })

  it('of Intune hide a second JSON text in the message', async () => {
    const { get } = await openTwin()

    const { status, body } = await get(`${DEVICES}/00000000-0000-4000-8000-000000000000`, { 'client-request-id': 'a-1' })

    expect([status, body.error.code]).toEqual([404, 'ResourceNotFound'])
    expect(JSON.parse(body.error.message)).toMatchObject({
      _version: 3,
      Message: expect.stringContaining('Activity ID: a-1 - Url: https://'),
      ErrorSourceService: '',
      HttpHeaders: '{}',
    })
  })

  it.each(['GET', 'DELETE'])('answer %s of what is no id with an opaque 400', async (method) => {
    const { raw } = await openTwin()

    const { status, body } = await raw(method, `${DEVICES}/Name;id`)

    expect([status, body.error.code]).toEqual([400, 'InternalError'])
  })

  it('name the segment that Graph does not have', async () => {
    const { raw } = await openTwin()

    const { status, body } = await raw('GET', '/v1.0/printers')

    expect([status, body.error.message]).toEqual([400, "Resource not found for the segment 'printers'."])
  })
})
