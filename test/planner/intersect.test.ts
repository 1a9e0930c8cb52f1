import { describe, expect, it } from 'vitest'
import type { PlannedAction } from '../../src/planner/documents.generated.ts'
import { intersectPlan } from '../../src/planner/intersect.ts'
import { digestLike, planOf, wipeOf } from '../support/hand-made-plan.ts'

const WIPE = wipeOf('d1')

function because(saved: PlannedAction, fresh: readonly PlannedAction[]): string | undefined {
  return intersectPlan(planOf([saved]), planOf(fresh)).dropped[0]?.because
}

describe('what of a saved plan may still be carried out', () => {
  it('is what a fresh plan comes to as well', () => {
    const intersection = intersectPlan(planOf([WIPE, wipeOf('d2')]), planOf([wipeOf('d3'), WIPE]))

    expect(intersection).toEqual({ allowed: new Set([WIPE.id]), dropped: [{ action: wipeOf('d2'), because: 'It is not planned any more.', heldBack: false }] })
  })

  it('is nothing that a guardrail held back when the plan was made', () => {
    const held = { ...WIPE, status: 'blockedByGuardrail' as const }

    const intersection = intersectPlan(planOf([held]), planOf([WIPE]))

    expect(intersection).toEqual({
      allowed: new Set(),
      dropped: [{ action: held, because: 'A guardrail held it back when the plan was made.', heldBack: true }],
    })
  })

  it('is nothing that was only shown', () => {
    const shown = { ...WIPE, status: 'blockedByGuardrail' as const, mode: 'report' as const }

    expect(intersectPlan(planOf([shown]), planOf([shown]))).toEqual({ allowed: new Set(), dropped: [] })
  })

  it('is nothing that was added to the file by hand', () => {
    expect(intersectPlan(planOf([WIPE, wipeOf('ceo')]), planOf([WIPE])).allowed).toEqual(new Set([WIPE.id]))
  })

  it('is no action whose decision rests on something else now', () => {
    expect(because(WIPE, [{ ...WIPE, precondition: digestLike('moved') }])).toBe('What the decision rests on has changed since it was planned.')
  })

  it.each<Partial<PlannedAction>>([
    { action: 'retire' },
    { effectiveEffect: 'retire' },
    { parameters: { keepEnrollmentData: true, keepUserData: true } },
    { device: { ...WIPE.device, directoryId: 'object-of-another' } },
    { policy: { ...WIPE.policy, name: 'another' } },
  ])('is no action that differs in %o', (edit) => {
    expect(because({ ...WIPE, ...edit }, [WIPE])).toBe('It would now do something else.')
  })

  it('does not care where in a file the policy stands by now', () => {
    const intersection = intersectPlan(planOf([WIPE]), planOf([{ ...WIPE, policy: { ...WIPE.policy, at: 'policies/lost.yaml:9:1' } }]))

    expect(intersection.dropped).toEqual([])
  })
})
