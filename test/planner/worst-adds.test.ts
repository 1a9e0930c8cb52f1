/** The worst that an action may amount to adds a guard and replaces none: guards that name the action itself hold as well. */
import { describe, expect, it } from 'vitest'
import type { ApprovalRule, FleetSpec, GuardrailsSpec } from '../../src/planner/documents.generated.ts'
import { crowd, devicePolicy, device, guardrails, inventory, plan } from '../support/planning.ts'

const PHONE = device({ id: 'i', platform: 'ios', osVersion: '17.1', isEncrypted: false })
const GONE = devicePolicy('gone', { select: { deviceName: 'LAPTOP-i' }, desired: { state: 'deleted' } })

function judged(spec: GuardrailsSpec, fleet: FleetSpec = {}) {
  const { actions, deferred, approvals } = plan({
    documents: [GONE, guardrails(spec)],
    fleet: { profile: 'intune-2026', ...fleet },
    inventory: inventory([PHONE, ...crowd(300)]),
  })
  return {
    actions: actions.map(({ action, effectiveEffect, status }) => `${action} as ${effectiveEffect}: ${status}`),
    deferred: deferred.map(({ action, code }) => `${action}: ${code}`),
    missing: approvals.missing.map((need) => need.actions.join()),
  }
}

describe('a delete that amounts to a retire', () => {
  it('goes ahead where nothing speaks against either', () => {
    expect(judged({})).toEqual({ actions: ['delete as retire: ready'], deferred: [], missing: [] })
  })

  it.each<[string, GuardrailsSpec]>([
    ['count per pass', { limits: { delete: { perPass: { count: 0 } } } }],
    ['percent per pass', { limits: { delete: { perPass: { percent: 0 } } } }],
    ['day', { limits: { delete: { perDay: 0 } } }],
    ['week', { limits: { delete: { perWeek: 0 } } }],
    ['rings', { rings: { for: ['delete'], percent: [100] } }],
  ])('is held back by what forbids deletes: %s', (_, spec) => {
    expect(judged(spec).actions).toEqual(['delete as retire: blockedByGuardrail'])
  })

  it('counts under the limit of retires, and not under one of deletes that leaves room', () => {
    expect(judged({ limits: { delete: { perPass: { count: 1 } } } }).actions).toEqual(['delete as retire: ready'])
    expect(judged({ limits: { retire: { perPass: { count: 0 } } } }).actions).toEqual(['delete as retire: blockedByGuardrail'])
  })

  it('waits for a window of deletes', () => {
    expect(judged({ windows: [{ deny: 'Mon-Sun', zone: 'UTC', actions: ['delete'] }] }).deferred).toEqual(['delete: window'])
  })

  it('waits for whoever has to sign deletes', () => {
    const rule: ApprovalRule = { actions: ['delete'], signatures: 1, from: ['security'] }

    expect(judged({}, { approvals: [rule], principals: { security: ['alice@contoso.com'] } })).toMatchObject({
      actions: ['delete as retire: awaitingApproval'],
      missing: ['delete'],
    })
  })
})

describe('an allowance', () => {
  it('that two policies of one name would share is an error', () => {
    const both = [GONE, { ...GONE, kind: 'CleanupRule' as const, spec: { reason: 'Silent', inactiveDays: 120 } }]

    expect(() => plan({ documents: [...both, guardrails({ allow: [{ policy: 'gone', hazards: ['personal'] }] })], inventory: inventory([]) })).toThrow(
      'REEVE_CONTRADICTION',
    )
  })
})
