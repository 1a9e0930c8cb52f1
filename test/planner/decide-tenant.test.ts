import { describe, expect, it } from 'vitest'
import type { CleanupRuleSpec, FleetSpec, GuardrailsSpec } from '../../src/planner/documents.generated.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import type { Device, TenantCleanupRule } from '../../src/planner/inventory.ts'
import { decideAgain } from '../../src/planner/decide-again.ts'
import { intersectPlan } from '../../src/planner/intersect.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import type { PolicyDocument } from '../../src/planner/repository.ts'
import {
  cleanupRule,
  crowd,
  daysAgo,
  device,
  devicePolicy,
  gist,
  guardrails,
  historyEntry,
  inventory,
  NOON,
  plan,
  planInput,
  type PlanQuestion,
} from '../support/planning.ts'

const TODAY: FleetSpec = { profile: 'intune-2026' }
const WIDE: GuardrailsSpec = { limits: { delete: { perPass: { count: 100, percent: 100 } } } }

function ruleOf(platform: string, days: number, id = `rule-${platform}`): TenantCleanupRule {
  return { id, platform, displayName: null, days }
}

function silent(id: string, days: number, overrides: Partial<Device> = {}): Device {
  return device({ id, lastSyncDateTime: daysAgo(days), ...overrides })
}

interface Scene {
  readonly declared?: number
  readonly spec?: Partial<CleanupRuleSpec>
  readonly set: readonly TenantCleanupRule[] | null
  readonly devices?: readonly Device[]
  readonly more?: readonly PolicyDocument[]
  readonly fleet?: FleetSpec
  readonly history?: readonly HistoryEntry[]
  readonly limits?: GuardrailsSpec
}

function question({ declared = 90, spec = {}, set, devices = [], more = [], fleet = TODAY, history = [], limits = WIDE }: Scene): PlanQuestion {
  return {
    documents: [cleanupRule('kept', { inactiveDays: declared, enforcedBy: 'intune', ...spec }), guardrails(limits), ...more],
    fleet,
    inventory: inventory([...devices, ...crowd(5)], { cleanupRules: set }),
    history,
  }
}

function planned(scene: Scene) {
  return plan(question(scene))
}

describe('a cleanup rule of the tenant', () => {
  it('is lowered with the devices that are newly over it, as a delete of them', () => {
    const { actions } = planned({ set: [ruleOf('all', 120)], devices: [silent('over', 130), silent('newly', 100), silent('not-yet', 80)] })

    expect(actions).toEqual([
      {
        id: expect.stringMatching(/^a-[0-9a-f]{24}$/) as string,
        action: 'setCleanupRule',
        effectiveEffect: 'delete',
        risk: 'irreversible',
        tenant: { id: 'fleet:contoso', rule: 'rule-all', platform: 'all', before: 120, after: 90, devices: 1 },
        parameters: {},
        policy: { kind: 'CleanupRule', name: 'kept', at: 'CleanupRule-kept.yaml:1:1' },
        reason: 'Reason of kept',
        because: ['120 → 90 days, 1 device newly over it'],
        effects: [{ data: 'managedDeviceRecord', outcome: 'recordRemoved', note: expect.stringContaining('hidden') as string }],
        precondition: expect.stringMatching(/^sha256:/) as string,
        status: 'ready',
        ring: 0,
      },
    ])
  })

  it('counts a device at the number of days, and not one at the old number', () => {
    const { actions } = planned({ set: [ruleOf('all', 120)], devices: [silent('at-90', 90), silent('at-120', 120)] })

    expect(actions.map(({ tenant }) => tenant?.devices)).toEqual([1])
  })

  it('is raised without taking anything away', () => {
    const { actions } = planned({ declared: 200, set: [ruleOf('all', 120)], devices: [silent('over', 130)] })

    expect(actions.map(({ effectiveEffect, risk, because, effects }) => ({ effectiveEffect, risk, because, effects }))).toEqual([
      { effectiveEffect: 'setCleanupRule', risk: 'reversible', because: ['120 → 200 days, reaches no further device'], effects: [] },
    ])
  })

  it('is left alone at the declared number', () => {
    expect(gist(planned({ set: [ruleOf('all', 90)], devices: [silent('over', 130)] }))).toEqual([])
  })

  it.each([[[]], [[ruleOf('all', 0)]]])('counts every device over it where no number is set: %j', (set) => {
    const { actions } = planned({ set, devices: [silent('over', 300), silent('newly', 100)] })

    expect(actions.map(({ tenant, because }) => ({ before: tenant?.before, devices: tenant?.devices, because }))).toEqual([
      { before: null, devices: 2, because: ['no rule → 90 days, 2 devices newly over it'] },
    ])
  })

  it('counts what is unknown by the worst', () => {
    const devices = [silent('a', 1, { lastSyncDateTime: null }), silent('b', 100, { platform: 'unknown' }), silent('c', 100), silent('d', -30)]

    const { actions } = planned({ spec: { select: { platform: 'ios' } }, set: [ruleOf('ios', 120)], devices })

    expect(actions.map(({ because }) => because)).toEqual([
      ['120 → 90 days, 1 device newly over it', '1 of them of unknown platform or last sync, counted by the worst'],
    ])
  })

  it('reaches nobody whom the rule for all platforms reaches already', () => {
    const set = [ruleOf('all', 60), ruleOf('windows', 120)]

    const { actions } = planned({ spec: { select: { platform: 'windows10' } }, set, devices: [silent('over', 100)] })

    expect(actions.map(({ tenant, effectiveEffect, because }) => ({ devices: tenant?.devices, effectiveEffect, because }))).toEqual([
      {
        devices: 0,
        effectiveEffect: 'delete',
        because: ['120 → 90 days, 0 devices newly over it', 'the rule for all platforms has 60 days, and of two the one with fewer days holds'],
      },
    ])
  })

  it('for all platforms reaches nobody whom the rule of its platform reaches already', () => {
    const devices = [silent('windows', 100), silent('phone', 100, { platform: 'ios' })]

    const { actions } = planned({ set: [ruleOf('all', 120), ruleOf('windows', 60)], devices })

    expect(actions.map(({ tenant }) => tenant?.devices)).toEqual([1])
  })

  it('does not lean on a rule that the same plan raises', () => {
    const windows = cleanupRule('windows', { inactiveDays: 200, enforcedBy: 'intune', select: { platform: 'windows10' } })

    const { actions } = planned({ set: [ruleOf('all', 120), ruleOf('windows', 60)], devices: [silent('windows', 100)], more: [windows] })

    expect(actions.map(({ tenant }) => `${tenant?.platform} ${tenant?.devices}`).sort()).toEqual(['all 1', 'windows 0'])
  })

  it.each<[string, Scene, string]>([
    ['that was not read', { set: null }, 'unknownFact: setCleanupRule all'],
    ['of which there are two', { set: [ruleOf('all', 90, 'r1'), ruleOf('all', 120, 'r2')] }, 'ambiguousIdentity: setCleanupRule all'],
  ])('%s is blocked', (_case, scene, expected) => {
    expect(gist(planned(scene))).toEqual([expected])
  })

  it('is only shown in mode report', () => {
    const { actions } = planned({ set: [ruleOf('all', 120)], spec: { mode: 'report' } })

    expect(actions.map(({ mode, status }) => ({ mode, status }))).toEqual([{ mode: 'report', status: 'blockedByGuardrail' }])
  })

  it('is left alone once its policy has expired', () => {
    expect(
      gist(plan({ ...question({ set: [ruleOf('all', 120)], spec: { expires: '2026-11-23T00:00:00Z' } }), now: new Date('2026-11-23T00:00:00Z') })),
    ).toEqual([])
  })

  it('is left out with the removals when it is lowered, and not when it is raised', () => {
    const lowered = planInput(question({ set: [ruleOf('all', 120)] }))
    const raised = planInput(question({ declared: 200, set: [ruleOf('all', 120)] }))

    expect(assemblePlan(lowered).actions.length).toBe(1)
    expect([lowered, raised].map((input) => assemblePlan({ ...input, withoutRemovals: true }).actions.length)).toEqual([0, 1])
  })

  it('is held back from a snapshot that is not whole', () => {
    const asked = question({ set: [ruleOf('all', 120)] })

    const { actions } = plan({ ...asked, inventory: { ...asked.inventory, complete: false, incompleteBecause: ['half'] } })

    expect(actions.map(({ status }) => status)).toEqual(['blockedByGuardrail'])
  })

  it('needs the agreement of whoever has to agree to changes of rules', () => {
    const fleet: FleetSpec = {
      ...TODAY,
      approvals: [{ actions: ['setCleanupRule'], signatures: 1, from: ['security'] }],
      principals: { security: ['a@contoso.com'] },
    }

    expect(planned({ set: [ruleOf('all', 120)], fleet }).actions.map(({ status }) => status)).toEqual(['awaitingApproval'])
  })
})

describe('protection and a cleanup rule of the tenant', () => {
  const board: GuardrailsSpec = { ...WIDE, protect: [{ select: { deviceName: { glob: 'BOARD-*' } }, reason: 'Board' }] }
  const keeps = devicePolicy('keep', { select: { deviceName: { glob: 'KIOSK-*' } }, desired: { state: 'managed' } })

  it.each<[string, Scene, string | null]>([
    ['a protected device', { set: [], limits: board, devices: [silent('d1', 100, { deviceName: 'BOARD-1' })] }, 'protected'],
    ['one that may be', { set: [], limits: board, devices: [silent('d1', 100, { deviceName: null })] }, 'protectionUnknown'],
    [
      'a protected device that is not newly reached',
      { set: [ruleOf('all', 95)], limits: board, devices: [silent('d1', 100, { deviceName: 'BOARD-1' })] },
      null,
    ],
    ['one that is kept managed', { set: [], more: [keeps], devices: [silent('d1', 100, { deviceName: 'KIOSK-1' })] }, 'protected'],
    ['one that may be kept', { set: [], more: [keeps], devices: [silent('d1', 100, { deviceName: null })] }, 'protectionUnknown'],
    [
      'one that a policy of less weight keeps',
      { set: [], spec: { priority: 101 }, more: [keeps], devices: [silent('d1', 100, { deviceName: 'KIOSK-1' })] },
      null,
    ],
    ['raising it', { declared: 200, set: [ruleOf('all', 120)], limits: board, devices: [silent('d1', 130, { deviceName: 'BOARD-1' })] }, null],
  ])('%s', (_case, scene, code) => {
    expect(gist(planned(scene))).toEqual([code === null ? 'setCleanupRule all' : `${code}: setCleanupRule all`])
  })

  it('names who is meant, and by what', () => {
    const devices = ['1', '2', '3', '4', '5', '6', '7'].map((id) => silent(id, 100, { deviceName: `BOARD-${id}` }))

    const { blocked } = planned({ set: [], limits: board, devices })

    expect(blocked.map(({ message }) => message)).toEqual([
      'The rule would reach BOARD-1, BOARD-2, BOARD-3, BOARD-4, BOARD-5 and 2 more, and a rule of the tenant has no exceptions. Protected by Guardrails-contoso.yaml:1:1: Board',
    ])
  })
})

describe('what was done to a cleanup rule before', () => {
  const set = [ruleOf('all', 120)]
  const [action] = planned({ set }).actions
  const done = (state: HistoryEntry['state'], overrides: Partial<HistoryEntry> = {}): HistoryEntry => ({
    ...historyEntry(device({ id: 'none' }), { action: 'setCleanupRule', effectiveEffect: 'delete', actionId: action?.id ?? '', state }),
    device: null,
    tenant: { rule: 'rule-all', platform: 'all', after: 90, devices: 1 },
    ...overrides,
  })

  it.each(['dispatched', 'accepted', 'unknown'] as const)('%s: nothing is asked again', (state) => {
    expect(gist(planned({ set, history: [done(state)] }))).toEqual([`${state}: setCleanupRule all`])
  })

  it('the same change is another action once somebody undid it', () => {
    const [again] = planned({ set, history: [done('confirmed')] }).actions

    expect(again?.id).toMatch(/^a-/)
    expect(again?.id).not.toBe(action?.id)
  })

  it('what ended without effect waits until the policy says something else', () => {
    const generation = planInput(question({ set })).desired.tenantRules[0]?.generation ?? ''
    const failed = (of: string): HistoryEntry => done('failed', { policy: { kind: 'CleanupRule', name: 'kept', generation: of, stage: 0 } })

    expect(gist(planned({ set, history: [failed(generation)] }))).toEqual(['failed: setCleanupRule all'])
    expect(gist(planned({ set, history: [failed('older')] }))).toEqual(['setCleanupRule all'])
  })
})

describe('a cleanup rule of the tenant moments before it is set', () => {
  const scene: Scene = {
    spec: { select: { platform: 'windows10' } },
    set: [ruleOf('all', 100), ruleOf('windows', 120)],
    devices: [silent('d1', 110), silent('d2', 95)],
  }
  const input = planInput(question(scene))
  const [action] = plan(question(scene)).actions
  if (!action) throw new TypeError('Nothing was planned')
  const again = (cleanupRules: readonly TenantCleanupRule[] | null, now = NOON) =>
    decideAgain(input, action, { device: null, directoryDevice: null, user: null, cleanupRules }, now)

  it('is decided alike on the same rules', () => {
    expect(again(scene.set)).toEqual({ verdict: 'same', origin: { generation: input.desired.tenantRules[0]?.generation, stage: 0, chainStartedAt: null } })
  })

  it.each<[string, readonly TenantCleanupRule[] | null, string]>([
    ['have the number already', [ruleOf('all', 100), ruleOf('windows', 90)], 'Nothing is to be done any more.'],
    ['have another number', [ruleOf('all', 100), ruleOf('windows', 150)], 'What the decision rests on has changed since it was planned.'],
    ['have been made anew', [ruleOf('all', 100), ruleOf('windows', 120, 'other')], 'What the decision rests on has changed since it was planned.'],
    ['reach more, since another was raised', [ruleOf('all', 270), ruleOf('windows', 120)], 'It would now reach 2 devices, more than was planned.'],
    ['could not be read', null, "unknownFact: The tenant's own cleanup rules were not read, so nothing says what is set now."],
  ])('has moved when the rules %s', (_case, rules, because) => {
    expect(again(rules)).toEqual({ verdict: 'moved', because })
  })

  it('has moved once its policy has expired', () => {
    const expiring = planInput(question({ ...scene, spec: { ...scene.spec, expires: '2026-11-22T12:00:01Z' } }))

    const fresh = { device: null, directoryDevice: null, user: null, cleanupRules: scene.set }
    expect(decideAgain(expiring, action, fresh, new Date('2026-11-22T12:00:01Z'))).toEqual({ verdict: 'moved', because: 'Nothing is to be done any more.' })
  })
})

describe('limits and a cleanup rule of the tenant', () => {
  const over = (count: number) => Array.from({ length: count }, (_, index) => silent(`s${index}`, 100))
  const limit = (count: number, overLimit: 'abort' | 'trickle' = 'abort'): GuardrailsSpec => ({
    overLimit,
    limits: { delete: { perPass: { count, percent: 100 }, perDay: 20 } },
  })

  it.each([
    [10, 'ready'],
    [9, 'blockedByGuardrail'],
  ])('count the devices it reaches: 10 under a limit of %i is %s', (count, status) => {
    const { actions, verdicts } = planned({ set: [], devices: over(10), limits: limit(count) })

    expect(actions.map((action) => action.status)).toEqual([status])
    expect(verdicts.find(({ guardrail }) => guardrail === 'limit')?.message).toMatch(/^delete: 10/)
  })

  it.each([
    [10, 'ready'],
    [11, 'blockedByGuardrail'],
  ])('count what was spent by devices: %i of 20 a day, and 10 more, is %s', (devices, status) => {
    const past = {
      ...historyEntry(device({ id: 'x' }), { action: 'setCleanupRule', effectiveEffect: 'delete', actionId: 'a-1', dispatchedAt: daysAgo(0.5) }),
      device: null,
    }

    const { actions } = planned({
      set: [],
      devices: over(10),
      limits: limit(100),
      history: [{ ...past, tenant: { rule: null, platform: 'ios', after: 90, devices } }],
    })

    expect(actions.map((action) => action.status)).toEqual([status])
  })

  it('of zero forbid one that reaches nobody today', () => {
    expect(planned({ set: [], limits: limit(0) }).actions.map(({ status }) => status)).toEqual(['blockedByGuardrail'])
  })

  it('put off one that does not fit, and let through what does', () => {
    const reeves = cleanupRule('reeves', { inactiveDays: 200, select: { platform: 'windows10' } })
    const devices = [...over(3), silent('r1', 250), silent('r2', 250)]

    const made = planned({ set: [ruleOf('all', 150)], devices, more: [reeves], fleet: {}, limits: limit(4, 'trickle') })

    expect(gist(made).sort()).toEqual(['deferred: setCleanupRule all', 'delete r1', 'delete r2'])
  })
})

describe('a rule that would hide a device on which something is under way', () => {
  const set = [ruleOf('all', 200)]

  it.each<[string, Partial<Device>, (subject: Device) => readonly HistoryEntry[]]>([
    ['by its record', { managementState: 'wipePending' }, () => []],
    ['by the journal', {}, (subject) => [historyEntry(subject, { action: 'retire', actionId: 'a-1', state: 'accepted', completedAt: null })]],
  ])('is not set: %s', (_, overrides, past) => {
    const busy = silent('busy', 120, overrides)

    const made = planned({ set, devices: [busy], history: past(busy) })

    expect(made.actions).toEqual([])
    expect(made.blocked.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^conflict The rule would hide LAPTOP-busy while something is under way there: /),
    ])
  })
})

describe('what was agreed to of a rule', () => {
  it('is the number of devices it reaches, and no more', () => {
    const few = planned({ set: [ruleOf('all', 200)], devices: [silent('a', 120)] })
    const many = planned({ set: [ruleOf('all', 200)], devices: [silent('a', 120), silent('b', 120)] })

    expect(intersectPlan(few, many).dropped.map(({ because }) => because)).toEqual(['It would now reach more devices than were agreed to.'])
    expect(intersectPlan(many, few).dropped).toEqual([])
    expect(few.digest).not.toBe(many.digest)
  })
})
