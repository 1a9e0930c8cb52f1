import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/planner/documents.generated.ts'
import { renderPlanJson } from '../../../src/planner/render/json.ts'
import { action, fullPlan, plan } from './plan-values.ts'

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly $defs?: Readonly<Record<string, Schema>>
}

const SCHEMA = JSON.parse(readFileSync('schemas/plan.schema.json', 'utf8')) as Schema

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
    const one = action('A', { supersedes: 'retire', mode: 'report', parameters })
    const everything = plan({ ...fullPlan(), source: { ...fullPlan().source, path: '.' }, actions: [one] })

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
  const { properties } = resolved
  if (typeof value !== 'object' || value === null || !properties) return []

  const here = Object.keys(value).join() === Object.keys(properties).join() ? [] : [path]
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
