import { describe, expect, it } from 'vitest'
import { openTwin, pathOf, pickDevice } from './parts.ts'

const item = (id: string, url: string, rest: object = {}): object => ({ id, method: 'GET', url, ...rest })

describe('a batch', () => {
  it('answers each request on its own, whatever becomes of the others', async () => {
    const { fleet, send, core } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'ios')
    const path = pathOf(device).slice('/beta'.length)

    const { status, body } = await send('POST', '/beta/$batch', {
      requests: [
        item('one', `${path}?$select=id`),
        item('two', 'devices/nobody'),
        {
          id: 'three',
          method: 'POST',
          url: `${path}/wipe`,
          headers: { 'Content-Type': 'application/json', 'client-request-id': 'a-3' },
          body: { keepUserData: false },
        },
      ],
    })

    const statuses = body.responses.map((response: { readonly id: string; readonly status: number }) => [response.id, response.status])
    expect(status).toBe(200)
    expect(statuses).toEqual([
      ['one', 200],
      ['two', 404],
      ['three', 204],
    ])
    expect(body.responses[0].body.id).toBe(device.id)
    expect(core.ledger()).toMatchObject([{ action: 'wipe', deviceId: device.id, clientRequestId: 'a-3' }])
  })

  it('ends with 424 what depends on a request that failed', async () => {
    const { send } = await openTwin()

    const { body } = await send('POST', '/v1.0/$batch', {
      requests: [item('1', '/users/nobody'), item('2', '/users?$top=1', { dependsOn: ['1'] }), item('3', '/users?$top=1', { dependsOn: ['2'] })],
    })

    expect(body.responses.map(({ status }: { readonly status: number }) => status)).toEqual([404, 424, 424])
  })

  it.each([
    ['an id twice', { requests: [item('1', '/users'), item('1', '/devices')] }],
    ['more than 20 requests', { requests: Array.from({ length: 21 }, (_, index) => item(String(index), '/users?$top=1')) }],
    ['no request', { requests: [] }],
    ['no list', {}],
    ['a request without a method', { requests: [{ id: '1', url: '/users' }] }],
    ['a dependency on nothing', { requests: [item('1', '/users', { dependsOn: ['9'] })] }],
  ])('is refused as a whole for %s', async (_title, body) => {
    const { raw } = await openTwin()

    const { status } = await raw('POST', '/v1.0/$batch', { body })

    expect(status).toBe(400)
  })

  it.each([
    ['an absolute address', item('1', 'https://graph.microsoft.com/v1.0/users')],
    [
      'a batch inside',
      { id: '1', method: 'POST', url: '/$batch', headers: { 'Content-Type': 'application/json' }, body: { requests: [item('1', '/users?$top=1')] } },
    ],
    ['a body without Content-Type', { id: '1', method: 'POST', url: '/deviceManagement/managedDevices/x/wipe', body: {} }],
  ])('refuses %s by itself', async (_title, request) => {
    const { raw } = await openTwin()

    const { status, body } = await raw('POST', '/v1.0/$batch', { body: { requests: [request] } })

    expect([status, body.responses[0].status]).toEqual([200, 400])
  })

  it('takes 20 requests', async () => {
    const { send } = await openTwin()

    const { body } = await send('POST', '/v1.0/$batch', { requests: Array.from({ length: 20 }, (_, index) => item(String(index), '/users?$top=1')) })

    expect(body.responses.map(({ status }: { readonly status: number }) => status)).toEqual(Array(20).fill(200))
  })

  it('throttles a single request inside an answer of 200', async () => {
    const { send } = await openTwin({ faults: [{ match: { path: '/v1.0/users' }, kind: 'status', status: 429, retryAfterSeconds: 7, times: 1 }] })

    const { status, body } = await send('POST', '/v1.0/$batch', { requests: [item('1', '/users?$top=1'), item('2', '/users?$top=1')] })

    expect(status).toBe(200)
    expect(body.responses[0]).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'TooManyRequests' } } })
    expect(body.responses[1].status).toBe(200)
  })
})
