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
/** No prefix is negative. */
const NONE = -1

/** `onTwins` is told of each record whose id is also that of the one before it. */
export function sortById<T extends Identified>(records: readonly T[], onTwins?: (first: T, second: T) => void): readonly T[] {
  const sorted = isSortedById(records) ? records : sortByPrefix(records, onTwins)
  if (sorted !== null && sorted !== records) return sorted

  const compared = sorted ?? records.toSorted(compareIds)
  if (onTwins !== undefined) findTwins(compared, onTwins)
  return compared
}

function isSortedById(records: readonly Identified[]): boolean {
  for (let at = 1; at < records.length; at++) {
    if ((records[at - 1] as Identified).id > (records[at] as Identified).id) return false
  }
  return true
}

function findTwins<T extends Identified>(sorted: readonly T[], onTwins: (first: T, second: T) => void): void {
  for (let at = 1; at < sorted.length; at++) {
    const [first, second] = [sorted[at - 1] as T, sorted[at] as T]
    if (first.id === second.id) onTwins(first, second)
  }
}

/** null when the ids are no lower-case GUIDs, or too many. */
function sortByPrefix<T extends Identified>(records: readonly T[], onTwins?: (first: T, second: T) => void): T[] | null {
  if (records.length > PLACES) return null

  const keys = new Float64Array(records.length)
  for (let at = 0; at < records.length; at++) {
    const prefix = hexPrefix((records[at] as T).id)
    if (prefix === NONE) return null
    keys[at] = prefix * PLACES + at
  }
  keys.sort()

  const sorted: T[] = []
  for (const key of keys) sorted.push(records[key - prefixOf(key) * PLACES] as T)
  sortEqualPrefixes(sorted, keys, onTwins)
  return sorted
}

function sortEqualPrefixes<T extends Identified>(sorted: T[], keys: Float64Array, onTwins?: (first: T, second: T) => void): void {
  let first = 0
  let prefix = keys.length === 0 ? NONE : prefixOf(keys[0] as number)
  for (let end = 1; end <= keys.length; end++) {
    const next = end === keys.length ? NONE : prefixOf(keys[end] as number)
    if (next === prefix) continue
    if (end - first > 1) {
      const run = sorted.slice(first, end).sort(compareIds)
      for (const record of run) sorted[first++] = record
      if (onTwins !== undefined) findTwins(run, onTwins)
    }
    first = end
    prefix = next
  }
}

function prefixOf(key: number): number {
  return Math.floor(key / PLACES)
}

/** The first eight characters as a number, where they are lower-case hex digits; else NONE. Numbers and texts then sort alike. */
function hexPrefix(id: string): number {
  if (id.length < 8) return NONE
  let prefix = 0
  for (let at = 0; at < 8; at++) {
    const code = id.charCodeAt(at)
    const digit = code <= 0x39 ? code - 0x30 : code - 0x57
    if (!(digit >= 0 && digit <= 15) || (code > 0x39 && code < 0x61)) return NONE
    prefix = prefix * 16 + digit
  }
  return prefix
}

function compareIds(a: Identified, b: Identified): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
