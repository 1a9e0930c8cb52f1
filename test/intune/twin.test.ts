/** The provider against the simulated tenant: everything over HTTP, nothing in between. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGraphClient } from '../../src/intune/client.ts'
import type { GraphClient } from '../../src/intune/client.ts'
import { createIntuneReader } from '../../src/intune/read.ts'
import { createClientCredentialsTokens } from '../../src/intune/token.ts'
import { clientRequestIdOf, createIntuneWriter } from '../../src/intune/write.ts'
import { readEvidence } from '../../src/planner/evidence.ts'
import type { Evidence } from '../../src/planner/evidence.ts'
import type { Device } from '../../src/planner/inventory.ts'
import type { ActionCommand, ActionWriter, InventoryReader } from '../../src/reconciler/provider.ts'
import { FAKE_PASSCODE } from '../../src/twin/device-behaviour.ts'
import { startTwin } from '../../src/twin/server.ts'
import type { Twin } from '../../src/twin/server.ts'
import type { FaultRule } from '../../src/twin/faults.ts'
import { NO_SECRETS, soon, startHttp } from './parts.ts'
import { createWaitingClock } from './waiting-clock.ts'
import type { WaitingClock } from './waiting-clock.ts'

const START = new Date('2026-11-22T09:00:00Z')
const SENT = START.getTime() / 1_000
const FIFTEEN_MINUTES = 900
const MONTH = 30 * 86_400
const WIPE = '/v1.0/deviceManagement/managedDevices/*/wipe'
const LIST = '/beta/deviceManagement/managedDevices'

interface Tenant {
  readonly twin: Twin
  readonly client: GraphClient
  readonly clock: WaitingClock
  readonly reader: InventoryReader
  readonly writer: ActionWriter
}

async function startTenant({
  pageSize,
  devices = 60,
  faults = [],
}: {
  pageSize?: number
  devices?: number
  faults?: readonly FaultRule[]
} = {}): Promise<Tenant> {
  const twin = await startTwin({ devices, seed: 7, start: START, clock: { mode: 'stepped' }, faults })
  onTestFinished(() => twin.close())
  const clock = createWaitingClock(START.toISOString())
  const http = startHttp()
  const credentials = { authorityUrl: twin.url, tenantId: twin.tenantId, clientId: 'reeve', clientSecret: 'any', scope: `${twin.url}/.default` }
  const client = createGraphClient({ graphUrl: twin.url, tokens: createClientCredentialsTokens(credentials, { http, clock }), clock, http })
  const reader = createIntuneReader({ client, clock, profile: 'intune-2018', ...(pageSize === undefined ? {} : { pageSize }) })
  return { twin, client, clock, reader, writer: createIntuneWriter({ client, clock, secrets: NO_SECRETS }) }
}

/** A device of the platform that is often in touch. */
async function findDevice({ reader }: Tenant, platform: string, accepts: (device: Device) => boolean = () => true): Promise<Device> {
  const { devices } = await reader.readInventory(soon())
  const active = devices.filter((device) => device.platform === platform && accepts(device) && (device.lastSyncDateTime ?? 0) > SENT - 2 * 86_400)
  const [first] = active
  if (first === undefined) throw new Error(`Expected an active device of ${platform}`)
  return first
}

function command(action: ActionCommand['action'], target: string, parameters: ActionCommand['parameters'] = {}): ActionCommand {
  return { actionId: `a-${action}`, action, target, parameters }
}

async function evidenceOf({ reader }: Tenant, action: ActionCommand['action'], id: string, keepsEnrollment = false): Promise<Evidence['state'] | 'gone'> {
  const reading = await reader.readDevice(id, soon())
  if (!reading.found) return 'gone'
  return readEvidence({ action, keepsEnrollment, dispatchedAt: SENT, pendingSeenAt: null }, reading).state
}

describe('reading a tenant', () => {
  it.each([1, 7, 59, 60, 61])('in pages of %i gives the same inventory as in the largest pages', async (pageSize) => {
    const small = await startTenant({ pageSize })
    const large = await startTenant()

    const inSmallPages = await small.reader.readInventory(soon())
    const inLargePages = await large.reader.readInventory(soon())

    expect(inSmallPages).toEqual(inLargePages)
    expect([inSmallPages.complete, inSmallPages.devices.length, inSmallPages.takenAt]).toEqual([true, 60, SENT])
  })

  it('over several default pages is whole, and tells how far it is', async () => {
    const { reader } = await startTenant({ devices: 2_500 })
    const seen: unknown[] = []

    const inventory = await reader.readInventory(soon(), (...progress) => seen.push(progress))

    expect([inventory.complete, inventory.devices.length]).toEqual([true, 2_500])
    expect(seen).toEqual([
      [1_000, 2_500],
      [2_000, 2_500],
      [2_500, 2_500],
    ])
  })

  it('tells the tenant’s time', async () => {
    const { reader, twin } = await startTenant()

    twin.advance(3_600)
    await reader.readInventory(soon())

    expect(reader.providerTime()).toEqual(new Date('2026-11-22T10:00:00Z'))
  })

  it('finds for a single device what the inventory says of it', async () => {
    const { reader } = await startTenant()
    const { devices, directoryDevices, users } = await reader.readInventory(soon())

    for (const device of devices.slice(0, 15)) {
      const reading = await reader.readDevice(device.id, soon())

      const directoryDevice = directoryDevices?.find(({ deviceId }) => deviceId !== null && deviceId === device.azureADDeviceId) ?? null
      const user = users?.find(({ id }) => id === device.userId) ?? null
      expect(reading).toEqual({ found: true, device, directoryDevice, user, readAt: START })
    }
  })

  it('finds the managed device behind a directory record, and none behind one that nobody manages', async () => {
    const { reader } = await startTenant()
    const { devices, directoryDevices } = await reader.readInventory(soon())
    const unmanaged = directoryDevices?.filter(({ isManaged }) => isManaged === false) ?? []
    const claimed = devices.find(({ azureADDeviceId }) => azureADDeviceId !== null)

    expect(await reader.findManagedDevices(claimed?.azureADDeviceId ?? '', soon())).toEqual([claimed])
    expect(unmanaged.length).toBeGreaterThan(0)
    for (const { deviceId } of unmanaged) expect(await reader.findManagedDevices(deviceId ?? '', soon())).toEqual([])
  })

  it('knows of a directory record when it was registered, and whether it is of Autopilot', async () => {
    const { reader } = await startTenant()
    const { devices, directoryDevices } = await reader.readInventory(soon())
    const autopilot = new Map(devices.map(({ azureADDeviceId, autopilotEnrolled }) => [azureADDeviceId, autopilotEnrolled]))

    expect(directoryDevices?.every(({ registrationDateTime }) => registrationDateTime !== null)).toBe(true)
    const managed = directoryDevices?.filter(({ isManaged }) => isManaged === true) ?? []
    expect(managed.map(({ autopilotEnrolled }) => autopilotEnrolled)).toEqual(managed.map(({ deviceId }) => autopilot.get(deviceId)))
    expect(managed.some(({ autopilotEnrolled }) => autopilotEnrolled === true)).toBe(true)
  })

  it('waits when it is throttled, and asks again', async () => {
    const faults = [{ match: { path: LIST }, times: 2, kind: 'status', status: 429, retryAfterSeconds: 11 }] as const
    const { reader, clock } = await startTenant({ faults })

    const inventory = await reader.readInventory(soon())

    expect(inventory.complete).toBe(true)
    expect(clock.waits).toEqual([11_000, 11_000])
  })

  it.each([
    ['lost', { kind: 'lostAnswer' }],
    ['cut in the middle', { kind: 'truncate' }],
    ['a 503', { kind: 'status', status: 503 }],
  ] as const)('asks again when an answer is %s', async (_name, fault) => {
    const { reader } = await startTenant({ pageSize: 25, faults: [{ match: { path: LIST }, times: 1, ...fault }] })

    const inventory = await reader.readInventory(soon())

    expect([inventory.complete, inventory.devices.length]).toEqual([true, 60])
  })

  it('does not take a short list for a small fleet', async () => {
    const { reader } = await startTenant({ faults: [{ match: { path: LIST }, times: 1, kind: 'shortList' }] })

    const inventory = await reader.readInventory(soon())

    expect(inventory).toMatchObject({ complete: false, incompleteBecause: ['managedDevices: 60 were announced and 30 came'] })
  })
})

describe('acting on a tenant', () => {
  it('a wipe is accepted under the id of its action, is pending, and ends with the record', async () => {
    const tenant = await startTenant()
    const device = await findDevice(tenant, 'ios')

    const result = await tenant.writer.send(command('wipe', device.id), soon())
    const atOnce = await evidenceOf(tenant, 'wipe', device.id)
    tenant.twin.advance(MONTH)
    const later = await evidenceOf(tenant, 'wipe', device.id)

    expect(result).toEqual({ outcome: 'accepted' })
    expect([atOnce, later]).toEqual(['pending', 'gone'])
    expect(tenant.twin.ledger()).toMatchObject([
      { kind: 'accepted', action: 'wipe', deviceId: device.id, clientRequestId: clientRequestIdOf('a-wipe') },
      { kind: 'executed', action: 'wipe', deviceId: device.id, effect: 'wiped' },
    ])
  })

  it('a keeping wipe leaves the device managed, with the evidence of it', async () => {
    const tenant = await startTenant({ devices: 300 })
    const device = await findDevice(tenant, 'windows10', ({ osVersion }) => (osVersion ?? '') > '10.0.2')

    await tenant.writer.send(command('wipe', device.id, { keepEnrollmentData: true, keepUserData: true }), soon())
    const atOnce = await evidenceOf(tenant, 'wipe', device.id, true)
    tenant.twin.advance(MONTH)
    const later = await evidenceOf(tenant, 'wipe', device.id, true)

    expect([atOnce, later]).toEqual(['pending', 'confirmed'])
    expect(tenant.twin.ledger().at(-1)).toMatchObject({ kind: 'executed', effect: 'wipedKeepingEnrollment' })
  })

  it('a passcode that was reset is confirmed, and is nowhere in what is read', async () => {
    const tenant = await startTenant()
    const device = await findDevice(tenant, 'ios')

    await tenant.writer.send(command('resetPasscode', device.id), soon())
    tenant.twin.advance(MONTH)
    const sentAlong = await tenant.client.get(`${LIST}/${device.id}?$select=id,deviceActionResults`, soon())
    const reading = await tenant.reader.readDevice(device.id, soon())

    expect(await evidenceOf(tenant, 'resetPasscode', device.id)).toBe('confirmed')
    expect(JSON.stringify(sentAlong)).toContain(FAKE_PASSCODE)
    expect(JSON.stringify(reading)).not.toContain(FAKE_PASSCODE)
  })

  it('retire, delete and the directory’s actions are accepted', async () => {
    const tenant = await startTenant()
    const device = await findDevice(tenant, 'ios', ({ azureADDeviceId, userId }) => azureADDeviceId !== null && userId !== null)
    const reading = await tenant.reader.readDevice(device.id, soon())
    const directoryId = (reading.found && reading.directoryDevice?.id) || ''
    const commands = [
      command('retire', device.id),
      command('delete', device.id),
      command('disableDirectoryDevice', directoryId),
      command('deleteDirectoryDevice', directoryId),
      command('disableUser', device.userId ?? ''),
      command('deleteUser', device.userId ?? ''),
    ]

    const results = []
    for (const each of commands) results.push(await tenant.writer.send(each, soon()))

    expect(results).toEqual(commands.map(() => ({ outcome: 'accepted' })))
    expect(tenant.twin.ledger().flatMap((entry) => (entry.kind === 'accepted' ? [entry.action] : []))).toEqual(commands.map(({ action }) => action))
  })

  it('a disabled directory record is evidence of itself', async () => {
    const tenant = await startTenant()
    const device = await findDevice(tenant, 'ios', ({ azureADDeviceId }) => azureADDeviceId !== null)
    const reading = await tenant.reader.readDevice(device.id, soon())
    const directoryId = (reading.found && reading.directoryDevice?.id) || ''

    const before = await evidenceOf(tenant, 'disableDirectoryDevice', device.id)
    await tenant.writer.send(command('disableDirectoryDevice', directoryId), soon())
    const after = await evidenceOf(tenant, 'disableDirectoryDevice', device.id)

    expect([before, after]).toEqual(['none', 'confirmed'])
  })

  it('an action on a record that is not there is refused', async () => {
    const { writer, twin } = await startTenant()

    const result = await writer.send(command('wipe', '99999999-9999-4999-8999-999999999999'), soon())

    expect(result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('HTTP 404') })
    expect(twin.ledger()).toEqual([])
  })

  it.each<[string, FaultRule]>([
    ['the answer is lost', { match: { path: WIPE }, times: 9, kind: 'lostAnswer' }],
    ['a 500 hides that it was carried out', { match: { path: WIPE }, times: 9, kind: 'status', status: 500, executes: true }],
    ['a 400 of Intune hides that it was carried out', { match: { path: WIPE }, times: 9, kind: 'status', status: 400, executes: true }],
  ])('a wipe of which %s is unknown, and was sent once', async (_name, fault) => {
    const tenant = await startTenant({ faults: [fault] })
    const device = await findDevice(tenant, 'ios')

    const result = await tenant.writer.send(command('wipe', device.id), soon())
    tenant.twin.advance(FIFTEEN_MINUTES)

    expect(result.outcome).toBe('unknown')
    expect(tenant.twin.ledger().filter(({ kind }) => kind === 'accepted').length).toBe(1)
    expect(tenant.clock.waits).toEqual([])
  })

  it('a throttled wipe is refused with the wait that was asked for', async () => {
    const tenant = await startTenant({ faults: [{ match: { path: WIPE }, times: 1, kind: 'status', status: 429, retryAfterSeconds: 20 }] })
    const device = await findDevice(tenant, 'ios')

    const result = await tenant.writer.send(command('wipe', device.id), soon())

    expect(result).toMatchObject({ outcome: 'refused', retryAfterMs: 20_000 })
    expect([tenant.twin.ledger(), tenant.clock.waits]).toEqual([[], []])
  })
})
