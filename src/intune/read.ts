/** The inventory of a tenant over Graph. Holds no way to change anything. */
import { digestInventory } from '../planner/inventory-digest.ts'
import type { Device, DirectoryDevice, Inventory, User } from '../planner/inventory.ts'
import { completeJoinTypes, createProjection, isRecord, projectDevice, projectDirectoryDevice, projectUser } from '../planner/project-device.ts'
import type { ProfileName, Projection, RawRecord } from '../planner/project-device.ts'
import type { Clock } from '../reconciler/clock.ts'
import type { DeviceReading, InventoryReader } from '../reconciler/provider.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { GraphClient } from './client.ts'
import { isGuid, SELECT_DEVICE_OF_USER, SELECT_DIRECTORY_DEVICE, SELECT_MANAGED_DEVICE, SELECT_ONE_MANAGED_DEVICE, SELECT_USER } from './fields.ts'
import { readList } from './paging.ts'
import { NO_RULES, readRules } from './read-cleanup-rules.ts'
import type { List } from './paging.ts'

/** Enrolment types of Android, deviceType, joinType and autopilotEnrolled are in beta only. */
const MANAGED_DEVICES = '/beta/deviceManagement/managedDevices'
const DIRECTORY_DEVICES = '/v1.0/devices'
const USERS = '/v1.0/users'
/** The largest page that the directory gives. */
const DIRECTORY_PAGE = 999

export interface IntuneReaderOptions {
  readonly client: GraphClient
  readonly clock: Clock
  /** Whose platform names the devices bear. */
  readonly profile: ProfileName
  /** Records on a page, for tests and small tenants; without it the provider's default for devices, the maximum for the directory. */
  readonly pageSize?: number
}

export function createIntuneReader({ client, clock, profile, pageSize }: IntuneReaderOptions): InventoryReader {
  return {
    readInventory: async (signal, progress, { cleanupRules: withRules = false } = {}) => {
      const takenAt = Math.floor(clock.now().getTime() / 1_000)
      const projection = createProjection({ liveTenant: true, profile })

      const [managed, directory, users, rules] = await Promise.all([
        readList(client, managedDevices(projection, pageSize), signal, progress),
        readList(client, directoryDevices(projection, pageSize), signal),
        readList(client, listOfUsers(pageSize), signal),
        withRules ? readRules(client, profile, signal) : NO_RULES,
      ])
      if (managed.failure !== null) throw managed.failure

      // A list that did not begin was not read, which is not the same as empty; it is a fault all the same.
      const faults = [...managed.faults, ...directory.faults, ...users.faults, ...rules.faults]
      const directoryRecords = directory.failure === null ? directory.items : null
      const userRecords = users.failure === null ? users.items : null
      const devices = completeJoinTypes(managed.items, directoryRecords)
      return {
        devices,
        directoryDevices: directoryRecords,
        users: userRecords,
        cleanupRules: rules.rules,
        takenAt,
        complete: faults.length === 0,
        incompleteBecause: faults,
        digest: digestInventory({ devices, directoryDevices: directoryRecords, users: userRecords, cleanupRules: rules.rules }),
      } satisfies Inventory
    },

    readDevice: (id, signal) => readDevice(client, { id, clock, profile }, signal),

    readDirectoryDevice: async (objectId, signal) => {
      const link = `${DIRECTORY_DEVICES}/${pathId(objectId)}?$select=${SELECT_DIRECTORY_DEVICE}`
      return readOne(client, { id: objectId, link, project: (raw) => projectDirectoryDevice(raw, createProjection({ liveTenant: true })) }, signal)
    },

    readUser: async (id, signal) => readOne(client, { id, link: `${USERS}/${pathId(id)}?$select=${SELECT_USER}`, project: projectUser }, signal),

    readDevicesOfUser: async (id, signal) => {
      const projection = createProjection({ liveTenant: true, profile })
      const path = `${USERS}/${pathId(id)}/managedDevices?$select=${SELECT_DEVICE_OF_USER}`
      const { items, faults, failure } = await readList(
        client,
        { name: 'managedDevices of a user', path, project: (raw) => projectDevice(raw, projection) },
        signal,
      )
      if (failure !== null) throw failure
      if (faults.length > 0)
        throw new ReeveError('REEVE_PROVIDER_HTTP', `The devices of a user were not read to their end: ${faults.join('; ')}`, { class: 'transient' })
      return items
    },

    readCleanupRules: async (signal) => {
      const { rules, faults } = await readRules(client, profile, signal)
      if (rules !== null) return rules
      throw new ReeveError('REEVE_PROVIDER_HTTP', faults.join(' '), { class: 'transient' })
    },

    findManagedDevices: (azureADDeviceId, signal) => findManagedDevices(client, azureADDeviceId, createProjection({ liveTenant: true, profile }), signal),

    providerTime: () => client.providerTime(),
  }
}

function managedDevices(projection: Projection, pageSize: number | undefined): List<Device> {
  const top = pageSize === undefined ? '' : `&$top=${pageSize}`
  return {
    name: 'managedDevices',
    path: `${MANAGED_DEVICES}?$select=${SELECT_MANAGED_DEVICE}${top}`,
    project: (raw) => projectDevice(raw, projection),
  }
}

function directoryDevices(projection: Projection, pageSize = DIRECTORY_PAGE): List<DirectoryDevice> {
  return {
    name: 'devices',
    path: `${DIRECTORY_DEVICES}?$select=${SELECT_DIRECTORY_DEVICE}&$top=${pageSize}`,
    project: (raw) => projectDirectoryDevice(raw, projection),
  }
}

function listOfUsers(pageSize = DIRECTORY_PAGE): List<User> {
  return { name: 'users', path: `${USERS}?$select=${SELECT_USER}&$top=${pageSize}`, project: projectUser }
}

/** The device first: it names the records that belong to it. */
async function readDevice(
  client: GraphClient,
  { id, clock, profile }: { id: string; clock: Clock; profile: ProfileName },
  signal: AbortSignal,
): Promise<DeviceReading> {
  const projection = createProjection({ liveTenant: true, profile })
  // The age of a reading counts from before it was asked for.
  const readAt = clock.now()

  const link = `${MANAGED_DEVICES}/${pathId(id)}?$select=${SELECT_ONE_MANAGED_DEVICE}`
  const read = await readOne(client, { id, link, project: (raw) => projectDevice(raw, projection) }, signal)
  if (read === null) return { found: false, readAt }

  const [directoryDevice, user] = await Promise.all([
    findDirectoryDevice(client, { deviceId: read.azureADDeviceId, projection }, signal),
    findUser(client, read.userId, signal),
  ])
  const [device = read] = completeJoinTypes([read], directoryDevice === null ? null : [directoryDevice])
  return { found: true, device, directoryDevice, user, readAt }
}

/** By a filter: an empty list says that there is none without a 404, and two records with one device id show. */
async function findDirectoryDevice(
  client: GraphClient,
  { deviceId, projection }: { deviceId: string | null; projection: Projection },
  signal: AbortSignal,
): Promise<DirectoryDevice | null> {
  if (deviceId === null || !isGuid(deviceId)) return null

  const filter = encodeURIComponent(`deviceId eq '${deviceId}'`)
  const path = `${DIRECTORY_DEVICES}?$filter=${filter}&$select=${SELECT_DIRECTORY_DEVICE}`
  const { items, faults, failure } = await readList(client, { ...directoryDevices(projection), path }, signal)
  if (failure !== null) throw failure
  if (faults.length > 0)
    throw new ReeveError('REEVE_PROVIDER_HTTP', `The directory record of a device was not read: ${faults.join('; ')}`, { class: 'transient' })

  const matching = items.filter((item) => item.deviceId === deviceId.toLowerCase())
  if (matching.length > 1) throw new ReeveError('REEVE_PROVIDER_HTTP', `${matching.length} directory records claim the same device id.`)
  return matching[0] ?? null
}

/**
 * By a filter that the documents do not promise for this property. Intune answers a filter that it does not know with
 * the whole list: that is read to its end and searched, and so says the same, only later.
 */
async function findManagedDevices(client: GraphClient, azureADDeviceId: string, projection: Projection, signal: AbortSignal): Promise<readonly Device[]> {
  if (!isGuid(azureADDeviceId)) throw new ReeveError('REEVE_NOT_FOUND', 'What was given as the id of an Entra device is not a GUID.')

  const filter = encodeURIComponent(`azureADDeviceId eq '${azureADDeviceId}'`)
  const path = `${MANAGED_DEVICES}?$filter=${filter}&$select=${SELECT_MANAGED_DEVICE}`
  const { items, faults, failure } = await readList(client, { ...managedDevices(projection, undefined), path }, signal)
  if (failure !== null) throw failure
  if (faults.length > 0)
    throw new ReeveError('REEVE_PROVIDER_HTTP', `The managed devices of a directory record were not read: ${faults.join('; ')}`, { class: 'transient' })

  return items.filter((item) => item.azureADDeviceId === azureADDeviceId.toLowerCase())
}

async function findUser(client: GraphClient, userId: string | null, signal: AbortSignal): Promise<User | null> {
  if (userId === null || !isGuid(userId)) return null
  return readOne(client, { id: userId, link: `${USERS}/${pathId(userId)}?$select=${SELECT_USER}`, project: projectUser }, signal)
}

/** One record by its id; null when the provider has none. An answer about another record is no answer. */
async function readOne<Item extends { readonly id: string }>(
  client: GraphClient,
  { id, link, project }: { readonly id: string; readonly link: string; readonly project: (raw: RawRecord) => Item | null },
  signal: AbortSignal,
): Promise<Item | null> {
  const reading = await client.get(link, signal)
  if (!reading.found) return null

  const item = isRecord(reading.body) ? project(reading.body) : null
  if (item?.id === id.toLowerCase()) return item
  throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 200, but the answer is about another record than the one asked for', { class: 'transient' })
}

function pathId(id: string): string {
  if (!isGuid(id)) throw new ReeveError('REEVE_NOT_FOUND', 'What was given as the id of a record is not a GUID.')
  return encodeURIComponent(id)
}
