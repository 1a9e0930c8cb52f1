import { describe, expect, it } from 'vitest'
import { digestPlan } from '../../src/planner/plan-digest.ts'
import { decideAgain } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { cleanupRule, crowd, daysAgo, device, devicePolicy, gist, guardrails, inventory, NOON, plan, planInput, ZERO_DIGEST } from '../support/planning.ts'

const lostPolicy = devicePolicy('lost-laptops', {
  reason: 'Reported lost',
  select: { serialNumber: ['SN-one'] },
  desired: { state: 'wiped', since: '2026-11-01T00:00:00Z' },
})

describe('a plan', () => {
  it('is exactly this for one lost laptop', () => {
    const made = plan({ documents: [lostPolicy], inventory: inventory([device({ id: 'one' }), ...crowd(99)]) })

    expect(made).toEqual({
      apiVersion: 'reeve/v1',
      kind: 'Plan',
      formatVersion: '1.0',
      digest: made.digest,
      fleet: 'contoso',
      profile: 'intune-2018',
      createdAt: '2026-11-22T12:00:00Z',
      source: { revision: null, dirty: false, digest: ZERO_DIGEST, lists: [] },
      inventory: { digest: ZERO_DIGEST, takenAt: '2026-11-22T12:00:00Z', devices: 100, complete: true, history: true },
      actions: [
        {
          id: made.actions[0]?.id,
          action: 'wipe',
          effectiveEffect: 'wipe',
          risk: 'irreversible',
          device: {
            id: 'one',
            incarnation: 'one@2025-11-22T12:00:00Z',
            deviceName: 'LAPTOP-one',
            serialNumber: 'SN-one',
            platform: 'windows10',
            ownership: 'company',
            azureADDeviceId: 'entra-one',
            directoryId: null,
          },
          parameters: { keepEnrollmentData: false, keepUserData: false },
          policy: { kind: 'DevicePolicy', name: 'lost-laptops', at: 'DevicePolicy-lost-laptops.yaml:1:1' },
          reason: 'Reported lost',
          because: ['serialNumber is SN-one', 'no wipe since 2026-11-01T00:00:00Z'],
          effects: made.actions[0]?.effects,
          precondition: made.actions[0]?.precondition,
          status: 'ready',
          ring: 0,
        },
      ],
      blocked: [],
      deferred: [],
      inProgress: [],
      undetermined: [],
      verdicts: [
        { guardrail: 'inventory', result: 'pass', message: 'Complete, 100 devices, taken at 2026-11-22T12:00:00Z.' },
        { guardrail: 'limit', result: 'pass', message: 'wipe: 1 of at most 1.' },
        { guardrail: 'history', result: 'pass', message: '0 past actions are known.' },
      ],
      approvals: { required: [], missing: [] },
      summary: { actions: { wipe: 1 }, blocked: {}, unchanged: 99, change: null },
    })
    expect(made.actions[0]?.effects.length).toBeGreaterThan(0)
  })

  it('is ordered by phase, then priority, then risk, then id', () => {
    const phones = ['p1', 'p2'].map((id) => device({ id, platform: 'ios', operatingSystem: 'iOS' }))
    const documents = [
      devicePolicy('wipes', { priority: 5, select: { deviceName: 'LAPTOP-one' }, desired: { state: 'wiped', since: '2026-11-01' } }),
      devicePolicy('resets', { priority: 5, select: { platform: 'ios' }, desired: { state: 'managed', passcode: { resetSince: '2026-11-01' } } }),
      devicePolicy('retires', { priority: 9, select: { deviceName: 'LAPTOP-two' }, desired: { state: 'retired' } }),
    ]

    const made = plan({ documents, inventory: inventory([device({ id: 'one' }), device({ id: 'two' }), ...phones, ...crowd(300)]) })

    expect(made.actions.map(({ action }) => action)).toEqual(['retire', 'resetPasscode', 'resetPasscode', 'wipe'])
    const resets = made.actions.filter(({ action }) => action === 'resetPasscode').map(({ id }) => id)
    expect(resets).toEqual([...resets].sort())
  })

  it('counts by effect and code, and leaves out the rest as unchanged', () => {
    const rule = cleanupRule('silent', { inactiveDays: 120 })
    const silent = (id: string, facts = {}) => device({ id, lastSyncDateTime: daysAgo(200), ...facts })

    const made = plan({
      documents: [rule],
      inventory: inventory([silent('a'), silent('b'), silent('c', { platform: 'unknown' }), silent('d', { managementState: 'retirePending' }), ...crowd(300)]),
    })

    expect(made.summary).toEqual({ actions: { delete: 2 }, blocked: { unknownPlatform: 1 }, unchanged: 300, change: null })
    expect(made.inProgress.map(({ action, state, device }) => ({ action, state, id: device?.id }))).toEqual([{ action: 'retire', state: 'pending', id: 'd' }])
  })

  it('can be narrowed to a policy or a device', () => {
    const rule = cleanupRule('silent', { inactiveDays: 120 })
    const input = planInput({
      documents: [lostPolicy, rule],
      inventory: inventory([device({ id: 'one' }), device({ id: 'two', lastSyncDateTime: daysAgo(200) }), ...crowd(300)]),
    })

    const narrowed = [plan0({ ...input, onlyPolicy: 'silent' }), plan0({ ...input, onlyDevice: 'one' })]

    expect(narrowed).toEqual([['delete two'], ['wipe one']])
  })
})

function plan0(input: Parameters<typeof assemblePlan>[0]) {
  return gist(assemblePlan(input))
}

describe('the id of an action', () => {
  const idFor = (facts: Parameters<typeof device>[0], since = '2026-11-01T00:00:00Z') =>
    plan({
      documents: [devicePolicy('lost', { select: { deviceName: 'LAPTOP-one' }, desired: { state: 'wiped', since } })],
      inventory: inventory([device({ deviceName: 'LAPTOP-one', ...facts }), ...crowd(300)]),
    }).actions[0]?.id

  it('is the same for the same tenant, incarnation, effect and cause', () => {
    expect(idFor({ id: 'one', osVersion: '10.0.22000', lastSyncDateTime: daysAgo(9) })).toBe(idFor({ id: 'one' }))
  })

  it('differs with the incarnation and with the cause', () => {
    const ids = [idFor({ id: 'one' }), idFor({ id: 'one', enrolledDateTime: daysAgo(300) }), idFor({ id: 'two' }), idFor({ id: 'one' }, '2026-11-02T00:00:00Z')]

    expect(new Set(ids).size).toBe(4)
  })
})

describe('the digest of a plan', () => {
  const digestOf = (question: Partial<Parameters<typeof plan>[0]>) =>
    plan({ documents: [lostPolicy], inventory: inventory([device({ id: 'one' }), ...crowd(99)]), ...question }).digest
  const base = digestOf({})

  it('is not moved by time, by a check-in, or by another device', () => {
    const later = new Date('2026-11-22T13:00:00Z')

    expect(digestOf({ now: later })).toBe(base)
    expect(digestOf({ inventory: inventory([device({ id: 'one', lastSyncDateTime: daysAgo(0.5), deviceName: 'NEW' }), ...crowd(120)]) })).toBe(base)
  })

  it('is moved by what would be done, by the policy, and by the guardrails', () => {
    const digests = [
      base,
      digestOf({ inventory: inventory([device({ id: 'one', enrolledDateTime: daysAgo(99) }), ...crowd(99)]) }),
      digestOf({ documents: [{ ...lostPolicy, spec: { ...lostPolicy.spec, reason: 'Another' } }] }),
      digestOf({ documents: [lostPolicy, guardrails({ limits: { wipe: { perDay: 1 } } })] }),
      digestOf({ documents: [lostPolicy], fleet: { approvals: 'none' } }),
    ]

    expect(new Set(digests).size).toBe(digests.length)
  })

  it('can be made again from the plan alone, whatever the order of its actions', () => {
    const input = planInput({
      documents: [cleanupRule('silent', { inactiveDays: 120 })],
      inventory: inventory([...['a', 'b', 'c'].map((id) => device({ id, lastSyncDateTime: daysAgo(200) })), ...crowd(300)]),
    })
    const made = assemblePlan(input)

    const again = digestPlan({
      fleet: made.fleet,
      tenant: input.desired.tenant,
      profile: made.profile,
      guardrailsDigest: input.desired.guardrailsDigest,
      actions: [...made.actions].reverse(),
    })

    expect(again).toBe(made.digest)
  })
})

describe('deciding again before sending', () => {
  const one = device({ id: 'one' })
  const input = planInput({
    documents: [
      lostPolicy,
      guardrails({ protect: [{ select: { deviceCategoryDisplayName: ['Board'], managedDeviceOwnerType: 'company' }, reason: 'Board' }] }),
    ],
    inventory: inventory([{ ...one, deviceCategoryDisplayName: 'Staff' }, ...crowd(99)].map((each) => ({ ...each, deviceCategoryDisplayName: 'Staff' }))),
  })
  const [action] = assemblePlan(input).actions
  const again = (facts: Partial<typeof one> | null) => {
    if (!action) throw new TypeError('Nothing was planned')
    const fresh = facts === null ? null : { ...one, deviceCategoryDisplayName: 'Staff', ...facts }
    return decideAgain(input, action, { device: fresh, directoryDevice: null, user: null }, NOON)
  }

  it('comes to the same when nothing that matters has changed', () => {
    expect(again({ lastSyncDateTime: daysAgo(0), osVersion: '10.0.26100.1' }).verdict).toBe('same')
  })

  it.each<[string, Partial<typeof one> | null, string]>([
    ['is gone', null, 'The device record is gone.'],
    [
      'was enrolled again',
      { enrolledDateTime: daysAgo(2) },
      'enrolledAfterSince: The device was enrolled at or after "since", and nothing shows that the action was done before. Raise "since" to act on it.',
    ],
    ['became protected', { deviceCategoryDisplayName: 'Board' }, 'protected: Protected by Guardrails-contoso.yaml:1:1: Board'],
    ['is no longer selected', { serialNumber: 'SN-other' }, 'Nothing is to be done any more.'],
    [
      'became personal',
      { managedDeviceOwnerType: 'personal' },
      'personal: The device is personal, or nothing says that it is not; wiping it erases private data. To act all the same, name the policy under allow in the guardrails.',
    ],
    ['is being wiped by somebody else', { managementState: 'wipePending' }, 'wipe is already pending.'],
    ['joined another directory', { joinType: 'azureADJoined' }, 'What the decision rests on has changed since it was planned.'],
  ])('drops a device that %s', (_case, facts, because) => {
    expect(again(facts)).toEqual({ verdict: 'moved', because })
  })

  it('drops a device whose serial number another live device took meanwhile', () => {
    const taken = planInput({
      documents: [lostPolicy],
      inventory: inventory([device({ id: 'one', serialNumber: 'SN-before' }), device({ id: 'two', serialNumber: 'SN-one' })]),
    })
    const [planned] = assemblePlan({ ...taken, inventory: inventory([device({ id: 'one' })]) }).actions
    if (!planned) throw new TypeError('Nothing was planned')

    const verdict = decideAgain(taken, planned, { device: device({ id: 'one' }), directoryDevice: null, user: null }, NOON)

    expect(verdict).toEqual({ verdict: 'moved', because: 'ambiguousIdentity: Serial number SN-one is shared by more than one live record.' })
  })
})
