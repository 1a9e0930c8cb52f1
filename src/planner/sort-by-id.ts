/**
 * Records in the order of their ids, the one order in which snapshots are compared and digested.
 *
 * Comparing 100,000 GUIDs as texts takes longer than hashing all that they name. So the first eight hex
 * digits and the record's place are packed into one number, numbers are sorted, and texts are compared
 * only where those digits are equal. Ids that are no GUIDs are compared as texts throughout.
 */

interface Identified {
  readonly id: string
}

const PLACES = 2 ** 21

export function sortById<T extends Identified>(records: readonly T[]): readonly T[] {
  if (isSortedById(records)) return records
  return sortByPrefix(records) ?? records.toSorted(compareIds)
}

function isSortedById(records: readonly Identified[]): boolean {
  for (let at = 1; at < records.length; at++) {
    if ((records[at - 1] as Identified).id > (records[at] as Identified).id) return false
  }
  return true
}

/** null when the ids are no lower-case GUIDs, or too many. */
function sortByPrefix<T extends Identified>(records: readonly T[]): T[] | null {
  if (records.length > PLACES) return null

  const keys = new Float64Array(records.length)
  for (let at = 0; at < records.length; at++) {
    const prefix = hexPrefix((records[at] as T).id)
    if (prefix === -1) return null
    keys[at] = prefix * PLACES + at
  }
  keys.sort()

  const sorted: T[] = []
  for (const key of keys) sorted.push(records[key % PLACES] as T)
  sortEqualPrefixes(sorted, keys)
  return sorted
}

function sortEqualPrefixes<T extends Identified>(sorted: T[], keys: Float64Array): void {
  let first = 0
  for (let end = 1; end <= keys.length; end++) {
    if (end < keys.length && prefixOf(keys, end) === prefixOf(keys, first)) continue
    if (end - first > 1) {
      for (const record of sorted.slice(first, end).sort(compareIds)) sorted[first++] = record
    }
    first = end
  }
}

function prefixOf(keys: Float64Array, at: number): number {
  return Math.floor((keys[at] as number) / PLACES)
}

/** The first eight characters as a number, where they are lower-case hex digits; else -1. Numbers and texts then sort alike. */
function hexPrefix(id: string): number {
  if (id.length < 8) return -1
  let prefix = 0
  for (let at = 0; at < 8; at++) {
    const code = id.charCodeAt(at)
    const digit = code <= 0x39 ? code - 0x30 : code - 0x57
    if (!(digit >= 0 && digit <= 15) || (code > 0x39 && code < 0x61)) return -1
    prefix = prefix * 16 + digit
  }
  return prefix
}

function compareIds(a: Identified, b: Identified): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
