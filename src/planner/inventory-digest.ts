/** The digest of a snapshot: over every field that is kept of every record, and nothing else. */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { addDevices } from './digest-devices.ts'
import type { Device, DirectoryDevice, Inventory, TenantCleanupRule, User } from './inventory.ts'
import { DEVICE_FIELDS, keptFields } from './project-device.ts'
import { sortById } from './sort-by-id.ts'

type Records = Pick<Inventory, 'devices' | 'directoryDevices' | 'users'> & Partial<Pick<Inventory, 'cleanupRules'>>

/** Texts are handed to the hash in pieces of about this many characters. */
const PIECE = 65_536

/**
 * Same records, same digest, in whatever order they were read.
 *
 * `fields` are those of the devices that were kept, and no other is looked at. They are part of the digest: a value
 * that is missing is not one that nobody asked for.
 *
 * Each record of the directory is one JSON array of its fields in a fixed order, so that no two different ones can be
 * written alike; digest-devices.ts says how devices are written.
 * When it was taken, and whether it is complete, are no part of it. A list that was not read differs from an empty one.
 */
export function digestInventory({ devices, directoryDevices, users, cleanupRules = null }: Records, fields?: ReadonlySet<keyof Device>): string {
  return digestSorted(
    { devices: sortById(devices), directoryDevices: directoryDevices && sortById(directoryDevices), users: users && sortById(users), cleanupRules },
    fields,
  )
}

/** The same, of lists that are in the order of their ids already. */
export function digestSorted({ devices, directoryDevices, users, cleanupRules = null }: Records, fields?: ReadonlySet<keyof Device>): string {
  const hash = createHash('sha256')
  const keeps = keptFields(fields)
  const kept = DEVICE_FIELDS.filter((field) => keeps[field]).sort()
  hash.update(`fields ${kept.join(' ')}\n`)
  hash.update(`devices ${devices.length}\n`)
  addDevices(hash, devices, keeps)
  addRecords(hash, 'directoryDevices', directoryDevices, directoryFields)
  addRecords(hash, 'users', users, userFields)
  // Only where they were read: nobody asks for them but a policy that keeps one.
  if (cleanupRules !== null) addRecords(hash, 'cleanupRules', cleanupRules, ruleFields)
  return `sha256:${hash.digest('hex')}`
}

function addRecords<T>(hash: Hash, name: string, records: readonly T[] | null, fieldsOf: (record: T) => unknown[]): void {
  let piece = records === null ? `${name} null\n` : `${name} ${records.length}\n`
  for (const record of records ?? []) {
    piece += `${JSON.stringify(fieldsOf(record))}\n`
    if (piece.length < PIECE) continue
    hash.update(piece)
    piece = ''
  }
  hash.update(piece)
}

function directoryFields(device: DirectoryDevice): unknown[] {
  return [
    device.id,
    device.deviceId,
    device.displayName,
    device.accountEnabled,
    device.isManaged,
    device.trustType,
    device.operatingSystem,
    device.autopilotEnrolled,
    device.registrationDateTime,
    device.approximateLastSignInDateTime,
  ]
}

function userFields(user: User): unknown[] {
  return [user.id, user.userPrincipalName, user.mail, user.accountEnabled]
}

function ruleFields({ id, platform, displayName, days }: TenantCleanupRule): unknown[] {
  return [id, platform, displayName, days]
}
