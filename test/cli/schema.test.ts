import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { fullPlan } from '../planner/render/plan-values.ts'
import { reeve } from './command.ts'
import { folderOf } from './repository.ts'

const root = join(import.meta.dirname, '../..')
const WRITTEN_BY_HAND = readdirSync(join(root, 'schemas')).filter((name) => !/^(?:common|plan|profile|data-map|audit-record)\./.test(name))

async function kindsListed(): Promise<string[]> {
  const { stdout } = await reeve(['schema', '--format', 'json'])
  return (JSON.parse(stdout) as { kind: string }[]).map(({ kind }) => kind)
}

const KINDS = await kindsListed()

function compile(schema: unknown) {
  const ajv = new Ajv2020({
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    keywords: ['x-risk', 'markdownDescription'],
    formats: { 'reeve-instant': true },
  })
  return ajv.compile(schema as object)
}

async function schemaOf(kind: string): Promise<unknown> {
  return JSON.parse((await reeve(['schema', kind])).stdout)
}

const policy = (select: unknown, kind = 'DevicePolicy') => ({
  apiVersion: 'reeve/v1',
  kind,
  metadata: { name: 'a' },
  spec: { reason: 'r', select, desired: { state: 'retired' } },
})

describe('schema', () => {
  it('lists the kinds of documents, the selector, and any document at all', () => {
    const titles = readdirSync(join(root, 'schemas'))
      .map((name) => (JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as { title: string }).title)
      .filter((title) => title !== 'Common')

    expect(KINDS.toSorted()).toEqual([...titles, 'Document', 'Selector'].sort())
  })

  it.each(KINDS)('of %s needs no other file', async (kind) => {
    const text = (await reeve(['schema', kind])).stdout

    expect([...text.matchAll(/"\$ref": "([^"]*)"/g)].map((match) => match[1]).filter((reference) => !reference?.startsWith('#/$defs/'))).toEqual([])
    expect(compile(JSON.parse(text))).toBeTypeOf('function')
  })

  it('judges as the schemas in the repository do, whatever they refer to', async () => {
    const isPolicy = compile(await schemaOf('devicepolicy'))
    const isPlan = compile(await schemaOf('Plan'))

    expect([
      isPolicy(policy({ any: [{ not: { serialNumber: 'A' } }] })),
      isPolicy(policy({ any: [{ not: { serialNumbr: 'A' } }] })),
      isPlan(fullPlan()),
    ]).toEqual([true, false, true])
  })

  it('of any document judges by its kind', async () => {
    const isDocument = compile(await schemaOf('Document'))

    expect([
      isDocument(policy({ serialNumber: 'A' })),
      isDocument(policy({ serialNumber: 'A' }, 'CleanupRule')),
      isDocument({ ...policy({ serialNumber: 'A' }), kind: 'DevicePolice' }),
    ]).toEqual([true, false, false])
  })

  it('of any document takes every document of the good corpus', async () => {
    const isDocument = compile(await schemaOf('Document'))
    const folder = join(root, 'test/corpus/good')
    const documents = readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '')).map((document) => ({ file, value: document.toJS() as unknown })),
    )

    const refused = documents.filter(({ value }) => value !== null && !isDocument(value)).map(({ file }) => file)

    expect(documents.length).toBeGreaterThan(25)
    expect(refused).toEqual([])
  })

  it('shows in VS Code what a field is, its default and its risk', async () => {
    const { properties } = (await schemaOf('DevicePolicy')) as { properties: { spec: { properties: Record<string, Record<string, unknown>> } } }

    expect(properties.spec.properties['mode']?.['markdownDescription']).toBe(
      'enforce: planned and applied. report: planned and shown, never applied.\n\nDefault: `"enforce"`\n\n**Risk:** A policy in mode report holds no priority: it is heard only where no enforcing policy speaks.',
    )
  })

  it('has no words in a shared shape, which an editor would show instead of those of the field', async () => {
    const { $defs } = (await schemaOf('DevicePolicy')) as { $defs: Record<string, { description?: string; $comment?: string }> }

    expect(Object.values($defs).filter(({ description }) => description !== undefined)).toEqual([])
    expect($defs['Instant']?.$comment).toContain('ISO 8601')
  })

  it('as text says every field in lines that fit the terminal', async () => {
    const { stdout: plain } = await reeve(['schema', 'CleanupRule', '--format', 'text'], { columns: 80, env: { NO_COLOR: '1' } })

    expect(plain).toContain(`
  spec.stages[].after  duration; default 0d
      Counts from the stage before being accepted, or from its confirmation once
      that came. The first stage has none.
      Risk: Left out, the stage follows in the next pass after the one before.
      Example: 30d
`)
    expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it.each(KINDS)('of %s is a text too', async (kind) => {
    const { exit, stdout } = await reeve(['schema', kind, '--format', 'text'])

    expect(exit).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${kind}: `))
  })

  it('writes the files for editors, all kinds and any document, and replaces older copies', async () => {
    const folder = folderOf({ 'schemas/fleet.schema.json': '{}' })

    const { exit, stdout } = await reeve(['schema', '--out', join(folder, 'schemas')])

    const files = readdirSync(join(folder, 'schemas'))
    expect(exit).toBe(0)
    expect(files.sort()).toEqual([...WRITTEN_BY_HAND, 'document.schema.json'].sort())
    expect(stdout.trim().split('\n').sort()).toEqual(files.map((name) => join(folder, 'schemas', name)).sort())
    for (const name of files) expect(JSON.parse(readFileSync(join(folder, 'schemas', name), 'utf8'))).toMatchObject({ $id: name })
  })

  it('names the kind that was probably meant', async () => {
    const { exit, stderr } = await reeve(['schema', 'DevicePolice'])

    expect(exit).toBe(64)
    expect(stderr).toContain('Did you mean DevicePolicy?')
  })

  it('is taken from the files that the types are made from', async () => {
    const { title, description } = JSON.parse(readFileSync('schemas/fleet.schema.json', 'utf8')) as { title: string; description: string }

    expect(await schemaOf('Fleet')).toMatchObject({ title, description })
  })
})
