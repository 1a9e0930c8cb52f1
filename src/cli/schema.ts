/** `reeve schema`: the shapes of all documents, for editors and other programs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderProse } from '../planner/render/prose.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { suggest } from './suggest.ts'
import { usageError } from './usage-error.ts'

interface Schema {
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly $defs?: Readonly<Record<string, unknown>>
}

const FOLDER = join(import.meta.dirname, '../../schemas')
/** Shapes that the others share; no document of its own. */
const SHARED = 'Common'

export async function schema(kind: string | undefined, { format }: { readonly format: 'text' | 'json' }, context: Context): Promise<Exit> {
  const schemas = readSchemas()
  const kinds = schemas.filter(({ title }) => title !== SHARED)
  if (kind !== undefined) answer(context, JSON.stringify(bundle(findKind(kinds, kind), schemas), null, 2))
  else if (format === 'json')
    answer(
      context,
      JSON.stringify(
        kinds.map(({ title, description }) => ({ kind: title, description })),
        null,
        2,
      ),
    )
  else answer(context, renderKinds(kinds, context).join('\n'))
  return 'done'
}

function readSchemas(): Schema[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Schema)
}

function findKind(kinds: readonly Schema[], kind: string): Schema {
  const found = kinds.find(({ title }) => title.toLowerCase() === kind.toLowerCase())
  if (found) return found
  const names = kinds.map(({ title }) => title)
  const meant = suggest(kind, names)
  throw usageError(`There is no kind "${kind}". ${meant === null ? '' : `Did you mean ${meant}? `}Known are ${names.join(', ')}.`)
}

/** One schema that needs no other file: what it refers to, directly or not, is brought along. */
function bundle(schema: Schema, schemas: readonly Schema[]): unknown {
  const definitions: Record<string, unknown> = { ...schema.$defs }
  const inlined = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inlined)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === '$ref' && typeof inner === 'string' ? bringAlong(inner) : inlined(inner)]),
    )
  }
  const bringAlong = (reference: string): string => {
    const [, file, name] = /^([\w.-]+)#\/\$defs\/(\w+)$/.exec(reference) ?? []
    if (file === undefined || name === undefined) return reference
    if (!(name in definitions)) {
      // Taken up before it is walked through: a selector refers to itself.
      definitions[name] = null
      definitions[name] = inlined(localized(schemas.find(({ $id }) => $id === file)?.$defs?.[name], file))
    }
    return `#/$defs/${name}`
  }

  const { $defs: _replaced, ...rest } = schema
  const whole = inlined(rest) as Record<string, unknown>
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) definitions[name] = inlined(definition)
  return Object.keys(definitions).length === 0 ? whole : { ...whole, $defs: definitions }
}

/** A reference inside of another file's definition, as it looks from outside of that file. */
function localized(value: unknown, file: string): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (key, inner: unknown) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith('#') ? `${file}${inner}` : inner,
  )
}

function renderKinds(kinds: readonly Schema[], { style }: Context): string[] {
  const column = Math.max(...kinds.map(({ title }) => title.length)) + 2
  return kinds.flatMap(({ title, description }) => renderProse(`${title.padEnd(column)}${firstSentence(description)}`, style, { hang: column }))
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text
}
