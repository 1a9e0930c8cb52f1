import { describe, expect, it } from 'vitest'
import type { DataCollectionPolicy, DataCollectionSpec } from '../../src/planner/documents.generated.ts'
import { PROBLEMS } from '../../src/planner/problem.ts'
import { buildDesiredState } from '../../src/planner/desired.ts'
import { desired, devicePolicy, fleetDocument, NOON, repository } from '../support/planning.ts'

const keep = devicePolicy('keep', { select: { deviceName: { known: true } }, desired: { state: 'managed' } })

function policy(spec: DataCollectionSpec): DataCollectionPolicy {
  return { apiVersion: 'reeve/v1', kind: 'DataCollectionPolicy', metadata: { name: 'contoso' }, spec }
}

/** The pointer stands in for the line. */
function warnings(spec: DataCollectionSpec, pointers: readonly string[]): string[] {
  const { documents, ...rest } = repository([fleetDocument(), keep, policy(spec)])
  const marked = documents.map((source) =>
    source.document.kind === 'DataCollectionPolicy'
      ? { ...source, places: new Map(['', ...pointers].map((pointer, line) => [pointer, { file: 'privacy.yaml', line: line + 1, column: 1 }])) }
      : source,
  )
  return buildDesiredState({ ...rest, documents: marked }, NOON).problems.map(({ code, where }) => `${code} ${pointers[(where?.line ?? 1) - 2] ?? 'document'}`)
}

describe('what may be read and kept', () => {
  it('has these defaults with no document', () => {
    expect(desired([keep]).dataCollection).toEqual({
      compliantApps: false,
      diagnostics: false,
      identifiers: { plans: 'clear', logs: 'pseudonym', audit: 'pseudonym', pullRequests: 'pseudonym' },
      retention: { snapshotsSeconds: 30 * 86_400, auditSeconds: 730 * 86_400 },
      access: null,
    })
  })

  it('is what the document says, each field alone', () => {
    const spec: DataCollectionSpec = {
      required: { applicationInventory: { compliantApps: true } },
      identifiers: { logs: 'clear' },
      retention: { audit: '3650d' },
      access: { 'alice@contoso.com': ['read', 'approve'] },
    }

    expect(desired([keep, policy(spec)]).dataCollection).toEqual({
      compliantApps: true,
      diagnostics: false,
      identifiers: { plans: 'clear', logs: 'clear', audit: 'pseudonym', pullRequests: 'pseudonym' },
      retention: { snapshotsSeconds: 30 * 86_400, auditSeconds: 3650 * 86_400 },
      access: { 'alice@contoso.com': ['read', 'approve'] },
    })
  })

  it('names nobody by an empty text', () => {
    const [problem] = buildDesiredState(repository([fleetDocument(), keep, policy({ access: { ' ': ['read'] } })]), NOON).problems

    expect(problem?.code).toBe('REEVE_INVALID_VALUE')
  })

  it('voids approvals when somebody else may approve, and for nothing else', () => {
    const digests = [{}, { retention: { audit: '1d' } }, { access: { alice: ['approve'] } }, { access: { bob: ['approve'] } }] as DataCollectionSpec[]

    const [none, retention, alice, bob] = digests.map((spec) => desired([keep, policy(spec)]).guardrailsDigest)

    expect(retention).toBe(none)
    expect(none).toBe(desired([keep]).guardrailsDigest)
    expect(new Set([none, alice, bob]).size).toBe(3)
  })
})

describe('a wish that this version does not keep', () => {
  it.each<[string, DataCollectionSpec]>([
    ['/spec/optional/diagnostics', { optional: { diagnostics: true } }],
    ['/spec/identifiers/plans', { identifiers: { plans: 'pseudonym' } }],
    ['/spec/identifiers/logs', { identifiers: { logs: 'pseudonym' } }],
    ['/spec/identifiers/audit', { identifiers: { audit: 'pseudonym' } }],
    ['/spec/identifiers/pullRequests', { identifiers: { pullRequests: 'pseudonym' } }],
    ['/spec/retention/snapshots', { retention: { snapshots: '30d' } }],
    ['/spec/retention/audit', { retention: { audit: '730d' } }],
    ['/spec/access', { access: { alice: ['read'] } }],
  ])('is a warning at %s', (pointer, spec) => {
    expect(PROBLEMS.REEVE_NOT_ENFORCED_YET.severity).toBe('warning')
    expect(warnings(spec, [pointer])).toEqual([`REEVE_NOT_ENFORCED_YET ${pointer}`])
  })

  it.each<[string, DataCollectionSpec]>([
    ['identifiers in the clear', { identifiers: { plans: 'clear', logs: 'clear', audit: 'clear', pullRequests: 'clear' } }],
    ['no diagnostics', { optional: { diagnostics: false } }],
    ['application inventory, which is not read', { required: { applicationInventory: { compliantApps: true } } }],
  ])('is not: %s', (_case, spec) => {
    expect(warnings(spec, [])).toEqual([])
  })
})
