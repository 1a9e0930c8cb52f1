/** Finds records by the ids that join them. Built once per inventory. */
import type { Device, DirectoryDevice, Inventory, User } from './inventory.ts'
import type { Subject } from './subject.ts'
import { foldText } from './text.ts'
import { indexByText } from './text-index.ts'

export interface RecordIndex {
  /** Read to its end: only then is a record that is missing surely not there. */
  readonly complete: boolean
  readonly directoryByDeviceId: ReadonlyMap<string, readonly DirectoryDevice[]>
  readonly directoryRead: boolean
  readonly usersById: ReadonlyMap<string, User>
  readonly userRead: boolean
  /** By user principal name or object id, in any spelling of case. */
  readonly usersByName: (name: string) => readonly User[]
  /** Devices that name the user by id; and those that name no user of the directory by id, and this one by name or address. */
  readonly devicesOfUser: (user: User) => readonly Device[]
  readonly deviceById: (id: string) => Device | null
  /** Every device of that serial, by folded text. */
  readonly devicesBySerial: (serial: string) => readonly Device[]
  readonly devicesByEntraId: (azureADDeviceId: string) => readonly Device[]
}

export function indexRecords({ devices, directoryDevices, users, complete }: Inventory): RecordIndex {
  const directoryByDeviceId = groupBy(directoryDevices ?? [], ({ deviceId }) => deviceId)
  // Most passes propose nothing and need none of these, so each is built when first asked for.
  const byId = once(() => indexByText(devices, ({ id }) => id))
  const bySerial = once(() => indexByText(devices, ({ serialNumber }) => serialNumber))
  const byEntraId = once(() => indexByText(devices, ({ azureADDeviceId }) => azureADDeviceId))
  const byUserId = once(() => indexByText(devices, ({ userId }) => userId))
  const byOwnName = once(() => indexByText(devices, ({ userPrincipalName }) => userPrincipalName))
  const byAddress = once(() => indexByText(devices, ({ emailAddress }) => emailAddress))
  const usersById = new Map((users ?? []).map((user) => [user.id, user]))
  const isNobodys = (device: Device, index: number, all: readonly Device[]): boolean =>
    (device.userId === null || !usersById.has(device.userId)) && all.indexOf(device) === index
  const byUserName = once(() => {
    const named = new Map<string, User[]>()
    for (const user of users ?? [])
      for (const name of new Set([foldText(user.id), ...(user.userPrincipalName === null ? [] : [foldText(user.userPrincipalName)])]))
        named.set(name, [...(named.get(name) ?? []), user])
    return (name: string): readonly User[] => named.get(name) ?? []
  })
  return {
    complete,
    directoryByDeviceId,
    directoryRead: directoryDevices !== null,
    usersById,
    userRead: users !== null,
    usersByName: (name) => byUserName()(foldText(name)),
    devicesOfUser: ({ id, userPrincipalName, mail }) => [
      ...byUserId()(id),
      ...namesOf(userPrincipalName, mail)
        .flatMap((name) => [...byOwnName()(name), ...byAddress()(name)])
        .filter(isNobodys),
    ],
    deviceById: (id) => byId()(id).find((device) => device.id === id) ?? null,
    devicesBySerial: (serial) => bySerial()(serial),
    devicesByEntraId: (id) => byEntraId()(id).filter((device) => device.azureADDeviceId === id),
  }
}

/** The same records with one device, and what belongs to it, as they were just read. */
export function withFreshRecords(index: RecordIndex, fresh: { device: Device; directoryDevice: DirectoryDevice | null; user: User | null }): RecordIndex {
  const { device, directoryDevice, user } = fresh
  const replace = (found: readonly Device[], belongs: boolean): readonly Device[] => [
    ...found.filter(({ id }) => id !== device.id),
    ...(belongs ? [device] : []),
  ]
  const directoryByDeviceId = new Map(index.directoryByDeviceId)
  // A record of another device, read by its object id, says nothing about this one.
  const own = directoryDevice !== null && directoryDevice.deviceId === device.azureADDeviceId
  if (device.azureADDeviceId !== null) directoryByDeviceId.set(device.azureADDeviceId, own ? [directoryDevice] : [])
  const usersById = new Map(index.usersById)
  if (user) usersById.set(user.id, user)
  return {
    ...index,
    directoryByDeviceId,
    usersById,
    deviceById: (id) => (id === device.id ? device : index.deviceById(id)),
    devicesBySerial: (serial) => replace(index.devicesBySerial(serial), device.serialNumber !== null && foldText(device.serialNumber) === foldText(serial)),
    devicesByEntraId: (id) => replace(index.devicesByEntraId(id), device.azureADDeviceId === id),
  }
}

export function subjectOf(device: Device, index: RecordIndex, now: number): Subject {
  const directory = device.azureADDeviceId === null || index.directoryByDeviceId.size === 0 ? undefined : index.directoryByDeviceId.get(device.azureADDeviceId)
  return {
    over: 'devices',
    device,
    // Of several records for one id none can be believed.
    directory: directory?.length === 1 ? (directory[0] ?? null) : null,
    directoryRead: index.directoryRead && (directory === undefined || directory.length <= 1),
    user: device.userId === null || index.usersById.size === 0 ? null : (index.usersById.get(device.userId) ?? null),
    userRead: index.userRead,
    now,
  }
}

function namesOf(...names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null).map(foldText))]
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
