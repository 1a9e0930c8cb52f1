import { describe, expect, it } from 'vitest'
import type { Selector } from '../../src/planner/documents.generated.ts'
import { isError } from '../../src/planner/problem.ts'
import { findUnmatchedSelectors } from '../../src/planner/unmatched.ts'
import { at, cleanupRule, crowd, desired, device, devicePolicy, inventory, NOON } from '../support/planning.ts'

const fleet = inventory([
  ...crowd(5),
  device({ id: 'one', deviceCategoryDisplayName: 'Kiosk', model: 'X1' }),
  device({ id: 'two', deviceCategoryDisplayName: 'kiosk', model: 'X1' }),
])
const now = at(NOON.toISOString())

function warnings(select: Selector, snapshot = fleet): string[] {
  const state = desired([devicePolicy('policy', { select, desired: { state: 'managed' } })])
  const problems = findUnmatchedSelectors({ desired: state, inventory: snapshot, now })

  expect(problems.some(isError)).toBe(false)
  return problems.map(({ detail, fix }) => [detail, ...(fix === null ? [] : [fix])].join(' '))
}

describe('a selector that matches no device', () => {
  it('is told with the nearest value that would match, and for how many', () => {
    expect(warnings({ deviceCategoryDisplayName: 'Kiosc' })).toEqual(['"deviceCategoryDisplayName: Kiosc" is true for 0 of 7 devices; "Kiosk" would be for 2.'])
    expect(warnings({ all: [{ model: ['Modle', 'zzz'] }] })).toEqual(['"model: [Modle, zzz]" is true for 0 of 7 devices; "Model" would be for 5.'])
  })

  it('is told with what the fleet has where nothing is near', () => {
    expect(warnings({ model: 'ThinkPad' })).toEqual(['"model: ThinkPad" is true for 0 of 7 devices. The fleet has Model (5), X1 (2).'])
  })

  it.each<[string, Selector]>([
    ['one value that is there', { model: ['ThinkPad', 'x1'] }],
    ['conditions that only together match nobody', { model: 'X1', platform: 'windows10', isEncrypted: false }],
    ['a serial number, which goes with its device', { serialNumber: 'SN-gone' }],
    ['silence, which is how things should be otherwise', { lastSyncDateTime: { atLeastAgo: '300d' }, platform: 'windows10' }],
    ['a branch beside others', { any: [{ model: 'ThinkPad' }, { model: 'X1' }] }],
    ['what is excluded', { platform: 'windows10', not: { model: 'ThinkPad' } }],
    ['a field that nobody has a value of', { enrollmentProfileName: 'Default' }],
    ['records that were not read', { 'directory.trustType': 'Workplace' }],
  ])('is not told of for %s', (_case, select) => {
    expect(warnings(select)).toEqual([])
  })

  it('is not told of an empty fleet, nor of what has expired', () => {
    const expired = desired([devicePolicy('policy', { select: { model: 'ThinkPad' }, expires: '2026-11-01', desired: { state: 'managed' } })])

    expect(warnings({ model: 'ThinkPad' }, inventory([]))).toEqual([])
    expect(findUnmatchedSelectors({ desired: expired, inventory: fleet, now })).toEqual([])
  })

  it('is told of rules, too, at the place of the condition', () => {
    const state = desired([cleanupRule('silent', { select: { platform: 'macos' }, inactiveDays: 120 })])

    expect(findUnmatchedSelectors({ desired: state, inventory: fleet, now }).map(({ where }) => where)).toEqual([
      { file: 'CleanupRule-silent.yaml', line: 1, column: 1 },
    ])
  })
})
