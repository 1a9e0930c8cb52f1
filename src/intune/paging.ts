/**
 * A list of Graph, page by page to its end, and an honest account of where it did not get there.
 *
 * Pages are handed on as they come, so that never more than one page of raw records is held.
 */
import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../planner/project-device.ts'
import type { RawRecord } from '../planner/project-device.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { GraphClient } from './client.ts'
import { field } from './graph-error.ts'

export interface List<Item> {
  /** Graph's name of the collection, for messages. */
  readonly name: string
  /** First page, with $select. */
  readonly path: string
  /** A raw record as the inventory keeps it; null when it has no id. */
  readonly project: (raw: RawRecord) => Item | null
}

export interface ListReading<Item> {
  readonly items: readonly Item[]
  /** Why the list is not known to be whole; empty when it is. */
  readonly faults: readonly string[]
  /** The error of a list of which not even the first page came. */
  readonly failure: ReeveError | null
}

/** A list that never ends is not a list: 1,000 devices on a page make this ten million. */
const MAX_PAGES = 10_000

/** Reads to the end. A chain that breaks is a fault and not an exception; throws only when `signal` aborts. */
export async function readList<Item extends { readonly id: string }>(
  client: GraphClient,
  { name, path, project }: List<Item>,
  signal: AbortSignal,
  progress: (done: number, announced: number | null) => void = () => {},
): Promise<ListReading<Item>> {
  const byId = new Map<string, Item>()
  const visited = new Set<string>()
  const faults: string[] = []
  let withoutId = 0
  let contradicting = 0
  let announced: number | null = null
  let next: string | null = path

  for (let page = 1; next !== null; page++) {
    try {
      if (visited.has(next) || page > MAX_PAGES) throw new ReeveError('REEVE_PROVIDER_HTTP', 'the links to further pages go round in a circle')
      visited.add(next)

      const { records, count, nextLink } = readPage(await client.get(next, signal))
      announced ??= count
      for (const raw of records) {
        const item = project(raw)
        if (item === null) {
          withoutId++
          continue
        }
        const before = byId.get(item.id)
        if (before !== undefined && !isDeepStrictEqual(before, item)) contradicting++
        byId.set(item.id, item)
      }
      next = nextLink
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ReeveError)) throw error
      if (page === 1) return { items: [], faults: [`page 1 of ${name}: ${error.detail}`], failure: error }
      faults.push(`page ${page} of ${name}: ${error.detail}`)
      break
    }
    progress(byId.size, announced)
  }

  const came = byId.size + withoutId
  if (faults.length === 0 && announced !== null && announced > came) faults.push(`${name}: ${announced} were announced and ${came} came`)
  if (withoutId > 0) faults.push(`${name}: ${withoutId} without an id`)
  // The record moved between two pages, so another may have moved the other way and was not seen.
  if (contradicting > 0) faults.push(`${name}: ${contradicting} came twice with different content`)

  return { items: [...byId.values()], faults, failure: null }
}

interface Page {
  readonly records: readonly RawRecord[]
  readonly count: number | null
  readonly nextLink: string | null
}

function readPage(reading: Awaited<ReturnType<GraphClient['get']>>): Page {
  if (!reading.found) throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 404')

  const value = field(reading.body, 'value')
  const nextLink = field(reading.body, '@odata.nextLink')
  const count = field(reading.body, '@odata.count')
  if (!Array.isArray(value) || !value.every(isRecord)) {
    throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 200, but the answer is not a page of a list')
  }
  if (nextLink !== undefined && nextLink !== null && typeof nextLink !== 'string') {
    throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 200, but the link to the next page is not a text')
  }
  return { records: value, count: typeof count === 'number' ? count : null, nextLink: nextLink ?? null }
}
