/** What the loader takes for granted about the schemas, and how it puts what they refuse. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TEXT_KEYWORDS, withoutKeywords } from '../../../scripts/schema-texts.ts'
import { INSTANT_FIELDS } from '../../../src/reconciler/load/instant-problems.ts'
import { DOCUMENT_KINDS } from '../../../src/reconciler/load/kinds.ts'
import { FLEET, loadFiles, policyNamed } from '../../support/policy-folder.ts'

const folder = join(import.meta.dirname, '../../../schemas')
type Schema = { readonly [key: string]: unknown }

const schemas = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => [name, withoutKeywords(JSON.parse(readFileSync(join(folder, name), 'utf8')), TEXT_KEYWORDS) as Schema]),
)
const documents = [...schemas].filter(([, { title }]) => title === 'Common' || DOCUMENT_KINDS.some((kind) => kind === title))

/** Every map below a schema, with the key it stands under. */
function* parts(value: unknown, key = ''): Generator<{ readonly key: string; readonly schema: Schema }> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { key, schema: value as Schema }
  for (const [name, part] of Object.entries(value)) yield* parts(part, name)
}

function followed(schema: Schema, file: string): Schema {
  if (typeof schema.$ref !== 'string') return schema
  const [path, pointer = ''] = schema.$ref.split('#')
  const target = path === '' ? file : (path ?? '')
  return followed(((schemas.get(target)?.$defs ?? {}) as Record<string, Schema>)[pointer.slice('/$defs/'.length)] ?? {}, target)
}

describe('the schemas of documents', () => {
  it('never offer a choice between two arms of one type, which the reporter relies on', () => {
    const choices = documents.flatMap(([file, schema]) =>
      [...parts(schema)].flatMap((part) =>
        Array.isArray(part.schema.anyOf) ? [(part.schema.anyOf as Schema[]).map((arm) => followed(arm, file).type ?? 'const')] : [],
      ),
    )

    expect(choices.length).toBeGreaterThan(4)
    expect(choices.filter((types) => new Set(types).size < types.length)).toEqual([])
  })

  it('have an instant only where the calendar is checked', () => {
    const isInstant = (property: unknown) =>
      [property, ...(((property as Schema).anyOf as Schema[] | undefined) ?? [])].some((arm) => String((arm as Schema).$ref).endsWith('$defs/Instant'))

    const fields = documents.flatMap(([, schema]) =>
      [...parts(schema)].flatMap(({ schema: { properties } }) =>
        Object.entries(properties ?? {}).flatMap(([name, property]) => (isInstant(property) ? [name] : [])),
      ),
    )

    expect([...new Set(fields)].sort()).toEqual([...INSTANT_FIELDS].sort())
  })

  it('use no keyword that the reporter has no words for', () => {
    const silent = ['$schema', '$id', '$defs', '$ref', 'title', 'description', 'properties', 'items', 'default', 'examples']
    const reported = [
      'type',
      'anyOf',
      'const',
      'enum',
      'format',
      'minLength',
      'maxLength',
      'pattern',
      'minimum',
      'maximum',
      'minItems',
      'maxItems',
      'minProperties',
      'maxProperties',
      'uniqueItems',
      'required',
      'additionalProperties',
    ]
    const names = new Set(
      documents.flatMap(([, schema]) =>
        [...parts(schema)].flatMap(({ schema: { properties, $defs } }) => [...Object.keys(properties ?? {}), ...Object.keys($defs ?? {})]),
      ),
    )

    const used = new Set(documents.flatMap(([, schema]) => [...parts(schema)].flatMap((part) => Object.keys(part.schema))))

    expect([...used].filter((keyword) => !names.has(keyword) && ![...silent, ...reported].includes(keyword))).toEqual([])
  })
})

describe('a value that the schema refuses', () => {
  async function said(spec: string): Promise<readonly (readonly [string, string | null])[]> {
    const { problems } = await loadFiles({ 'a.yaml': `${policyNamed('a')}${spec}` })
    return problems.map(({ detail, fix }) => [detail, fix] as const)
  }

  async function saidOfSelector(select: string) {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a', select) })
    return problems.map(({ detail, fix }) => [detail, fix])
  }

  it('is told with what was found, and with what would be allowed', async () => {
    expect(await said('  priority: high\n')).toEqual([['spec.priority is "high"; it must be a whole number.', null]])
    expect(await said('  priority: 2000000\n')).toEqual([['spec.priority is 2000000; the most is 1000000.', null]])
    expect(await said('  ticket: 4711\n')).toEqual([['spec.ticket is 4711; it must be text.', 'Put it in quotes: "4711".']])
    expect(await said('  ticket:\n')).toEqual([['spec.ticket has no value; it must be text.', null]])
    expect(await said('  ticket: ""\n')).toEqual([['spec.ticket is empty.', 'Give it a value, or leave the field out.']])
    expect(await said('  mode: dry-run\n')).toEqual([['spec.mode is "dry-run", which is none of enforce or report.', null]])
    expect(await said(`  owner: ${'x'.repeat(300)}\n`)).toEqual([['spec.owner is longer than 256 characters.', null]])
  })

  it('in a choice is judged by the arm that fits its type, once', async () => {
    expect(await saidOfSelector('{model: 7}')).toEqual([['spec.select.model is 7; it must be text, a list or a map of fields.', 'Put it in quotes: "7".']])
    expect(await saidOfSelector('{model: [a, 7]}')).toEqual([['spec.select.model[1] is 7; it must be text.', 'Put it in quotes: "7".']])
    expect(await saidOfSelector('{model: {globb: x}}')).toEqual([['spec.select.model has no field "globb".', 'Did you mean "glob"?']])
    expect(await saidOfSelector('{model: {in: 7}}')).toEqual([['spec.select.model.in is 7; it must be a map of fields or a list.', null]])
    expect(await saidOfSelector('{model: {in: {column: x}}}')).toEqual([
      ['spec.select.model.in needs the field "file".', 'Path from the root of the policy repository, with forward slashes. Example: lists/lost.csv.'],
    ])
    expect(await saidOfSelector('{isSupervised: "true"}')).toEqual([
      ['spec.select.isSupervised is "true"; it must be true or false or a map of fields.', 'Remove the quotes: true.'],
    ])
    expect(await saidOfSelector('{osVersion: latest}')).toEqual([
      ['spec.select.osVersion is "latest", which does not have the form that is asked for.', 'Write a version as numbers with dots between them, like "17.0".'],
    ])
  })

  it('is told with the writing that was probably meant', async () => {
    const rule = `apiVersion: reeve/v1\nkind: CleanupRule\nmetadata: {name: silent}\nspec: {reason: Silent, select: {platform: windows10}, inactiveDays: "120"}\n`
    const { problems } = await loadFiles({ 'a.yaml': rule })

    expect(problems.map(({ detail, fix }) => [detail, fix])).toEqual([
      ['spec.inactiveDays is "120"; it must be a whole number or a map of fields.', 'Remove the quotes: 120.'],
    ])
    expect(await saidOfSelector('{lastSyncDateTime: {atLeastAgo: 30}}')).toEqual([
      ['spec.select.lastSyncDateTime.atLeastAgo is 30; it must be text.', 'Say the unit: 30d for days, 30h for hours.'],
    ])
    expect(await said('  mode: yes\n')).toEqual([['YAML 1.1 reads yes as true, YAML 1.2 as text.', 'Write enforce or report.']])
  })

  it.each([
    ['os', 'Did you mean "operatingSystem"?'],
    ['upn', 'Did you mean "userPrincipalName"?'],
    ['ownerType', 'Did you mean "managedDeviceOwnerType"?'],
    ['ownership', 'Did you mean "managedDeviceOwnerType"?'],
    ['serial', 'Did you mean "serialNumber"?'],
    ['name', 'Did you mean "deviceName"?'],
    ['category', 'Did you mean "deviceCategoryDisplayName"?'],
    ['colourOfTheCase', 'reeve schema Selector --format text lists the fields of a selector.'],
  ])('about a field of a selector called %s says what it is called here', async (name, fix) => {
    expect(await saidOfSelector(`{${name}: x}`)).toEqual([[`spec.select has no field "${name}".`, fix]])
  })

  it('offers a name that is allowed, the quotes that a glob needs, and the right spelling of apiVersion', async () => {
    const load = async (text: string) => (await loadFiles({ 'a.yaml': text })).problems.map(({ fix }) => fix)

    expect(await load(policyNamed('Lost_Devices'))).toEqual(['Write lost-devices.'])
    expect((await saidOfSelector('{deviceName: {glob: *KIOSK }}')).map(([, fix]) => fix)).toEqual([
      'If it is text, put it in quotes: "*KIOSK"; else write the value out here.',
    ])
    expect(await load(policyNamed('a').replace('apiVersion', 'apiVersoin').replace('DevicePolicy', 'DevicePolice'))).toEqual(['Did you mean "apiVersion"?'])
  })

  it.each(['{secretRef: hunter2-4711}', 'hunter2-4711'])('never repeats a secret that was written in place of its reference: %s', async (code) => {
    const wipe = `desired: {state: wiped, since: 2026-11-01, wipe: {macOsUnlockCode: ${code}}}`

    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a').replace(/desired: .*/, wipe) })

    expect(problems.map(({ detail }) => detail.replace('.secretRef', ''))).toEqual([
      'spec.desired.wipe.macOsUnlockCode does not say where a secret is kept; what it holds is not repeated here.',
    ])
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })

  it('in another kind of document is told the same way', async () => {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a'), 'f.yaml': `${FLEET}spec: {approvals: nobody, provider: {intune: {}}}\n` })

    expect(problems.map(({ detail }) => detail)).toEqual([
      'spec.approvals is "nobody"; it must be "none" or a list.',
      'spec.provider.intune needs the field "tenantId".',
    ])
  })

  it('shows no more of a long value than fits a line', async () => {
    const [problem] = await said(`  mode: ${'📱'.repeat(200)}\n`)

    expect(problem?.[0].length).toBeLessThan(140)
    expect(problem?.[0].isWellFormed()).toBe(true)
  })

  it('a field that is misspelt is not missing as well', async () => {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a').replace('reason:', 'reasons:').replace('desired:', 'desire:') })

    expect(problems.map(({ detail }) => detail)).toEqual(['spec has no field "reasons".', 'spec has no field "desire".'])
  })

  it('nothing is said about fields that a refused merge key may bring', async () => {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a').replace('  reason: Reported lost\n', '  <<: {reason: Reported lost}\n') })

    expect(problems.map(({ detail }) => detail)).toEqual(['This is a merge key.'])
  })
})
