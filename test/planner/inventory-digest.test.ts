import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestInventory } from '../../src/planner/inventory-digest.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { createProjection, projectDevice, projectDirectoryDevice, projectUser } from '../../src/planner/project-device.ts'
import { sortById } from '../../src/planner/sort-by-id.ts'

const projection = createProjection({ liveTenant: false })
const FLEET = ['b1', 'a1', 'c1', 'a2', 'c0'].map((id) => device(id))
const DIRECTORY = ['o2', 'o1'].map((id) => projectDirectoryDevice({ id, deviceId: 'a1' }, projection) ?? fail())
const USERS = ['u2', 'u1'].map((id) => projectUser({ id, mail: `${id}@contoso.com` }) ?? fail())
const WHOLE = { devices: FLEET, directoryDevices: DIRECTORY, users: USERS }

describe('the digest of an inventory', () => {
  it('does not change with the order of its records', () => {
    fc.assert(
      fc.property(shuffled(FLEET), shuffled(DIRECTORY), shuffled(USERS), (devices, directoryDevices, users) => {
        expect(digestInventory({ devices, directoryDevices, users })).toBe(digestInventory(WHOLE))
      }),
    )
  })

  it('has the form of all digests', () => {
    expect(digestInventory(WHOLE)).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it('changes with every field of a device', () => {
    const plain = device('a1')
    const fields = Object.keys(plain).filter((field) => field !== 'deviceActionResults') as (keyof Device)[]
    const result = { actionName: 'wipe', actionState: 'done', startDateTime: null, lastUpdatedDateTime: 1 }
    const changed = [...fields.map((field) => ({ ...plain, [field]: 'other' })), { ...plain, deviceActionResults: [result] }]

    const digests = [plain, ...changed].map((one) => digestInventory({ devices: [one], directoryDevices: null, users: null }))

    expect(new Set(digests).size).toBe(Object.keys(plain).length + 1)
  })

  it('looks at no field of a device that is not kept, and at every one that is', () => {
    const full = { ...device('a1'), model: 'X1', userPrincipalName: 'a@contoso.com' }
    const digest = (one: Device, fields: readonly (keyof Device)[]): string =>
      digestInventory({ devices: [one], directoryDevices: null, users: null }, new Set(fields))

    expect(digest({ ...full, model: 'X2' }, ['id', 'deviceName'])).toBe(digest(full, ['deviceName', 'id']))
    expect(digest({ ...full, model: 'X2' }, ['id', 'model'])).not.toBe(digest(full, ['id', 'model']))
  })

  it('tells a field that was not kept from one that is missing', () => {
    const digests = [undefined, new Set<keyof Device>(['id', 'imei']), new Set<keyof Device>(['id', 'userId'])].map((fields) =>
      digestInventory({ devices: [device('a1')], directoryDevices: null, users: null }, fields),
    )

    expect(new Set(digests).size).toBe(3)
  })

  it('tells one half of a surrogate pair from the other', () => {
    const [one, other] = ['\ud83d', '\ude00'].map((deviceName) =>
      digestInventory({ devices: [{ ...device('a1'), deviceName }], directoryDevices: null, users: null }),
    )

    expect(one).not.toBe(other)
  })

  it('changes with every field of a directory record and of a user', () => {
    const [record, user] = [DIRECTORY[0] ?? fail(), USERS[0] ?? fail()]
    const records = [record, ...Object.keys(record).map((field) => ({ ...record, [field]: 'other' }))]
    const users = [user, ...Object.keys(user).map((field) => ({ ...user, [field]: 'other' }))]

    const digests = [
      ...records.map((one) => digestInventory({ devices: [], directoryDevices: [one], users: null })),
      ...users.map((one) => digestInventory({ devices: [], directoryDevices: null, users: [one] })),
    ]

    expect(new Set(digests).size).toBe(11 + 5)
  })

  it('tells a directory that was not read from an empty one', () => {
    const digests = [
      digestInventory({ devices: [], directoryDevices: null, users: null }),
      digestInventory({ devices: [], directoryDevices: [], users: null }),
      digestInventory({ devices: [], directoryDevices: null, users: [] }),
    ]

    expect(new Set(digests).size).toBe(3)
  })

  it('cannot be moved by text that looks like the end of a record', () => {
    const [one, other] = [
      { ...device('a1'), deviceName: 'x","y', serialNumber: 'z' },
      { ...device('a1'), deviceName: 'x', serialNumber: 'y","z' },
    ].map((odd) => digestInventory({ devices: [odd], directoryDevices: null, users: null }))

    expect(one).not.toBe(other)
  })
})

describe('records sorted by id', () => {
  const guid = fc.uuid()
  const nearlyEqualGuid = fc.integer({ min: 0, max: 50 }).map((last) => `00000000-0000-0000-0000-0000000000${String(last).padStart(2, '0')}`)
  const nearlyHex = fc.string({ unit: fc.constantFrom(...'09afWZ_`'), minLength: 8, maxLength: 9 })
  const anyText = fc.string()

  it.each([
    ['GUIDs', guid],
    ['GUIDs that begin alike', nearlyEqualGuid],
    ['what is nearly hexadecimal', nearlyHex],
    ['any texts', anyText],
    ['a mixture', fc.oneof(guid, nearlyEqualGuid, nearlyHex, anyText)],
  ])('are in the order of their texts, twins reported: %s', (_, id) => {
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const twins: string[] = []

        const sorted = sortById(
          ids.map((one) => ({ id: one })),
          (first, second) => twins.push(`${first.id}=${second.id}`),
        )

        const expected = ids.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect(sorted.map((record) => record.id)).toEqual(expected)
        expect(twins).toEqual(expected.filter((one, at) => at > 0 && expected[at - 1] === one).map((one) => `${one}=${one}`))
      }),
    )
  })
})

function device(id: string): Device {
  return projectDevice({ id, deviceName: `PC ${id}`, operatingSystem: 'Windows', osVersion: '10.0.1' }, projection) ?? fail()
}

function shuffled<T>(records: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...records], { minLength: records.length })
}

function fail(): never {
  throw new Error('Expected a record')
}
