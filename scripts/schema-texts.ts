/** What a schema says to people, and a copy of it without. */

/** Keywords that judge nothing. `x-risk` is ours: what can go wrong with a field, or surprise; "none" where nothing can. */
export const TEXT_KEYWORDS = ['description', 'x-risk', 'default', 'examples'] as const

/** Below these a key is a name that somebody chose, and no keyword: a field may well be called "description". */
const NAMED = ['properties', '$defs']

/** Values, and no schemas. */
const VALUES = ['const', 'enum', 'required']

/** `schema` without the keywords in `dropped`, wherever they stand. */
export function withoutKeywords(schema: unknown, dropped: readonly string[]): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutKeywords(item, dropped))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !dropped.includes(key))
      .map(([key, value]) => [key, VALUES.includes(key) ? value : NAMED.includes(key) ? mapValues(value, dropped) : withoutKeywords(value, dropped)]),
  )
}

function mapValues(named: unknown, dropped: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(named as Readonly<Record<string, unknown>>).map(([name, inner]) => [name, withoutKeywords(inner, dropped)]))
}
