import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../src/planner/desired.ts'
import type { CleanupRule, CleanupRuleSpec, FleetSpec } from '../../src/planner/documents.generated.ts'
import { cleanupRule, desired, fleetDocument, NOON, repository } from '../support/planning.ts'

const TODAY: FleetSpec = { profile: 'intune-2026' }

function kept(name: string, spec: Partial<CleanupRuleSpec> = {}): CleanupRule {
  return cleanupRule(name, { inactiveDays: 120, enforcedBy: 'intune', ...spec })
}

function problemsIn(spec: FleetSpec, ...documents: readonly CleanupRule[]): string[] {
  return buildDesiredState(repository([fleetDocument(spec), ...documents]), NOON).problems.map(({ code, detail }) => `${code}: ${detail}`)
}

describe('a CleanupRule that Intune enforces', () => {
  it('is one number for the whole tenant in intune-2018', () => {
    const { tenantRules, policies } = desired([kept('silent', { ticket: 'T-1', priority: 7 })])

    expect(policies).toEqual([])
    expect(tenantRules).toEqual([
      {
        kind: 'CleanupRule',
        name: 'silent',
        at: 'CleanupRule-silent.yaml:1:1',
        reason: 'Reason of silent',
        ticket: 'T-1',
        owner: null,
        priority: 7,
        expires: null,
        mode: 'enforce',
        generation: expect.stringMatching(/^sha256:/) as string,
        platform: 'all',
        devicePlatforms: null,
        days: 120,
      },
    ])
  })

  it.each<[string, CleanupRuleSpec['select'], string]>([
    ['no selection', undefined, 'all'],
    ['one platform', { platform: 'ios' }, 'ios'],
    ['another spelling', { platform: ['WINDOWS10'] }, 'windows'],
    [
      'a list in another order',
      { platform: { in: ['androidFullyManaged', 'androidCorporateWorkProfile', 'androidDedicated'] } },
      'androidDedicatedAndFullyManagedCorporateOwnedWorkProfile',
    ],
  ])('goes by platform in intune-2026: %s', (_case, select, platform) => {
    const { tenantRules } = desired([kept('silent', select ? { select } : {})], [], TODAY)

    expect(tenantRules.map((rule) => rule.platform)).toEqual([platform])
  })

  it.each<[string, Partial<CleanupRuleSpec>, FleetSpec, string]>([
    [
      'a selection in intune-2018',
      { select: { platform: 'ios' } },
      {},
      'REEVE_CONTRADICTION: In intune-2018 the tenant has one cleanup rule for every device, without a selection.',
    ],
    ['stages', { stages: [{ action: 'delete' }] }, {}, "REEVE_CONTRADICTION: The tenant's own cleanup rule has no stages."],
    ['exceptions', { except: { deviceName: 'X' } }, {}, "REEVE_CONTRADICTION: The tenant's own cleanup rule has no exceptions: it takes whoever is silent."],
    ['the directory as a signal', { signals: ['intune', 'directory'] }, {}, "REEVE_CONTRADICTION: The tenant's own cleanup rule looks at check-ins alone."],
    ['the directory', { over: 'directory' }, {}, "REEVE_CONTRADICTION: The tenant's own cleanup rule is over managed devices."],
    [
      'two numbers',
      { inactiveDays: { intune: 120, directory: 120 } },
      {},
      "REEVE_CONTRADICTION: The tenant's own cleanup rule has one number, of days without a check-in.",
    ],
    ['89 days in intune-2018', { inactiveDays: 89 }, {}, 'REEVE_THRESHOLD: 89 days; intune-2018 takes 90 to 270, bounds included.'],
    ['29 days in intune-2026', { inactiveDays: 29 }, TODAY, 'REEVE_THRESHOLD: 29 days; intune-2026 takes 30 to 270, bounds included.'],
    ['271 days', { inactiveDays: 271 }, TODAY, 'REEVE_THRESHOLD: 271 days; intune-2026 takes 30 to 270, bounds included.'],
    [
      'another field',
      { select: { platform: 'ios', deviceName: 'X' } },
      TODAY,
      "REEVE_CONTRADICTION: The tenant's own cleanup rule goes by platform alone, not by deviceName.",
    ],
    [
      'a pattern',
      { select: { platform: { glob: 'android*' } } },
      TODAY,
      'REEVE_CONTRADICTION: The platforms of a cleanup rule of the tenant are listed by name.',
    ],
    [
      'part of a platform of the service',
      { select: { platform: 'androidDedicated' } },
      TODAY,
      'REEVE_CONTRADICTION: No cleanup rule of the tenant covers androidDedicated and nothing else.',
    ],
    [
      'two platforms of the service',
      { select: { platform: ['ios', 'macos'] } },
      TODAY,
      'REEVE_CONTRADICTION: No cleanup rule of the tenant covers ios, macos and nothing else.',
    ],
    [
      'a platform that does not exist',
      { select: { platform: 'beos' } },
      TODAY,
      'REEVE_UNKNOWN_PLATFORM_NAME: "beos" is not a platform of profile intune-2026.',
    ],
  ])('is refused with %s', (_case, spec, fleet, problem) => {
    expect(problemsIn(fleet, kept('silent', spec))).toEqual([problem])
  })

  it.each([
    [90, 270, {}],
    [30, 270, TODAY],
  ] as const)('takes %i and %i days', (min, max, fleet) => {
    expect(problemsIn(fleet, kept('silent', { inactiveDays: min }))).toEqual([])
    expect(problemsIn(fleet, kept('silent', { inactiveDays: max }))).toEqual([])
  })

  it('is refused where another one sets the same rule, which is named', () => {
    expect(problemsIn({}, kept('first'), kept('second', { inactiveDays: 200 }))).toEqual([
      'REEVE_CONTRADICTION: The tenant has one cleanup rule for all platforms, and CleanupRule first at CleanupRule-first.yaml:1:1 sets it already.',
    ])
  })

  it('may follow one that has expired', () => {
    const problems = problemsIn({}, kept('first', { expires: '2026-11-01T00:00:00Z' }), kept('second'))

    expect(problems).toEqual(['REEVE_EXPIRED: Expired at 2026-11-01T00:00:00Z; the policy does nothing.'])
  })
})
