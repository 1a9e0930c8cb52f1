/** What is decided otherwise under today's profile. */
import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../src/planner/desired.ts'
import type { DesiredDeviceState, DevicePolicySpec, GuardrailsSpec, Plan, Selector } from '../../src/planner/documents.generated.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { neededFields } from '../../src/planner/needed-fields.ts'
import {
  cleanupRule,
  crowd,
  daysAgo,
  desired,
  device,
  devicePolicy,
  directoryDevice,
  fleetDocument,
  gist,
  guardrails,
  historyEntry,
  inventory,
  NOON,
  plan,
  repository,
} from '../support/planning.ts'

const FLEET = { profile: 'intune-2026' } as const
const WIPED: DesiredDeviceState = { state: 'wiped', since: '2026-11-01T00:00:00Z' }
const ANY = { deviceName: { known: true } }

interface Asking {
  readonly desired: DesiredDeviceState
  readonly devices: readonly Device[]
  readonly allow?: NonNullable<GuardrailsSpec['allow']>
  readonly fleet?: { profile?: 'intune-2018' | 'intune-2026' }
}

function askAbout({ desired: state, devices, allow, fleet = FLEET }: Asking): Plan {
  return plan({
    documents: [devicePolicy('policy', { select: { model: 'Chosen' }, desired: state }), ...(allow ? [guardrails({ allow })] : [])],
    fleet,
    inventory: inventory([...devices.map((one) => ({ ...one, model: 'Chosen' })), ...crowd(300)], {
      directoryDevices: devices.map(({ id }) => directoryDevice(id)),
    }),
  })
}

describe('a policy under intune-2026', () => {
  it.each<[string, DesiredDeviceState, Partial<DevicePolicySpec>, string[]]>([
    ['wipes by mode on Windows', { ...WIPED, wipe: { mode: 'protected' } }, { select: { platform: 'windows10' } }, []],
    ['keeps in the older spelling', { ...WIPED, wipe: { keepEnrollmentStateAndUserAccount: true } }, { select: { platform: 'windows10' } }, []],
    [
      'may not say it in both spellings',
      { ...WIPED, wipe: { keepEnrollmentStateAndUserAccount: true, mode: 'keep' } },
      { select: { platform: 'windows10' } },
      ['REEVE_CONTRADICTION /spec/desired/wipe/mode'],
    ],
    [
      'may not keep the enrolment and lose the directory record',
      { ...WIPED, wipe: { mode: 'keep' }, directory: 'deleted' },
      { select: { platform: 'windows10' } },
      ['REEVE_CONTRADICTION /spec/desired/directory'],
    ],
    [
      'may not keep where no platform can',
      { ...WIPED, wipe: { mode: 'keep' } },
      { select: { platform: ['ios', 'macos'] } },
      ['REEVE_OPTION_NEVER_SUPPORTED /spec/desired/wipe/mode'],
    ],
    [
      'may not send an unlock code to what is no Mac',
      { ...WIPED, wipe: { macOsUnlockCode: { secretRef: 'env:CODE' } } },
      { select: { platform: 'ios' } },
      ['REEVE_OPTION_NEVER_SUPPORTED /spec/desired/wipe/macOsUnlockCode'],
    ],
    [
      'may not combine what no platform has together',
      { ...WIPED, wipe: { mode: 'keep', persistEsimDataPlan: true } },
      {},
      ['REEVE_OPTION_NEVER_SUPPORTED /spec/desired/wipe'],
    ],
    [
      'may not retire what can only be wiped',
      { state: 'retired' },
      { select: { platform: 'androidDedicated' } },
      ['REEVE_ACTION_NEVER_SUPPORTED /spec/desired/state'],
    ],
    [
      'may not wipe a personal work profile',
      WIPED,
      { select: { platform: 'androidPersonalWorkProfile' } },
      ['REEVE_ACTION_NEVER_SUPPORTED /spec/desired/state'],
    ],
  ])('%s', (_case, state, spec, expected) => {
    const at: string[] = []
    const documents = repository([fleetDocument(FLEET), devicePolicy('policy', { select: ANY, ...spec, desired: state })])
    const source = documents.documents[1]
    if (!source) throw new TypeError('There is no policy')
    // Places of every pointer that may be asked for, so that a problem says which it was.
    const pointers = ['/spec/desired/wipe', '/spec/desired/wipe/mode', '/spec/desired/wipe/macOsUnlockCode', '/spec/desired/state', '/spec/desired/directory']
    const places = new Map(pointers.map((pointer, index) => [pointer, { file: 'policy.yaml', line: index + 2, column: 1 }]))
    const { problems } = buildDesiredState({ ...documents, documents: [documents.documents[0] ?? source, { ...source, places }] }, NOON)
    for (const { code, where } of problems) at.push(`${code} ${pointers[(where?.line ?? 0) - 2] ?? 'elsewhere'}`)

    expect(at).toEqual(expected)
  })

  it.each([
    ['intune-2026', 'androidKiosk', 'androidKiosk is called androidDedicated in intune-2026.'],
    ['intune-2026', 'androidWorkProfile', 'androidWorkProfile is called androidPersonalWorkProfile or androidCorporateWorkProfile in intune-2026.'],
    ['intune-2026', 'windowsRT', 'intune-2026 has no platform of the kind of windowsRT.'],
    ['intune-2018', 'androidDedicated', 'androidDedicated is called androidKiosk in intune-2018.'],
    ['intune-2018', 'visionos', 'intune-2018 has no platform of the kind of visionos.'],
  ] as const)('%s says what became of %s', (profile, platform, sentence) => {
    const documents = [fleetDocument({ profile }), devicePolicy('policy', { select: { platform: [platform, 'ios'] }, desired: { state: 'managed' } })]

    const [problem] = buildDesiredState(repository(documents), NOON).problems

    expect(problem?.code).toBe('REEVE_UNKNOWN_PLATFORM_NAME')
    expect(problem?.fix).toContain(sentence)
  })
})

describe('a clean-up rule under intune-2026', () => {
  it.each([
    [29, ['REEVE_THRESHOLD']],
    [30, []],
    [270, []],
    [271, ['REEVE_THRESHOLD']],
  ])('of %s days', (inactiveDays, codes) => {
    const rule = cleanupRule('silent', { select: { platform: 'ios' }, inactiveDays })

    expect(buildDesiredState(repository([fleetDocument(FLEET), rule]), NOON).problems.map(({ code }) => code)).toEqual(codes)
  })
})

describe('the plan under intune-2026', () => {
  it('counts the delete of a corporate Android as a wipe, and that of others as a retire', () => {
    const devices = [
      device({ id: 'phone', platform: 'androidFullyManaged' }),
      device({ id: 'byod', platform: 'androidPersonalWorkProfile', managedDeviceOwnerType: 'personal' }),
    ]

    const { actions } = askAbout({ desired: { state: 'deleted' }, devices })

    expect(actions.map(({ action, effectiveEffect, device: asked }) => `${asked?.id}: ${action}, as a ${effectiveEffect}`).sort()).toEqual([
      'byod: delete, as a retire',
      'phone: delete, as a wipe',
    ])
  })

  it('refuses the delete of a personal phone that would be reset by it', () => {
    const made = askAbout({
      desired: { state: 'deleted' },
      devices: [device({ id: 'one', platform: 'androidFullyManaged', managedDeviceOwnerType: 'personal' })],
    })

    expect(gist(made)).toEqual(['personal: delete one'])
  })

  it.each<[DesiredDeviceState['wipe'], Partial<Device>, string[]]>([
    [{ mode: 'protected' }, {}, ['wipe one']],
    [{ mode: 'protected' }, { platform: 'macos' }, ['unsupported: wipe one']],
    [{ persistEsimDataPlan: true }, { platform: 'ios' }, ['wipe one']],
    [{ persistEsimDataPlan: false }, {}, ['unsupported: wipe one']],
    [{ macOsUnlockCode: { secretRef: 'file:/run/code' } }, { platform: 'macos' }, ['wipe one']],
    [{ macOsUnlockCode: { secretRef: 'file:/run/code' } }, { platform: 'ios' }, ['unsupported: wipe one']],
  ])('with %j on %j: an option is refused, never dropped', (wipe, facts, expected) => {
    const state: DesiredDeviceState = { ...WIPED, ...(wipe ? { wipe } : {}) }

    expect(gist(askAbout({ desired: state, devices: [device({ id: 'one', ...facts })] }))).toEqual(expected)
  })

  it('takes two policies that wipe in different ways for a conflict', () => {
    const ask = (mode: 'plain' | 'keep', select: Selector) => devicePolicy(mode, { select, desired: { ...WIPED, wipe: { mode } } })

    const made = plan({
      documents: [ask('plain', { deviceName: 'LAPTOP-one' }), ask('keep', { serialNumber: 'SN-one' })],
      fleet: FLEET,
      inventory: inventory([device({ id: 'one' }), ...crowd(300)]),
    })

    expect(gist(made)).toEqual(['conflict: wipe one'])
  })
})

describe('the recovery key of Windows', () => {
  it.each<[string, DesiredDeviceState, Partial<Device>, string[]]>([
    ['stops a retire', { state: 'retired' }, {}, ['recoveryKey: retire one']],
    ['stops a delete', { state: 'deleted' }, {}, ['recoveryKey: delete one']],
    ['stops the deletion of the record', { directory: 'deleted' }, {}, ['recoveryKey: deleteDirectoryDevice one']],
    ['stops no wipe', WIPED, {}, ['wipe one']],
    ['stops nothing that can be undone', { directory: 'disabled' }, {}, ['disableDirectoryDevice one']],
    ['is nobody else’s', { state: 'retired' }, { platform: 'macos' }, ['retire one']],
    ['may be there where nothing says that it is not', { state: 'retired' }, { isEncrypted: null }, ['recoveryKey: retire one']],
    ['is not there where nothing is encrypted', { state: 'retired' }, { isEncrypted: false }, ['retire one']],
    ['comes after Autopilot', { directory: 'deleted' }, { autopilotEnrolled: true }, ['autopilot: deleteDirectoryDevice one']],
  ])('%s', (_case, state, facts, expected) => {
    expect(gist(askAbout({ desired: state, devices: [device({ id: 'one', ...facts })] }))).toEqual(expected)
  })

  it('is accepted as lost where the policy is named for it', () => {
    const made = askAbout({ desired: { state: 'retired' }, devices: [device({ id: 'one' })], allow: [{ policy: 'policy', hazards: ['recoveryKey'] }] })

    expect(gist(made)).toEqual(['retire one'])
  })

  it('is nothing that the documents of 2018 know of', () => {
    const made = askAbout({ desired: { state: 'retired' }, devices: [device({ id: 'one' })], fleet: { profile: 'intune-2018' } })

    expect(gist(made)).toEqual(['retire one'])
  })

  it('makes reeve read whether a drive is encrypted, which 2018 had no use for', () => {
    const policies = [devicePolicy('policy', { select: ANY, desired: { state: 'retired' } })]

    const needs = (['intune-2018', 'intune-2026'] as const).map((profile) => neededFields(desired(policies, [], { profile })).has('isEncrypted'))

    expect(needs).toEqual([false, true])
  })
})

describe('a serial number of two live records', () => {
  const twins = (ids: readonly string[]) => ids.map((id) => device({ id, serialNumber: 'SHARED', platform: 'macos', lastSyncDateTime: daysAgo(0) }))

  it.each<[string, DesiredDeviceState, string]>([
    ['refuses a retire', { state: 'retired' }, 'duplicateSerial: retire'],
    ['refuses a delete', { state: 'deleted' }, 'duplicateSerial: delete'],
    ['leaves a wipe to its own rule', WIPED, 'ambiguousIdentity: wipe'],
  ])('%s', (_case, state, expected) => {
    const made = askAbout({ desired: state, devices: twins(['one', 'two']) })

    expect(gist(made)).toEqual([`${expected} one`, `${expected} two`])
  })

  it('is accepted where the policy is named for it, except for a wipe', () => {
    const allow = [{ policy: 'policy', hazards: ['duplicateSerial'] }] as NonNullable<GuardrailsSpec['allow']>

    expect(gist(askAbout({ desired: { state: 'retired' }, devices: twins(['one', 'two']), allow })).sort()).toEqual(['retire one', 'retire two'])
    expect(gist(askAbout({ desired: WIPED, devices: twins(['one', 'two']), allow }))).toEqual(['ambiguousIdentity: wipe one', 'ambiguousIdentity: wipe two'])
  })
})

describe('the daily limit of the tenant', () => {
  const limits = {
    wipe: { perPass: { count: 5000, percent: 100 }, perDay: 5000, perWeek: 5000 },
    retire: { perPass: { count: 5000, percent: 100 }, perDay: 5000, perWeek: 5000 },
  }
  const phones = Array.from({ length: 3 }, (_, index) => device({ id: `phone-${index}`, platform: 'ios' }))

  function planWith(state: DesiredDeviceState, sent: readonly HistoryEntry[], fleet: { profile: 'intune-2018' | 'intune-2026' } = FLEET): Plan {
    const select = { platform: 'ios' }
    return plan({
      documents: [devicePolicy('policy', { select, desired: state }), guardrails({ limits })],
      fleet,
      inventory: inventory([...phones, ...crowd(50)]),
      history: sent,
    })
  }

  function sentBefore(count: number, overrides: Partial<HistoryEntry> & Pick<HistoryEntry, 'action'>): HistoryEntry[] {
    return Array.from({ length: count }, (_, index) => historyEntry(device({ id: `sent-${index}` }), { dispatchedAt: daysAgo(0.5), ...overrides }))
  }

  it('defers what goes beyond it until the oldest request is a day old', () => {
    const { actions, deferred } = planWith(WIPED, sentBefore(498, { action: 'wipe' }))

    expect(actions).toHaveLength(2)
    expect(deferred.map(({ action, code, until }) => [action, code, until])).toEqual([['wipe', 'quota', '2026-11-23T00:00:00Z']])
  })

  it.each<[string, readonly HistoryEntry[], number]>([
    ['requests of the day before', sentBefore(500, { action: 'wipe', dispatchedAt: daysAgo(1) }), 0],
    ['requests that were refused', sentBefore(500, { action: 'wipe', dispatchedAt: null }), 0],
    ['deletes, whatever they triggered', sentBefore(500, { action: 'delete', effectiveEffect: 'wipe' }), 0],
    ['wipes of others', sentBefore(500, { action: 'wipe', actionId: null }), 3],
  ])('counts %s as it should', (_case, sent, waiting) => {
    expect(planWith(WIPED, sent).deferred).toHaveLength(waiting)
  })

  it('counts a delete as a delete, though it is judged as a retire', () => {
    const { actions, deferred } = planWith({ state: 'deleted' }, [
      ...sentBefore(999, { action: 'delete', effectiveEffect: 'retire' }),
      ...sentBefore(1000, { action: 'retire' }),
    ])

    expect([actions.length, deferred.map(({ code }) => code)]).toEqual([1, ['quota', 'quota']])
  })

  it('is none of 2018', () => {
    expect(planWith(WIPED, sentBefore(600, { action: 'wipe' }), { profile: 'intune-2018' }).deferred).toEqual([])
  })
})
