/**
 * A selector document taken apart into what must hold of every device that it selects, for
 * those who reason about selectors without a device at hand.
 */
import { canonicalJson } from './canonical.ts'
import type { InstantMatcher, ListSource, Selector as SelectorDocument } from './documents.generated.ts'
import { FIELDS, type FieldName } from './fields.ts'
import { parseDocumentInstant, parseDuration } from './instant.ts'
import { foldText } from './text.ts'

interface ConditionBase {
  readonly field: FieldName
  /** JSON pointer of the field in its document. */
  readonly pointer: string
}

export type Condition = ConditionBase &
  (
    | { readonly kind: 'known'; readonly wanted: boolean }
    /** Folded. */
    | { readonly kind: 'values'; readonly values: ReadonlySet<string> }
    /** File and column; what is in it changes from day to day. */
    | { readonly kind: 'list'; readonly list: string }
    /** Folded. */
    | { readonly kind: 'glob'; readonly pattern: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'version' | 'atLeast' | 'below'; readonly version: string }
    | { readonly kind: 'atLeastAgo' | 'within'; readonly seconds: number }
    | { readonly kind: 'before' | 'after'; readonly at: number }
  )

export interface Part {
  readonly pointer: string
  readonly document: SelectorDocument
}

/** All of it has to hold. */
export interface Conditions {
  readonly each: readonly Condition[]
  /** Of each of these, at least one branch. */
  readonly anys: readonly (readonly Part[])[]
  readonly nots: readonly Part[]
}

export function conditionsOf({ document, pointer }: Part): Conditions {
  const parts: Conditions[] = []
  for (const [key, value] of Object.entries(document)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (key === 'all') parts.push(...(value as SelectorDocument[]).map((part, index) => conditionsOf({ document: part, pointer: `${at}/${index}` })))
    else if (key === 'any') {
      const branches = (value as SelectorDocument[]).map((part, index) => ({ document: part, pointer: `${at}/${index}` }))
      parts.push({ each: [], anys: [branches], nots: [] })
    } else if (key === 'not') parts.push({ each: [], anys: [], nots: [{ document: value as SelectorDocument, pointer: at }] })
    else parts.push({ each: fieldConditions(key as FieldName, value, at), anys: [], nots: [] })
  }
  return both(...parts)
}

export function both(...parts: readonly Conditions[]): Conditions {
  return { each: parts.flatMap(({ each }) => each), anys: parts.flatMap(({ anys }) => anys), nots: parts.flatMap(({ nots }) => nots) }
}

interface Matcher extends InstantMatcher {
  readonly in?: ListSource | string[]
  readonly glob?: string
  readonly atLeast?: string
  readonly below?: string
}

function fieldConditions(field: FieldName, matcher: unknown, pointer: string): Condition[] {
  const at = { field, pointer }
  if (typeof matcher === 'boolean') return [{ ...at, kind: 'boolean', value: matcher }]
  if (typeof matcher === 'string') return FIELDS.get(field)?.type === 'version' ? [{ ...at, kind: 'version', version: matcher }] : [values(at, [matcher])]
  if (Array.isArray(matcher)) return [values(at, matcher as string[])]

  const { in: among, glob, known, atLeast, below, atLeastAgo, within, before, after } = matcher as Matcher
  const found: Condition[] = []
  if (Array.isArray(among)) found.push(values(at, among))
  else if (among) found.push({ ...at, kind: 'list', list: canonicalJson(among) })
  if (glob !== undefined) found.push({ ...at, kind: 'glob', pattern: foldText(glob) })
  if (known !== undefined) found.push({ ...at, kind: 'known', wanted: known })
  if (atLeast !== undefined) found.push({ ...at, kind: 'atLeast', version: atLeast })
  if (below !== undefined) found.push({ ...at, kind: 'below', version: below })
  if (atLeastAgo !== undefined) found.push({ ...at, kind: 'atLeastAgo', seconds: parseDuration(atLeastAgo) ?? 0 })
  if (within !== undefined) found.push({ ...at, kind: 'within', seconds: parseDuration(within) ?? 0 })
  if (before !== undefined) found.push({ ...at, kind: 'before', at: parseDocumentInstant(before) ?? 0 })
  if (after !== undefined) found.push({ ...at, kind: 'after', at: parseDocumentInstant(after) ?? 0 })
  return found
}

function values(at: ConditionBase, written: readonly string[]): Condition {
  return { ...at, kind: 'values', values: new Set(written.map(foldText)) }
}
