/** The query options of OData that Graph supports for the twin's collections. What is not documented is refused, as the service may do any day. */
import type { GraphProblem } from './answers.ts'
import { type FilterFields, type Predicate, parseFilter } from './odata-filter.ts'
import type { WireRecord } from './wire.ts'

export interface CollectionRules {
  /** Directory and Intune name their refusals differently. */
  readonly service: 'directory' | 'intune'
  readonly typeName: string
  readonly properties: ReadonlySet<string>
  readonly filterFields: FilterFields
  readonly defaultTop: number
  /** Null: no maximum is documented. */
  readonly maxTop: number | null
}

export interface Query {
  readonly select: readonly string[] | null
  readonly matches: Predicate
  readonly isFiltered: boolean
  readonly top: number
  /** Where the last page ended; 0 on the first. */
  readonly from: number
  readonly isFirstPage: boolean
  readonly count: boolean
  /** Intune answers a skip with a page of nothing. */
  readonly skips: boolean
}

export type Parsed<T> = { readonly value: T } | { readonly problem: GraphProblem }

const KNOWN = new Set(['$select', '$filter', '$top', '$skip', '$skiptoken', '$count'])

export function parseQuery(parameters: URLSearchParams, rules: CollectionRules): Parsed<Query> {
  const unknown = [...parameters.keys()].find((name) => name.startsWith('$') && !KNOWN.has(name))
  if (unknown !== undefined) return refuse(rules, `Query option '${unknown}' is not supported.`)
  if (parameters.has('$skip') && rules.service === 'directory') return refuse(rules, "'$skip' is not supported by the service.")

  const select = parseSelect(parameters.get('$select'), rules)
  if ('problem' in select) return select
  const filterText = parameters.get('$filter')
  const filter = filterText === null ? null : parseFilter(filterText, rules.filterFields)
  if (filter !== null && 'problem' in filter) return refuse(rules, filter.problem)
  const top = parseTop(parameters.get('$top'), rules)
  if ('problem' in top) return top
  const from = parseSkiptoken(parameters.get('$skiptoken'), rules)
  if ('problem' in from) return from

  return {
    value: {
      select: select.value,
      matches: filter?.value ?? (() => true),
      isFiltered: filter !== null,
      top: top.value,
      from: from.value,
      isFirstPage: !parameters.has('$skiptoken'),
      count: parameters.get('$count') === 'true',
      skips: Number(parameters.get('$skip') ?? 0) > 0,
    },
  }
}

/** `$select` of a single read, where nothing else is allowed. */
export function parseSelectOnly(parameters: URLSearchParams, rules: CollectionRules): Parsed<readonly string[] | null> {
  const other = [...parameters.keys()].find((name) => name.startsWith('$') && name !== '$select')
  return other === undefined ? parseSelect(parameters.get('$select'), rules) : refuse(rules, `Query option '${other}' is not supported.`)
}

function parseSelect(text: string | null, rules: CollectionRules): Parsed<readonly string[] | null> {
  if (text === null) return { value: null }
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !rules.properties.has(name))
  if (unknown === undefined) return { value: names }
  return refuse(rules, `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${rules.typeName}'.`)
}

function parseTop(text: string | null, rules: CollectionRules): Parsed<number> {
  if (text === null) return { value: rules.defaultTop }
  const top = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (top < 1 || (rules.maxTop !== null && top > rules.maxTop)) return refuse(rules, `Invalid page size specified: '${text}'.`)
  return { value: top }
}

/** Opaque to clients: the page's address, under a mark that tells ours from others'. */
export function skiptokenOf(next: number): string {
  return Buffer.from(`twin:${next}`).toString('base64url')
}

function parseSkiptoken(text: string | null, rules: CollectionRules): Parsed<number> {
  if (text === null) return { value: 0 }
  const next = /^twin:(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString())?.[1]
  return next === undefined ? refuse(rules, 'Skip token is not valid.') : { value: Number(next) }
}

function refuse(rules: CollectionRules, message: string): { readonly problem: GraphProblem } {
  return { problem: { status: 400, code: rules.service === 'directory' ? 'Request_BadRequest' : 'BadRequest', message } }
}

export function project(record: WireRecord, select: readonly string[] | null): WireRecord {
  if (select === null) return record
  return Object.fromEntries(select.map((name) => [name, record[name] ?? null]))
}
