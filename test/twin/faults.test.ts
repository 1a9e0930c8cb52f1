import { describe, expect, it } from 'vitest'
import { type FaultRule, LostAnswer, parseFaultRule } from '../../src/twin/faults.ts'
import { DEVICES, openTwin, pathOf } from './parts.ts'

const match = { method: 'POST', path: '/beta/deviceManagement/managedDevices/*/wipe' }

describe('faults', () => {
  it('lose an answer after the request was carried out, as often as asked', async () => {
    const { core, fleet, raw } = await openTwin({ faults: [{ match, kind: 'lostAnswer', times: 1 }] })

    await expect(raw('POST', pathOf(fleet.device(0), '/wipe'), { body: {} })).rejects.toBeInstanceOf(LostAnswer)
    const second = await raw('POST', pathOf(fleet.device(1), '/wipe'), { body: {} })

    expect(second.status).toBe(204)
    expect(core.ledger().flatMap((entry) => (entry.kind === 'accepted' ? [entry.deviceId] : []))).toEqual([fleet.device(0).id, fleet.device(1).id])
  })

  it('leave alone what the path or the method does not match', async () => {
    const { fleet, raw } = await openTwin({ faults: [{ match, kind: 'lostAnswer', times: 1 }] })

    const statuses = [await raw('POST', pathOf(fleet.device(0), '/retire')), await raw('GET', pathOf(fleet.device(0)))].map(({ status }) => status)

    expect(statuses).toEqual([204, 200])
  })

  it.each([
    [false, []],
    [true, ['accepted']],
  ])('answer with a status; carried out: %s', async (executes, kinds) => {
    const { core, fleet, send } = await openTwin({ faults: [{ match, kind: 'status', status: 503, executes, times: 1 }] })

    const { status, body, headers } = await send('POST', pathOf(fleet.device(0), '/wipe'), {})

    expect([status, body.error.code, headers.get('retry-after')]).toEqual([503, 'ServiceUnavailable', null])
    expect(
      core
        .ledger()
        .filter(({ kind }) => kind === 'accepted')
        .map(({ kind }) => kind),
    ).toEqual(kinds)
  })

  it('answer late, but act in time', async () => {
    const waited: number[] = []
    const sleep = async (ms: number): Promise<void> => {
      waited.push(ms)
    }
    const { core, fleet, send } = await openTwin({ faults: [{ match, kind: 'delay', delayMs: 5000, times: 1 }], sleep })

    const { status } = await send('POST', pathOf(fleet.device(0), '/wipe'), {})

    expect([status, waited, core.ledger().length > 0]).toEqual([204, [5000], true])
  })

  it('tear a body in the middle', async () => {
    const { core } = await openTwin()
    core.addFault({ match: { path: '/_twin/clock' }, kind: 'truncate', times: 1 })

    const response = await core.handle(new Request('http://twin.invalid/_twin/clock'))
    const text = await response.text()

    expect(response.status).toBe(200)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  it('shorten a list without a sign, so that only the count gives it away', async () => {
    const { get } = await openTwin({ devices: 1500, faults: [{ match: { path: DEVICES }, kind: 'shortList', times: 1 }] })

    const { body } = await get(DEVICES)

    expect([body.value.length, body['@odata.nextLink'], body['@odata.count']]).toEqual([500, undefined, 1500])
  })

  it('are added and cleared over the admin surface', async () => {
    const { raw } = await openTwin()
    const rule = { match: { path: '/v1.0/users' }, kind: 'status', status: 500, times: 3 }

    const added = await raw('POST', '/_twin/faults', { body: rule })
    const hit = await raw('GET', '/v1.0/users')
    const cleared = await raw('DELETE', '/_twin/faults')
    const missed = await raw('GET', '/v1.0/users')

    expect(added).toMatchObject({ status: 201, body: rule })
    expect([hit.status, cleared.status, missed.status]).toEqual([500, 204, 200])
  })

  it.each<[unknown, FaultRule | string]>([
    [
      { match: { path: '/v1.0' }, kind: 'truncate' },
      { match: { path: '/v1.0' }, kind: 'truncate', times: 1 },
    ],
    [
      { match: { path: '/v1.0', method: 'GET' }, kind: 'delay', delayMs: 5, times: 2 },
      { match: { path: '/v1.0', method: 'GET' }, kind: 'delay', delayMs: 5, times: 2 },
    ],
    [null, 'Expected a rule to be an object'],
    [{ kind: 'truncate' }, 'Expected match.path to begin with "/"'],
    [{ match: { path: '/', method: 1 }, kind: 'truncate' }, 'Expected match.method to be a text'],
    [{ match: { path: '/' }, kind: 'truncate', times: 0 }, 'Expected times to be a whole number from 1'],
    [{ match: { path: '/' }, kind: 'explode' }, 'Expected kind to be lostAnswer, delay, status, truncate or shortList'],
    [{ match: { path: '/' }, kind: 'delay' }, 'Expected delayMs to be a whole number from 1'],
    [{ match: { path: '/' }, kind: 'status', status: 200 }, 'Expected status to be 400 to 599'],
  ])('are read from JSON: %j', (value, expected) => {
    expect(parseFaultRule(value)).toEqual(expected)
  })
})
