import { describe, expect, it } from 'vitest'
import { createIntuneReader } from '../../src/intune/read.ts'
import { digestInventory } from '../../src/planner/inventory-digest.ts'
import type { Device, Inventory } from '../../src/planner/inventory.ts'
import { createProjection, projectDevice } from '../../src/planner/project-device.ts'
import type { InventoryReader } from '../../src/reconciler/provider.ts'
import { soon, startSetting } from './parts.ts'
import type { Setting } from './parts.ts'
import { graphError, json, sendJson } from './scripted-server.ts'
import type { ReceivedRequest, ScriptedAnswer } from './scripted-server.ts'

const DEVICE = '11111111-2222-4333-8444-555555555555'
const DEVICE_ID = 'aaaaaaaa-2222-4333-8444-555555555555'
const OBJECT = 'bbbbbbbb-2222-4333-8444-555555555555'
const USER = 'cccccccc-2222-4333-8444-555555555555'

const RAW_DEVICE = {
  id: DEVICE.toUpperCase(),
  operatingSystem: 'Windows',
  osVersion: '10.0.22631.1',
  azureADDeviceId: DEVICE_ID,
  userId: USER,
  enrolledDateTime: '2026-01-02T03:04:05Z',
}
const RAW_DIRECTORY_DEVICE = { id: OBJECT, deviceId: DEVICE_ID, accountEnabled: true, trustType: 'ServerAd' }
const RAW_USER = { id: USER, userPrincipalName: 'eve@contoso.example', accountEnabled: true }

const DIRECTORY_DEVICE = {
  id: OBJECT,
  deviceId: DEVICE_ID,
  displayName: null,
  accountEnabled: true,
  isManaged: null,
  trustType: 'ServerAd',
  operatingSystem: null,
  autopilotEnrolled: null,
  registrationDateTime: null,
  approximateLastSignInDateTime: null,
}
const READ_USER = { id: USER, userPrincipalName: 'eve@contoso.example', mail: null, accountEnabled: true }

function asRead(raw: Readonly<Record<string, unknown>>, further: Partial<Device> = {}): Device {
  const device = projectDevice(raw, createProjection({ liveTenant: true }))
  if (device === null) throw new Error('Expected a device')
  return { ...device, ...further }
}

/** Answers by path, without version and query; what is not scripted is not there. */
function byPath(answers: Readonly<Record<string, unknown>>): ScriptedAnswer {
  return (request, response, socket) => {
    const body = answers[pathOf(request)]
    if (typeof body === 'function') (body as ScriptedAnswer)(request, response, socket)
    else if (body === undefined) sendJson(response, 404, graphError('Request_ResourceNotFound'))
    else sendJson(response, 200, body)
  }
}

function pathOf({ path }: ReceivedRequest): string {
  return path.split('?')[0] ?? ''
}

const MANAGED = '/beta/deviceManagement/managedDevices'
const WHOLE = {
  [MANAGED]: { value: [RAW_DEVICE], '@odata.count': 1 },
  '/v1.0/devices': { value: [RAW_DIRECTORY_DEVICE] },
  '/v1.0/users': { value: [RAW_USER] },
  [`${MANAGED}/${DEVICE}`]: RAW_DEVICE,
  [`/v1.0/devices/${OBJECT}`]: RAW_DIRECTORY_DEVICE,
  [`/v1.0/users/${USER}`]: RAW_USER,
}

async function startReader(answers: Readonly<Record<string, unknown>>): Promise<Setting & { readonly reader: InventoryReader }> {
  const setting = await startSetting(byPath(answers))
  return { ...setting, reader: createIntuneReader({ client: setting.client, profile: 'intune-2018', clock: setting.clock }) }
}

async function inventoryOf(answers: Readonly<Record<string, unknown>>): Promise<Inventory> {
  const { reader } = await startReader(answers)
  return reader.readInventory(soon())
}

describe('the inventory of a tenant', () => {
  it('holds devices, directory and users, joined, dated from before the first request', async () => {
    const { reader, server } = await startReader(WHOLE)

    const inventory = await reader.readInventory(soon())

    const devices = [asRead(RAW_DEVICE, { joinType: 'hybridAzureADJoined' })]
    expect(inventory).toEqual({
      devices,
      directoryDevices: [DIRECTORY_DEVICE],
      users: [READ_USER],
      cleanupRules: null,
      takenAt: Date.parse('2026-11-22T09:00:00Z') / 1_000,
      complete: true,
      incompleteBecause: [],
      digest: digestInventory({ devices, directoryDevices: [DIRECTORY_DEVICE], users: [READ_USER] }),
    })
    expect(server.received.map(pathOf).sort()).toEqual([MANAGED, '/v1.0/devices', '/v1.0/users'])
  })

  it('asks for what it keeps and for no secret', async () => {
    const { reader, server } = await startReader(WHOLE)

    await reader.readInventory(soon())

    const selected = server.received.map((request) => new URLSearchParams(request.path.split('?')[1]).get('$select')?.split(',') ?? [])
    const secrets = ['activationLockBypassCode', 'deviceActionResults', 'remoteAssistanceSessionUrl', 'notes', 'phoneNumber']
    expect(selected.every((fields) => fields.includes('id'))).toBe(true)
    expect(selected.flat().filter((name) => secrets.includes(name))).toEqual([])
  })

  it('reads its three lists at the same time', async () => {
    const arrived: string[] = []
    const waiting: (() => void)[] = []
    const together: ScriptedAnswer = (request, response) => {
      arrived.push(pathOf(request))
      waiting.push(() => sendJson(response, 200, { value: [] }))
      // Nobody is answered before all have asked.
      if (arrived.length === 3) for (const answer of waiting) answer()
    }

    const inventory = await inventoryOf({ [MANAGED]: together, '/v1.0/devices': together, '/v1.0/users': together })

    expect([inventory.complete, arrived.length]).toEqual([true, 3])
  })

  it('of which a directory list was not read says so, and does not call it empty', async () => {
    const forbidden = json(403, graphError('Authorization_RequestDenied'))

    const inventory = await inventoryOf({ ...WHOLE, '/v1.0/devices': forbidden })

    expect(inventory).toMatchObject({
      directoryDevices: null,
      users: [READ_USER],
      complete: false,
      incompleteBecause: ['page 1 of devices: HTTP 403 Authorization_RequestDenied for GET /v1.0/devices'],
    })
  })

  it('of which the users were not read says so, and does not call them none', async () => {
    const inventory = await inventoryOf({ ...WHOLE, '/v1.0/users': json(403, graphError('Authorization_RequestDenied')) })

    expect(inventory).toMatchObject({ directoryDevices: [DIRECTORY_DEVICE], users: null, complete: false })
  })

  it('that broke off is incomplete and keeps what came', async () => {
    const first = { value: [RAW_DEVICE], '@odata.count': 2, '@odata.nextLink': '/beta/next' }

    const inventory = await inventoryOf({ ...WHOLE, [MANAGED]: first, '/beta/next': json(503, {}) })

    expect(inventory).toMatchObject({
      devices: [{ id: DEVICE }],
      complete: false,
      incompleteBecause: ['page 2 of managedDevices: HTTP 503 for GET /beta/next, 5 attempts'],
    })
  })

  it('of which no device could be read is an error', async () => {
    const { reader } = await startReader({ ...WHOLE, [MANAGED]: json(403, graphError('Forbidden')) })

    const error = await reader.readInventory(soon()).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ code: 'REEVE_PROVIDER_HTTP', class: 'terminal' })
  })
})

describe('a single read', () => {
  it('gives the device with its results and the records that belong to it', async () => {
    const results = [{ actionName: 'wipe', actionState: 'pending', startDateTime: '2026-11-22T08:00:00Z', lastUpdatedDateTime: '2026-11-22T08:00:01Z' }]
    const raw = { ...RAW_DEVICE, deviceActionResults: results }
    const { reader, server, clock } = await startReader({ ...WHOLE, [`${MANAGED}/${DEVICE}`]: raw })

    const reading = await reader.readDevice(DEVICE, soon())

    expect(reading).toEqual({
      found: true,
      device: asRead(raw, { joinType: 'hybridAzureADJoined' }),
      directoryDevice: DIRECTORY_DEVICE,
      user: READ_USER,
      readAt: clock.now(),
    })
    expect(server.received[0]?.path).toMatch(/,deviceActionResults$/)
    expect(server.received.map(({ path }) => new URLSearchParams(path.split('?')[1]).get('$filter')).filter((filter) => filter !== null)).toEqual([
      `deviceId eq '${DEVICE_ID}'`,
    ])
  })

  it('agrees with the inventory on every field of the device', async () => {
    const { reader } = await startReader(WHOLE)

    const inventory = await reader.readInventory(soon())
    const reading = await reader.readDevice(DEVICE, soon())

    expect([reading.found && reading.device]).toEqual(inventory.devices)
  })

  it('keeps no passcode, PIN or bypass code that comes along', async () => {
    const raw = {
      ...RAW_DEVICE,
      activationLockBypassCode: 'SECRET-1',
      deviceActionResults: [
        { '@odata.type': '#microsoft.graph.resetPasscodeActionResult', actionName: 'resetPasscode', actionState: 'done', passcode: 'SECRET-2' },
        { '@odata.type': '#microsoft.graph.remoteLockActionResult', actionName: 'remoteLock', actionState: 'done', unlockPin: 'SECRET-3' },
      ],
    }
    const { reader } = await startReader({ ...WHOLE, [`${MANAGED}/${DEVICE}`]: raw })

    const reading = await reader.readDevice(DEVICE, soon())

    expect(reading.found && reading.device.deviceActionResults.length).toBe(2)
    expect(JSON.stringify(reading)).not.toContain('SECRET')
  })

  it('says that there is no such device when Graph says so', async () => {
    const { reader, clock } = await startReader({})

    expect(await reader.readDevice(DEVICE, soon())).toEqual({ found: false, readAt: clock.now() })
  })

  it('is an error when something else answers 404', async () => {
    const { reader } = await startReader({ [`${MANAGED}/${DEVICE}`]: json(404, { title: 'no route' }) })

    await expect(reader.readDevice(DEVICE, soon())).rejects.toMatchObject({ code: 'REEVE_PROVIDER_HTTP' })
  })

  it('is an error when the answer is about another device', async () => {
    const { reader } = await startReader({ ...WHOLE, [`${MANAGED}/${DEVICE}`]: { ...RAW_DEVICE, id: OBJECT } })

    await expect(reader.readDevice(DEVICE, soon())).rejects.toMatchObject({ detail: 'HTTP 200, but the answer is about another record than the one asked for' })
  })

  it('is an error when the directory cannot be asked', async () => {
    const { reader } = await startReader({ ...WHOLE, '/v1.0/devices': json(403, graphError('Authorization_RequestDenied')) })

    await expect(reader.readDevice(DEVICE, soon())).rejects.toMatchObject({
      class: 'terminal',
      detail: 'HTTP 403 Authorization_RequestDenied for GET /v1.0/devices',
    })
  })

  it('is an error when the directory breaks off', async () => {
    const first = { value: [RAW_DIRECTORY_DEVICE], '@odata.nextLink': '/v1.0/next' }
    const { reader } = await startReader({ ...WHOLE, '/v1.0/devices': first })

    await expect(reader.readDevice(DEVICE, soon())).rejects.toMatchObject({
      class: 'transient',
      detail: 'The directory record of a device was not read: page 2 of devices: HTTP 404',
    })
  })

  it('is an error when two directory records claim to be the device', async () => {
    const twice = { value: [RAW_DIRECTORY_DEVICE, { ...RAW_DIRECTORY_DEVICE, id: USER }] }
    const { reader } = await startReader({ ...WHOLE, '/v1.0/devices': twice })

    await expect(reader.readDevice(DEVICE, soon())).rejects.toMatchObject({ detail: '2 directory records claim the same device id.' })
  })

  it('takes no directory record that the filter did not ask for', async () => {
    const other = { value: [{ ...RAW_DIRECTORY_DEVICE, deviceId: USER }] }
    const { reader } = await startReader({ ...WHOLE, '/v1.0/devices': other })

    expect(await reader.readDevice(DEVICE, soon())).toMatchObject({ found: true, directoryDevice: null })
  })

  it.each([
    ['is missing', {}],
    ['is the zero GUID', { azureADDeviceId: '00000000-0000-0000-0000-000000000000', userId: '' }],
    ['could break out of a filter', { azureADDeviceId: "x' or deviceId ne '", userId: '../devices' }],
  ])('asks for no joined record whose id %s', async (_name, ids) => {
    const { reader, server } = await startReader({ ...WHOLE, [`${MANAGED}/${DEVICE}`]: { id: DEVICE, ...ids } })

    const reading = await reader.readDevice(DEVICE, soon())

    expect(reading).toMatchObject({ found: true, directoryDevice: null, user: null })
    expect(server.received.length).toBe(1)
  })

  it.each(['', 'x', `${DEVICE}/wipe`, '..'])('of %j asks nothing', async (id) => {
    const { reader, server } = await startReader(WHOLE)

    await expect(reader.readDevice(id, soon())).rejects.toMatchObject({ code: 'REEVE_NOT_FOUND' })
    await expect(reader.readDirectoryDevice(id, soon())).rejects.toMatchObject({ code: 'REEVE_NOT_FOUND' })
    expect(server.received).toEqual([])
  })

  it('of a directory record gives it, or null when the directory has none', async () => {
    const { reader } = await startReader(WHOLE)

    expect(await reader.readDirectoryDevice(OBJECT, soon())).toEqual(DIRECTORY_DEVICE)
    expect(await reader.readDirectoryDevice(USER, soon())).toBe(null)
  })
})

describe('looking for the managed device behind a directory record', () => {
  it('asks by a filter for the Entra device id', async () => {
    const { reader, server } = await startReader(WHOLE)

    expect(await reader.findManagedDevices(DEVICE_ID.toUpperCase(), soon())).toEqual([asRead(RAW_DEVICE)])
    expect(new URLSearchParams(server.received[0]?.path.split('?')[1]).get('$filter')).toBe(`azureADDeviceId eq '${DEVICE_ID.toUpperCase()}'`)
  })

  it('finds none in a list of none, and none in the whole list of a service that ignores the filter', async () => {
    const others = { value: [{ ...RAW_DEVICE, azureADDeviceId: USER }] }

    expect(await (await startReader({ [MANAGED]: { value: [] } })).reader.findManagedDevices(DEVICE_ID, soon())).toEqual([])
    expect(await (await startReader({ [MANAGED]: others })).reader.findManagedDevices(DEVICE_ID, soon())).toEqual([])
  })

  it('reads the whole list of a service that ignores the filter to its end', async () => {
    const { reader } = await startReader({
      [MANAGED]: (({ path }, response) => {
        const isLast = path.includes('skiptoken')
        const next = `http://${response.req.headers.host}${MANAGED}?$skiptoken=2`
        sendJson(response, 200, isLast ? { value: [RAW_DEVICE] } : { value: [{ ...RAW_DEVICE, id: OBJECT, azureADDeviceId: USER }], '@odata.nextLink': next })
      }) satisfies ScriptedAnswer,
    })

    expect((await reader.findManagedDevices(DEVICE_ID, soon())).map(({ id }) => id)).toEqual([DEVICE])
  })

  it('throws when the list did not come to its end, for that no device was found says nothing then', async () => {
    const torn = { value: [], '@odata.nextLink': 'https://elsewhere.example/next' }
    const { reader } = await startReader({ [MANAGED]: torn })

    await expect(reader.findManagedDevices(DEVICE_ID, soon())).rejects.toMatchObject({ code: 'REEVE_PROVIDER_HTTP' })
  })

  it.each(['', 'x', "x' or deviceId ne '"])('of %j asks nothing', async (id) => {
    const { reader, server } = await startReader(WHOLE)

    await expect(reader.findManagedDevices(id, soon())).rejects.toMatchObject({ code: 'REEVE_NOT_FOUND' })
    expect(server.received).toEqual([])
  })
})
