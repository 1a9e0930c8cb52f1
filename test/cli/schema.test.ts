import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { fullPlan } from '../planner/render/plan-values.ts'
import { reeve } from './command.ts'

const KINDS = ['AuditRecord', 'CapabilityProfile', 'CleanupRule', 'DataCollectionPolicy', 'DevicePolicy', 'Fleet', 'Guardrails', 'Plan', 'UserOffboarding']

async function compile(kind: string) {
  const { stdout } = await reeve(['schema', kind])
  const ajv = new Ajv2020({ allowUnionTypes: true, keywords: ['x-risk'], formats: { 'reeve-instant': true } })
  return ajv.compile(JSON.parse(stdout) as object)
}

describe('schema', () => {
  it('lists the kinds of documents', async () => {
    const { stdout } = await reeve(['schema', '--format', 'json'])

    expect((JSON.parse(stdout) as { kind: string }[]).map(({ kind }) => kind).sort()).toEqual(KINDS)
  })

  it.each(KINDS)('of %s needs no other file', async (kind) => {
    const text = (await reeve(['schema', kind])).stdout

    expect([...text.matchAll(/"\$ref": "([^"]*)"/g)].map((match) => match[1]).filter((reference) => !reference?.startsWith('#/$defs/'))).toEqual([])
    expect(await compile(kind)).toBeTypeOf('function')
  })

  it('judges as the schemas in the repository do, whatever they refer to', async () => {
    const isPolicy = await compile('devicepolicy')
    const isPlan = await compile('Plan')
    const policy = (select: unknown) => ({
      apiVersion: 'reeve/v1',
      kind: 'DevicePolicy',
      metadata: { name: 'a' },
      spec: { reason: 'r', select, desired: { state: 'retired' } },
    })

    expect([
      isPolicy(policy({ any: [{ not: { serialNumber: 'A' } }] })),
      isPolicy(policy({ any: [{ not: { serialNumbr: 'A' } }] })),
      isPlan(fullPlan()),
    ]).toEqual([true, false, true])
  })

  it('is taken from the files that the types are made from', async () => {
    const { title, description } = JSON.parse(readFileSync('schemas/fleet.schema.json', 'utf8')) as { title: string; description: string }

    const { stdout } = await reeve(['schema', 'Fleet'])

    expect(JSON.parse(stdout)).toMatchObject({ title, description })
  })
})
