import { describe, expect, it } from 'vitest'
import { type AcceptedRequest, type Execution, type LedgerAction, type LedgerEffect, judge } from '../../src/twin/ledger.ts'
import { openTwin, pathOf, pickDevice } from './parts.ts'

const WHO = { deviceId: 'd-1', incarnation: 'd-1@2026-01-01T00:00:00Z', serialNumber: 'RV1' }

function accepted(action: LedgerAction, who = WHO): AcceptedRequest {
  return { kind: 'accepted', at: '2026-11-22T00:00:00Z', requestId: 'r', clientRequestId: 'c', action, target: who.deviceId, ...who }
}

function executed(action: LedgerAction, effect: LedgerEffect, who = WHO): Execution {
  return { kind: 'executed', at: '2026-11-22T00:01:00Z', requestId: 'r', action, effect, ...who }
}

describe('the ledger', () => {
  it('holds every accepted request with its ids, and every execution with its effect', async () => {
    const { core, fleet, raw } = await openTwin()
    const device = pickDevice(fleet, ({ platform, enrolledAt }) => platform === 'ios' && enrolledAt !== null)
    const incarnation = `${device.id}@${new Date((device.enrolledAt ?? 0) * 1000).toISOString().replace('.000', '')}`
    const { id: deviceId, serialNumber } = device

    const { headers } = await raw('POST', pathOf(device, '/retire'), { headers: { 'client-request-id': 'a-17' } })
    core.advance(900)

    const [first, second] = core.ledger()
    const requestId = headers.get('request-id')
    expect(first).toEqual({
      kind: 'accepted',
      at: '2026-11-22T00:00:00Z',
      requestId,
      clientRequestId: 'a-17',
      action: 'retire',
      target: deviceId,
      deviceId,
      incarnation,
      serialNumber,
    })
    expect(second).toEqual({ kind: 'executed', at: second?.at, requestId, action: 'retire', effect: 'retired', deviceId, incarnation, serialNumber })
    expect((second?.at ?? '') > '2026-11-22T00:00:00Z' && (second?.at ?? '') < '2026-11-22T00:15:00Z').toBe(true)
  })

  it('holds requests to the directory, and none that was refused', async () => {
    const { core, fleet, send, raw } = await openTwin()
    const user = fleet.user(0).id
    const device = fleet.directoryDevice(fleet.devices)?.id

    await send('PATCH', `/v1.0/users/${user}`, { accountEnabled: false })
    await send('PATCH', `/v1.0/devices/${device}`, { accountEnabled: false })
    await send('DELETE', `/v1.0/devices/${device}`)
    await send('DELETE', `/v1.0/devices/${device}`)
    await raw('PATCH', `/v1.0/users/${user}`, { body: { accountEnabled: 'no' } })

    expect(core.ledger().map((entry) => [entry.kind, entry.action, entry.kind === 'accepted' && entry.target])).toEqual([
      ['accepted', 'disableUser', user],
      ['accepted', 'disableDirectoryDevice', device],
      ['accepted', 'deleteDirectoryDevice', device],
    ])
  })

  it('is in the order of time, whatever the order of requests', async () => {
    const { core, fleet, send } = await openTwin()
    for (let index = 0; index < 60; index++) await send('POST', pathOf(fleet.device(index), '/wipe'), {})

    core.advance(30 * 86_400)

    const times = core.ledger().map(({ at }) => at)
    expect(times).toEqual(times.toSorted())
    expect(times.length).toBeGreaterThan(100)
  })
})

describe('the judge', () => {
  it('acquits one action on each device, and a stronger one over a weaker', () => {
    const other = { deviceId: 'd-2', incarnation: 'd-2@2026-01-01T00:00:00Z', serialNumber: 'RV2' }

    const guilty = judge([
      accepted('wipe'),
      executed('wipe', 'wiped'),
      accepted('retire', other),
      accepted('wipe', other),
      executed('wipe', 'wiped', other),
      executed('retire', 'superseded', other),
    ])

    expect(guilty).toEqual([])
  })

  it('acquits a device that was enrolled anew between two wipes', () => {
    const again = { ...WHO, deviceId: 'd-9', incarnation: 'd-9@2026-12-01T00:00:00Z' }

    const guilty = judge([accepted('wipe'), executed('wipe', 'wiped'), accepted('wipe', again), executed('wipe', 'wiped', again)])

    expect(guilty).toEqual([])
  })

  it('acquits passcodes that were reset twice', () => {
    expect(
      judge([accepted('resetPasscode'), executed('resetPasscode', 'passcodeReset'), accepted('resetPasscode'), executed('resetPasscode', 'passcodeReset')]),
    ).toEqual([])
  })

  it.each([
    ['the same request twice', [accepted('wipe'), accepted('wipe')], { accepted: ['wipe', 'wipe'], executed: [] }],
    ['a weaker request after a stronger', [accepted('wipe'), accepted('retire')], { accepted: ['wipe', 'retire'], executed: [] }],
    ['a delete over a retire', [accepted('retire'), accepted('delete')], { accepted: ['retire', 'delete'], executed: [] }],
    [
      'two executions of one request',
      [accepted('wipe'), executed('wipe', 'wipedKeepingEnrollment'), executed('wipe', 'wipedKeepingEnrollment')],
      { accepted: ['wipe'], executed: ['wipedKeepingEnrollment', 'wipedKeepingEnrollment'] },
    ],
  ] as const)('finds %s', (_title, entries, found) => {
    expect(judge(entries)).toEqual([{ ...WHO, ...found }])
  })

  it('finds a device that a client wiped twice', async () => {
    const { core, fleet, send } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'windows10')

    await send('POST', pathOf(device, '/wipe'), {})
    await send('POST', pathOf(device, '/wipe'), {})
    core.advance(900)

    expect(judge(core.ledger())).toMatchObject([{ deviceId: device.id, accepted: ['wipe', 'wipe'], executed: ['wiped'] }])
  })
})
