import { describe, expect, it } from 'vitest'
import type { CleanupRuleSpec, GuardrailsSpec } from '../../src/planner/documents.generated.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import { formatInstant } from '../../src/planner/instant.ts'
import type { Device, DirectoryDevice, Inventory } from '../../src/planner/inventory.ts'
import { decideAgain, type FreshReading } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { summarize } from '../../src/planner/render/effects.ts'
import {
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
  NOON,
  type PlanQuestion,
  plan,
  planInput,
} from '../support/planning.ts'

const DAY = 86_400
const STAGES: NonNullable<CleanupRuleSpec['stages']> = [{ action: 'disableDirectoryDevice' }, { after: '30d', action: 'deleteDirectoryDevice' }]

function rule(spec: Partial<CleanupRuleSpec> = {}) {
  return cleanupRule('forgotten', { over: 'directory', inactiveDays: 120, stages: STAGES, ...spec })
}

/** A phone's record that nobody manages, silent for half a year. */
function record(id: string, overrides: Partial<DirectoryDevice> = {}): DirectoryDevice {
  return directoryDevice(id, {
    displayName: `PHONE-${id}`,
    isManaged: false,
    operatingSystem: 'IPhone',
    approximateLastSignInDateTime: daysAgo(180),
    ...overrides,
  })
}

interface Scene {
  readonly spec?: Partial<CleanupRuleSpec>
  readonly devices?: readonly Device[]
  readonly snapshot?: Partial<Inventory>
  readonly history?: readonly HistoryEntry[]
  readonly rules?: GuardrailsSpec
}

function question(records: readonly DirectoryDevice[], { spec, devices = [], snapshot, history = [], rules }: Scene = {}): PlanQuestion {
  return {
    documents: [rule(spec), ...(rules ? [guardrails(rules)] : [])],
    inventory: inventory([...devices, ...crowd(300)], { directoryDevices: records, ...snapshot }),
    history,
  }
}

function ask(records: readonly DirectoryDevice[], scene?: Scene): string[] {
  return gist(plan(question(records, scene)))
}

/** What reeve did to `one` under the rule, in the chain that its last sign-in began. */
function done(one: DirectoryDevice, action: HistoryEntry['action'], overrides: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...historyEntry(device({ id: one.id }), { action }),
    device: { id: one.id, incarnation: null, serialNumber: null, azureADDeviceId: one.deviceId, directoryId: one.id, facts: null },
    policy: { kind: 'CleanupRule', name: 'forgotten', generation: 'g', stage: 0 },
    chainStartedAt: one.approximateLastSignInDateTime,
    ...overrides,
  }
}

describe('a directory record without a managed device', () => {
  it('is disabled when it has been silent for long enough', () => {
    const { actions, summary } = plan(question([record('one')]))

    expect(actions).toEqual([
      expect.objectContaining({
        action: 'disableDirectoryDevice',
        risk: 'reversible',
        device: {
          id: 'object-one',
          incarnation: `object-one@${formatInstant(daysAgo(365))}`,
          deviceName: 'PHONE-one',
          serialNumber: null,
          platform: 'unknown',
          ownership: null,
          azureADDeviceId: 'entra-one',
          directoryId: 'object-one',
        },
        because: ['directory.isManaged is false', expect.stringContaining('directory.approximateLastSignInDateTime')],
        status: 'ready',
      }),
    ])
    expect(summary).toMatchObject({ actions: { disableDirectoryDevice: 1 }, unchanged: 300 })
  })

  it.each([
    [0, ['disableDirectoryDevice object-one']],
    [1, []],
  ])('silent for 120 days less %i seconds: %j', (missing, expected) => {
    expect(ask([record('one', { approximateLastSignInDateTime: daysAgo(120) + missing })])).toEqual(expected)
  })

  it('is left alone when a managed device claims it, however silent both are', () => {
    const owner = device({ id: 'one', lastSyncDateTime: daysAgo(400) })

    expect(ask([record('one')], { devices: [owner] })).toEqual([])
  })

  it('is left alone when it says that it is managed', () => {
    expect(ask([record('one', { isManaged: true })])).toEqual([])
    expect(ask([record('one', { isManaged: true })], { spec: { select: { not: { 'directory.isManaged': { known: false } } } } })).toEqual([])
  })

  it('is counted and left alone when nobody says whether it is managed', () => {
    const unknown = plan(question([record('one', { isManaged: null }), record('two', { isManaged: null })]))

    expect(gist(unknown)).toEqual([])
    expect(unknown.undetermined).toEqual([
      { policy: { kind: 'CleanupRule', name: 'forgotten', at: 'CleanupRule-forgotten.yaml:1:1' }, field: 'directory.isManaged', devices: 2 },
    ])
  })

  it('is meant when the rule says that it means the records of which nobody says it', () => {
    const spec: Partial<CleanupRuleSpec> = { select: { any: [{ 'directory.isManaged': false }, { 'directory.isManaged': { known: false } }] } }

    expect(ask([record('one', { isManaged: null }), record('two'), record('three', { isManaged: true })], { spec }).sort()).toEqual([
      'disableDirectoryDevice object-one',
      'disableDirectoryDevice object-two',
    ])
  })

  it('is nothing that an incomplete inventory could tell of', () => {
    expect(ask([record('one')], { snapshot: { complete: false, incompleteBecause: ['page 2'] } })).toEqual([])
    expect(ask([record('one')], { snapshot: { directoryDevices: null } })).toEqual([])
  })

  it('is not old when it never signed in', () => {
    const never = plan(question([record('one', { approximateLastSignInDateTime: null })]))

    expect(gist(never)).toEqual([])
    expect(never.undetermined.map(({ field, devices }) => ({ field, devices }))).toEqual([{ field: 'directory.approximateLastSignInDateTime', devices: 1 }])
  })

  it('without a device id could be of any device', () => {
    const nameless = plan(question([record('one', { deviceId: null })]))

    expect(gist(nameless)).toEqual([])
    expect(nameless.undetermined.map(({ field }) => field)).toEqual(['azureADDeviceId'])
  })

  it('is blocked while another record has the same device id', () => {
    expect(ask([record('one'), record('two', { deviceId: 'entra-one' })])).toEqual([
      'ambiguousIdentity: disableDirectoryDevice object-one',
      'ambiguousIdentity: disableDirectoryDevice object-two',
    ])
  })

  it('is planned for alone when only it is asked about', () => {
    const input = { ...planInput(question([record('one'), record('two')])), onlyDevice: 'object-two' }

    expect(gist(assemblePlan(input))).toEqual(['disableDirectoryDevice object-two'])
  })

  it('is not heard of by policies over devices', () => {
    const everything = devicePolicy('everything', { select: { id: { glob: '*' } }, desired: { state: 'retired' } })
    const silent = cleanupRule('silent', { inactiveDays: 120, select: { id: { glob: '*' } } })

    const { actions, undetermined } = plan({ documents: [everything, silent], inventory: inventory([], { directoryDevices: [record('one')] }) })

    expect({ actions, undetermined }).toEqual({ actions: [], undetermined: [] })
  })

  it('is all that a rule over the directory hears of', () => {
    const silent = device({ id: 'one', lastSyncDateTime: daysAgo(400) })
    const own = directoryDevice('one', { isManaged: false, approximateLastSignInDateTime: daysAgo(400) })

    expect(ask([own], { devices: [silent], spec: { inactiveDays: 21 } })).toEqual([])
  })
})

describe('a rule over a directory that was not read to its end', () => {
  it.each<[string, Partial<Inventory>]>([
    ['not at all', { directoryDevices: null }],
    ['in part', { complete: false, incompleteBecause: ['page 2'] }],
  ])('is said not to be judged: %s', (_, snapshot) => {
    const made = plan(question([record('a')], { snapshot }))

    expect(made.verdicts.filter(({ guardrail }) => guardrail === 'desiredState')).toEqual([
      {
        guardrail: 'desiredState',
        result: 'notChecked',
        message: 'CleanupRule forgotten is over the records of the directory, which were not read to their end; nothing follows from it.',
      },
    ])
    expect(summarize(made)).toBe('Nothing to do: no action is due; a rule was not judged.')
  })
})

describe('a record whose system is not known by name', () => {
  it.each(['Microsoft Windows', '10.0.19045', 'Windows'])('is judged as Windows: %s', (operatingSystem) => {
    const one = record('a', { operatingSystem, autopilotEnrolled: null, trustType: null })
    const only = { stages: [{ action: 'deleteDirectoryDevice' as const }] as NonNullable<CleanupRuleSpec['stages']> }

    expect(ask([one], { spec: only })).toEqual(['unknownFact: deleteDirectoryDevice object-a'])
  })
})

describe('the stages of a record', () => {
  const disabled = record('one', { accountEnabled: false })

  it.each([
    [30 * DAY, ['deleteDirectoryDevice object-one']],
    [30 * DAY - 1, []],
  ])('go on %i seconds after the one before was confirmed: %j', (seconds, expected) => {
    const completedAt = daysAgo(0) - seconds

    expect(ask([disabled], { history: [done(disabled, 'disableDirectoryDevice', { completedAt, acceptedAt: daysAgo(90) })] })).toEqual(expected)
  })

  it('count from acceptance while there is no confirmation', () => {
    const entry = done(disabled, 'disableDirectoryDevice', { state: 'accepted', acceptedAt: daysAgo(30), completedAt: null })

    expect(ask([disabled], { history: [entry] })).toEqual(['deleteDirectoryDevice object-one'])
  })

  it('begin again at a later sign-in', () => {
    const back = { ...disabled, accountEnabled: true, approximateLastSignInDateTime: daysAgo(130) }

    expect(ask([back], { history: [done(disabled, 'disableDirectoryDevice', { completedAt: daysAgo(140) })] })).toEqual(['disableDirectoryDevice object-one'])
  })

  it('end when somebody enables the record again', () => {
    const enabled = { ...disabled, accountEnabled: true }

    expect(ask([enabled], { history: [done(disabled, 'disableDirectoryDevice', { completedAt: daysAgo(60) })] })).toEqual([])
  })

  it('do not follow from a record that somebody else disabled: nothing says when', () => {
    expect(ask([disabled])).toEqual([])
  })

  it('may begin with deleting those that are disabled', () => {
    const spec: Partial<CleanupRuleSpec> = { select: { 'directory.accountEnabled': false }, stages: [{ action: 'deleteDirectoryDevice' }] }

    expect(ask([disabled, record('two')], { spec })).toEqual(['deleteDirectoryDevice object-one'])
  })

  it('wait for what is under way', () => {
    const entry = done(disabled, 'disableDirectoryDevice', { state: 'unknown', acceptedAt: null, completedAt: null })

    expect(ask([record('one')], { history: [entry] })).toEqual(['unknown: disableDirectoryDevice object-one'])
  })
})

describe('what was begun on the device of a record', () => {
  const gone = device({ id: 'one', lastSyncDateTime: daysAgo(200) })
  const byRule = (overrides: Partial<HistoryEntry> = {}): HistoryEntry =>
    historyEntry(gone, {
      action: 'delete',
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'g', stage: 0 },
      chainStartedAt: daysAgo(200),
      ...overrides,
    })
  const silent = (stages: CleanupRuleSpec['stages']) => cleanupRule('silent', { inactiveDays: 120, ...(stages ? { stages } : {}) })
  const askWith = (stages: CleanupRuleSpec['stages'], history: readonly HistoryEntry[]): string[] =>
    gist(plan({ documents: [rule(), silent(stages)], inventory: inventory(crowd(300), { directoryDevices: [record('one')] }), history }))

  it('goes on by its own policy, which may still be waiting', () => {
    const stages: CleanupRuleSpec['stages'] = [{ action: 'delete' }, { after: '30d', action: 'deleteDirectoryDevice' }]

    expect(askWith(stages, [byRule()])).toEqual([])
    expect(askWith(stages, [byRule({ completedAt: daysAgo(31), dispatchedAt: daysAgo(31) })])).toEqual(['deleteDirectoryDevice one'])
  })

  it('no longer holds the record when it was the last of its policy', () => {
    expect(askWith(undefined, [byRule()])).toEqual(['disableDirectoryDevice object-one'])
  })

  it('holds the record while it may still run', () => {
    const wipe = historyEntry(gone, { action: 'wipe', state: 'pending', completedAt: null })

    expect(askWith(undefined, [wipe])).toEqual([])
  })

  it.each([
    ['kept', ['disableDirectoryDevice object-one']],
    ['deleted', ['deleteDirectoryDevice one']],
  ] as const)('by a policy that wants the record %s: %j', (directory, expected) => {
    const lost = devicePolicy('lost', { select: { id: 'one' }, desired: { state: 'retired', directory } })
    const retire = historyEntry(gone, { action: 'retire', policy: { kind: 'DevicePolicy', name: 'lost', generation: 'g', stage: 0 } })

    const both = plan({ documents: [rule(), lost], inventory: inventory(crowd(300), { directoryDevices: [record('one')] }), history: [retire] })

    expect(gist(both)).toEqual(expected)
  })
})

describe('deleting a record', () => {
  const spec: Partial<CleanupRuleSpec> = { stages: [{ action: 'deleteDirectoryDevice' }] }
  const windows = (overrides: Partial<DirectoryDevice> = {}) => record('one', { operatingSystem: 'Windows', ...overrides })

  it.each([
    ['a phone', record('one'), 'deleteDirectoryDevice object-one'],
    ['a phone of which physicalIds were not read', record('one', { autopilotEnrolled: null }), 'deleteDirectoryDevice object-one'],
    ['a PC', windows(), 'deleteDirectoryDevice object-one'],
    ['a PC of Autopilot', windows({ autopilotEnrolled: true }), 'autopilot: deleteDirectoryDevice object-one'],
    ['a PC of which physicalIds were not read', windows({ autopilotEnrolled: null }), 'unknownFact: deleteDirectoryDevice object-one'],
    [
      'what may be a PC of which physicalIds were not read',
      windows({ operatingSystem: null, autopilotEnrolled: null }),
      'unknownFact: deleteDirectoryDevice object-one',
    ],
    ['a PC of a directory on premises', windows({ trustType: 'ServerAd' }), 'hybrid: deleteDirectoryDevice object-one'],
    ['a PC of which no trust is known', windows({ trustType: null }), 'unknownFact: deleteDirectoryDevice object-one'],
    ['a record of unknown registration', record('one', { registrationDateTime: null }), 'unknownIncarnation: deleteDirectoryDevice object-one'],
    ['a record registered in the future', record('one', { registrationDateTime: daysAgo(-1) }), 'unknownIncarnation: deleteDirectoryDevice object-one'],
  ])('of %s: %s', (_case, one, expected) => {
    expect(ask([one], { spec })).toEqual([expected])
  })

  it('is not refused for its registration when the record is only disabled', () => {
    expect(ask([record('one', { registrationDateTime: null })])).toEqual(['disableDirectoryDevice object-one'])
  })

  it('of a PC takes its recovery keys along, and is refused for them by the tables that know of it', () => {
    const ask2026 = (rules?: GuardrailsSpec) => plan({ ...question([windows()], { spec, ...(rules ? { rules } : {}) }), fleet: { profile: 'intune-2026' } })

    const allowed = ask2026({ allow: [{ policy: 'forgotten', hazards: ['recoveryKey'] }] })

    expect(gist(ask2026())).toEqual(['recoveryKey: deleteDirectoryDevice object-one'])
    expect(gist(allowed)).toEqual(['deleteDirectoryDevice object-one'])
    expect(allowed.actions[0]?.effects.map(({ data, outcome }) => `${data} ${outcome}`)).toContain('recoveryKeys removed')
  })

  it('of a phone is judged by both tables without a platform', () => {
    expect(gist(plan({ ...question([record('one', { operatingSystem: 'Android' })], { spec }), fleet: { profile: 'intune-2026' } }))).toEqual([
      'deleteDirectoryDevice object-one',
    ])
  })
})

describe('protection of a record', () => {
  it.each([
    ['by a field of the directory', { 'directory.trustType': 'Workplace' }, ['protected: disableDirectoryDevice object-one']],
    ['by a field of the directory that says otherwise', { 'directory.trustType': 'AzureAd' }, ['disableDirectoryDevice object-one']],
    ['by a field that only a device has', { deviceName: { glob: 'BOARD-*' } }, ['protectionUnknown: disableDirectoryDevice object-one']],
    ['by a platform', { platform: 'ios' }, ['protectionUnknown: disableDirectoryDevice object-one']],
    ['by an enrolment', { enrolledDateTime: { within: '7d' } }, ['protectionUnknown: disableDirectoryDevice object-one']],
    [
      'by a field that only a device has, of managed ones',
      { deviceName: { glob: 'BOARD-*' }, 'directory.isManaged': true },
      ['disableDirectoryDevice object-one'],
    ],
  ] as const)('%s', (_case, select, expected) => {
    expect(ask([record('one')], { rules: { protect: [{ select, reason: 'Board' }] } })).toEqual(expected)
  })

  it('is what an exception is', () => {
    expect(ask([record('one'), record('two', { trustType: 'AzureAd' })], { spec: { except: { 'directory.trustType': 'AzureAd' } } })).toEqual([
      'disableDirectoryDevice object-one',
    ])
  })
})

describe('the decision made again', () => {
  const one = record('one')
  const again = (reading: Partial<FreshReading>, scene: Scene = {}) => {
    const input = planInput(question([one], scene))
    const [action] = assemblePlan(input).actions
    if (!action) throw new Error('Expected an action')
    return decideAgain(input, action, { device: null, directoryDevice: one, user: null, ...reading }, NOON)
  }

  it('is the same on the same record, and keeps where the chain began', () => {
    expect(again({})).toEqual({
      verdict: 'same',
      origin: { generation: expect.stringMatching(/^sha256:/), stage: 0, chainStartedAt: one.approximateLastSignInDateTime },
    })
  })

  it.each<[string, Partial<FreshReading>]>([
    ['is gone', { directoryDevice: null }],
    ['is claimed by a managed device', { device: device({ id: 'one' }) }],
    ['says that it is managed', { directoryDevice: { ...one, isManaged: true } }],
    ['no longer says whether it is managed', { directoryDevice: { ...one, isManaged: null } }],
    ['signed in', { directoryDevice: { ...one, approximateLastSignInDateTime: daysAgo(1) } }],
    ['was disabled meanwhile', { directoryDevice: { ...one, accountEnabled: false } }],
    ['is of another registration', { directoryDevice: { ...one, registrationDateTime: daysAgo(2) } }],
    ['is of another device', { directoryDevice: { ...one, deviceId: 'entra-other' } }],
    ['is of a device of the inventory', { directoryDevice: { ...one, deviceId: 'entra-crowd-1' } }],
  ])('is another when the record %s', (_case, reading) => {
    expect(again(reading).verdict).toBe('moved')
  })
})
