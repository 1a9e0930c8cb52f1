import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProjection, projectDevice } from '../../src/planner/project-device.ts'
import { readInventoryFile } from '../../src/reconciler/inventory-file.ts'
import type { InventoryFile } from '../../src/reconciler/inventory-file.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-inventory-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const NO_DIRECTORY = createProjection({ liveTenant: false, directoryFollows: false })

/** In the shape of Graph's documentation: placeholder texts, nothing that means anything, sentinels, secrets, nested objects. */
const DOCUMENTED = {
  '@odata.type': '#microsoft.graph.managedDevice',
  id: '5e0a5c9f-5c9f-5e0a-9f5c-0a5e9f5c0a5e',
  userId: 'User Id value',
  deviceName: 'Device Name value',
  managedDeviceOwnerType: 'company',
  deviceActionResults: [
    {
      '@odata.type': 'microsoft.graph.deviceActionResult',
      actionName: 'Action Name value',
      actionState: 'pending',
      startDateTime: '2016-12-31T23:58:46.7156189-08:00',
      lastUpdatedDateTime: '0001-01-01T00:00:00Z',
    },
  ],
  enrolledDateTime: '2016-12-31T23:59:43.797191-08:00',
  lastSyncDateTime: '9999-12-31T23:59:59.9999999Z',
  operatingSystem: 'Operating System value',
  complianceState: 'unknown',
  managementAgent: null,
  easActivated: true,
  azureADRegistered: true,
  activationLockBypassCode: 'Activation Lock Bypass Code value',
  azureADDeviceId: '00000000-0000-0000-0000-000000000000',
  deviceHealthAttestationState: { '@odata.type': 'microsoft.graph.deviceHealthAttestationState', resetCount: 10 },
  imei: '',
  totalStorageSpaceInBytes: 8,
}
const DOCUMENTED_DEVICE = {
  ...projectDevice({ id: DOCUMENTED.id }, NO_DIRECTORY),
  joinType: 'azureADRegistered',
  deviceName: 'Device Name value',
  userId: 'user id value',
  operatingSystem: 'Operating System value',
  managedDeviceOwnerType: 'company',
  azureADRegistered: true,
  enrolledDateTime: 1_483_257_583,
  deviceActionResults: [{ actionName: 'Action Name value', actionState: 'pending', startDateTime: 1_483_257_526, lastUpdatedDateTime: null }],
}

const A = { id: 'aaaaaaaa-0000-4000-8000-000000000001', deviceName: 'PC 1', serialNumber: 'SN1' }
const B = { id: 'bbbbbbbb-0000-4000-8000-000000000002', deviceName: 'Büro – 2', serialNumber: 'SN2' }
const C = { id: 'cccccccc-0000-4000-8000-000000000003', deviceName: '私のPC', serialNumber: 'SN3' }
const FLEET = [A, B, C].map((raw) => projectDevice(raw, NO_DIRECTORY))
const NEXT = { '@odata.nextLink': 'https://graph.microsoft.com/beta/deviceManagement/managedDevices?$skiptoken=x' }

function byId<T extends { readonly id: string }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

describe('an inventory file', () => {
  it.each<[string, string]>([
    ['a list answer of Graph', JSON.stringify({ value: [DOCUMENTED] })],
    ['a list answer laid out over lines', JSON.stringify({ value: [DOCUMENTED] }, null, 2)],
    ['a single answer', JSON.stringify({ value: DOCUMENTED })],
    ['a bare device', JSON.stringify(DOCUMENTED)],
    ['a bare device laid out over lines', JSON.stringify(DOCUMENTED, null, 2)],
    ['an array', JSON.stringify([DOCUMENTED])],
    ['a snapshot', JSON.stringify({ managedDevices: [DOCUMENTED] })],
  ])('may be %s of Graph, as it is documented', async (_, text) => {
    const { inventory } = await readText(text)

    expect(inventory).toEqual({
      devices: [DOCUMENTED_DEVICE],
      directoryDevices: null,
      users: null,
      cleanupRules: null,
      takenAt: null,
      complete: true,
      incompleteBecause: [],
      digest: expect.stringMatching(/^sha256:/) as string,
    })
  })

  it.each<[string, string | Buffer]>([
    ['one device a line', lines(A, B, C)],
    ['no newline at the end', lines(A, B, C).trimEnd()],
    ['Windows line ends and blank lines', `\r\n${lines(A, B, C).replaceAll('\n', '\r\n\r\n')}`],
    ['a byte order mark', `\uFEFF${lines(A, B, C)}`],
    ['another order', lines(C, A, B)],
    ['a device repeated word for word', lines(A, B, A, C)],
    ['an array', JSON.stringify([A, B, C])],
    ['an array laid out over lines', JSON.stringify([C, B, A], null, 2)],
    ['pages, one per line', lines({ ...NEXT, value: [A] }, { ...NEXT, value: [] }, { value: [B, C] })],
    ['pages that count only themselves', lines({ '@odata.count': 2, ...NEXT, value: [A, B] }, { '@odata.count': 1, value: [C] })],
    ['pages of which the first counts all', lines({ '@odata.count': 3, ...NEXT, value: [A] }, { value: [B, C] })],
    ['gzip', gzipSync(lines(A, B, C))],
    ['gzip in two members', Buffer.concat([gzipSync(lines(A)), gzipSync(lines(B, C))])],
    ['Zstandard', zstdCompressSync(lines(A, B, C))],
  ])('gives the same inventory with %s', async (_, content) => {
    const plain = await readText(lines(A, B, C))

    const { inventory } = await readText(content)

    // Devices come in the order of the file; nothing else depends on it.
    expect({ ...inventory, devices: byId(inventory.devices) }).toEqual({ ...plain.inventory, devices: FLEET })
  })

  it('gives the same inventory wherever its pieces are cut', async () => {
    // Longer than any piece that is read at once, with letters of one to four bytes across every border.
    const raws = Array.from({ length: 3000 }, (_, index) => ({ id: `d${index}`, deviceName: `${'x'.repeat(index % 7)}é私😀`.repeat(40) }))
    const expected = raws.map((raw) => projectDevice(raw, NO_DIRECTORY))

    const { inventory } = await readText(lines(...raws))

    expect(inventory.devices).toEqual(expected)
  })

  it('comes in through standard input as well', () => {
    const code = `import { readInventoryFile } from ${JSON.stringify(new URL('../../src/reconciler/inventory-file.ts', import.meta.url).href)}
      process.stdout.write(JSON.stringify((await readInventoryFile('-')).inventory.devices))`

    const read = [lines(A, B, C), gzipSync(lines(A, B, C))].map((input) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', code], { input, encoding: 'utf8' }),
    )

    expect(read).toEqual([JSON.stringify(FLEET), JSON.stringify(FLEET)])
  })

  it('without any device is an empty fleet, when it says so', async () => {
    const { inventory } = await readText('\n[]\n')

    expect([inventory.devices, inventory.complete]).toEqual([[], true])
  })

  it('reports how far it got', async () => {
    const seen: [number, number | null][] = []

    await readInventoryFile(write(lines(A, B, C)), { progress: (done, total) => seen.push([done, total]) })

    expect(seen).toEqual([
      [3, null],
      [3, 3],
    ])
  })

  it('is no longer read once somebody interrupts', async () => {
    const reason = new Error('interrupted')

    await expect(readInventoryFile(write(lines(A)), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('an inventory file that is not the whole fleet', () => {
  it.each<[string, string]>([
    ['names a next page', lines({ value: [A] }, { ...NEXT, value: [B] })],
    ['counts 3 devices, but the file has 2', lines({ '@odata.count': 3, ...NEXT, value: [A] }, { value: [B] })],
    ['counts 5 devices, but the file has 1', JSON.stringify({ '@odata.count': 5, value: [A] })],
    ['stopped at page 7', JSON.stringify({ managedDevices: [A], complete: false, incompleteBecause: ['stopped at page 7'] })],
    ['says that it is not complete', JSON.stringify({ managedDevices: [A], complete: false })],
  ])('is incomplete where it %s', async (reason, text) => {
    const { inventory } = await readText(text)

    expect([inventory.complete, inventory.incompleteBecause]).toEqual([false, [expect.stringContaining(reason)]])
  })
})

describe('a snapshot', () => {
  it('brings directory, users, history and its time along', async () => {
    const { inventory, history } = await readText(
      JSON.stringify({
        managedDevices: [{ ...A, azureADDeviceId: 'E1', azureADRegistered: true }],
        directoryDevices: [{ id: 'O1', deviceId: 'E1', trustType: 'ServerAd' }],
        users: [{ id: 'U1', userPrincipalName: 'eve@contoso.com' }],
        history: [{ device: A.id, action: 'wipe', at: '2026-10-01T00:00:00Z', outcome: 'confirmed' }],
        takenAt: '2026-11-01T00:00:00.9Z',
      }),
    )

    expect(inventory.devices).toEqual([expect.objectContaining({ id: A.id, joinType: 'hybridAzureADJoined' })])
    expect(inventory.directoryDevices).toEqual([expect.objectContaining({ id: 'o1', deviceId: 'e1' })])
    expect(inventory.users).toEqual([{ id: 'u1', userPrincipalName: 'eve@contoso.com', mail: null, accountEnabled: null }])
    expect(inventory.takenAt).toBe(1_793_491_200)
    expect([history.known, history.entries.length]).toEqual([true, 1])
  })

  it('with an empty history knows that nothing was done; without one, nothing is known', async () => {
    const [empty, absent] = await Promise.all([{ history: [] }, {}].map((more) => readText(JSON.stringify({ managedDevices: [], ...more }))))

    expect([empty?.history, absent?.history]).toEqual([
      { known: true, entries: [] },
      { known: false, entries: [] },
    ])
  })

  it('may say when it was taken, or be told, and never two things', async () => {
    const silent = write(lines(A))
    const telling = write(JSON.stringify({ managedDevices: [A], takenAt: '2026-11-01T00:00:00Z' }))
    const takenAt = new Date('2026-11-01T00:00:00.900Z')

    expect((await readInventoryFile(silent, { takenAt })).inventory.takenAt).toBe(1_793_491_200)
    expect((await readInventoryFile(telling, { takenAt })).inventory.takenAt).toBe(1_793_491_200)
    await expect(readInventoryFile(telling, { takenAt: new Date('2026-11-02T00:00:00Z') })).rejects.toMatchObject({ code: 'REEVE_USAGE' })
  })
})

describe('a file that cannot be trusted', () => {
  it.each<[string, string | Buffer, string]>([
    ['nothing', '', ': the file is empty'],
    ['blank lines', '\n \n', ': the file is empty'],
    ['a line that was cut off', `${lines(A, B)}{"id":"x","dev`, ':3: the line is not a complete JSON value'],
    ['a line that was cut off in the middle', `${lines(A)}{"id":"x"\n${lines(B)}`, ':2: the line is not a complete JSON value'],
    ['a document that was cut off', JSON.stringify([A, B], null, 2).slice(0, -4), 'this is not complete JSON'],
    ['two documents run into each other', `${JSON.stringify(A, null, 2)}${JSON.stringify(B, null, 2)}`, ':5: this is not complete JSON'],
    ['gzip that was cut off', gzipSync(lines(A, B)).subarray(0, -9), ': the gzip data is cut off or damaged'],
    ['gzip without its last byte', gzipSync(lines(A, B)).subarray(0, -1), ': the gzip data is cut off or damaged'],
    ['gzip with a wrong checksum', damaged(gzipSync(lines(A, B)), -6), ': the gzip data is cut off or damaged'],
    ['Zstandard that was cut off', zstdCompressSync(lines(A, B)).subarray(0, -3), ': the Zstandard data is cut off or damaged'],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from(lines(A)), Buffer.from('{"id":"B\xfcro"}\n', 'latin1')]), ':2: the line is not UTF-8'],
    ['UTF-16', Buffer.from(`\uFEFF${lines(A)}`, 'utf16le'), ':1: the file is UTF-16, not UTF-8'],
    ['something else', '<html>', ':1: this is neither JSON nor the device list'],
    ['no id', lines(A, { deviceName: 'PC' }), ':2: the record has no id'],
    ['no id in a page', lines({ ...NEXT, value: [A] }, { value: [B, { id: null }] }), ':2, record 2: the record has no id'],
    ['no id in an array', JSON.stringify([A, {}], null, 2), ', record 2: the record has no id'],
    ['an error answer of Graph', JSON.stringify({ error: { code: 'Forbidden' } }), ':1: the record has no id'],
    ['something that is no record', lines(A, 5), ':2: the record is not a device'],
    ['a list of ids', JSON.stringify(['a']), ':1, record 1: the record is not a device'],
    ['null', 'null', ':1: this is neither JSON nor'],
    [
      'two different records with one id',
      lines(A, B, { ...A, id: A.id.toUpperCase(), serialNumber: 'SN9' }),
      `:3: the record has the id ${A.id} of another record (`,
    ],
    [
      'two different directory records with one id',
      JSON.stringify({ managedDevices: [], directoryDevices: [{ id: 'o' }, { id: 'O', isManaged: true }] }),
      ': two different records of directoryDevices have the id o',
    ],
    [
      'two different users with one id',
      JSON.stringify({ managedDevices: [], users: [{ id: 'u' }, { id: 'u', mail: 'm' }] }),
      ': two different records of users have the id u',
    ],
    ['a directory record without id', JSON.stringify({ managedDevices: [], directoryDevices: [{}] }), ': directoryDevices, record 1: has no id'],
    ['devices that are no array', JSON.stringify({ managedDevices: {} }), ': managedDevices is not an array'],
    ['a snapshot after something else', lines(A, { managedDevices: [B] }), ':2: the record is a whole snapshot'],
    ['something else after a snapshot', lines({ managedDevices: [B] }, A), ':2: the record comes after a whole snapshot'],
    ['a time that is none', JSON.stringify({ managedDevices: [], takenAt: '2026-11-01' }), ': takenAt is no instant'],
    ['history that cannot be read', JSON.stringify({ managedDevices: [], history: [{ device: 'd1' }] }), ': history, item 1: has an action'],
  ])('is an error with its place: %s', async (_, content, message) => {
    const file = write(content)

    const error = await readInventoryFile(file).catch((caught: unknown) => caught)

    expect(error).toBeInstanceOf(ReeveError)
    expect(error).toMatchObject({ code: 'REEVE_INVENTORY_INVALID', detail: expect.stringContaining(message) as string })
    expect((error as ReeveError).detail.startsWith(file)).toBe(true)
  })

  it('is named with both places of a contradiction', async () => {
    const file = write(lines({ value: [A, B] }, { value: [{ ...B, serialNumber: 'SN9' }] }))

    await expect(readInventoryFile(file)).rejects.toMatchObject({
      detail: `${file}:2, record 1: the record has the id ${B.id} of another record (${file}:1, record 2), but says something else.`,
    })
  })

  it('never loses a device when it is cut off anywhere', async () => {
    const bytes = Buffer.from(lines(A, B, C))

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 2 }), async (length) => {
        const read = await readText(bytes.subarray(0, length)).catch((error: unknown) => error)

        const text = bytes.subarray(0, length).toString('latin1')
        const endsWithRecord = text.endsWith('\n') || bytes[length] === 0x0a
        const records = text.split('\n').filter((line) => line !== '').length
        const seen = read instanceof ReeveError ? read.code : (read as InventoryFile).inventory.devices.length
        expect(seen).toBe(endsWithRecord ? records : 'REEVE_INVENTORY_INVALID')
      }),
    )
  })

  it.each([
    ['there is no such file', 'missing.json'],
    ['this is a folder, not a file', '.'],
  ])('cannot be read where %s', async (reason, name) => {
    const file = join(folder, name)

    await expect(readInventoryFile(file)).rejects.toMatchObject({ code: 'REEVE_INVENTORY_UNREADABLE', detail: `${file}: ${reason}.` })
  })
})

let written = 0
function write(content: string | Buffer): string {
  const file = join(folder, `inventory-${written++}.txt`)
  writeFileSync(file, content)
  return file
}

function readText(content: string | Buffer): Promise<InventoryFile> {
  return readInventoryFile(write(content))
}

function lines(...values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const index = copy.length + at
  copy[index] = (copy[index] ?? 0) ^ 1
  return copy
}
