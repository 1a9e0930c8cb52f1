/** `reeve schema`: the shapes of all documents, for editors, other programs and people. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderProse } from '../planner/render/prose.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { editorSchemas, type PublishedSchema, publishedSchemas } from './published-schema.ts'
import { type FieldGroup, fieldGroups, type FieldText } from './schema-fields.ts'
import { didYouMean } from '../planner/did-you-mean.ts'
import { usageError } from './usage-error.ts'

export interface SchemaOptions {
  /** Without it, a kind is printed as JSON and the list of kinds as text. */
  readonly format?: 'text' | 'json'
  /** A folder that gets the schemas for editors. */
  readonly out?: string
}

export async function schema(kind: string | undefined, { format, out }: SchemaOptions, context: Context): Promise<Exit> {
  if (out !== undefined) {
    if (kind !== undefined) throw usageError('--out writes the schemas of all kinds; leave the kind out.')
    answer(context, writeSchemas(out).join('\n'))
    return 'done'
  }
  const schemas = publishedSchemas()
  if (kind !== undefined) {
    const found = findKind(schemas, kind)
    answer(context, format === 'text' ? renderFields(found, context).join('\n') : JSON.stringify(found, null, 2))
    return 'done'
  }
  const kinds = [...schemas].map(([name, { description }]) => ({ kind: name, description }))
  answer(context, format === 'json' ? JSON.stringify(kinds, null, 2) : renderKinds(kinds, context).join('\n'))
  return 'done'
}

function findKind(schemas: ReadonlyMap<string, PublishedSchema>, kind: string): PublishedSchema {
  const names = [...schemas.keys()]
  const found = schemas.get(names.find((name) => name.toLowerCase() === kind.toLowerCase()) ?? '')
  if (found) return found
  const meant = didYouMean(kind, names)
  throw usageError(`There is no kind "${kind}". ${meant === null ? '' : `Did you mean ${meant}? `}Known are ${names.join(', ')}.`)
}

/** The paths that were written; files of the same names are replaced, for they are copies. */
function writeSchemas(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true })
    return [...editorSchemas()].map(([name, published]) => {
      const path = join(folder, name)
      writeFileSync(path, `${JSON.stringify(published, null, 2)}\n`)
      return path
    })
  } catch (error) {
    throw new ReeveError('REEVE_OUTPUT', `The schemas cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function renderKinds(kinds: readonly { readonly kind: string; readonly description: string }[], { style }: Context): string[] {
  const column = Math.max(...kinds.map(({ kind }) => kind.length)) + 2
  return kinds.flatMap(({ kind, description }) => renderProse(`${kind.padEnd(column)}${firstSentence(description)}`, style, { hang: column }))
}

/** One paragraph per field; what it takes stands beside its name. */
function renderFields(schema: PublishedSchema, context: Context): string[] {
  const { style } = context
  return [...renderProse(`${schema.title}: ${schema.description}`, style), ...fieldGroups(schema).flatMap((group) => renderGroup(group, context))]
}

function renderGroup({ path, shared, description, fields }: FieldGroup, context: Context): string[] {
  const { style } = context
  return [
    '',
    ...(path === '' ? [] : [style.paint('heading', shared && !path.includes('.') ? `${path} (shared)` : path)]),
    ...(shared && description ? renderProse(description, style) : []),
    ...fields.flatMap((field) => renderField(path === '' || shared ? field.name : `${path}.${field.name}`, field, context)),
  ]
}

function renderField(path: string, { takes, required, fallback, description, risk, examples }: FieldText, { style }: Context): string[] {
  const indent = 6
  const facts = [takes, ...(required ? ['required'] : []), ...(fallback === null ? [] : [`default ${fallback}`])].join('; ')
  const [first = '', ...rest] = renderProse(`${path}  ${facts}`, style, { indent: 2, hang: 4 })
  return [
    `  ${style.paint('heading', path)}${first.slice(2 + path.length)}`,
    ...rest,
    ...renderProse(description, style, { indent }),
    ...(risk === null ? [] : renderProse(`Risk: ${risk}`, style, { indent })),
    ...examples.flatMap((example) => renderProse(`Example: ${example}`, style, { indent, hang: 2, tone: 'faint' })),
  ]
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text
}
