import { describe, expect, it } from 'vitest'
import type { DesiredDeviceState } from '../../src/planner/documents.generated.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import { at, cleanupRule, crowd, daysAgo, device, devicePolicy, directoryDevice, gist, historyEntry, inventory, listFile, plan } from '../support/planning.ts'

const SINCE = '2026-11-01T00:00:00Z'
const LOST = { serialNumber: 'SN-lost' }
const lost = device({ id: 'lost' })

function ask(desired: DesiredDeviceState, subject = lost, history: readonly HistoryEntry[] = []): string[] {
  return gist(plan({ documents: [devicePolicy('lost', { select: LOST, desired })], inventory: inventory([subject, ...crowd(300)]), history }))
}

describe('wiped since a moment', () => {
  const wiped: DesiredDeviceState = { state: 'wiped', since: SINCE }

  it('plans one wipe when nothing shows that it was done', () => {
    expect(ask(wiped)).toEqual(['wipe lost'])
  })

  it('is satisfied for good by a wipe at that very moment, whoever did it', () => {
    const wipe = historyEntry(lost, { action: 'wipe', completedAt: at(SINCE) })

    expect(ask(wiped, lost, [wipe])).toEqual([])
  })

  it('is not satisfied by a wipe before it', () => {
    const wipe = historyEntry(lost, { action: 'wipe', completedAt: at(SINCE) - 1, dispatchedAt: at(SINCE) - 60 * 86_400 })

    expect(ask(wiped, lost, [{ ...wipe, completedAt: at(SINCE) - 40 * 86_400 }])).toEqual(['wipe lost'])
  })

  it('finds the evidence by serial number after the device was enrolled again', () => {
    const again = device({ id: 'lost-2', serialNumber: 'sn-LOST', azureADDeviceId: 'entra-new', enrolledDateTime: daysAgo(1) })
    const wipe = historyEntry(lost, { action: 'wipe' })

    expect(ask(wiped, again, [wipe])).toEqual([])
  })

  it('finds the evidence in the results of the provider', () => {
    const result = { actionName: 'wipe', actionState: 'done', startDateTime: daysAgo(3), lastUpdatedDateTime: daysAgo(2) }

    expect(ask(wiped, { ...lost, deviceActionResults: [result] })).toEqual([])
  })

  it('is not satisfied by a retire, which does less', () => {
    const retire = historyEntry(lost, { action: 'retire' })

    expect(ask(wiped, lost, [retire])).toEqual(['wipe lost'])
  })

  it('is not satisfied by a delete that may have wiped', () => {
    const remove = historyEntry(lost, { action: 'delete', effectiveEffect: 'wipe', completedAt: daysAgo(40), dispatchedAt: daysAgo(40) })
    const since = '2026-10-01T00:00:00Z'

    expect(ask({ state: 'wiped', since }, lost, [remove])).toEqual(['wipe lost'])
  })

  it.each([0, 1])('is not meant for a device that was enrolled %i seconds after', (seconds) => {
    const again = device({ id: 'lost', enrolledDateTime: at(SINCE) + seconds })

    expect(ask(wiped, again)).toEqual(['enrolledAfterSince: wipe lost'])
  })

  it('does nothing to a device whose enrolment is not known', () => {
    expect(ask(wiped, device({ id: 'lost', enrolledDateTime: null }))).toEqual(['unknownIncarnation: wipe lost'])
  })

  it('reads the moment from the row of the list that matched', () => {
    const list = listFile(
      'lists/lost.csv',
      ['serial', 'reportedAt'],
      [
        ['SN-a', '2026-11-10T00:00:00Z'],
        ['SN-b', '2026-01-01T00:00:00Z'],
        ['SN-c', ''],
      ],
    )
    const policy = devicePolicy('lost', {
      select: { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } },
      desired: { state: 'wiped', since: { column: 'reportedAt' } },
    })
    const enrolled = { enrolledDateTime: at('2026-06-01T00:00:00Z') }

    const made = plan({
      documents: [policy],
      lists: [list],
      inventory: inventory([device({ id: 'a', ...enrolled }), device({ id: 'b', ...enrolled }), device({ id: 'c', ...enrolled }), ...crowd(300)]),
    })

    expect(gist(made)).toEqual(['wipe a', 'enrolledAfterSince: wipe b'])
    expect(made.undetermined.map(({ field, devices }) => ({ field, devices }))).toEqual([{ field: 'since', devices: 1 }])
    expect(made.actions[0]?.because).toEqual(['serialNumber in lists/lost.csv:2', 'no wipe since 2026-11-10T00:00:00Z'])
  })

  it('waits thirty days between two wipes of one serial', () => {
    const before = historyEntry(lost, { action: 'wipe', completedAt: daysAgo(10), dispatchedAt: daysAgo(10) })
    const made = plan({
      documents: [devicePolicy('lost', { select: LOST, desired: { state: 'wiped', since: '2026-11-20T00:00:00Z' } })],
      inventory: inventory([lost]),
      history: [before],
    })

    expect(made.deferred.map(({ device, until, code }) => ({ id: device?.id, until, code }))).toEqual([
      { id: 'lost', until: '2026-12-12T12:00:00Z', code: 'limit' },
    ])
  })
})

describe('a wipe by somebody else', () => {
  it('ten days ago holds up another one for twenty more', () => {
    const result = { actionName: 'wipe', actionState: 'done', startDateTime: daysAgo(11), lastUpdatedDateTime: daysAgo(10) }
    const kept = { ...lost, deviceActionResults: [result] }

    const made = plan({
      documents: [devicePolicy('lost', { select: LOST, desired: { state: 'wiped', since: '2026-11-20T00:00:00Z' } })],
      inventory: inventory([kept]),
    })

    expect(made.deferred.map(({ until }) => until)).toEqual(['2026-12-12T12:00:00Z'])
  })
})

describe('a standing state', () => {
  it.each(['retired', 'deleted'] as const)('%s is asked for once per incarnation', (state) => {
    const action = state === 'retired' ? 'retire' : 'delete'

    const verdicts = [ask({ state }), ask({ state }, lost, [historyEntry(lost, { action })])]

    expect(verdicts).toEqual([[`${action} lost`], []])
  })

  it('is asked for again after the device was enrolled again', () => {
    const again = device({ id: 'lost', enrolledDateTime: daysAgo(1) })
    const before = historyEntry(lost, { action: 'retire', completedAt: daysAgo(5) })

    expect(ask({ state: 'retired' }, again, [before])).toEqual(['retire lost'])
  })

  it('managed asks for nothing', () => {
    expect(ask({ state: 'managed' })).toEqual([])
  })
})

describe('a passcode reset since a moment', () => {
  const phone = device({ id: 'lost', platform: 'ios', operatingSystem: 'iOS', osVersion: '17.1', joinType: null })
  const wanted: DesiredDeviceState = { state: 'managed', passcode: { resetSince: SINCE } }

  it('plans one reset, and none after it', () => {
    const verdicts = [ask(wanted, phone), ask(wanted, phone, [historyEntry(phone, { action: 'resetPasscode' })])]

    expect(verdicts).toEqual([['resetPasscode lost'], []])
  })
})

describe('an action under way', () => {
  const wiped: DesiredDeviceState = { state: 'wiped', since: SINCE }

  it.each(['dispatched', 'accepted', 'pending', 'unknown', 'awaitingTenantApproval'] as const)('in state %s is not sent again', (state) => {
    const entry = historyEntry(lost, { action: 'wipe', state, completedAt: null })

    expect(ask(wiped, lost, [entry])).toEqual([`${state}: wipe lost`])
  })

  it('is seen in the provider, whoever began it', () => {
    expect(ask(wiped, device({ id: 'lost', managementState: 'wipePending' }))).toEqual(['pending: wipe lost'])
  })

  it('is overtaken by a stronger one', () => {
    const made = plan({
      documents: [devicePolicy('lost', { select: LOST, desired: wiped })],
      inventory: inventory([device({ id: 'lost', managementState: 'retirePending' }), ...crowd(300)]),
    })

    expect(made.actions.map(({ action, supersedes }) => ({ action, supersedes }))).toEqual([{ action: 'wipe', supersedes: 'retire' }])
  })

  it('suppresses a weaker one', () => {
    expect(ask({ state: 'retired' }, device({ id: 'lost', managementState: 'wipePending' }))).toEqual(['pending: wipe lost'])
  })
})

describe('an action that ended without effect', () => {
  const policy = devicePolicy('lost', { select: LOST, desired: { state: 'retired' } })
  const snapshot = inventory([lost, ...crowd(300)])
  const [planned] = plan({ documents: [policy], inventory: snapshot }).actions

  function failedUnder(generation: string): HistoryEntry {
    return historyEntry(lost, {
      action: 'retire',
      state: 'failed',
      actionId: planned?.id ?? null,
      policy: { kind: 'DevicePolicy', name: 'lost', generation, stage: 0 },
    })
  }

  it('is planned again once the policy says something else', () => {
    const made = plan({ documents: [policy], inventory: snapshot, history: [failedUnder('sha256:another')] })

    expect(gist(made)).toEqual(['retire lost'])
  })

  it('waits for a person while the policy is the same', async () => {
    const { digestOf } = await import('../../src/planner/canonical.ts')
    const generation = digestOf({ kind: 'DevicePolicy', name: 'lost', spec: policy.spec })

    const made = plan({ documents: [policy], inventory: snapshot, history: [failedUnder(generation)] })

    expect(gist(made)).toEqual(['failed: retire lost'])
  })

  it('that was confirmed under the same id is never planned again', () => {
    const done = historyEntry(lost, { action: 'retire', actionId: planned?.id ?? null, completedAt: daysAgo(400) })

    const made = plan({ documents: [policy], inventory: snapshot, history: [done] })

    expect(gist(made)).toEqual([])
  })
})

describe('the directory record alone', () => {
  const policy = (directory: 'disabled' | 'deleted') => [devicePolicy('lost', { select: LOST, desired: { directory } })]

  it('is deleted or disabled where it is there', () => {
    const snapshot = inventory([lost, ...crowd(300)], { directoryDevices: [directoryDevice('lost')] })

    const verdicts = [plan({ documents: policy('deleted'), inventory: snapshot }), plan({ documents: policy('disabled'), inventory: snapshot })].map(gist)

    expect(verdicts).toEqual([['deleteDirectoryDevice lost'], ['disableDirectoryDevice lost']])
  })

  it('is satisfied when the record is gone, or disabled already', () => {
    const gone = inventory([lost], { directoryDevices: [] })
    const disabled = inventory([lost], { directoryDevices: [directoryDevice('lost', { accountEnabled: false })] })

    const verdicts = [plan({ documents: policy('deleted'), inventory: gone }), plan({ documents: policy('disabled'), inventory: disabled })].map(gist)

    expect(verdicts).toEqual([[], []])
  })

  it('is undetermined where the directory was not read', () => {
    const made = plan({ documents: policy('deleted'), inventory: inventory([lost]) })

    expect(made.undetermined.map(({ field }) => field)).toEqual(['directory'])
  })

  it('is not deleted while two records share the Entra id', () => {
    const shared = inventory([lost, device({ id: 'other', azureADDeviceId: 'entra-lost' }), ...crowd(300)], { directoryDevices: [directoryDevice('lost')] })

    expect(gist(plan({ documents: policy('deleted'), inventory: shared }))).toEqual(['ambiguousIdentity: deleteDirectoryDevice lost'])
  })
})

describe('what follows once the device has left', () => {
  const policy = devicePolicy('lost', { select: LOST, desired: { state: 'wiped', since: SINCE, directory: 'deleted' } })
  const wiped = historyEntry(lost, { action: 'wipe', policy: { kind: 'DevicePolicy', name: 'lost', generation: '', stage: 0 } })
  const left = inventory(crowd(300), { directoryDevices: [directoryDevice('lost')] })

  it('is its directory record', () => {
    const made = plan({ documents: [policy], inventory: left, history: [wiped] })

    expect(gist(made)).toEqual(['deleteDirectoryDevice lost'])
    expect(made.summary.unchanged).toBe(300)
  })

  it('waits for the confirmation', () => {
    const made = plan({ documents: [policy], inventory: left, history: [{ ...wiped, state: 'pending', completedAt: null }] })

    expect(gist(made)).toEqual([])
  })

  it('is nothing when the policy is gone', () => {
    const other = devicePolicy('other', { select: LOST, desired: { state: 'managed' } })

    expect(gist(plan({ documents: [other], inventory: left, history: [wiped] }))).toEqual([])
  })

  it('is nothing when a managed device claims the record', () => {
    const claimed = inventory([...crowd(300), device({ id: 'new', azureADDeviceId: 'entra-lost' })], { directoryDevices: [directoryDevice('lost')] })

    expect(gist(plan({ documents: [policy], inventory: claimed, history: [wiped] }))).toEqual([])
  })
})

describe('a clean-up whose stages were edited', () => {
  it('does not take what was done as another stage for the one that stands there now', () => {
    const silent = device({ id: 'd', lastSyncDateTime: daysAgo(200) })
    const edited = cleanupRule('silent', { inactiveDays: 120, stages: [{ action: 'delete' }, { after: '1d', action: 'deleteDirectoryDevice' }] })
    const retired = historyEntry(silent, {
      action: 'retire',
      actionId: 'a-1',
      policy: { kind: 'CleanupRule', name: 'silent', generation: '', stage: 0 },
      chainStartedAt: silent.lastSyncDateTime,
      completedAt: daysAgo(40),
    })

    expect(gist(plan({ documents: [edited], inventory: inventory([silent, ...crowd(300)]), history: [retired] }))).toEqual(['delete d'])
  })
})

describe('a clean-up in stages', () => {
  const silent = device({ id: 'silent', lastSyncDateTime: daysAgo(200) })
  const rule = cleanupRule('silent', {
    inactiveDays: 120,
    stages: [
      { action: 'delete' },
      { after: '30d', action: 'disableDirectoryDevice' },
      { after: '30d', inactiveDays: { directory: 180 }, action: 'deleteDirectoryDevice' },
    ],
  })
  const stageDone = (stage: number, days: number): HistoryEntry =>
    historyEntry(silent, {
      action: stage === 0 ? 'delete' : 'disableDirectoryDevice',
      policy: { kind: 'CleanupRule', name: 'silent', generation: '', stage },
      chainStartedAt: silent.lastSyncDateTime,
      completedAt: daysAgo(days),
    })
  const record = (overrides = {}) => ({ directoryDevices: [directoryDevice('silent', { approximateLastSignInDateTime: daysAgo(200), ...overrides })] })

  it('begins with the first stage', () => {
    expect(gist(plan({ documents: [rule], inventory: inventory([silent, ...crowd(300)], record()) }))).toEqual(['delete silent'])
  })

  it('at exactly the number of days', () => {
    const at120 = [119, 120].map((days) =>
      gist(plan({ documents: [rule], inventory: inventory([device({ id: 'silent', lastSyncDateTime: daysAgo(days) }), ...crowd(300)]) })),
    )

    expect(at120).toEqual([[], ['delete silent']])
  })

  it.each([
    [29, []],
    [30, ['disableDirectoryDevice silent']],
  ])('goes on %i days after the stage before with %j', (days, expected) => {
    const made = plan({ documents: [rule], inventory: inventory(crowd(300), record()), history: [stageDone(0, days)] })

    expect(gist(made)).toEqual(expected)
  })

  it('counts from acceptance while there is no confirmation', () => {
    const accepted = { ...stageDone(0, 0), state: 'accepted' as const, acceptedAt: daysAgo(31), completedAt: null }

    expect(gist(plan({ documents: [rule], inventory: inventory(crowd(300), record()), history: [accepted] }))).toEqual(['disableDirectoryDevice silent'])
  })

  it.each([
    [179, []],
    [180, ['deleteDirectoryDevice silent']],
  ])('asks the last stage for its own evidence: %i days without sign-in', (days, expected) => {
    const made = plan({
      documents: [rule],
      inventory: inventory(crowd(300), record({ accountEnabled: false, approximateLastSignInDateTime: daysAgo(days) })),
      history: [stageDone(0, 100), stageDone(1, 60)],
    })

    expect(gist(made)).toEqual(expected)
  })

  it('ends with a sign-in after the confirmed end', () => {
    const made = plan({
      documents: [rule],
      inventory: inventory(crowd(300), record({ approximateLastSignInDateTime: daysAgo(20) })),
      history: [stageDone(0, 31)],
    })

    expect(gist(made)).toEqual([])
  })

  it('ends when the device is back under its serial number', () => {
    const back = device({ id: 'back', serialNumber: 'SN-silent', azureADDeviceId: 'entra-back', lastSyncDateTime: daysAgo(1), enrolledDateTime: daysAgo(2) })

    const made = plan({ documents: [rule], inventory: inventory([...crowd(300), back], record()), history: [stageDone(0, 31)] })

    expect(gist(made)).toEqual([])
  })

  it('takes both signals where both are asked', () => {
    const both = cleanupRule('silent', { inactiveDays: { intune: 120, directory: 150 }, signals: ['intune', 'directory'] })
    const verdicts = [149, 150].map((days) =>
      gist(plan({ documents: [both], inventory: inventory([silent, ...crowd(300)], record({ approximateLastSignInDateTime: daysAgo(days) })) })),
    )

    expect(verdicts).toEqual([[], ['delete silent']])
  })
})
