/**
 * The fleet that a seed stands for: devices, their directory records and their users.
 *
 * Records are made when asked for and never stored, so a fleet of a million costs nothing until
 * it is read. The same count, seed and start give the same records, byte for byte.
 */
import { createIdentifiers, type IdentifierKind } from './identifiers.ts'
import { type Making, type SeededDevice, makeDevice } from './seeded-device.ts'
import { type SeededDirectoryDevice, type SeededUser, makeDirectoryRecord, makeUnmanagedRecord, makeUser } from './seeded-directory.ts'

export interface FleetOptions {
  readonly devices: number
  readonly seed: number
  readonly start: Date
  /** Whose platforms the devices are of; default intune-2018. */
  readonly profile?: string
}

export interface Fleet {
  readonly seed: number
  readonly devices: number
  /** Places in the directory: one per device, filled or not, then those that nobody manages. */
  readonly directoryPlaces: number
  readonly users: number
  device(index: number): SeededDevice
  /** Null where a managed device has no directory record. */
  directoryDevice(place: number): SeededDirectoryDevice | null
  user(index: number): SeededUser
  /** Index of the record that `id` was made for; null when the fleet has no such record. */
  indexOf(kind: IdentifierKind, id: string): number | null
}

const MAX_DEVICES = 1_000_000
const USERS_PER_DEVICE = 0.7
const UNMANAGED_SHARE = 0.06

export function createFleet({ devices, seed, start, profile = 'intune-2018' }: FleetOptions): Fleet {
  if (!Number.isInteger(devices) || devices < 1 || devices > MAX_DEVICES) {
    throw new RangeError(`Expected devices to be 1 to ${MAX_DEVICES}, got ${devices}`)
  }
  const identifiers = createIdentifiers(seed)
  const users = Math.ceil(devices * USERS_PER_DEVICE)
  const directoryPlaces = devices + Math.ceil(devices * UNMANAGED_SHARE)
  const sizes: Readonly<Record<IdentifierKind, number>> = {
    managedDevice: devices,
    directoryDevice: directoryPlaces,
    directoryDeviceId: directoryPlaces,
    user: users,
  }
  const making: Making = { seed, startAt: Math.floor(start.getTime() / 1000), identifiers, users, profile }

  return {
    seed,
    devices,
    directoryPlaces,
    users,
    device: (index) => makeDevice(making, index),
    directoryDevice: (place) => (place < devices ? makeDirectoryRecord(making, place) : makeUnmanagedRecord(making, place)),
    user: (index) => makeUser(making, index),
    indexOf(kind, id) {
      const index = identifiers.indexOf(kind, id)
      return index !== null && index < sizes[kind] ? index : null
    },
  }
}
