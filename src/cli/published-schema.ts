/**
 * The schemas as editors and other programs get them: each in one piece, with the risk of a field
 * beside what the field is.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPolicyKind } from '../reconciler/load/kinds.ts'
import { escapeProse } from './escape-prose.ts'

export interface SchemaNode {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  /** Of a shared shape, what it is. */
  readonly $comment?: string
  /** What can go wrong with the field, or surprise. */
  readonly 'x-risk'?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

/** A schema that needs no other file. */
export interface PublishedSchema extends SchemaNode {
  readonly title: string
  readonly description: string
  readonly $defs?: Readonly<Record<string, SchemaNode>>
}

interface SchemaFile extends PublishedSchema {
  readonly $id: string
}

const FOLDER = join(import.meta.dirname, '../../schemas')
const DIALECT = 'https://json-schema.org/draft/2020-12/schema'
/** Shapes that the others share; no document of its own. */
const SHARED = 'Common'
/** A part of most documents, with as much to say as a kind. */
const SELECTOR = 'Selector'
/** The name of the file for documents whose kind nobody has written yet, or of several kinds in one file. */
const ANY_DOCUMENT = 'document'

/** Every schema by its name: the kinds of documents, what reeve writes, the selector, and any document at all. */
export function publishedSchemas(): ReadonlyMap<string, PublishedSchema> {
  const files = readSchemas()
  const published = new Map<string, PublishedSchema>()
  for (const file of files) if (file.title !== SHARED) published.set(file.title, bundle(file, files))
  const selector = files.find(({ title }) => title === SHARED)?.$defs?.[SELECTOR]
  if (!selector) throw new TypeError('common.schema.json has lost its Selector')
  published.set(SELECTOR, bundle({ ...localized(selector, 'common.schema.json'), $schema: DIALECT } as unknown as SchemaFile, files))
  published.set('Document', anyDocument(files))
  return published
}

/** The files that an editor maps documents to: what people write, each kind and all of them, by file name. */
export function editorSchemas(): ReadonlyMap<string, PublishedSchema> {
  const published = publishedSchemas()
  const kinds = readSchemas().flatMap((file) => {
    const schema = published.get(file.title)
    return isPolicyKind(file.title) && schema ? [[file.$id, schema] as const] : []
  })
  const document = published.get('Document')
  return new Map([...kinds, ...(document ? [[`${ANY_DOCUMENT}.schema.json`, document] as const] : [])])
}

function readSchemas(): SchemaFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as SchemaFile)
}

/** One schema for any document; which fields there are follows from its kind. */
function anyDocument(files: readonly SchemaFile[]): PublishedSchema {
  const kinds = files.filter(({ title }) => isPolicyKind(title))
  const definitions: Record<string, SchemaNode> = {}
  for (const kind of kinds) {
    const { $defs, $id: _id, $schema: _dialect, ...whole } = bundle(kind, files) as SchemaFile & { readonly $schema: string }
    Object.assign(definitions, $defs, { [kind.title]: whole })
  }
  return {
    $schema: DIALECT,
    $id: `${ANY_DOCUMENT}.schema.json`,
    title: 'Document',
    description: 'Any document of a policy repository. Its kind decides which fields it has.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { description: 'The format that the document is written in. There is one.', const: 'reeve/v1' },
      kind: {
        description: kinds.map(({ title, description }) => `${title}: ${description}`).join(' '),
        enum: kinds.map(({ title }) => title),
      },
    },
    allOf: kinds.map(({ title }) => ({
      if: { properties: { kind: { const: title } }, required: ['kind'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { $ref: `#/$defs/${title}` },
    })),
    $defs: definitions,
  } as PublishedSchema
}

/** What it refers to, directly or not, is brought along. */
function bundle(schema: SchemaFile, files: readonly SchemaFile[]): PublishedSchema {
  const definitions: Record<string, unknown> = { ...schema.$defs }
  const inlined = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inlined)
    if (typeof value !== 'object' || value === null) return value
    const whole = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === '$ref' && typeof inner === 'string' ? bringAlong(inner) : key === 'examples' || key === 'default' ? inner : inlined(inner),
      ]),
    )
    return withMarkdown(whole)
  }
  const bringAlong = (reference: string): string => {
    const [, file, name] = /^([\w.-]+)#\/\$defs\/(\w+)$/.exec(reference) ?? []
    if (file === undefined || name === undefined) return reference
    if (!(name in definitions)) {
      // Taken up before it is walked through: a selector refers to itself.
      definitions[name] = null
      definitions[name] = inlined(localized(files.find(({ $id }) => $id === file)?.$defs?.[name], file))
    }
    return `#/$defs/${name}`
  }

  const { $defs: _replaced, ...rest } = schema
  const whole = inlined(rest) as PublishedSchema
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) definitions[name] = inlined(definition)
  const shapes = Object.entries(definitions as Readonly<Record<string, SchemaNode>>).map(([name, shape]) => [name, withoutDescription(shape)] as const)
  return shapes.length === 0 ? whole : { ...whole, $defs: Object.fromEntries(shapes) }
}

/** Editors show the description of a shape rather than that of the field that refers to it, and the field says more. */
function withoutDescription({ description, ...shape }: SchemaNode): SchemaNode {
  return description === undefined ? shape : { $comment: description, ...shape }
}

/** VS Code shows `markdownDescription` where there is one, and knows nothing of risks. */
function withMarkdown(node: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { description, 'x-risk': risk } = node
  if (typeof description !== 'string' || typeof risk !== 'string') return node
  const said = [escapeProse(description), ...('default' in node ? [`Default: \`${JSON.stringify(node['default'])}\``] : [])]
  return { ...node, markdownDescription: [...said, ...(risk === 'none' ? [] : [`**Risk:** ${escapeProse(risk)}`])].join('\n\n') }
}

/** A reference inside of another file's definition, as it looks from outside of that file. */
function localized(value: unknown, file: string): object {
  return JSON.parse(JSON.stringify(value ?? null), (key, inner: unknown) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith('#') ? `${file}${inner}` : inner,
  ) as object
}
