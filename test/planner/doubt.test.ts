/** Ways in which doubt once passed for knowledge. Each was found by making the planner act where it must not. */
import { describe, expect, it } from 'vitest'
import { decideAgain } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import type { DesiredDeviceState, DevicePolicySpec } from '../../src/planner/documents.generated.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import {
  at,
  cleanupRule,
  crowd,
  daysAgo,
  device,
  devicePolicy,
  directoryDevice,
  gist,
  guardrails,
  historyEntry,
  inventory,
  listFile,
  NOON,
  plan,
  planInput,
  problemsOf,
} from '../support/planning.ts'

const SINCE = '2026-11-01T00:00:00Z'
const LOST = { deviceName: 'LAPTOP-lost' }
const lost = device({ id: 'lost' })
const policyOf = (desired: DesiredDeviceState, spec: Partial<DevicePolicySpec> = {}) => devicePolicy('lost', { select: LOST, ...spec, desired })

describe('an empty list under a not', () => {
  it.each<[string, DevicePolicySpec['select']]>([
    ['written out', { platform: 'windows10', not: { userPrincipalName: { in: [] } } }],
    ['in a file', { platform: 'windows10', not: { userPrincipalName: { in: { file: 'lists/keep.csv', column: 'upn' } } } }],
  ])('would select everything and is refused: %s', (_case, select) => {
    const problems = problemsOf([policyOf({ state: 'retired' }, { select })], [listFile('lists/keep.csv', ['upn'], [['']])])

    expect(problems.map(({ code }) => code)).toEqual(['REEVE_LIST_EMPTY_PROTECTION'])
  })

  it('inside an except excepts nobody, and is only said', () => {
    const problems = problemsOf(
      [policyOf({ state: 'retired' }, { except: { not: { userPrincipalName: { in: { file: 'lists/keep.csv', column: 'upn' } } } } })],
      [listFile('lists/keep.csv', ['upn'], [['']])],
    )

    expect(problems.map(({ code }) => code)).toEqual(['REEVE_LIST_EMPTY'])
  })
})

describe('signals', () => {
  it.each([
    [{ inactiveDays: { directory: 150 }, signals: ['intune', 'directory'] as const }, ['REEVE_MISSING_FIELD']],
    [{ inactiveDays: { intune: 120 }, signals: ['intune', 'directory'] as const }, ['REEVE_MISSING_FIELD']],
    [{ inactiveDays: { directory: 150 }, signals: ['directory'] as const }, ['REEVE_INVALID_VALUE']],
  ])('each need a number, and intune is among them: %j', (spec, codes) => {
    expect(problemsOf([cleanupRule('rule', { ...spec, signals: [...spec.signals] })]).map(({ code }) => code)).toEqual(codes)
  })
})

describe('the floor of a clean-up', () => {
  it.each<[DevicePolicySpec['select'], boolean]>([
    [{ all: [{ lastSyncDateTime: { atLeastAgo: '1d' } }] }, false],
    [{ lastSyncDateTime: { before: '2026-11-20' } }, false],
    [{ not: { lastSyncDateTime: { within: '1d' } } }, false],
    [{ lastSyncDateTime: { atLeastAgo: '1d' }, deviceName: { known: true } }, false],
    [{ lastSyncDateTime: { atLeastAgo: '1d' }, id: { glob: '*' } }, false],
    [{ lastSyncDateTime: { before: '2026-08-01' } }, true],
    [{ all: [{ lastSyncDateTime: { atLeastAgo: '90d' } }] }, true],
    [{ lastSyncDateTime: { atLeastAgo: '1d' }, deviceName: { glob: 'LOAN-*' } }, true],
  ])('holds in any words: %j', (select, allowed) => {
    expect(problemsOf([policyOf({ state: 'deleted' }, { select })]).map(({ code }) => code)).toEqual(allowed ? [] : ['REEVE_NOT_A_CLEANUP'])
  })
})

describe('a stage that came to nothing', () => {
  const silent = device({ id: 'silent', lastSyncDateTime: daysAgo(200) })
  const rule = cleanupRule('silent', {
    inactiveDays: 120,
    stages: [{ action: 'retire' }, { after: '30d', action: 'delete' }, { action: 'deleteDirectoryDevice', after: '1d' }],
  })
  const stage = (number: number, overrides: Partial<HistoryEntry> = {}) =>
    historyEntry(silent, {
      action: (['retire', 'delete', 'deleteDirectoryDevice'] as const)[number] ?? 'retire',
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'old', stage: number },
      chainStartedAt: silent.lastSyncDateTime,
      dispatchedAt: daysAgo(60),
      acceptedAt: daysAgo(60),
      completedAt: daysAgo(60),
      ...overrides,
    })
  const there = inventory([silent, ...crowd(300)])
  const gone = inventory(crowd(300), { directoryDevices: [directoryDevice('silent', { trustType: 'Workplace', approximateLastSignInDateTime: daysAgo(300) })] })
  const ask = (snapshot: typeof there, history: readonly HistoryEntry[]) => gist(plan({ documents: [rule], inventory: snapshot, history }))

  it.each(['failed', 'cancelled', 'notSupported', 'expired', 'refused', 'unknown'] as const)('because it is %s leads to no next stage', (state) => {
    expect(ask(there, [stage(0, { state })])).not.toContain('delete silent')
    expect(ask(gone, [stage(1, { state })])).not.toContain('deleteDirectoryDevice silent')
  })

  it('does not hide a later attempt that counts', () => {
    expect(ask(gone, [stage(1, { state: 'failed', dispatchedAt: daysAgo(90) }), stage(1, { actionId: 'a-0' })])).toEqual(['deleteDirectoryDevice silent'])
  })

  it('is waited for from its last attempt, not from its first', () => {
    const attempts = [stage(0, { state: 'failed' }), stage(0, { state: 'accepted', dispatchedAt: daysAgo(2), acceptedAt: daysAgo(2), completedAt: null })]

    expect(ask(there, attempts)).toEqual([])
  })

  it('counts no chain that began before a sign of life', () => {
    const earlier = daysAgo(400)
    const history = [
      stage(1, { chainStartedAt: earlier, dispatchedAt: daysAgo(270), completedAt: daysAgo(270) }),
      stage(0, { state: 'failed', dispatchedAt: daysAgo(1), completedAt: daysAgo(1) }),
    ]

    expect(ask(gone, history)).toEqual([])
  })

  it('does not wait for ever on the sign of the stage before', () => {
    const retiring = inventory([{ ...silent, managementState: 'retirePending' }, ...crowd(300)])

    expect(ask(retiring, [stage(0, { state: 'pending', acceptedAt: daysAgo(40), completedAt: null })])).toEqual(['delete silent'])
  })

  it('refused once is planned again once the device has left', () => {
    const first = plan({ documents: [rule], inventory: gone, history: [stage(1)] })
    const refused = stage(2, { actionId: first.actions[0]?.id ?? null, state: 'refused', dispatchedAt: null, acceptedAt: null, completedAt: null })

    expect(ask(gone, [stage(1), refused])).toEqual(['deleteDirectoryDevice silent'])
  })

  it('in doubt stays visible once the device has left', () => {
    const first = plan({ documents: [rule], inventory: gone, history: [stage(1)] })
    const doubtful = stage(2, { actionId: first.actions[0]?.id ?? null, state: 'unknown', dispatchedAt: daysAgo(1), acceptedAt: null, completedAt: null })

    expect(ask(gone, [stage(1), doubtful])).toEqual(['unknown: deleteDirectoryDevice silent'])
  })

  it('is not concluded from an inventory that was not read to its end', () => {
    expect(ask({ ...gone, complete: false }, [stage(1)])).toEqual([])
  })
})

describe('evidence', () => {
  const ask = (desired: DesiredDeviceState, subject: typeof lost, history: readonly HistoryEntry[], others: readonly (typeof lost)[] = []) =>
    gist(plan({ documents: [policyOf(desired)], inventory: inventory([subject, ...others, ...crowd(300)]), history }))
  const old = { completedAt: daysAgo(15), dispatchedAt: daysAgo(15) }

  it.each<DesiredDeviceState>([{ state: 'retired', since: SINCE }, { state: 'retired' }, { state: 'deleted' }, { state: 'deleted', since: SINCE }])(
    'of a wipe that kept the enrolment does not satisfy %j',
    (desired) => {
      const kept = historyEntry(lost, { action: 'wipe', keepsEnrollment: true, ...old })

      expect(ask(desired, lost, [kept])).toEqual([`${desired.state === 'retired' ? 'retire' : 'delete'} lost`])
    },
  )

  it('of a retire does not satisfy a record that is still to be deleted', () => {
    expect(ask({ state: 'deleted' }, lost, [historyEntry(lost, { action: 'retire', ...old })])).toEqual(['delete lost'])
  })

  it('under a placeholder serial is about nobody', () => {
    const other = device({ id: 'other', serialNumber: '0' })

    expect(ask({ state: 'wiped', since: SINCE }, { ...lost, serialNumber: '0' }, [historyEntry(other, { action: 'wipe' })])).toEqual([
      'ambiguousIdentity: wipe lost',
    ])
  })

  it('under a serial that two live records share is about neither', () => {
    const twin = device({ id: 'twin', serialNumber: 'SN-lost' })

    expect(ask({ state: 'wiped', since: SINCE }, lost, [historyEntry({ ...twin, id: 'before' }, { action: 'wipe' })], [twin])).toEqual([
      'ambiguousIdentity: wipe lost',
    ])
  })

  it('about an earlier record of the device does not satisfy a standing state', () => {
    const before = device({ id: 'before', serialNumber: 'SN-lost' })

    expect(ask({ state: 'deleted' }, device({ id: 'lost', enrolledDateTime: daysAgo(10) }), [historyEntry(before, { action: 'delete' })])).toEqual([
      'delete lost',
    ])
  })

  it('from the future is none', () => {
    const result = { actionName: 'factoryReset', actionState: 'done', startDateTime: daysAgo(1), lastUpdatedDateTime: at('2035-01-01T00:00:00Z') }

    expect(ask({ state: 'wiped', since: SINCE }, { ...lost, deviceActionResults: [result] }, [])).not.toEqual([])
  })

  it('of an enrolment in the future is no incarnation', () => {
    expect(ask({ state: 'retired' }, device({ id: 'lost', enrolledDateTime: at('2037-01-01T00:00:00Z') }), [])).toEqual(['unknownIncarnation: retire lost'])
  })
})

describe('a wipe that may be under way', () => {
  const ask = (devices: readonly (typeof lost)[], history: readonly HistoryEntry[] = []) =>
    gist(plan({ documents: [policyOf({ state: 'wiped', since: SINCE })], inventory: inventory([...devices, ...crowd(300)]), history }))

  it('as the worst effect of an unknown delete is not followed by another', () => {
    const unknown = historyEntry(lost, {
      action: 'delete',
      effectiveEffect: 'wipe',
      state: 'unknown',
      dispatchedAt: daysAgo(31),
      acceptedAt: null,
      completedAt: null,
    })

    expect(ask([lost], [unknown])).toEqual(['unknown: delete lost'])
  })

  it('under an earlier record of the serial is not followed by another, however long ago', () => {
    const before = device({ id: 'before', serialNumber: 'SN-lost', azureADDeviceId: 'entra-before' })
    const unknown = historyEntry(before, { action: 'wipe', state: 'unknown', dispatchedAt: daysAgo(31), acceptedAt: null, completedAt: null })

    expect(ask([lost], [unknown])).toEqual(['unknown: wipe lost'])
  })

  it('by the provider, under another record of the serial, is not followed by another', () => {
    const before = device({ id: 'before', serialNumber: 'SN-lost', managementState: 'wipePending', lastSyncDateTime: daysAgo(380) })

    expect(ask([lost, before])).toEqual(['pending: wipe lost'])
  })

  it.each(['pending', 'active'])('by a result that is %s is not sent again', (actionState) => {
    expect(ask([{ ...lost, deviceActionResults: [{ actionName: 'wipe', actionState, startDateTime: daysAgo(1), lastUpdatedDateTime: null }] }])).toEqual([
      'pending: wipe lost',
    ])
  })
})

describe('one directory record', () => {
  const policy = policyOf({ state: 'retired', since: SINCE, directory: 'deleted' }, { select: { deviceName: { glob: 'LAPTOP-?' } } })
  const [a, b] = [device({ id: 'a', azureADDeviceId: 'entra-a' }), device({ id: 'b', azureADDeviceId: 'entra-a', serialNumber: 'SN-other' })]
  const retired = (subject: typeof a, days: number) =>
    historyEntry(subject, {
      action: 'retire',
      policy: { kind: 'DevicePolicy', name: 'lost', generation: '', stage: 0 },
      dispatchedAt: daysAgo(days),
      completedAt: daysAgo(days),
    })
  const left = inventory(
    crowd(300).map((each) => ({ ...each, deviceName: 'CROWD' })),
    { directoryDevices: [directoryDevice('a')] },
  )
  const history = [retired(a, 5), retired(b, 3)]

  it('is deleted once, though two enrolments claimed it', () => {
    expect(gist(plan({ documents: [policy], inventory: left, history }))).toEqual(['deleteDirectoryDevice b'])
  })

  it('is not deleted again while the outcome for the other enrolment is unknown', () => {
    const doubtful = historyEntry(a, {
      action: 'deleteDirectoryDevice',
      actionId: 'a-1',
      state: 'unknown',
      dispatchedAt: daysAgo(1),
      acceptedAt: null,
      completedAt: null,
    })

    expect(gist(plan({ documents: [policy], inventory: left, history: [...history, doubtful] }))).toEqual(['unknown: deleteDirectoryDevice b'])
  })

  it('that turns out to be of another device is left alone', () => {
    const input = planInput({
      documents: [policyOf({ directory: 'deleted' })],
      inventory: inventory([lost, ...crowd(300)], { directoryDevices: [directoryDevice('lost')] }),
    })
    const [action] = assemblePlan(input).actions
    if (!action) throw new TypeError('Nothing was planned')

    const moved = decideAgain(input, action, { device: { ...lost, azureADDeviceId: 'entra-new' }, directoryDevice: directoryDevice('lost'), user: null }, NOON)

    expect(moved).toMatchObject({ verdict: 'moved' })
  })

  it.each<[string, Partial<typeof lost>, string | null]>([
    ['its Autopilot registration', { autopilotEnrolled: null }, 'Workplace'],
    ['its join', { joinType: null }, null],
  ])('is not deleted while nothing says %s', (_case, facts, trustType) => {
    const snapshot = inventory([{ ...lost, ...facts }, ...crowd(300)], { directoryDevices: [directoryDevice('lost', { trustType })] })

    expect(gist(plan({ documents: [policyOf({ directory: 'deleted' })], inventory: snapshot }))).toEqual(['unknownFact: deleteDirectoryDevice lost'])
  })

  it('of a device that an on-premises directory knows is not deleted', () => {
    const snapshot = inventory([lost, ...crowd(300)], { directoryDevices: [directoryDevice('lost', { trustType: 'ServerAd' })] })

    expect(gist(plan({ documents: [policyOf({ directory: 'deleted' })], inventory: snapshot }))).toEqual(['hybrid: deleteDirectoryDevice lost'])
  })

  it('waits while a record of the same serial does not say when it was seen', () => {
    const silentOne = device({ id: 'again', serialNumber: 'SN-other', lastSyncDateTime: null, deviceName: 'CROWD' })

    expect(gist(plan({ documents: [policy], inventory: { ...left, devices: [...left.devices, silentOne] }, history }))).toEqual([])
  })

  it('is left alone when another policy speaks for the device now', () => {
    const other = devicePolicy('other', { priority: 900, select: { deviceName: { glob: 'LAPTOP-?' } }, desired: { state: 'retired' } })

    expect(gist(plan({ documents: [policy, other], inventory: left, history }))).toEqual([])
  })

  it('is left alone when the device was retired before since', () => {
    expect(gist(plan({ documents: [policy], inventory: left, history: [retired(b, 40)] }))).toEqual([])
  })
})

describe('words from a device', () => {
  it.each(['constructor', '__proto__', 'toString'])('that are names of JavaScript say nothing: %s', (word) => {
    const odd = { ...lost, managementState: word, deviceActionResults: [{ actionName: word, actionState: word, startDateTime: 1, lastUpdatedDateTime: 1 }] }

    expect(gist(plan({ documents: [policyOf({ state: 'retired' })], inventory: inventory([odd, ...crowd(300)]) }))).toEqual(['retire lost'])
  })
})

describe('the guardrails', () => {
  const list = (...upns: string[]) =>
    [
      listFile(
        'lists/board.csv',
        ['upn'],
        upns.map((upn) => [upn]),
      ),
    ].map((file) => ({ ...file, digest: upns.join() }))
  const protect = guardrails({ protect: [{ select: { userPrincipalName: { in: { file: 'lists/board.csv', column: 'upn' } } }, reason: 'Board' }] })

  it('are others when a list that protects is shorter', () => {
    const digests = [list('a@x', 'b@x'), list('a@x')].map(
      (lists) => plan({ documents: [policyOf({ state: 'retired' }), protect], lists, inventory: inventory([lost, ...crowd(300)]) }).digest,
    )

    expect(new Set(digests).size).toBe(2)
  })
})

describe('what a decision rests on', () => {
  const input = planInput({ documents: [policyOf({ state: 'retired' })], inventory: inventory([lost, ...crowd(300)]) })
  const [action] = assemblePlan(input).actions

  it.each<[string, Partial<typeof lost>]>([
    ['ownership', { managedDeviceOwnerType: 'personal' }],
    ['platform', { platform: 'windows81' }],
    ['join', { joinType: null }],
  ])('includes its %s', (_case, facts) => {
    if (!action) throw new TypeError('Nothing was planned')

    expect(decideAgain(input, action, { device: { ...lost, ...facts }, directoryDevice: null, user: null }, NOON)).toMatchObject({ verdict: 'moved' })
  })
})
