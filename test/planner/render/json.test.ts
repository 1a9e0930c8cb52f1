import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Plan, PlannedAction } from '../../../src/planner/documents.generated.ts'
import { renderPlanJson } from '../../../src/planner/render/json.ts'
import { action, fullPlan, plan } from './plan-values.ts'

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly { readonly required: readonly string[] }[]
  readonly $defs?: Readonly<Record<string, Schema>>
}

const SCHEMA = JSON.parse(readFileSync('schemas/plan.schema.json', 'utf8')) as Schema

const { device: _device, ...ON_NOTHING } = action('B', { supersedes: 'retire', mode: 'report' })
const ON_OTHER_TARGETS: readonly PlannedAction[] = [
  { ...ON_NOTHING, user: { id: 'u1', userPrincipalName: 'eve@contoso.com' } },
  { ...ON_NOTHING, tenant: { id: 't1', rule: null, platform: 'all', before: null, after: 120, devices: 3 } },
]

describe('a plan as JSON', () => {
  it('is the plan, and ends with a newline', () => {
    const text = renderPlanJson(fullPlan())

    expect(JSON.parse(text)).toEqual(fullPlan())
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  it('is the same bytes for the same plan, in whatever order its keys were written', () => {
    const turned = reverseKeys(fullPlan()) as Plan

    expect(renderPlanJson(turned)).toBe(renderPlanJson(fullPlan()))
  })

  it('has its keys in the order of the schema, and all of them', () => {
    const parameters = {
      keepEnrollmentData: true,
      keepUserData: true,
      useProtectedWipe: true,
      persistEsimDataPlan: true,
      macOsUnlockCode: { secretRef: 'env:CODE' },
    }
    const others = ON_OTHER_TARGETS.map((other) => ({ ...other, parameters }))
    const actions = [action('A', { supersedes: 'retire', mode: 'report', parameters }), ...others]
    const everything = plan({ ...fullPlan(), source: { ...fullPlan().source, path: '.' }, actions })

    const written = JSON.parse(renderPlanJson(everything)) as unknown

    expect(findKeysOutOfOrder(written, SCHEMA, '')).toEqual([])
  })

  it('sorts the counts by name', () => {
    const summary = { actions: { wipe: 1, delete: 2 }, blocked: { unsupported: 1, conflict: 3 }, unchanged: 0, change: null }

    const text = renderPlanJson(plan({ summary }))

    expect(JSON.stringify((JSON.parse(text) as Plan).summary)).toBe(
      '{"actions":{"delete":2,"wipe":1},"blocked":{"conflict":3,"unsupported":1},"unchanged":0,"change":null}',
    )
  })
})

/** Where an object does not have exactly the keys of its schema in the schema's order. */
function findKeysOutOfOrder(value: unknown, schema: Schema, path: string): string[] {
  const resolved = schema.$ref === undefined ? schema : (SCHEMA.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {})
  if (Array.isArray(value)) return value.flatMap((item, index) => findKeysOutOfOrder(item, resolved.items ?? {}, `${path}/${index}`))
  const { properties, oneOf = [] } = resolved
  if (typeof value !== 'object' || value === null || !properties) return []

  // Of what stands for one another exactly one is there.
  const choices = oneOf.flatMap(({ required }) => required)
  const expected = Object.keys(properties).filter((key) => !choices.includes(key) || key in value)
  const chosen = expected.filter((key) => choices.includes(key)).length
  const here = Object.keys(value).join() === expected.join() && chosen === Math.min(1, choices.length) ? [] : [path]
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => findKeysOutOfOrder(inner, properties[key] ?? {}, `${path}/${key}`))]
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  )
}
