/**
 * `$filter`, as far as it is documented: comparisons joined by `or`, in parentheses where wanted.
 *
 * ```
 *  expression = term { "or" term }
 *  term       = comparison | "(" expression ")"
 *  comparison = field operator literal
 * ```
 */
import type { WireRecord } from './wire.ts'

export type Operator = 'eq' | 'lt' | 'gt'
export type FieldKind = 'text' | 'moment' | 'boolean'
export type FilterFields = Readonly<Record<string, { readonly kind: FieldKind; readonly operators: readonly Operator[] }>>
export type Predicate = (record: WireRecord) => boolean
type Result = { readonly value: Predicate } | { readonly problem: string }

const TOKEN = /\s*(\(|\)|'(?:[^']|'')*'|[^\s()']+)/y
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?Z$/
const MAX_FILTER_LENGTH = 4000

export function parseFilter(text: string, fields: FilterFields): Result {
  const tokens = text.length > MAX_FILTER_LENGTH ? null : readTokens(text)
  if (tokens === null || tokens.length === 0) return { problem: 'Invalid filter clause: syntax error.' }

  const reader = { tokens, position: 0 }
  const parsed = readExpression(reader, fields)
  if ('problem' in parsed) return parsed
  if (reader.position < tokens.length) return { problem: `Invalid filter clause: '${tokens[reader.position]}' is not supported.` }
  return parsed
}

interface Reader {
  readonly tokens: readonly string[]
  position: number
}

function readTokens(text: string): string[] | null {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  for (let at = 0; at < trimmed.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(trimmed)?.[1]
    if (token === undefined) return null
    tokens.push(token)
  }
  return tokens
}

function readExpression(reader: Reader, fields: FilterFields): Result {
  const terms: Predicate[] = []
  do {
    const term = readTerm(reader, fields)
    if ('problem' in term) return term
    terms.push(term.value)
  } while (take(reader, 'or'))
  return { value: (record) => terms.some((matches) => matches(record)) }
}

function readTerm(reader: Reader, fields: FilterFields): Result {
  if (!take(reader, '(')) return readComparison(reader, fields)
  const inner = readExpression(reader, fields)
  if ('problem' in inner) return inner
  return take(reader, ')') ? inner : { problem: 'Invalid filter clause: parenthesis is not closed.' }
}

function readComparison(reader: Reader, fields: FilterFields): Result {
  const [name = '', operator = '', literal = ''] = reader.tokens.slice(reader.position, reader.position + 3)
  reader.position += 3
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!field) return { problem: `Invalid filter clause: property '${name}' is not filterable.` }
  if (!field.operators.some((known) => known === operator)) return { problem: `Invalid filter clause: operator '${operator}' is not supported for '${name}'.` }

  const wanted = readLiteral(literal, field.kind)
  if (wanted === null) return { problem: `Invalid filter clause: '${literal}' is not a value of '${name}'.` }
  const comparable = field.kind === 'moment' ? momentOf : plainOf
  return {
    value: (record) => {
      const actual = comparable(record[name])
      if (operator === 'eq') return actual === wanted
      return operator === 'lt' ? Number(actual) < Number(wanted) : Number(actual) > Number(wanted)
    },
  }
}

function readLiteral(literal: string, kind: FieldKind): string | number | null {
  if (kind === 'moment') return MOMENT.test(literal) ? momentOf(literal) : null
  if (kind === 'boolean') return literal === 'true' || literal === 'false' ? literal : null
  return literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'").toLowerCase() : null
}

function momentOf(value: unknown): number {
  return Date.parse(String(value))
}

function plainOf(value: unknown): string {
  return String(value).toLowerCase()
}

function take(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.position] !== token) return false
  reader.position += 1
  return true
}
