import { describe, expect, it } from 'vitest'
import type { ActionParameters, DesiredWipe } from '../../src/planner/documents.generated.ts'
import { askedOptions, wipeOptionsOf, wipeParameters } from '../../src/planner/wipe-options.ts'

const SECRET = { secretRef: 'env:CODE' }

describe('the options of a wipe', () => {
  it.each<[DesiredWipe | undefined, ActionParameters]>([
    [undefined, { keepEnrollmentData: false, keepUserData: false }],
    [{}, { keepEnrollmentData: false, keepUserData: false }],
    [{ keepEnrollmentStateAndUserAccount: false }, { keepEnrollmentData: false, keepUserData: false }],
    [{ keepEnrollmentStateAndUserAccount: true }, { keepEnrollmentData: true, keepUserData: true }],
    [{ mode: 'plain' }, { keepEnrollmentData: false, keepUserData: false }],
    [{ mode: 'keep' }, { keepEnrollmentData: true, keepUserData: true }],
    [{ mode: 'protected' }, { keepEnrollmentData: false, keepUserData: false, useProtectedWipe: true }],
    [{ persistEsimDataPlan: true }, { keepEnrollmentData: false, keepUserData: false, persistEsimDataPlan: true }],
    [{ persistEsimDataPlan: false }, { keepEnrollmentData: false, keepUserData: false, persistEsimDataPlan: false }],
    [{ macOsUnlockCode: SECRET }, { keepEnrollmentData: false, keepUserData: false, macOsUnlockCode: SECRET }],
  ])('%j are sent as %j', (wipe, parameters) => {
    expect(wipeParameters(wipeOptionsOf(wipe))).toEqual(parameters)
  })

  it('that were given are asked for, whatever their value', () => {
    const asked = askedOptions(wipeOptionsOf({ persistEsimDataPlan: false, macOsUnlockCode: SECRET }))

    expect(asked).toEqual(['persistEsimDataPlan', 'macOsUnlockCode'])
  })
})
