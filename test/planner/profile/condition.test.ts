import { describe, expect, it } from 'vitest'
import { findRow, judgeCondition, listPossibleRows } from '../../../src/planner/profile/condition.ts'
import type { Condition } from '../../../src/planner/profile/condition.ts'
import { factsOf } from './profile-under-test.ts'

// The shape that a profile needs in which deleting a corporate Android phone wipes it.
const DELETE: readonly { readonly when: Condition; readonly effect: string }[] = [
  { when: { platform: ['android'], deviceEnrollmentType: ['androidEnterpriseFullyManaged'] }, effect: 'wipe' },
  { when: { platform: ['ios'], managedDeviceOwnerType: ['company'] }, effect: 'wipe' },
  { when: {}, effect: 'retire' },
]

describe('a condition', () => {
  it('that is empty holds for every device', () => {
    expect(judgeCondition({}, factsOf({ platform: 'unknown' }))).toBe(true)
  })

  it.each([
    [{ platform: 'android', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }, true],
    [{ platform: 'android', deviceEnrollmentType: 'userEnrollment' }, false],
    [{ platform: 'android', deviceEnrollmentType: null }, 'deviceEnrollmentType'],
    [{ platform: 'ios', deviceEnrollmentType: null }, false],
  ] as const)('on enrolment: %j gives %s', (facts, expected) => {
    expect(judgeCondition({ platform: ['android'], deviceEnrollmentType: ['androidEnterpriseFullyManaged'] }, factsOf(facts))).toBe(expected)
  })

  it.each([
    ['company', true],
    ['personal', false],
    [null, 'managedDeviceOwnerType'],
  ] as const)('on ownership: %s gives %s', (managedDeviceOwnerType, expected) => {
    expect(judgeCondition({ managedDeviceOwnerType: ['company'] }, factsOf({ managedDeviceOwnerType }))).toBe(expected)
  })

  it.each([
    ['6.9', false],
    ['7.0', true],
    ['8.1', true],
    ['9', false],
    [null, 'osVersion'],
    ['nine', 'osVersion'],
  ] as const)('on a range of versions includes its floor and not its ceiling: %s gives %s', (osVersion, expected) => {
    expect(judgeCondition({ osVersion: { atLeast: '7.0', below: '9.0' } }, factsOf({ osVersion }))).toBe(expected)
  })

  it('is false as soon as one part is, whatever is missing', () => {
    const facts = factsOf({ platform: 'ios', joinType: null, osVersion: null })

    expect(judgeCondition({ joinType: ['azureADJoined'], managedDeviceOwnerType: ['company'], platform: ['macos'] }, facts)).toBe(false)
    expect(judgeCondition({ joinType: ['azureADJoined'], osVersion: { atLeast: '7.0' } }, factsOf({ joinType: null, osVersion: '6' }))).toBe(false)
  })

  it('names the first fact that is missing', () => {
    const facts = factsOf({ joinType: null, osVersion: null })

    expect(judgeCondition({ osVersion: { below: '7.0' }, joinType: ['azureADJoined'] }, facts)).toBe('joinType')
  })
})

describe('the row that speaks', () => {
  it.each([
    [{ platform: 'android', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }, 'wipe', null],
    [{ platform: 'android', deviceEnrollmentType: null }, 'wipe', 'deviceEnrollmentType'],
    [{ platform: 'android', deviceEnrollmentType: 'userEnrollment' }, 'retire', null],
    [{ platform: 'ios', managedDeviceOwnerType: null }, 'wipe', 'managedDeviceOwnerType'],
    [{ platform: 'ios', managedDeviceOwnerType: 'personal' }, 'retire', null],
  ])('is the first that is not false, so what is unknown is judged by the worst: %j', (facts, effect, missing) => {
    const found = findRow(DELETE, factsOf(facts))

    expect({ effect: found?.row.effect, missing: found?.missing }).toEqual({ effect, missing })
  })

  it('is none where every row is false', () => {
    expect(findRow([{ when: { platform: ['macos'] } }], factsOf({}))).toBeNull()
  })

  it.each([
    ['android', ['wipe', 'retire']],
    ['macos', ['retire']],
    [null, ['wipe', 'wipe', 'retire']],
  ])('on %s can be %j, by other facts than the platform', (platform, expected) => {
    expect(listPossibleRows(DELETE, platform).map(({ effect }) => effect)).toEqual(expected)
  })

  it('can be none after a row that holds for the whole platform', () => {
    const rows: readonly { readonly when: Condition }[] = [{ when: { platform: ['macos'] } }, { when: {} }]

    expect(listPossibleRows(rows, 'macos')).toEqual([rows[0]])
  })
})
