/** One page of a collection, with the link to the next. */
import type { Query } from './odata.ts'
import { project, skiptokenOf } from './odata.ts'
import type { WireRecord } from './wire.ts'

export interface Collection {
  /** Places to look at; a place may be empty. */
  readonly size: number
  at(place: number): WireRecord | null
  /** Records there are without a filter. */
  count(): number
}

export interface PageContext {
  readonly url: URL
  /** `deviceManagement/managedDevices`: what the metadata calls it. */
  readonly entitySet: string
  readonly withCount: boolean
}

/**
 * Pages are addressed by place, not by number of records: what is deleted between two pages
 * moves nothing, and each record comes exactly once. The last page may hold nothing.
 */
export function renderPage(collection: Collection, query: Query, { url, entitySet, withCount }: PageContext): WireRecord {
  const value: WireRecord[] = []
  let place = query.skips ? collection.size : query.from
  for (; place < collection.size && value.length < query.top; place++) {
    const record = collection.at(place)
    if (record && query.matches(record)) value.push(project(record, query.select))
  }

  return {
    '@odata.context': contextOf(url, entitySet, query.select),
    ...(withCount && query.isFirstPage && { '@odata.count': query.isFiltered ? countMatches(collection, query) : collection.count() }),
    ...(place < collection.size && { '@odata.nextLink': nextLinkOf(url, place) }),
    value,
  }
}

export function contextOf(url: URL, entitySet: string, select: readonly string[] | null): string {
  const version = url.pathname.split('/')[1] ?? ''
  return `${url.origin}/${version}/$metadata#${entitySet}${select === null ? '' : `(${select.join(',')})`}`
}

function countMatches(collection: Collection, query: Query): number {
  let matching = 0
  for (let place = 0; place < collection.size; place++) {
    const record = collection.at(place)
    if (record && query.matches(record)) matching += 1
  }
  return matching
}

function nextLinkOf(url: URL, place: number): string {
  const options = [...url.searchParams].filter(([name]) => name !== '$skiptoken')
  const pairs = [...options, ['$skiptoken', skiptokenOf(place)] as const].map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${url.origin}${url.pathname}?${pairs.join('&')}`
}
