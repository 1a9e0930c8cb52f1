import { describe, expect, it } from 'vitest'
import { PROFILES } from '../../src/planner/profile/profile.ts'
import { askSupport, listEffects } from '../../src/planner/profile/ask.ts'
import { FAKE_PASSCODE } from '../../src/twin/device-behaviour.ts'
import { lastCheckInAt, nextCheckInAt } from '../../src/twin/presence.ts'
import { openTwin, pathOf, pickDevice, START } from './parts.ts'
import { PLAIN_WIPE } from '../../src/planner/wipe-options.ts'

const QUARTER = 15 * 60
const DAY = 86_400
const startSeconds = START.getTime() / 1000

describe('a wipe', () => {
  it('is queued by 204, and takes the device out of management in under 15 minutes when it is on', async () => {
    const { core, fleet, send, get } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'ios')

    const sent = await send('POST', pathOf(device, '/wipe'), { keepEnrollmentData: false, keepUserData: false })
    const queued = await get(pathOf(device))
    core.advance(QUARTER)
    const after = await get(pathOf(device))

    expect(sent).toMatchObject({ status: 204, body: null })
    expect(queued.body).toMatchObject({
      managementState: 'wipePending',
      deviceActionResults: [
        {
          '@odata.type': '#microsoft.graph.deviceActionResult',
          actionName: 'wipe',
          actionState: 'pending',
          startDateTime: '2026-11-22T00:00:00Z',
          lastUpdatedDateTime: '2026-11-22T00:00:00Z',
        },
      ],
    })
    expect([after.status, after.body.error.code]).toEqual([404, 'ResourceNotFound'])
  })

  it('that keeps the enrolment is done and leaves the device managed, with a later sync', async () => {
    const { core, fleet, send, get } = await openTwin()
    const device = pickDevice(fleet, ({ platform, osVersion }) => platform === 'windows10' && osVersion > '10.0.17')

    await send('POST', pathOf(device, '/wipe'), { keepEnrollmentData: true, keepUserData: true })
    const queued = await get(pathOf(device))
    core.advance(QUARTER)
    const after = await get(pathOf(device))

    const [result] = after.body.deviceActionResults
    expect(queued.body.managementState).toBe('wipePending')
    expect(after.body).toMatchObject({ id: device.id, managementState: 'managed', deviceActionResults: [{ actionName: 'wipe', actionState: 'done' }] })
    expect(result.lastUpdatedDateTime > result.startDateTime).toBe(true)
    expect(after.body.lastSyncDateTime).toBe(result.lastUpdatedDateTime)
  })

  it.each<[string, Readonly<Record<string, unknown>>, string, number, string | null]>([
    ['beta', { useProtectedWipe: true }, 'windows10', 204, 'wiped'],
    ['beta', { useProtectedWipe: true }, 'macos', 204, 'notSupported'],
    ['v1.0', { macOsUnlockCode: '123456' }, 'macos', 204, 'wiped'],
    ['v1.0', { macOsUnlockCode: '12345' }, 'macos', 400, null],
    ['v1.0', { macOsUnlockCode: '123456' }, 'ios', 204, 'notSupported'],
    ['v1.0', { persistEsimDataPlan: true }, 'ios', 204, 'wiped'],
    ['v1.0', { persistEsimDataPlan: true }, 'windows10', 204, 'notSupported'],
    ['v1.0', { persistEsimDataPlan: false }, 'windows10', 204, 'wiped'],
  ])('under intune-2026, %s with %j on %s: %s, %s', async (version, body, platform, status, effect) => {
    const { core, fleet, send } = await openTwin({ profile: 'intune-2026' })
    const device = pickDevice(fleet, (candidate) => candidate.platform === platform)

    const sent = await send('POST', pathOf(device, '/wipe').replace(/^\/[^/]+/, `/${version}`), body)
    core.advance(QUARTER)

    const executed = core.ledger().flatMap((entry) => (entry.kind === 'executed' ? [entry.effect] : []))
    expect([sent.status, executed]).toEqual([status, effect === null ? [] : [effect]])
  })

  it('that keeps the enrolment is not supported before version 1709', async () => {
    const { core, fleet, send, get } = await openTwin({ devices: 3000 })
    const device = pickDevice(fleet, ({ osVersion }) => osVersion.startsWith('10.0.15063'))

    await send('POST', pathOf(device, '/wipe'), { keepUserData: true })
    core.advance(DAY)
    const { body } = await get(pathOf(device))

    expect(body).toMatchObject({ managementState: 'managed', deviceActionResults: [{ actionName: 'wipe', actionState: 'notSupported' }] })
  })

  it('waits for a device that is off until it checks in', async () => {
    const { core, fleet, send, get } = await openTwin()
    const device = Array.from({ length: fleet.devices }, (_, index) => fleet.device(index)).find(
      ({ presence, platform }) => presence.returnsAt !== null && platform !== 'androidWorkProfile' && platform !== 'unknown',
    )
    if (!device) throw new Error('Expected a device that comes back')
    const back = nextCheckInAt(device.presence, startSeconds) ?? 0

    await send('POST', pathOf(device, '/wipe'), {})
    core.advance(back - startSeconds - 1)
    const before = await get(pathOf(device))
    core.advance(1)
    const after = await get(pathOf(device))

    expect([before.status, before.body.managementState, after.status]).toEqual([200, 'wipePending', 404])
  })

  it('never reaches a device that stays off', async () => {
    const { core, fleet, send, get } = await openTwin()
    const device = Array.from({ length: fleet.devices }, (_, index) => fleet.device(index)).find(
      ({ presence, platform, hidesLastSync }) => presence.silentSince !== null && presence.returnsAt === null && platform === 'windows10' && !hidesLastSync,
    )
    if (!device) throw new Error('Expected a device that stays off')

    await send('POST', pathOf(device, '/wipe'), {})
    core.advance(400 * DAY)
    const { body } = await get(pathOf(device))

    expect(body).toMatchObject({ managementState: 'wipePending', deviceActionResults: [{ actionState: 'pending' }] })
    expect(Date.parse(body.lastSyncDateTime) / 1000).toBe(device.presence.silentSince)
  })

  it('beats a retire that still waits', async () => {
    const { core, fleet, send } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'macos')

    await send('POST', pathOf(device, '/retire'))
    await send('POST', pathOf(device, '/wipe'), {})
    core.advance(QUARTER)

    const effects = core.ledger().flatMap((entry) => (entry.kind === 'executed' ? [[entry.action, entry.effect]] : []))
    expect(effects).toEqual([
      ['wipe', 'wiped'],
      ['retire', 'superseded'],
    ])
  })

  it('shows no less than itself when a retire follows', async () => {
    const { fleet, send, get } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'macos')

    await send('POST', pathOf(device, '/wipe'), {})
    await send('POST', pathOf(device, '/retire'))

    expect((await get(pathOf(device))).body.managementState).toBe('wipePending')
  })

  it('is not supported by a device of which the profile knows nothing', async () => {
    const { core, fleet, send } = await openTwin({ devices: 3000 })
    const device = pickDevice(fleet, ({ platform }) => platform === 'unknown')

    await send('POST', pathOf(device, '/wipe'), {})

    expect(core.ledger()).toMatchObject([{ kind: 'accepted' }, { kind: 'executed', effect: 'notSupported' }])
  })

  it('refuses options that it does not have with the opaque 400 of Intune', async () => {
    const { core, fleet, raw } = await openTwin()

    const { status, body } = await raw('POST', pathOf(fleet.device(0), '/wipe'), { body: { keepuserdata: true } })

    expect(status).toBe(400)
    expect(JSON.parse(body.error.message)).toMatchObject({ _version: 3, CustomApiErrorPhrase: '', RetryAfter: null })
    expect(core.ledger()).toEqual([])
  })
})

describe('a retire', () => {
  it.each([
    ['ios', 404],
    ['windows81', 200],
  ])('of %s takes the record, and leaves in the directory what the table says', async (platform, directoryStatus) => {
    const { core, fleet, send, get } = await openTwin({ devices: 3000 })
    const device = pickDevice(fleet, (candidate) => candidate.platform === platform && candidate.hasDirectoryRecord)
    const directoryId = fleet.directoryDevice(device.index)?.id

    await send('POST', pathOf(device, '/retire'))
    const queued = await get(pathOf(device))
    core.advance(QUARTER)
    const after = await get(pathOf(device))
    const directory = await get(`/v1.0/devices/${directoryId}`)

    expect(queued.body.managementState).toBe('retirePending')
    expect([after.status, directory.status]).toEqual([404, directoryStatus])
    if (directoryStatus === 200) expect(directory.body.isManaged).toBe(false)
  })

  it.each(['androidKiosk', 'windows10'])('is not supported on %s where the table rules it out', async (platform) => {
    const { core, fleet, send, get } = await openTwin({ devices: 1000 })
    const device = pickDevice(fleet, (candidate) => candidate.platform === platform && (platform === 'androidKiosk' || candidate.joinType === 'azureADJoined'))

    await send('POST', pathOf(device, '/retire'))
    core.advance(DAY)
    const { body } = await get(pathOf(device))

    expect(body).toMatchObject({ managementState: 'managed', deviceActionResults: [{ actionName: 'retire', actionState: 'notSupported' }] })
    expect(core.ledger().map((entry) => (entry.kind === 'executed' ? entry.effect : entry.kind))).toEqual(['accepted', 'notSupported'])
  })
})

describe('a delete', () => {
  it.each([
    ['ios', 'companyDataRemoved'],
    ['androidKiosk', 'wiped'],
  ])('of %s hides the record at once, and acts when the device calls home', async (platform, effect) => {
    const { core, fleet, send, get, list } = await openTwin()
    const device = pickDevice(fleet, (candidate) => candidate.platform === platform)
    const checkInAt = nextCheckInAt(device.presence, startSeconds) ?? 0

    const sent = await send('DELETE', pathOf(device))
    const gone = await get(pathOf(device))
    const left = await list('/beta/deviceManagement/managedDevices?$select=id')
    const before = core.ledger()
    core.advance(checkInAt - startSeconds)

    expect([sent.status, gone.status, left.length]).toEqual([204, 404, fleet.devices - 1])
    expect(before.map(({ kind }) => kind)).toEqual(['accepted'])
    expect(core.ledger().at(-1)).toMatchObject({
      kind: 'executed',
      at: new Date(checkInAt * 1000).toISOString().replace('.000', ''),
      effect,
      deviceId: device.id,
    })
  })

  it('is refused the second time', async () => {
    const { fleet, send } = await openTwin()
    const device = fleet.device(3)

    const statuses = [await send('DELETE', pathOf(device)), await send('DELETE', pathOf(device))].map(({ status }) => status)

    expect(statuses).toEqual([204, 404])
  })
})

describe('a passcode reset', () => {
  it("is done where the table has it, and shows a passcode that is clearly nobody's", async () => {
    const { core, fleet, send, get } = await openTwin()
    const device = pickDevice(fleet, ({ platform }) => platform === 'ios')

    await send('POST', pathOf(device, '/resetPasscode'))
    const queued = await get(pathOf(device))
    core.advance(QUARTER)
    const after = await get(pathOf(device))
    const listed = await get('/beta/deviceManagement/managedDevices')

    expect(queued.body.deviceActionResults).toMatchObject([{ actionState: 'pending', passcode: null }])
    expect(after.body).toMatchObject({
      managementState: 'managed',
      deviceActionResults: [
        { '@odata.type': '#microsoft.graph.resetPasscodeActionResult', actionName: 'resetPasscode', actionState: 'done', passcode: FAKE_PASSCODE },
      ],
    })
    expect(JSON.stringify([listed.body, core.ledger()]).includes(FAKE_PASSCODE)).toBe(false)
  })
})

describe('every action on every platform', () => {
  it.each(PROFILES)('does what $name says of it', async (profile) => {
    const { core, fleet, send, get } = await openTwin({ devices: 12_000, profile: profile.name })
    const actions = [
      { action: 'wipe', path: '/wipe', body: {}, effect: 'wiped' },
      { action: 'retire', path: '/retire', body: undefined, effect: 'retired' },
      { action: 'resetPasscode', path: '/resetPasscode', body: undefined, effect: 'passcodeReset' },
    ] as const
    const taken = new Set<number>()
    const expected: string[] = []

    for (const { name: platform } of profile.platforms) {
      for (const { action, path, body, effect } of actions) {
        const device = pickDevice(fleet, (candidate) => candidate.platform === platform && candidate.hasDirectoryRecord && !taken.has(candidate.index))
        taken.add(device.index)
        const facts = { ...device, joinType: device.joinType === 'unknown' ? null : device.joinType, managedDeviceOwnerType: device.ownership }
        const { verdict } = askSupport(profile, { action, wipe: PLAIN_WIPE, facts })
        const losesRecord = listEffects(profile, { action, wipe: PLAIN_WIPE, facts }).some(({ outcome }) => outcome === 'recordRemoved')
        expected.push(
          `${platform} ${action}: ${verdict === 'supported' ? effect : 'notSupported'}, directory ${losesRecord && verdict === 'supported' ? 404 : 200}`,
        )
        await send('POST', pathOf(device, path), body)
      }
    }
    core.advance(QUARTER)

    const observed = await Promise.all(
      core.ledger().flatMap((entry) => {
        if (entry.kind === 'accepted') return []
        const index = fleet.indexOf('managedDevice', entry.deviceId) ?? -1
        const read = async (): Promise<string> => {
          const { status } = await get(`/v1.0/devices/${fleet.directoryDevice(index)?.id}`)
          return `${fleet.device(index).platform} ${entry.action}: ${entry.effect}, directory ${status}`
        }
        return [read()]
      }),
    )
    expect(observed.toSorted()).toEqual(expected.toSorted())
    expect(observed.some((line) => line.includes('notSupported'))).toBe(true)
  })
})

describe('a user who is gone', () => {
  it('leaves devices that can no longer be wiped or retired, as the documents of 2018 warn', async () => {
    const { core, fleet, send } = await openTwin()
    const device = pickDevice(fleet, ({ userIndex, platform }) => userIndex !== null && platform === 'ios')
    await send('DELETE', `/v1.0/users/${fleet.user(device.userIndex ?? 0).id}`)

    const statuses = [await send('POST', pathOf(device, '/wipe'), {}), await send('POST', pathOf(device, '/retire')), await send('DELETE', pathOf(device))].map(
      ({ status }) => status,
    )

    expect(statuses).toEqual([400, 400, 204])
    expect(core.ledger().map(({ action }) => action)).toEqual(['deleteUser', 'delete'])
  })
})

describe('check-ins', () => {
  it('happen when they were announced, and move the last sync', async () => {
    const { fleet } = await openTwin()
    const devices = Array.from({ length: fleet.devices }, (_, index) => fleet.device(index))

    const wrong = devices.filter(({ presence }) => {
      const next = nextCheckInAt(presence, startSeconds)
      if (next === null) return lastCheckInAt(presence, startSeconds + 900 * DAY) !== lastCheckInAt(presence, startSeconds)
      return next <= startSeconds || lastCheckInAt(presence, next) !== next || lastCheckInAt(presence, next - 1) !== lastCheckInAt(presence, startSeconds)
    })

    expect(wrong).toEqual([])
  })
})
