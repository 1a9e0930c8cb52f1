import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../src/planner/desired.ts'
import type { CleanupRuleSpec, DesiredDeviceState, DevicePolicySpec, FleetSpec, GuardrailsSpec } from '../../src/planner/documents.generated.ts'
import type { Problem } from '../../src/planner/problem.ts'
import { cleanupRule, desired, devicePolicy, fleetDocument, guardrails, listFile, NOON, problemsOf, repository } from '../support/planning.ts'

const ANY = { deviceName: { known: true } }
const WIPED: DesiredDeviceState = { state: 'wiped', since: '2026-11-01' }
const keep = devicePolicy('keep', { select: ANY, desired: { state: 'managed' } })

function codesOf(desiredState: DesiredDeviceState, spec: Partial<DevicePolicySpec> = {}): string[] {
  return problemsOf([devicePolicy('policy', { select: ANY, ...spec, desired: desiredState })]).map(({ code }) => code)
}

function codesOfRule(spec: Omit<CleanupRuleSpec, 'reason'>): string[] {
  return problemsOf([cleanupRule('rule', spec)]).map(({ code }) => code)
}

describe('a DevicePolicy makes sense', () => {
  it.each<[string, DesiredDeviceState, string[]]>([
    ['wiped with since', { state: 'wiped', since: '2026-11-01' }, []],
    ['wiped without since', { state: 'wiped' }, ['REEVE_SINCE_REQUIRED']],
    ['retired without since', { state: 'retired' }, []],
    ['managed with since', { state: 'managed', since: '2026-11-01' }, ['REEVE_CONTRADICTION']],
    ['options of a wipe without one', { state: 'retired', wipe: { keepEnrollmentStateAndUserAccount: true } }, ['REEVE_CONTRADICTION']],
    ['passcode of a device that goes', { state: 'retired', passcode: { resetSince: '2026-11-01' } }, ['REEVE_CONTRADICTION']],
    ['managed without a directory record', { state: 'managed', directory: 'deleted' }, ['REEVE_CONTRADICTION']],
    [
      'enrolment kept without a directory record',
      { state: 'wiped', since: '2026-11-01', wipe: { keepEnrollmentStateAndUserAccount: true }, directory: 'disabled' },
      ['REEVE_CONTRADICTION'],
    ],
    ['the directory record alone', { directory: 'deleted' }, []],
    ['nothing at all', { directory: 'kept' }, ['REEVE_CONTRADICTION']],
    ['a since in the future', { state: 'wiped', since: '2026-12-24' }, ['REEVE_SINCE_IN_FUTURE']],
    ['a passcode to reset in the future', { state: 'managed', passcode: { resetSince: '2026-12-24' } }, ['REEVE_SINCE_IN_FUTURE']],
  ])('%s', (_case, state, codes) => {
    expect(codesOf(state)).toEqual(codes)
  })

  it('and warns when it has expired', () => {
    expect(codesOf({ state: 'managed' }, { expires: '2026-11-22T12:00:00Z' })).toEqual(['REEVE_EXPIRED'])
  })
})

describe('a name that was probably meant is named', () => {
  const lost = devicePolicy('lost-phones', { select: { platform: 'iso' }, desired: { state: 'managed' } })
  const fixesOf = (problems: readonly Problem[]): (string | null)[] => problems.map(({ fix }) => fix)

  it('of a platform, and of a policy that guardrails allow something', () => {
    const allowing = guardrails({ allow: [{ policy: 'lost-phone', hazards: ['personal'] }] })

    expect(fixesOf(problemsOf([lost, allowing]))).toEqual(['Did you mean "ios"?', 'Did you mean "lost-phones"?'])
  })

  it('of a group of principals', () => {
    const fleet = fleetDocument({ principals: { security: ['a@b.example'] }, approvals: [{ actions: ['wipe'], signatures: 1, from: ['secruity'] }] })

    expect(fixesOf(buildDesiredState(repository([fleet, keep]), NOON).problems)).toEqual(['Did you mean "security"?'])
  })
})

describe('a DevicePolicy fits its profile', () => {
  it.each<[string, DesiredDeviceState, Partial<DevicePolicySpec>, string[]]>([
    ['no named platform has the action', { state: 'retired' }, { select: { platform: 'androidKiosk' } }, ['REEVE_ACTION_NEVER_SUPPORTED']],
    ['some named platform has it', { state: 'retired' }, { select: { platform: ['androidKiosk', 'ios'] } }, []],
    [
      'no named platform has the option',
      { state: 'wiped', since: '2026-11-01', wipe: { keepEnrollmentStateAndUserAccount: true } },
      { select: { platform: 'ios' } },
      ['REEVE_OPTION_NEVER_SUPPORTED'],
    ],
    [
      'a mode of wiping that the profile does not know',
      { ...WIPED, wipe: { mode: 'keep' } },
      { select: { platform: 'windows10' } },
      ['REEVE_OPTION_NEVER_SUPPORTED'],
    ],
    [
      'options that the profile does not know',
      { ...WIPED, wipe: { persistEsimDataPlan: true, macOsUnlockCode: { secretRef: 'env:CODE' } } },
      {},
      ['REEVE_OPTION_NEVER_SUPPORTED', 'REEVE_OPTION_NEVER_SUPPORTED'],
    ],
    [
      'no named platform has a passcode to reset',
      { state: 'managed', passcode: { resetSince: '2026-11-01' } },
      { select: { platform: ['macos', 'windows10'] } },
      ['REEVE_ACTION_NEVER_SUPPORTED'],
    ],
    [
      'a platform that is not one',
      { state: 'managed' },
      { select: { any: [{ platform: 'iOS' }, { platform: 'windwos10' }] } },
      ['REEVE_UNKNOWN_PLATFORM_NAME'],
    ],
    ['deleting after less silence than a clean-up may', { state: 'deleted' }, { select: { lastSyncDateTime: { atLeastAgo: '89d' } } }, ['REEVE_NOT_A_CLEANUP']],
    ['deleting after as much', { state: 'deleted' }, { select: { lastSyncDateTime: { atLeastAgo: '90d' } } }, []],
    [
      'deleting the silent ones of a platform sooner than a clean-up may',
      { state: 'deleted' },
      { select: { lastSyncDateTime: { atLeastAgo: '30d' }, platform: 'ios', managedDeviceOwnerType: 'company' } },
      ['REEVE_NOT_A_CLEANUP'],
    ],
    ['deleting by more than silence', { state: 'deleted' }, { select: { lastSyncDateTime: { atLeastAgo: '30d' }, model: 'X' } }, []],
  ])('%s', (_case, state, spec, codes) => {
    expect(codesOf(state, spec)).toEqual(codes)
  })
})

describe('a stage or a number of days that is not allowed', () => {
  it('says what to write', () => {
    const few = cleanupRule('few', { inactiveDays: 1 })
    const backwards = cleanupRule('backwards', { inactiveDays: 120, stages: [{ action: 'delete' }, { action: 'retire', after: '1d' }] })

    const fixes = problemsOf([few, backwards])
      .filter(({ severity }) => severity === 'error')
      .map(({ code, fix }) => [code, fix !== null] as const)

    expect(Object.fromEntries(fixes)).toEqual({ REEVE_STAGE_ORDER: true, REEVE_THRESHOLD: true })
  })
})

describe('since from a list', () => {
  it('warns at the row of what decides nothing', () => {
    const rows = [
      ['S1', '2026-11-01'],
      ['S2', ''],
      ['S3', '2026-12-24'],
    ]

    const found = problemsOf([policy('reportedAt')], [listFile('lists/lost.csv', ['serial', 'reportedAt'], rows)])

    expect(found.map(({ code, severity, where }) => [code, severity, where])).toEqual([
      ['REEVE_SINCE_MISSING', 'warning', { file: 'lists/lost.csv', line: 3, column: 1 }],
      ['REEVE_SINCE_IN_FUTURE', 'warning', { file: 'lists/lost.csv', line: 4, column: 1 }],
    ])
  })

  it('makes no error of warnings without number', () => {
    const rows = Array.from({ length: 300 }, (_, index) => [`S${index}`, ''])

    const found = problemsOf([policy('reportedAt')], [listFile('lists/lost.csv', ['serial', 'reportedAt'], rows)])

    expect([...new Set(found.map(({ code }) => code))].sort()).toEqual(['REEVE_MORE_WARNINGS', 'REEVE_SINCE_MISSING'])
    expect(found).toHaveLength(201)
  })

  const select = { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } }
  const policy = (column: string) => devicePolicy('lost', { select, desired: { state: 'wiped', since: { column } } })
  const list = (...rows: string[][]) => [listFile('lists/lost.csv', ['serial', 'reportedAt'], rows)]

  it.each<[string, Parameters<typeof problemsOf>, string[]]>([
    ['a column that is there', [[policy('reportedAt')], list(['S1', '2026-11-01'])], []],
    ['a column that is not', [[policy('reported')], list(['S1', '2026-11-01'])], ['REEVE_LIST_COLUMN']],
    ['a cell that is no moment', [[policy('reportedAt')], list(['S1', 'yesterday'])], ['REEVE_LIST_INVALID']],
    ['a device listed twice with two moments', [[policy('reportedAt')], list(['S1', '2026-11-01'], ['s1', '2026-11-02'])], ['REEVE_LIST_INVALID']],
    ['no list at all', [[devicePolicy('lost', { select: ANY, desired: { state: 'wiped', since: { column: 'reportedAt' } } })]], ['REEVE_CONTRADICTION']],
  ])('%s', (_case, [documents, lists], codes) => {
    expect(problemsOf(documents, lists).map(({ code }) => code)).toEqual(codes)
  })

  it('names the line of the list', () => {
    const [problem] = problemsOf([policy('reportedAt')], list(['S1', '2026-11-01'], ['S2', 'soon']))

    expect(problem?.where).toEqual({ file: 'lists/lost.csv', line: 3, column: 1 })
  })
})

describe('a CleanupRule', () => {
  it.each([
    [89, ['REEVE_THRESHOLD']],
    [90, []],
    [270, []],
    [271, ['REEVE_THRESHOLD']],
  ])('of %i days: %j', (inactiveDays, codes) => {
    expect(codesOfRule({ inactiveDays })).toEqual(codes)
  })

  it.each<[string, Omit<CleanupRuleSpec, 'reason'>, string[]]>([
    ['the directory under 21 days', { inactiveDays: { intune: 120, directory: 20 }, signals: ['intune', 'directory'] }, ['REEVE_THRESHOLD']],
    ['the directory at 21 days', { inactiveDays: { intune: 120, directory: 21 }, signals: ['intune', 'directory'] }, []],
    ['no number for its signal', { inactiveDays: { directory: 30 } }, ['REEVE_MISSING_FIELD']],
    ['a later stage that takes less away', { inactiveDays: 120, stages: [{ action: 'delete' }, { action: 'retire', after: '1d' }] }, ['REEVE_STAGE_ORDER']],
    [
      'a later stage that asks for less',
      { inactiveDays: 120, stages: [{ action: 'retire' }, { action: 'delete', after: '1d', inactiveDays: 100 }] },
      ['REEVE_STAGE_ORDER'],
    ],
    ['a later stage that says nothing of when', { inactiveDays: 120, stages: [{ action: 'retire' }, { action: 'delete' }] }, ['REEVE_MISSING_FIELD']],
    [
      'a later stage that asks for less of one signal',
      {
        signals: ['intune', 'directory'],
        inactiveDays: { intune: 120, directory: 150 },
        stages: [{ action: 'delete' }, { action: 'deleteDirectoryDevice', after: '30d', inactiveDays: { directory: 100 } }],
      },
      ['REEVE_STAGE_ORDER'],
    ],
    ['a first stage that comes after', { inactiveDays: 120, stages: [{ action: 'delete', after: '1d' }] }, ['REEVE_STAGE_ORDER']],
    [
      'an action that no named platform has',
      { inactiveDays: 120, select: { platform: 'androidKiosk' }, stages: [{ action: 'retire' }] },
      ['REEVE_ACTION_NEVER_SUPPORTED'],
    ],
  ])('with %s', (_case, spec, codes) => {
    expect(codesOfRule(spec)).toEqual(codes)
  })
})

describe('a CleanupRule over the directory', () => {
  it('asks the directory alone, and disables, unless it says otherwise', () => {
    const [rule] = desired([cleanupRule('rule', { over: 'directory', inactiveDays: 120 })]).policies

    expect(rule).toMatchObject({ kind: 'CleanupRule', over: 'directory', stages: [{ action: 'disableDirectoryDevice', afterSeconds: 0 }] })
    expect(rule?.select.leaves.map(({ asks, at }) => `${at} ${asks}`)).toEqual([
      'CleanupRule-rule.yaml:1:1 directory.isManaged is false',
      'CleanupRule-rule.yaml:1:1 directory.approximateLastSignInDateTime at least 120d ago',
    ])
  })

  const over = { over: 'directory', inactiveDays: 120 } as const

  it.each<[string, Omit<CleanupRuleSpec, 'reason'>, string[]]>([
    ['20 days', { ...over, inactiveDays: 20 }, ['REEVE_THRESHOLD']],
    ['21 days', { ...over, inactiveDays: 21 }, []],
    ['more days than a tenant takes of devices', { ...over, inactiveDays: 1000 }, []],
    ['days by its signal', { ...over, inactiveDays: { directory: 21 }, signals: ['directory'] }, []],
    ['the signal of devices', { ...over, signals: ['intune', 'directory'] }, ['REEVE_CONTRADICTION']],
    ['days of devices', { ...over, inactiveDays: { intune: 120, directory: 120 } }, ['REEVE_CONTRADICTION']],
    ['no days of its signal', { ...over, inactiveDays: { intune: 120 } }, ['REEVE_CONTRADICTION', 'REEVE_MISSING_FIELD']],
    ['actions on devices', { ...over, stages: [{ action: 'retire' }, { action: 'delete', after: '1d' }] }, ['REEVE_CONTRADICTION', 'REEVE_CONTRADICTION']],
    ['both its actions', { ...over, stages: [{ action: 'disableDirectoryDevice' }, { action: 'deleteDirectoryDevice', after: '1d' }] }, []],
    [
      'its actions the other way round',
      { ...over, stages: [{ action: 'deleteDirectoryDevice' }, { action: 'disableDirectoryDevice', after: '1d' }] },
      ['REEVE_STAGE_ORDER'],
    ],
    [
      'a later stage that asks for less',
      {
        ...over,
        stages: [{ action: 'disableDirectoryDevice' }, { action: 'deleteDirectoryDevice', after: '1d', inactiveDays: 100 }],
      },
      ['REEVE_STAGE_ORDER'],
    ],
    ['a field of the directory', { ...over, select: { not: { 'directory.trustType': 'ServerAd' } }, except: { 'directory.accountEnabled': false } }, []],
    ['a field of devices', { ...over, select: { platform: 'ios' } }, ['REEVE_CONTRADICTION']],
    ['a field of users', { ...over, select: { 'user.accountEnabled': false } }, ['REEVE_CONTRADICTION']],
    [
      'fields of devices further in',
      { ...over, select: { any: [{ deviceName: 'X' }, { not: { all: [{ model: 'Y' }] } }] }, except: { serialNumber: 'Z' } },
      ['REEVE_CONTRADICTION', 'REEVE_CONTRADICTION', 'REEVE_CONTRADICTION'],
    ],
    ["the tenant's own rule", { ...over, enforcedBy: 'intune' }, ['REEVE_CONTRADICTION']],
    ['records that are managed', { ...over, select: { 'directory.isManaged': true } }, ['REEVE_SELECTOR_NEVER_MATCHES']],
    ['records that say nothing of it', { ...over, select: { 'directory.isManaged': { known: false } } }, []],
  ])('with %s', (_case, spec, codes) => {
    expect(codesOfRule(spec).sort()).toEqual(codes)
  })

  it('is no rival of a policy over devices', () => {
    const problems = problemsOf([cleanupRule('records', over), cleanupRule('devices', { inactiveDays: 120, priority: 7 })])

    expect(problems).toEqual([])
  })
})

describe('guardrails', () => {
  it('have these defaults with no document', () => {
    const { limits, overLimit, inventory, protect, allow } = desired([keep]).guardrails

    expect(limits).toEqual({
      wipe: { perPass: { count: 10, percent: 1 }, perDay: 25, perWeek: 100 },
      deleteUser: { perPass: { count: 10, percent: 1 }, perDay: 25, perWeek: 100 },
      retire: { perPass: { count: 50, percent: 3 }, perDay: 100, perWeek: 500 },
      delete: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
      deleteDirectoryDevice: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
      disableDirectoryDevice: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
      resetPasscode: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
      disableUser: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
      setCleanupRule: { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 },
    })
    expect({ overLimit, inventory, protect, allow }).toEqual({
      overLimit: 'abort',
      inventory: { minDevices: 1, maxAgeSeconds: 21_600 },
      protect: [],
      allow: [],
    })
  })

  it('keep an explicit 0, and fill in only what is absent', () => {
    const { limits } = desired([keep, guardrails({ limits: { wipe: { perPass: { count: 0 } } } })]).guardrails

    expect(limits.wipe).toEqual({ perPass: { count: 0, percent: 1 }, perDay: 25, perWeek: 100 })
  })

  it.each<[string, GuardrailsSpec, string[]]>([
    ['an empty list that protects', { protect: [{ select: { serialNumber: [] }, reason: 'Board' }] }, ['REEVE_LIST_EMPTY_PROTECTION']],
    ['a policy that is not there', { allow: [{ policy: 'nobody', hazards: ['personal'] }] }, ['REEVE_INVALID_VALUE']],
  ])('refuse %s', (_case, spec, codes) => {
    expect(problemsOf([keep, guardrails(spec)]).map(({ code }) => code)).toEqual(codes)
  })
})

describe('an empty list', () => {
  const empty = [listFile('lists/hold.csv', ['upn'], [['']])]
  const inList = { userPrincipalName: { in: { file: 'lists/hold.csv', column: 'upn' } } }

  it('selects nothing and says so, but protects nobody and is refused', () => {
    const selecting = problemsOf([devicePolicy('policy', { select: inList, desired: { state: 'retired' } })], empty)
    const protecting = problemsOf([devicePolicy('policy', { select: ANY, except: inList, desired: { state: 'retired' } })], empty)

    expect([selecting, protecting].map((problems) => problems.map(({ code, severity }) => `${severity} ${code}`))).toEqual([
      ['warning REEVE_LIST_EMPTY'],
      ['error REEVE_LIST_EMPTY_PROTECTION'],
    ])
  })
})

function approvedBy(signatures: number, principals: NonNullable<FleetSpec['principals']>): FleetSpec {
  return { principals, approvals: [{ actions: ['wipe'], signatures, from: ['security', 'board'] }] }
}

describe('a fleet', () => {
  const problems = (spec: FleetSpec) => buildDesiredState(repository([fleetDocument(spec), keep]), NOON).problems.map(({ code }) => code)

  it.each<[string, FleetSpec, string[]]>([
    ['names its profile', { profile: 'intune-2018' }, []],
    ['may not be a live tenant on the tables of 2018', { provider: { intune: { tenantId: 't' } } }, ['REEVE_PROFILE_REQUIRED']],
    ['may be a live tenant on the tables of today', { profile: 'intune-2026', provider: { intune: { tenantId: 't' } } }, []],
    ['names groups that exist', { approvals: [{ actions: ['wipe'], signatures: 1, from: ['security'] }] }, ['REEVE_UNKNOWN_PRINCIPALS']],
    ['asks for as many signatures as there are people', approvedBy(2, { security: ['a@b.example'], board: ['c@b.example'] }), []],
    ['may not ask for more', approvedBy(2, { security: ['a@b.example'], board: [] }), ['REEVE_CONTRADICTION']],
    ['counts somebody in two groups once', approvedBy(2, { security: ['a@b.example'], board: ['A@b.example '] }), ['REEVE_CONTRADICTION']],
    ['is warned that signatures are not checked', { source: { signatures: { require: 'head', allowedSigners: 'signers' } } }, ['REEVE_NOT_ENFORCED_YET']],
    ['is warned that its branch is not looked at', { source: { branch: 'main' } }, ['REEVE_NOT_ENFORCED_YET']],
    ['is warned that nobody is told', { notify: [{ webhook: 'https://hooks.contoso.example', events: ['failed'] }] }, ['REEVE_NOT_ENFORCED_YET']],
  ])('%s', (_case, spec, codes) => {
    expect(problems(spec)).toEqual(codes)
  })

  it('without any policy is an error, never an order to do nothing', () => {
    const result = buildDesiredState(repository([fleetDocument()]), NOON)

    expect(result.desired).toBeNull()
    expect(result.problems.map(({ code }) => code)).toEqual(['REEVE_NO_DOCUMENTS'])
  })
})
