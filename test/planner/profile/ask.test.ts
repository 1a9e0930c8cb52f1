import { describe, expect, it } from 'vitest'
import { askSupport, listEffects } from '../../../src/planner/profile/ask.ts'
import type { ProfileFacts } from '../../../src/planner/profile/ask.ts'
import type { Profile } from '../../../src/planner/profile/profile.ts'
import { factsOf, profile2018 } from './profile-under-test.ts'
import { PLAIN_WIPE } from '../../../src/planner/wipe-options.ts'

const SOURCE = 'Delete (docs, 2026-08-06)'

/** An edition in which a delete retires, or wipes a corporate Android phone, and is known for Android alone. */
function laterProfile(): Profile {
  const profile = profile2018()
  const { delete: deletion } = profile.actions
  return {
    ...profile,
    source: 'documents of 2026',
    actions: {
      ...profile.actions,
      delete: {
        ...deletion,
        risk: { value: 'reversible', source: SOURCE },
        effectiveEffects: [
          { when: { platform: ['android'], deviceEnrollmentType: ['androidEnterpriseFullyManaged'] }, effect: 'wipe', source: SOURCE },
          { when: { managedDeviceOwnerType: ['personal'] }, effect: 'retire', source: SOURCE },
        ],
        modes: [
          {
            ...deletion.modes[0],
            support: [{ when: { platform: ['android'] }, verdict: 'supported', rule: 'Known for Android.', source: SOURCE }],
            effects: [
              {
                when: { deviceEnrollmentType: ['androidEnterpriseFullyManaged'] },
                data: 'userData',
                outcome: 'removed',
                note: null,
                source: SOURCE,
              },
              { when: {}, data: 'userData', outcome: 'kept', note: null, source: SOURCE },
            ],
          },
        ],
      },
    },
  }
}

function askDelete(facts: Partial<ProfileFacts>) {
  const question = { action: 'delete', wipe: PLAIN_WIPE, facts: factsOf({ platform: 'android', ...facts }) } as const
  return { support: askSupport(laterProfile(), question), effects: listEffects(laterProfile(), question) }
}

describe('the same questions, asked of another profile', () => {
  it.each([
    ['androidEnterpriseFullyManaged', 'personal', 'wipe', 'irreversible', 'removed'],
    ['unknownFutureValue', 'personal', 'retire', 'irreversible', 'kept'],
    ['unknownFutureValue', 'company', 'delete', 'reversible', 'kept'],
    [null, 'personal', 'wipe', 'irreversible', 'removed'],
  ] as const)(
    'enrolled as %s and owned by %s: a delete is judged as %s, with its risk, and unknown by the worst',
    (deviceEnrollmentType, managedDeviceOwnerType, effectiveEffect, risk, outcome) => {
      expect(askDelete({ deviceEnrollmentType, managedDeviceOwnerType })).toEqual({
        support: { verdict: 'supported', effectiveEffect, risk, removesFromManagement: true, rule: 'Known for Android.', source: SOURCE },
        effects: [{ data: 'userData', outcome, note: null }],
      })
    },
  )

  it('refuse what no rule speaks of', () => {
    const rule = 'intune-2018 knows no delete for this device.'

    expect(askDelete({ platform: 'macos' })).toEqual({
      support: { verdict: 'unsupported', rule, source: 'documents of 2026' },
      effects: [{ data: 'all', outcome: 'blocked', note: rule }],
    })
  })
})
