/** The words for a value that a schema does not allow. */
import type { SchemaError } from '../validators/load-validator.ts'
import { suggestion } from '../../planner/did-you-mean.ts'
import { jsonType, type Schema } from './schema-lookup.ts'

interface WrongValue {
  readonly error: SchemaError
  readonly value: unknown
  /** As the file has it; null for lists and maps. */
  readonly written: string | null
  readonly schema: Schema | null
  /** What a choice would take, in words; null where there is no choice. */
  readonly choices: readonly string[] | null
}

interface Explanation {
  /** Goes on after the name of the field. */
  readonly detail: string
  readonly fix: string | null
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
  null: 'empty',
}

const DURATION = '^[0-9]{1,6}[dhms]'

/** By how the pattern begins; elsewhere the description of the field says it. */
const FORMS: readonly (readonly [string, string])[] = [
  [DURATION, 'Write a whole number and a unit without a space, like 30d; the units are d, h, m and s.'],
  ['^[0-9]+(\\.', 'Write a version as numbers with dots between them, like "17.0".'],
]

export function explainValue({ error, value, written, schema, choices }: WrongValue): Explanation {
  const { keyword, params } = error
  switch (keyword) {
    case 'type':
      return wrongType(TYPES[String(params.type)] ?? String(params.type), { value, written, schema })
    case 'anyOf':
      return wrongType(list(choices ?? []), { value, written, schema })
    case 'enum': {
      const allowed = (params.allowedValues as readonly unknown[]).map(String)
      return { detail: `is ${preview(value)}, which is none of ${list(allowed)}.`, fix: suggestion(String(value), allowed) }
    }
    case 'const':
      return { detail: `is ${preview(value)}; it must be ${JSON.stringify(params.allowedValue)}.`, fix: null }
    case 'format':
      return {
        detail: `is ${preview(value)}, which is no moment in time.`,
        fix: 'Write a date and time with a zone, like 2026-11-01T00:00:00Z, or a date, like 2026-11-01.',
      }
    case 'pattern':
      return {
        detail: `is ${preview(value)}, which does not have the form that is asked for.`,
        fix: dnsLabelFix(params.pattern, value) ?? FORMS.find(([start]) => String(params.pattern).startsWith(start))?.[1] ?? schema?.description ?? null,
      }
    case 'uniqueItems':
      return { detail: 'holds the same item twice.', fix: 'Keep one of the two.' }
    default:
      return outOfBounds(keyword, Number(params.limit), value)
  }
}

/** `Lost_Devices` becomes `lost-devices`; null where the value is no name, or nothing is left of it. */
function dnsLabelFix(pattern: unknown, value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 64 || !String(pattern).startsWith('^[a-z0-9](')) return null
  const label = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return label === '' ? null : `Write ${label}.`
}

/** What a schema takes, as a noun. */
export function describeType(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.type !== undefined) return TYPES[schema.type] ?? schema.type
  const name = schema.$ref?.slice(schema.$ref.lastIndexOf('/') + 1)
  if (name === 'TextValues') return 'a list'
  return name === 'ListSource' ? 'a map of fields' : 'text'
}

function wrongType(expected: string, { value, written, schema }: Pick<WrongValue, 'value' | 'written' | 'schema'>): Explanation {
  if (value === null) return { detail: `has no value; it must be ${expected}.`, fix: null }
  const found = written === null ? TYPES[jsonType(value)] : typeof value === 'string' || written.length > 64 ? preview(value) : written
  return {
    detail: `is ${found}; it must be ${expected}.`,
    fix: written === null || written.length > 64 ? null : otherWriting(expected, { value, written, schema }),
  }
}

/** The same value as it was probably meant; null when nobody knows. */
function otherWriting(expected: string, { value, written, schema }: Pick<WrongValue, 'value' | 'schema'> & { readonly written: string }): string | null {
  if (schema?.pattern?.startsWith(DURATION) && /^\d{1,6}$/.test(written)) return `Say the unit: ${written}d for days, ${written}h for hours.`
  if (/\btext\b/.test(expected)) return `Put it in quotes: "${written}".`
  if (/\bnumber\b/.test(expected) && typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(value)) return `Remove the quotes: ${value}.`
  if (/\btrue or false\b/.test(expected) && (value === 'true' || value === 'false')) return `Remove the quotes: ${value}.`
  return null
}

function outOfBounds(keyword: string, limit: number, value: unknown): Explanation {
  switch (keyword) {
    case 'minimum':
      return { detail: `is ${preview(value)}; the least is ${limit}.`, fix: null }
    case 'maximum':
      return { detail: `is ${preview(value)}; the most is ${limit}.`, fix: null }
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return { detail: 'is empty.', fix: 'Give it a value, or leave the field out.' }
    case 'maxLength':
      return { detail: `is longer than ${limit} characters.`, fix: null }
    case 'maxItems':
      return { detail: `holds more than ${limit} items.`, fix: null }
    default:
      return { detail: `may hold only ${limit === 1 ? 'one field' : `${limit} fields`}.`, fix: null }
  }
}

/** `spec.select.platform`, or the document itself. */
export function fieldAt(pointer: string): string {
  if (pointer === '') return 'The document'
  const parts = pointer.split('/').slice(1)
  return parts
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : `${index === 0 ? '' : '.'}${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
}

export function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** Short, quoted, and without control characters. */
export function preview(value: unknown): string {
  if (typeof value === 'object' && value !== null) return TYPES[jsonType(value)] ?? 'a value'
  const text = JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57).toWellFormed()}…`
}
