import { describe, expect, it } from 'vitest'
import type { ApprovalRule, GuardrailsSpec } from '../../src/planner/documents.generated.ts'
import { allowedPerPass } from '../../src/planner/guardrails/limit.ts'
import type { HistoryEntry } from '../../src/planner/history.ts'
import type { Inventory } from '../../src/planner/inventory.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { at, crowd, daysAgo, device, devicePolicy, gist, guardrails, historyEntry, inventory, NOON, plan, planInput } from '../support/planning.ts'

const wipeNamed = devicePolicy('wipe', { select: { deviceName: { glob: 'LOST-*' } }, desired: { state: 'wiped', since: '2026-11-01T00:00:00Z' } })

function lost(count: number) {
  return Array.from({ length: count }, (_, index) => device({ id: `lost-${index}`, deviceName: `LOST-${index}` }))
}

function wipes(count: number, fleet: number, spec: GuardrailsSpec | null = null, history: readonly HistoryEntry[] = []) {
  const made = plan({ documents: [wipeNamed, ...(spec ? [guardrails(spec)] : [])], inventory: inventory([...lost(count), ...crowd(fleet - count)]), history })
  const verdict = made.verdicts.find(({ guardrail }) => guardrail === 'limit')
  return {
    verdict,
    ready: made.actions.filter(({ status }) => status === 'ready').length,
    blocked: made.actions.filter(({ status }) => status === 'blockedByGuardrail').length,
    deferred: made.deferred.length,
  }
}

function spent(count: number, days: number, state: HistoryEntry['state'] = 'confirmed'): HistoryEntry[] {
  return Array.from({ length: count }, (_, index) =>
    historyEntry(device({ id: `past-${index}` }), { action: 'wipe', actionId: `a-${index}`, state, dispatchedAt: daysAgo(days), completedAt: daysAgo(days) }),
  )
}

describe('allowed in a pass', () => {
  it.each([
    [{ count: 10, percent: 1 }, 100_000, 10],
    [{ count: 10, percent: 1 }, 500, 5],
    [{ count: 10, percent: 1 }, 599, 5],
    [{ count: 10, percent: 1 }, 40, 1],
    [{ count: 10, percent: 1 }, 0, 1],
    [{ count: 0, percent: 1 }, 500, 0],
    [{ count: 10, percent: 0 }, 500, 0],
    [{ count: 100, percent: 100 }, 40, 40],
  ])('%j in a fleet of %i is %i', (limit, fleet, allowed) => {
    expect(allowedPerPass(limit, fleet)).toBe(allowed)
  })
})

describe('the limit', () => {
  it('lets through what fits', () => {
    expect(wipes(5, 500)).toEqual({ verdict: { guardrail: 'limit', result: 'pass', message: 'wipe: 5 of at most 5.' }, ready: 5, blocked: 0, deferred: 0 })
  })

  it('blocks the whole effect when one is too many', () => {
    expect(wipes(6, 500)).toEqual({
      verdict: { guardrail: 'limit', result: 'block', message: 'wipe: 6, and at most 5 allowed (10 and 1 % of 500 devices per pass).' },
      ready: 0,
      blocked: 6,
      deferred: 0,
    })
  })

  it('lets the first ones through and defers the rest where the fleet says trickle', () => {
    expect(wipes(6, 500, { overLimit: 'trickle' })).toEqual({
      verdict: { guardrail: 'limit', result: 'defer', message: 'wipe: 6, of which 5 now (10 and 1 % of 500 devices per pass); the rest waits.' },
      ready: 5,
      blocked: 0,
      deferred: 1,
    })
  })

  it.each<[string, GuardrailsSpec]>([
    ['count', { limits: { wipe: { perPass: { count: 0 } } } }],
    ['share', { limits: { wipe: { perPass: { percent: 0 } } } }],
    ['day', { limits: { wipe: { perDay: 0 } } }],
    ['week', { limits: { wipe: { perWeek: 0 } } }],
  ])('of zero by %s means zero, also where the rest would trickle', (_case, spec) => {
    expect(wipes(1, 500, { ...spec, overLimit: 'trickle' })).toMatchObject({ verdict: { result: 'block' }, ready: 0, blocked: 1, deferred: 0 })
  })

  it('that is written for one key leaves the defaults of the others', () => {
    expect(wipes(6, 10_000, { limits: { wipe: { perDay: 5 } } }).verdict).toEqual({
      guardrail: 'limit',
      result: 'block',
      message: 'wipe: 6, and at most 5 allowed (5 per day, 0 spent).',
    })
  })

  it.each(['confirmed', 'unknown', 'dispatched', 'failed'] as const)('of a day counts what was sent in the last 24 hours and is %s', (state) => {
    const [within, before] = [spent(25, 0.9, state), spent(25, 1.1, state)].map((history) => wipes(1, 5000, null, history))

    expect(within?.verdict).toEqual({ guardrail: 'limit', result: 'block', message: 'wipe: 1, and at most 0 allowed (25 per day, 25 spent).' })
    expect(before?.verdict?.result).toBe('pass')
  })

  it('of a day does not count what was refused, nor what others did', () => {
    const refused = spent(25, 0.5, 'refused')
    const others = spent(25, 0.5).map((entry) => ({ ...entry, actionId: null }))

    expect([wipes(1, 5000, null, refused), wipes(1, 5000, null, others)].map(({ ready }) => ready)).toEqual([1, 1])
  })

  it('of a week rolls over seven days', () => {
    const verdicts = [6.9, 7.1].map((days) => wipes(1, 1000, null, spent(100, days)).verdict?.result)

    expect(verdicts).toEqual(['block', 'pass'])
  })

  it('goes by the effective effect: deleting a kiosk counts as a wipe', () => {
    const kiosk = device({ id: 'kiosk', platform: 'androidKiosk', operatingSystem: 'Android' })
    const policy = devicePolicy('kiosks', { select: { platform: 'androidKiosk' }, desired: { state: 'deleted' } })

    const made = plan({ documents: [policy, guardrails({ limits: { wipe: { perDay: 0 } } })], inventory: inventory([kiosk, ...crowd(300)]) })

    expect(made.actions.map(({ action, effectiveEffect, status }) => ({ action, effectiveEffect, status }))).toEqual([
      { action: 'delete', effectiveEffect: 'wipe', status: 'blockedByGuardrail' },
    ])
  })
})

describe('an inventory that cannot be trusted', () => {
  function judged(overrides: Partial<Inventory>, spec: GuardrailsSpec = {}) {
    const made = plan({ documents: [wipeNamed, guardrails(spec)], inventory: inventory([...lost(1), ...crowd(299)], overrides) })
    return { verdict: made.verdicts.find(({ guardrail }) => guardrail === 'inventory')?.result, statuses: made.actions.map(({ status }) => status) }
  }

  it.each<[string, Partial<Inventory>]>([
    ['incomplete', { complete: false, incompleteBecause: ['page 7'] }],
    ['older than six hours', { takenAt: at('2026-11-22T05:59:59Z') }],
    ['from the future', { takenAt: at('2026-11-22T12:05:01Z') }],
  ])('because it is %s removes nothing', (_case, overrides) => {
    expect(judged(overrides)).toEqual({ verdict: 'block', statuses: ['blockedByGuardrail'] })
  })

  it.each<[string, Partial<Inventory>, string]>([
    ['exactly six hours old', { takenAt: at('2026-11-22T06:00:00Z') }, 'pass'],
    ['of an age that nothing says', { takenAt: null }, 'notChecked'],
  ])('%s is not one', (_case, overrides, verdict) => {
    expect(judged(overrides)).toEqual({ verdict, statuses: ['ready'] })
  })

  it('because it is smaller than the fleet should be removes nothing', () => {
    expect(judged({}, { inventory: { minDevices: 301 } })).toEqual({ verdict: 'block', statuses: ['blockedByGuardrail'] })
  })

  it('does no harm where nothing destructive is planned', () => {
    const keep = devicePolicy('keep', { select: { deviceName: { glob: '*' } }, desired: { state: 'managed' } })

    const made = plan({ documents: [keep], inventory: inventory(crowd(3), { complete: false, incompleteBecause: ['page 7'] }) })

    expect(made.verdicts.find(({ guardrail }) => guardrail === 'inventory')).toEqual({
      guardrail: 'inventory',
      result: 'pass',
      message: 'The inventory is incomplete: page 7. Nothing destructive is planned, so it does no harm.',
    })
  })

  it('blocks a passcode reset too, and can be planned without removals', () => {
    const phone = device({ id: 'phone', platform: 'ios' })
    const reset = devicePolicy('reset', { select: { platform: 'ios' }, desired: { state: 'managed', passcode: { resetSince: '2026-11-20T00:00:00Z' } } })
    const input = planInput({ documents: [wipeNamed, reset], inventory: inventory([phone, ...lost(1), ...crowd(299)], { complete: false }) })

    const made = assemblePlan({ ...input, withoutRemovals: true })

    expect(made.actions.map(({ action, status }) => ({ action, status }))).toEqual([{ action: 'resetPasscode', status: 'blockedByGuardrail' }])
  })
})

describe('approvals', () => {
  const approvals: [ApprovalRule] = [{ actions: ['wipe'], signatures: 2, from: ['security'] }]
  const principals = { security: ['alice@contoso.com', 'bob@contoso.com'] }

  it('that a rule asks for are missing until somebody gives them', () => {
    const made = plan({ documents: [wipeNamed], fleet: { approvals, principals }, inventory: inventory([...lost(1), ...crowd(299)]) })

    expect(made.actions.map(({ status }) => status)).toEqual(['awaitingApproval'])
    expect(made.approvals).toEqual({ required: approvals, missing: approvals })
  })

  it('are not asked for what a guardrail blocks anyway', () => {
    const made = plan({ documents: [wipeNamed], fleet: { approvals, principals }, inventory: inventory([...lost(9), ...crowd(291)]) })

    expect(gist(made)).toHaveLength(9)
    expect(new Set(made.actions.map(({ status }) => status))).toEqual(new Set(['blockedByGuardrail']))
    expect(made.approvals).toEqual({ required: [], missing: [] })
  })
})

describe('a plan that does not know what was done before', () => {
  it('says so', () => {
    const input = planInput({ documents: [wipeNamed], inventory: inventory([...lost(1), ...crowd(299)]) })

    const made = assemblePlan({ ...input, history: { known: false, entries: [] }, now: NOON })

    expect(made.verdicts.find(({ guardrail }) => guardrail === 'history')?.result).toBe('notChecked')
    expect(made.inventory.history).toBe(false)
  })
})
