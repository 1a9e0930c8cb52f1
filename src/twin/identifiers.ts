/**
 * Ids of the simulated tenant: GUIDs that look random and yet know the index they were made for.
 *
 * The first 32 bits are the index under a permutation keyed by kind and seed, so a million
 * records need no index in memory: an id is taken apart, made again, and compared.
 */
import { hash } from './random.ts'

export type IdentifierKind = 'managedDevice' | 'directoryDevice' | 'directoryDeviceId' | 'user'

export const ZERO_GUID = '00000000-0000-0000-0000-000000000000'

const KEYS: Readonly<Record<IdentifierKind, number>> = { managedDevice: 1, directoryDevice: 2, directoryDeviceId: 3, user: 4 }
const ROUNDS = [0, 1, 2, 3] as const
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export interface Identifiers {
  idOf(kind: IdentifierKind, index: number): string
  /** The index that `id` was made for, or null when it was made for none. */
  indexOf(kind: IdentifierKind, id: string): number | null
}

export function isGuid(text: string): boolean {
  return GUID.test(text)
}

export function createIdentifiers(seed: number): Identifiers {
  function idOf(kind: IdentifierKind, index: number): string {
    const key = hash(seed, KEYS[kind])
    return toGuid(key, permute(key, index))
  }

  function indexOf(kind: IdentifierKind, id: string): number | null {
    if (!isGuid(id)) return null
    const key = hash(seed, KEYS[kind])
    const first = Number.parseInt(id.slice(0, 8), 16)
    return toGuid(key, first) === id.toLowerCase() ? restore(key, first) : null
  }

  return { idOf, indexOf }
}

/** A GUID that stands for nothing but its place in a sequence: request ids. */
export function sequenceGuid(seed: number, sequence: number): string {
  return toGuid(hash(seed, 0x7e57), hash(seed, sequence))
}

/** Feistel network over two halves of 16 bits: every index has one image, and the image one index. */
function permute(key: number, index: number): number {
  let left = index >>> 16
  let right = index & 0xffff
  for (const round of ROUNDS) [left, right] = [right, left ^ (hash(key, round, right) & 0xffff)]
  return ((left << 16) | right) >>> 0
}

function restore(key: number, image: number): number {
  let left = image >>> 16
  let right = image & 0xffff
  for (const round of ROUNDS.toReversed()) [left, right] = [right ^ (hash(key, round, left) & 0xffff), left]
  return ((left << 16) | right) >>> 0
}

function toGuid(key: number, first: number): string {
  const second = hex(hash(key, first, 1))
  const third = hex(hash(key, first, 2))
  const variant = '89ab'[Number.parseInt(third.charAt(0), 16) & 3]
  return `${hex(first)}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${hex(hash(key, first, 3))}`
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
