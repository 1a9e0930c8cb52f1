import { describe, expect, it } from 'vitest'
import { derivePlatform } from '../../src/planner/derive-platform.ts'
import { derivePlatform2026 } from '../../src/planner/derive-platform-2026.ts'
import { PROFILES } from '../../src/planner/profile/profile.ts'
import { createFleet } from '../../src/twin/fleet.ts'
import { createIdentifiers } from '../../src/twin/identifiers.ts'
import { DEVICES, ORIGIN, openTwin, requestToken, START } from './parts.ts'
import { createTwinCore } from '../../src/twin/core.ts'

describe('the seeded fleet', () => {
  it('is the same, byte for byte, for the same count, seed and start', async () => {
    const read = async (seed: number): Promise<string> => {
      const { handle } = createTwinCore({ devices: 300, seed, start: START, clock: { mode: 'stepped' } })
      const headers = { Authorization: `Bearer ${await requestToken(handle)}` }
      const paths = [DEVICES, '/v1.0/devices?$top=999', '/v1.0/users?$top=999', '/v1.0/users/none', '/_twin/fleet']
      const answers = await Promise.all(paths.map((path) => handle(new Request(`${ORIGIN}${path}`, { headers }))))
      return JSON.stringify(await Promise.all(answers.map(async (answer) => [[...answer.headers], await answer.text()])))
    }

    const [first, second, other] = await Promise.all([read(1), read(1), read(2)])

    expect(second === first).toBe(true)
    expect(other === first).toBe(false)
  })

  it.each([
    ['intune-2018', derivePlatform],
    ['intune-2026', derivePlatform2026],
  ] as const)('shows each device in fields that give its platform away: %s', async (profile, platformOf) => {
    const { list, fleet } = await openTwin({ devices: 3000, profile })
    const records = (await list(DEVICES)) as unknown as Parameters<typeof derivePlatform>[0][]

    const wrong = records.filter((record, index) => platformOf(record, true) !== fleet.device(index).platform)

    expect(wrong).toEqual([])
  })

  it.each(PROFILES)('has every platform of $name from a dozen devices on', (profile) => {
    const fleet = createFleet({ devices: 12, seed: 99, start: START, profile: profile.name })
    const platforms = new Set(Array.from({ length: 12 }, (_, index) => fleet.device(index).platform))

    const missing = profile.platforms.filter(({ name }) => !platforms.has(name))

    expect(missing).toEqual([])
  })

  it('has Windows on both sides of version 1709, and of Windows 11', async () => {
    const { fleet } = await openTwin({ devices: 3000 })
    const builds = Array.from({ length: fleet.devices }, (_, index) => fleet.device(index))
      .filter(({ platform }) => platform === 'windows10')
      .map(({ osVersion }) => Number(osVersion.split('.')[2]))

    const kinds = {
      before1709: builds.some((build) => build < 16299),
      from1709: builds.some((build) => build >= 16299 && build < 22000),
      windows11: builds.some((build) => build >= 22000),
    }

    expect(kinds).toEqual({ before1709: true, from1709: true, windows11: true })
  })

  it('has records with values that mean nothing, and users with several devices', async () => {
    const { list } = await openTwin({ devices: 3000 })
    const records = await list(DEVICES)
    const users = records.map(({ userId }) => userId).filter((userId) => userId !== '')

    const found = {
      emptySerial: records.some(({ serialNumber }) => serialNumber === ''),
      zeroGuid: records.some(({ azureADDeviceId }) => azureADDeviceId === '00000000-0000-0000-0000-000000000000'),
      neverEnrolled: records.some(({ enrolledDateTime }) => enrolledDateTime === '0001-01-01T00:00:00Z'),
      neverSynced: records.some(({ lastSyncDateTime }) => lastSyncDateTime === '0001-01-01T00:00:00Z'),
      userless: users.length < records.length,
      severalDevices: new Set(users).size < users.length,
    }

    expect(found).toEqual({ emptySerial: true, zeroGuid: true, neverEnrolled: true, neverSynced: true, userless: true, severalDevices: true })
  })

  it('was seen lately for the most part, with a tail silent for 30 to 400 days', async () => {
    const { fleet, list } = await openTwin({ devices: 3000 })
    const records = await list(DEVICES)
    const days = records
      .map(({ lastSyncDateTime }) => (START.getTime() - Date.parse(String(lastSyncDateTime))) / 86_400_000)
      .filter((silentDays) => silentDays < 1000)

    const share = (from: number, to: number): number => days.filter((silentDays) => silentDays >= from && silentDays < to).length / fleet.devices

    expect(share(0, 3)).toBeGreaterThan(0.8)
    expect(share(30, 401)).toBeGreaterThan(0.05)
    expect(share(30, 401)).toBeLessThan(0.15)
    expect(Math.min(...days)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...days)).toBeLessThan(401)
  })

  it('never shows a last check-in before the enrolment, nor one in the future', async () => {
    const { list } = await openTwin({ devices: 2000 })
    const records = await list(`${DEVICES}?$select=id,enrolledDateTime,lastSyncDateTime`)

    const impossible = records.filter(
      ({ enrolledDateTime, lastSyncDateTime }) =>
        lastSyncDateTime !== '0001-01-01T00:00:00Z' && (String(lastSyncDateTime) < String(enrolledDateTime) || String(lastSyncDateTime) > START.toISOString()),
    )

    expect(impossible).toEqual([])
  })

  it('joins devices and directory by deviceId, never by the object id', async () => {
    const { list } = await openTwin()
    const [managed, directory] = [await list(DEVICES), await list('/v1.0/devices?$top=999')]
    const byDeviceId = new Map(directory.map((record) => [record['deviceId'], record]))

    const joined = managed.filter(({ azureADDeviceId }) => byDeviceId.has(azureADDeviceId))

    expect(joined.length).toBeGreaterThan(managed.length * 0.7)
    expect(directory.filter(({ id, deviceId }) => id === deviceId)).toEqual([])
    expect(directory.filter(({ isManaged }) => isManaged === false).length).toBeGreaterThan(10)
  })

  it('gives every record an id of its own that leads back to it', () => {
    const { idOf, indexOf } = createIdentifiers(5)
    const ids = Array.from({ length: 20_000 }, (_, index) => idOf('managedDevice', index))

    const back = ids.map((id) => indexOf('managedDevice', id))

    expect(new Set(ids).size).toBe(ids.length)
    expect(back.every((index, position) => index === position)).toBe(true)
    expect(indexOf('user', idOf('managedDevice', 3))).toBeNull()
    expect(indexOf('managedDevice', idOf('managedDevice', 3).toUpperCase())).toBe(3)
    expect(indexOf('managedDevice', 'not a guid')).toBeNull()
  })

  it('knows no record of a larger fleet with the same seed', () => {
    const [small, large] = [createFleet({ devices: 10, seed: 5, start: START }), createFleet({ devices: 11, seed: 5, start: START })]

    const found = [small.indexOf('managedDevice', large.device(9).id), small.indexOf('managedDevice', large.device(10).id)]

    expect(found).toEqual([9, null])
  })

  it('has directory devices that never signed in, or of which the directory does not know it', async () => {
    const { list, fleet } = await openTwin({ devices: 900 })

    const managed = (await list('/v1.0/devices?$top=999')).slice(0, fleet.devices / 2)

    const unknown = managed.filter(({ approximateLastSignInDateTime }) => approximateLastSignInDateTime === null)
    expect(unknown.length).toBeGreaterThan(3)
    expect(unknown.length).toBeLessThan(managed.length / 5)
  })

  it('refuses a count that is no fleet', () => {
    for (const devices of [0, -1, 1.5, 1_000_001, Number.NaN]) {
      expect(() => createFleet({ devices, seed: 1, start: START })).toThrow('Expected devices to be 1 to 1000000')
    }
  })
})
