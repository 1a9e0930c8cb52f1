import { describe, expect, it } from 'vitest'
import { createClock } from '../../src/twin/clock.ts'
import { DEVICES, openTwin, pathOf, pickDevice, START } from './parts.ts'

const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000)

describe("the twin's clock", () => {
  it('stands still between steps', () => {
    let elapsed = 0
    const clock = createClock({ start: START, clock: { mode: 'stepped' }, elapsedMs: () => elapsed })

    elapsed = 99_999
    const before = clock.now()
    clock.advance(60)

    expect([before, clock.now()]).toEqual([START, at(60)])
  })

  it.each([
    [{ mode: 'real' } as const, 10],
    [{ mode: 'accelerated', speed: 3600 } as const, 36_000],
  ])('runs with the wall: %j', (mode, seconds) => {
    let elapsed = 5000
    const clock = createClock({ start: START, clock: mode, elapsedMs: () => elapsed })

    elapsed += 10_000
    const running = clock.now()
    clock.advance(60)

    expect([running, clock.now()]).toEqual([at(seconds), at(seconds + 60)])
  })

  it('goes neither back nor at no speed', () => {
    const clock = createClock({ start: START, clock: { mode: 'stepped' }, elapsedMs: () => 0 })

    expect(() => clock.advance(-1)).toThrow('Expected seconds to be 0 or more, got -1')
    expect(() => createClock({ start: START, clock: { mode: 'accelerated', speed: 0 }, elapsedMs: () => 0 })).toThrow('Expected speed to be above 0, got 0')
  })

  it('carries devices along when it runs by itself', async () => {
    let elapsed = 0
    const { core, fleet, send, get } = await openTwin({ clock: { mode: 'accelerated', speed: 600 }, elapsedMs: () => elapsed })
    const device = pickDevice(fleet, ({ platform }) => platform === 'ios')

    await send('POST', pathOf(device, '/wipe'), {})
    const before = await get(pathOf(device))
    elapsed += 1500
    const after = await get(pathOf(device))

    expect([before.status, after.status]).toEqual([200, 404])
    expect(after.headers.get('date')).toBe('Sun, 22 Nov 2026 00:15:00 GMT')
    expect(core.ledger().map(({ kind }) => kind)).toEqual(['accepted', 'executed'])
  })

  it('is read and moved over the admin surface', async () => {
    const { raw, get } = await openTwin()
    const before = await get(`${DEVICES}?$select=id,lastSyncDateTime`)

    const moved = await raw('POST', '/_twin/clock', { body: { advanceSeconds: 86_400 } })
    const read = await raw('GET', '/_twin/clock')
    const after = await get(`${DEVICES}?$select=id,lastSyncDateTime`)

    const later = after.body.value.filter(
      (record: { readonly lastSyncDateTime: string }, index: number) => record.lastSyncDateTime > before.body.value[index].lastSyncDateTime,
    )
    expect(moved.body).toEqual({ now: '2026-11-23T00:00:00.000Z', mode: 'stepped', speed: 0 })
    expect(read.body).toEqual(moved.body)
    expect(later.length).toBeGreaterThan(before.body.value.length * 0.7)
    expect((await raw('POST', '/_twin/clock', { body: { advanceSeconds: -5 } })).status).toBe(400)
    expect((await raw('POST', '/_twin/clock', { body: {} })).status).toBe(400)
  })
})
