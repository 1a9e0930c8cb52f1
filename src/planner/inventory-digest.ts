/** The digest of a snapshot: over every field that reeve keeps of every record, and nothing else. */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Device, DirectoryDevice, Inventory, User } from './inventory.ts'
import { sortById } from './sort-by-id.ts'

/** Texts are handed to the hash in pieces of about this many characters. */
const PIECE = 65_536

/**
 * Same records, same digest, in whatever order they were read.
 *
 * Each record is one JSON array of its fields in a fixed order, so that no two different records can be written alike.
 * When it was taken, and whether it is complete, are no part of it. A list that was not read differs from an empty one.
 */
export function digestInventory({ devices, directoryDevices, users }: Pick<Inventory, 'devices' | 'directoryDevices' | 'users'>): string {
  const hash = createHash('sha256')
  addRecords(hash, 'devices', devices, deviceFields)
  addRecords(hash, 'directoryDevices', directoryDevices, directoryFields)
  addRecords(hash, 'users', users, userFields)
  return `sha256:${hash.digest('hex')}`
}

function addRecords<T extends { readonly id: string }>(hash: Hash, name: string, records: readonly T[] | null, fieldsOf: (record: T) => unknown[]): void {
  let piece = records === null ? `${name} null\n` : `${name} ${records.length}\n`
  for (const record of sortById(records ?? [])) {
    piece += `${JSON.stringify(fieldsOf(record))}\n`
    if (piece.length < PIECE) continue
    hash.update(piece)
    piece = ''
  }
  hash.update(piece)
}

function deviceFields(device: Device): unknown[] {
  return [
    device.id,
    device.platform,
    device.joinType,
    device.deviceName,
    device.managedDeviceName,
    device.serialNumber,
    device.imei,
    device.userId,
    device.userPrincipalName,
    device.emailAddress,
    device.azureADDeviceId,
    device.operatingSystem,
    device.osVersion,
    device.model,
    device.manufacturer,
    device.deviceType,
    device.managedDeviceOwnerType,
    device.deviceEnrollmentType,
    device.enrollmentProfileName,
    device.managementAgent,
    device.managementState,
    device.complianceState,
    device.deviceRegistrationState,
    device.deviceCategoryDisplayName,
    device.jailBroken,
    device.azureADRegistered,
    device.isSupervised,
    device.isEncrypted,
    device.autopilotEnrolled,
    device.enrolledDateTime,
    device.lastSyncDateTime,
    device.deviceActionResults.map((result) => [result.actionName, result.actionState, result.startDateTime, result.lastUpdatedDateTime]),
  ]
}

function directoryFields(device: DirectoryDevice): unknown[] {
  return [device.id, device.deviceId, device.displayName, device.accountEnabled, device.isManaged, device.trustType, device.approximateLastSignInDateTime]
}

function userFields(user: User): unknown[] {
  return [user.id, user.userPrincipalName, user.mail, user.accountEnabled]
}
