/**
 * What the schema says about a place in a document: names, types and words for messages.
 *
 * Only read when something is wrong. The compiled validators say that a value is not
 * allowed; which would be, and what the field is for, only the schema knows.
 */
import { readFileSync } from 'node:fs'
import { type DocumentKind, SCHEMA_FILES } from './kinds.ts'

export interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

interface SchemaFile extends Schema {
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** A schema and the file it stands in, which its local references need. */
interface Located {
  readonly schema: Schema
  readonly file: string
}

const files = new Map<string, SchemaFile>()

function schemaFile(name: string): SchemaFile {
  const known = files.get(name)
  if (known) return known
  const file = JSON.parse(readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')) as SchemaFile
  files.set(name, file)
  return file
}

/** The schema of the value at a JSON pointer; null where the schema knows no such place. */
export function schemaAt(kind: DocumentKind, document: unknown, pointer: string): Schema | null {
  let value = document
  let located: Located | null = resolve({ schema: schemaFile(SCHEMA_FILES[kind]), file: SCHEMA_FILES[kind] }, value)
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    value = (value as Record<string, unknown> | null)?.[key]
    const step: Schema | null = located === null ? null : partOf(located.schema, key)
    located = step === null || located === null ? null : resolve({ schema: step, file: located.file }, value)
  }
  return located?.schema ?? null
}

function partOf({ properties, additionalProperties, items }: Schema, key: string): Schema | null {
  if (properties && Object.hasOwn(properties, key)) return properties[key] ?? null
  if (typeof additionalProperties === 'object') return additionalProperties
  return items ?? null
}

/** Follows references, and takes the arm of an anyOf that fits the type of the value. The words of the outermost schema win. */
function resolve({ schema, file }: Located, value: unknown): Located {
  if (schema.$ref !== undefined) {
    const [path = '', pointer = ''] = schema.$ref.split('#')
    const target = path === '' ? file : path
    const name = pointer.slice('/$defs/'.length)
    const { schema: found, file: foundIn } = resolve({ schema: schemaFile(target).$defs?.[name] ?? {}, file: target }, value)
    return { schema: schema.description === undefined ? found : { ...found, description: schema.description }, file: foundIn }
  }
  if (schema.anyOf === undefined) return { schema, file }
  const arm = schema.anyOf.map((candidate) => resolve({ schema: candidate, file }, value)).find((candidate) => candidate.schema.type === jsonType(value))
  if (arm === undefined) return { schema, file }
  const description = arm.schema.description ?? schema.description
  return { schema: description === undefined ? arm.schema : { ...arm.schema, description }, file: arm.file }
}

export function jsonType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
