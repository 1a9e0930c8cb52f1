/** What editors and docs/kinds/ show of a field stands in its schema, and is true. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { isPolicyKind } from '../../src/reconciler/load/kinds.ts'

interface Schema {
  readonly $id?: string
  readonly title?: string
  readonly description?: string
  readonly 'x-risk'?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly $defs?: Readonly<Record<string, Schema>>
}

interface Named {
  /** As ajv finds it: file, and the way in it. */
  readonly at: string
  readonly schema: Schema
}

const FOLDER = join(import.meta.dirname, '../../schemas')
const FORMATS = { 'reeve-instant': /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/ }

const schemas = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.schema.json'))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Schema)
const written = schemas.filter(({ title }) => title === 'Common' || isPolicyKind(title))

/** Everything below `schema` that has a name: fields, and shared shapes. */
function named(schema: unknown, at: string): { fields: Named[]; shapes: Named[] } {
  const found = { fields: [] as Named[], shapes: [] as Named[] }
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    const { properties, $defs } = value as Schema
    for (const [name, field] of Object.entries(properties ?? {})) found.fields.push({ at: `${path}/properties/${name}`, schema: field })
    for (const [name, shape] of Object.entries($defs ?? {})) found.shapes.push({ at: `${path}/$defs/${name}`, schema: shape })
    for (const [key, inner] of Object.entries(value)) if (!['examples', 'default', 'const', 'enum'].includes(key)) walk(inner, `${path}/${key}`)
  }
  walk(schema, at)
  return found
}

const all = written.map((schema) => named(schema, `${schema.$id ?? ''}#`))
const fields = all.flatMap((found) => found.fields)
const shapes = all.flatMap((found) => found.shapes)

function places(wrong: readonly Named[]): string[] {
  return wrong.map(({ at }) => at)
}

function judge(): (field: Named, value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, formats: FORMATS, keywords: ['x-risk'], schemas })
  return ({ at }, value) => ajv.validate(at, value)
}

describe('what a schema says to people', () => {
  it('is there for every kind that is written by hand', () => {
    expect(written.map(({ title }) => title)).toEqual(expect.arrayContaining(['CleanupRule', 'Common', 'DevicePolicy', 'Fleet', 'Guardrails']))
    expect(fields.length).toBeGreaterThan(150)
  })

  it('says of every field what it is, in full sentences', () => {
    const silent = fields.filter(({ schema }) => !/^[\s\S]{10,}\.$/.test(schema.description ?? ''))

    expect(places(silent)).toEqual([])
  })

  it('says of every field what can go wrong, or that nothing can', () => {
    const silent = fields.filter(({ schema }) => schema['x-risk'] !== 'none' && !/^[\s\S]{10,}[.)]$/.test(schema['x-risk'] ?? ''))

    expect(places(silent)).toEqual([])
  })

  it('gives an example of every field', () => {
    expect(places(fields.filter(({ schema }) => (schema.examples ?? []).length === 0))).toEqual([])
  })

  it('says of every shared shape what it is', () => {
    expect(places(shapes.filter(({ schema }) => !schema.description))).toEqual([])
  })

  it('gives only examples and defaults that the field takes', () => {
    const takes = judge()

    const wrong = fields.flatMap((field) =>
      [...(field.schema.examples ?? []), ...('default' in field.schema ? [field.schema.default] : [])]
        .filter((value) => !takes(field, value))
        .map((value) => `${field.at}: ${JSON.stringify(value)}`),
    )

    expect(wrong).toEqual([])
  })

  it('keeps lines out of it: editors show one paragraph', () => {
    expect(places(fields.filter(({ schema }) => /\n/.test(`${schema.description}${schema['x-risk']}`)))).toEqual([])
  })

  it('is not in the validators, which every start reads', () => {
    const folder = join(FOLDER, '../src/reconciler/validators')
    const validators = readdirSync(folder)
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n')

    expect(fields.filter(({ schema }) => validators.includes(JSON.stringify(schema.description))).map(({ at }) => at)).toEqual([])
    expect(validators).not.toContain('x-risk')
  })
})
