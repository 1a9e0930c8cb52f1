/** A default that a schema states is the one that the planner fills in. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildDesiredState, type DesiredState } from '../../src/planner/desired.ts'
import { FLEET, loadFiles } from '../support/policy-folder.ts'

interface Schema {
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
}

const NOW = new Date('2026-11-22T12:00:00Z')
const REQUIRED = {
  DevicePolicy: { reason: 'Lost', select: { serialNumber: 'C02XK1' }, desired: { state: 'retired' } },
  CleanupRule: { reason: 'Silent', select: { platform: 'ios' }, inactiveDays: 120 },
} as const

function schemaOf(file: string): Schema {
  return JSON.parse(readFileSync(`schemas/${file}.schema.json`, 'utf8')) as Schema
}

/** Every default below, where it stands. */
function defaultsIn({ properties = {} }: Schema): Record<string, unknown> {
  const stated = Object.entries(properties).flatMap(([name, field]) => {
    const below = 'default' in field ? field.default : defaultsIn(field)
    return typeof below === 'object' && below !== null && Object.keys(below).length === 0 ? [] : [[name, below] as const]
  })
  return Object.fromEntries(stated)
}

async function desiredOf(kind: string, spec: unknown): Promise<DesiredState> {
  const document = (of: string, says: unknown) => JSON.stringify({ apiVersion: 'reeve/v1', kind: of, metadata: { name: 'a' }, spec: says })
  const others = kind === 'Guardrails' ? { 'policies/b.json': document('DevicePolicy', REQUIRED.DevicePolicy) } : {}
  const files = { 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/a.json': document(kind, spec), ...others }
  const { desired, problems } = buildDesiredState(await loadFiles(files), NOW)
  expect(problems).toEqual([])
  if (!desired) throw new Error('nothing is desired')
  return desired
}

/** What a policy comes to, without the digest of how it is written and the places in it. */
function substance({ policies }: DesiredState): unknown {
  return policies.map((policy) =>
    policy.kind === 'CleanupRule'
      ? [policy.priority, policy.mode, policy.stages.map(({ action, afterSeconds }) => ({ action, afterSeconds }))]
      : [policy.priority, policy.mode, policy],
  )
}

function withoutGeneration(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'generation' ? undefined : inner)))
}

describe('a default in a schema', () => {
  it.each(['wipe', 'retire', 'delete', 'deleteUser', 'setCleanupRule'])('of the limits of %s is the one that is in force', async (effect) => {
    const stated = defaultsIn(schemaOf('guardrails').properties?.['spec']?.properties?.['limits'] ?? {})

    const { guardrails } = await desiredOf('DevicePolicy', REQUIRED.DevicePolicy)

    expect(guardrails.limits[effect as 'wipe']).toEqual(stated[effect])
  })

  it('of the guardrails changes nothing when it is written out', async () => {
    const { limits, overLimit, inventory } = defaultsIn(schemaOf('guardrails').properties?.['spec'] ?? {}) as Record<string, Record<string, unknown>>
    const silent = await desiredOf('Guardrails', {})

    const written = await desiredOf('Guardrails', { limits, overLimit, inventory: { minDevices: inventory?.['minDevices'], maxAge: inventory?.['maxAge'] } })

    expect(JSON.stringify(written.guardrails)).toBe(JSON.stringify(silent.guardrails))
    expect(overLimit).toBe('abort')
  })

  it.each([
    ['DevicePolicy', 'device-policy', ['priority', 'mode']],
    ['CleanupRule', 'cleanup-rule', ['priority', 'mode', 'signals', 'enforcedBy', 'over', 'stages']],
  ] as const)('of a %s changes nothing when it is written out', async (kind, file, fields) => {
    const stated = defaultsIn(schemaOf(file).properties?.['spec'] ?? {})
    const silent = await desiredOf(kind, REQUIRED[kind])

    const written = await desiredOf(kind, { ...REQUIRED[kind], ...Object.fromEntries(fields.map((field) => [field, stated[field]])) })

    expect(fields.filter((field) => stated[field] === undefined)).toEqual([])
    expect(withoutGeneration(substance(written))).toEqual(withoutGeneration(substance(silent)))
  })
})
