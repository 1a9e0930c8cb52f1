/** Windows, suspension and rings: judged over a plan, again before each send, and checked when they are written. */
import { describe, expect, it } from 'vitest'
import type { ActionName, GuardrailsSpec, Risk } from '../../src/planner/documents.generated.ts'
import { decideAgain } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { windowsFor } from '../../src/planner/window.ts'
import { crowd, desired, device, devicePolicy, guardrails, inventory, planInput, problemsOf } from '../support/planning.ts'

const retireAll = devicePolicy('old', { select: { deviceName: { glob: 'OLD-*' } }, desired: { state: 'retired' } })
const fleet = () => inventory([device({ id: 'old', deviceName: 'OLD-1' }), ...crowd(99)], { takenAt: null })

function input(spec: GuardrailsSpec, now: string) {
  return planInput({ documents: [retireAll, guardrails(spec)], inventory: fleet(), now: new Date(now) })
}

function judged(spec: GuardrailsSpec, now: string) {
  const { actions, deferred, verdicts } = assemblePlan(input(spec, now))
  return {
    actions: actions.map(({ action, status }) => `${action} ${status}`),
    deferred: deferred.map(({ action, code, until }) => `${action} ${code} ${until}`),
    verdicts: verdicts.filter(({ guardrail }) => !['limit', 'history'].includes(guardrail) && !(guardrail === 'inventory' && !('inventory' in spec))),
  }
}

// 2026-11-23 is a Monday.
const office: GuardrailsSpec = { windows: [{ allow: 'Mon-Fri 09:00-17:00', zone: 'Europe/Amsterdam' }] }

describe('a window', () => {
  it('lets through what stands within it', () => {
    expect(judged(office, '2026-11-23T08:00:00Z')).toEqual({
      actions: ['retire ready'],
      deferred: [],
      verdicts: [{ guardrail: 'window', result: 'pass', message: 'retire: within its window.' }],
    })
  })

  it('defers what stands outside it until it opens, and blocks nothing', () => {
    expect(judged(office, '2026-11-23T07:59:59Z')).toEqual({
      actions: [],
      deferred: ['retire window 2026-11-23T08:00:00Z'],
      verdicts: [{ guardrail: 'window', result: 'defer', message: 'retire: 1 outside its window, and the next one opens at 2026-11-23T08:00:00Z.' }],
    })
  })

  it('closes at its end', () => {
    expect(judged(office, '2026-11-23T16:00:00Z').deferred).toEqual(['retire window 2026-11-24T08:00:00Z'])
  })

  it('of other effects has no say', () => {
    expect(judged({ windows: [{ allow: 'Sun', zone: 'UTC', actions: ['wipe'] }] }, '2026-11-23T12:00:00Z')).toEqual({
      actions: ['retire ready'],
      deferred: [],
      verdicts: [],
    })
  })

  it('without named effects is about everything destructive, and nothing else', () => {
    const { windows } = desired([retireAll, guardrails({ windows: [{ deny: 'Mon', zone: 'UTC' }] })]).guardrails
    const has = (effectiveEffect: ActionName, risk: Risk): boolean => windowsFor(windows, { action: effectiveEffect, effectiveEffect, risk }).length > 0

    expect([has('retire', 'irreversible'), has('resetPasscode', 'recoverable'), has('deleteUser', 'recoverable')]).toEqual([true, true, true])
    expect([has('disableDirectoryDevice', 'reversible'), has('disableUser', 'reversible')]).toEqual([false, false])
  })

  it('that never opens defers without a date', () => {
    expect(judged({ windows: [{ deny: '2026-01-01/2029-01-01', zone: 'UTC' }] }, '2026-11-23T12:00:00Z').deferred).toEqual(['retire window null'])
  })

  it('is looked at again before an action is sent', () => {
    const made = input(office, '2026-11-23T15:59:59Z')
    const [action] = assemblePlan(made).actions
    const [old = null] = made.inventory.devices
    if (!action) throw new TypeError('nothing planned')
    const reading = { device: old, directoryDevice: null, user: null, userDevices: null }

    const verdicts = ['2026-11-23T15:59:59Z', '2026-11-23T16:00:00Z'].map((now) => decideAgain(made, action, reading, new Date(now)))

    expect(verdicts.map((again) => (again.verdict === 'moved' ? again.because : again.verdict))).toEqual(['same', 'The window for retire has closed.'])
  })
})

describe('a suspension', () => {
  it('blocks everything destructive, and says why and by whom', () => {
    expect(judged({ suspend: { reason: 'Audit week.', by: 'alice' } }, '2026-11-23T12:00:00Z')).toEqual({
      actions: ['retire blockedByGuardrail'],
      deferred: [],
      verdicts: [{ guardrail: 'suspend', result: 'block', message: 'Suspended by alice: Audit week. Nothing destructive is applied.' }],
    })
  })

  it.each([
    ['2026-11-23T11:59:59Z', 'retire blockedByGuardrail'],
    ['2026-11-23T12:00:00Z', 'retire ready'],
  ])('ends at its end: at %s %s', (now, expected) => {
    expect(judged({ suspend: { reason: 'Audit week.', until: '2026-11-23T12:00:00Z' } }, now).actions).toEqual([expected])
  })

  it('holds nothing back where nothing destructive is planned', () => {
    const quiet = planInput({
      documents: [devicePolicy('none', { select: { deviceName: 'NONE' }, desired: { state: 'retired' } }), guardrails({ suspend: { reason: 'Audit week.' } })],
      inventory: fleet(),
    })

    expect(assemblePlan(quiet).verdicts.find(({ guardrail }) => guardrail === 'suspend')?.result).toBe('pass')
  })

  it('that is over is a warning', () => {
    const ends = (until: string) => problemsOf([retireAll, guardrails({ suspend: { reason: 'Audit week.', until } })]).map(({ code }) => code)

    expect([ends('2026-11-22T12:00:00Z'), ends('2026-11-22T12:00:01Z')]).toEqual([['REEVE_SUSPENSION_OVER'], []])
  })

  it('that begins between plan and send stops the send', () => {
    const made = input({}, '2026-11-23T12:00:00Z')
    const [action] = assemblePlan(made).actions
    if (!action) throw new TypeError('nothing planned')
    const suspended = { ...made, desired: { ...made.desired, guardrails: { ...made.desired.guardrails, suspend: { reason: 'Stop.', by: null, until: null } } } }

    expect(
      decideAgain(suspended, action, { device: made.inventory.devices[0] ?? null, directoryDevice: null, user: null, userDevices: null }, made.now),
    ).toEqual({
      verdict: 'moved',
      because: 'Suspended: Stop.',
    })
  })
})

describe('the reason of a suspension', () => {
  it.each(['The service desk moves', 'The service desk moves.'])('ends a sentence: %s', (reason) => {
    const { verdicts } = judged({ suspend: { reason } }, '2026-11-23T12:00:00Z')

    expect(verdicts.map(({ message }) => message)).toEqual(['Suspended: The service desk moves. Nothing destructive is applied.'])
  })
})

describe('rings, which this version does not keep', () => {
  it('hold back every effect that is to go in them', () => {
    expect(judged({ rings: { for: ['retire', 'wipe'], percent: [1, 100] } }, '2026-11-23T12:00:00Z')).toEqual({
      actions: ['retire blockedByGuardrail'],
      deferred: [],
      verdicts: [{ guardrail: 'ring', result: 'block', message: 'retire: is to go in rings, which this version does not keep, so none is applied.' }],
    })
  })

  it('hold back no other', () => {
    expect(judged({ rings: { for: ['wipe'], percent: [100] } }, '2026-11-23T12:00:00Z').actions).toEqual(['retire ready'])
  })

  it.each<[string, NonNullable<GuardrailsSpec['rings']>, string[]]>([
    ['of one ring', { for: ['wipe'], percent: [100] }, ['REEVE_NOT_ENFORCED_YET']],
    ['that rise to 100', { for: ['wipe'], percent: [1, 10, 100] }, ['REEVE_NOT_ENFORCED_YET']],
    ['that stand still', { for: ['wipe'], percent: [1, 1, 100] }, ['REEVE_CONTRADICTION', 'REEVE_NOT_ENFORCED_YET']],
    ['that end below 100', { for: ['wipe'], percent: [1, 99] }, ['REEVE_CONTRADICTION', 'REEVE_NOT_ENFORCED_YET']],
    ['for what is not destructive', { for: ['disableUser'], percent: [100] }, ['REEVE_CONTRADICTION', 'REEVE_NOT_ENFORCED_YET']],
  ])('%s: %j', (_case, rings, codes) => {
    expect(
      problemsOf([retireAll, guardrails({ rings })])
        .map(({ code }) => code)
        .sort(),
    ).toEqual(codes)
  })
})

describe('bounds on jumps of the inventory', () => {
  it('are said to be unchecked where they are declared, in the plan and when they are written', () => {
    const spec: GuardrailsSpec = { inventory: { maxShrinkPercent: 10, maxNewlyInactivePercent: 5 } }

    expect(judged(spec, '2026-11-23T12:00:00Z').verdicts).toContainEqual({
      guardrail: 'inventory',
      result: 'notChecked',
      message: 'maxShrinkPercent, maxNewlyInactivePercent: not checked, because no earlier snapshot is kept.',
    })
    expect(problemsOf([retireAll, guardrails(spec)]).map(({ code }) => code)).toEqual(['REEVE_NOT_ENFORCED_YET', 'REEVE_NOT_ENFORCED_YET'])
  })
})

describe('a window that is written', () => {
  it.each<[string, NonNullable<GuardrailsSpec['windows']>, string[]]>([
    ['rightly', [{ allow: 'Mon-Fri 09:00-17:00', zone: 'Europe/Amsterdam' }], []],
    ['in no zone', [{ allow: 'Mon', zone: 'Europe/Amsterdm' }], ['REEVE_INVALID_VALUE']],
    ['as an offset', [{ allow: 'Mon', zone: '+01:00' }], ['REEVE_INVALID_VALUE']],
    ['in no grammar', [{ deny: 'weekends', zone: 'UTC' }], ['REEVE_INVALID_VALUE']],
    ['to allow dates', [{ allow: '2026-12-20', zone: 'UTC' }], ['REEVE_INVALID_VALUE']],
    ['both ways', [{ allow: 'Mon', deny: 'Tue', zone: 'UTC' }], ['REEVE_CONTRADICTION']],
    ['neither way', [{ zone: 'UTC' }], ['REEVE_MISSING_FIELD']],
    [
      'and never opens',
      [
        { allow: 'Mon 09:00-17:00', zone: 'UTC' },
        { deny: 'Mon-Wed', zone: 'UTC' },
      ],
      ['REEVE_CONTRADICTION'],
    ],
    [
      'and opens for a minute',
      [
        { allow: 'Mon 09:00-17:01', zone: 'UTC' },
        { deny: 'Mon 08:00-17:00', zone: 'UTC' },
      ],
      [],
    ],
    [
      'and opens for another effect',
      [
        { allow: 'Mon', zone: 'UTC', actions: ['wipe', 'retire'] },
        { deny: 'Mon', zone: 'UTC', actions: ['wipe'] },
      ],
      [],
    ],
  ])('%s', (_case, windows, codes) => {
    expect(problemsOf([retireAll, guardrails({ windows })]).map(({ code }) => code)).toEqual(codes)
  })

  it('in a zone that is nearly right is told the right one', () => {
    const [problem] = problemsOf([retireAll, guardrails({ windows: [{ allow: 'Mon', zone: 'Europe/Amsterdm' }] })])

    expect(problem?.fix).toBe('Did you mean "Europe/Amsterdam"?')
  })

  it('voids approvals when it changes', () => {
    const digestOf = (spec: GuardrailsSpec) => desired([retireAll, guardrails(spec)]).guardrailsDigest

    expect(
      new Set([digestOf({}), digestOf(office), digestOf({ suspend: { reason: 'Stop.' } }), digestOf({ rings: { for: ['wipe'], percent: [100] } })]).size,
    ).toBe(4)
  })
})
