import { describe, expect, it } from 'vitest'
import type { ActionName } from '../../../src/planner/documents.generated.ts'
import { compareAction } from '../../../src/planner/profile/compare-action.ts'
import { PROFILES } from '../../../src/planner/profile/profile.ts'
import { describeAnswer, renderActionComparison } from '../../../src/planner/render/action-comparison.ts'
import { plainStyle } from '../../../src/planner/render/text-style.ts'

function answersOf(action: ActionName): Record<string, string[]> {
  const comparison = compareAction(PROFILES, action)
  if (!comparison) throw new TypeError(`Nothing is said of ${action}`)
  return Object.fromEntries(
    comparison.platforms.map(({ platform, answers }) => [platform, comparison.profiles.map((name) => describeAnswer(action, answers[name] ?? null))]),
  )
}

describe('an action in both profiles', () => {
  it.each<[ActionName, string, string, string]>([
    ['delete', 'androidKiosk', 'yes, as wipe', '–'],
    ['delete', 'androidDedicated', '–', 'yes, as wipe'],
    ['delete', 'ios', 'yes', 'yes, as retire'],
    ['delete', 'windows10', 'yes, as wipe if joinType azureADJoined or hybridAzureADJoined', 'yes, as retire'],
    ['delete', 'chromeos', '–', 'no'],
    ['wipe', 'windows10', 'yes; also keep', 'yes; also keep, protected'],
    ['wipe', 'tvos', '–', 'version 10.2 and later'],
    ['retire', 'windows10', 'unless joinType azureADJoined or hybridAzureADJoined', 'yes'],
    ['resetPasscode', 'android', 'before version 7.0', '–'],
  ])('%s on %s: %s, now %s', (action, platform, before, now) => {
    expect(answersOf(action)[platform]).toEqual([before, now])
  })

  it('names every platform of both once', () => {
    const platforms = Object.keys(answersOf('wipe'))

    expect(new Set(platforms)).toEqual(new Set(PROFILES.flatMap((profile) => profile.platforms.map(({ name }) => name))))
    expect(new Set(platforms).size).toBe(platforms.length)
  })

  it('is nothing where no profile describes it', () => {
    expect(compareAction(PROFILES, 'setCleanupRule')).toBeNull()
  })

  it.each([80, 120])('fits a terminal of %s columns', (width) => {
    const comparison = compareAction(PROFILES, 'delete')
    if (!comparison) throw new TypeError('Nothing is said of delete')

    const lines = renderActionComparison(comparison, plainStyle(width)).split('\n')

    expect(lines[0]).toBe('delete, by intune-2018 and intune-2026')
    expect(lines.filter((line) => line.length > width)).toEqual([])
    expect(lines.find((line) => line.includes('androidFullyManaged'))).toMatch(/^ {2}androidFullyManaged +– +yes, as wipe$/)
  })
})
