import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../../src/planner/profile/ask.ts'

describe('versions', () => {
  it.each([
    ['7', '7.0'],
    ['7.0', '7'],
    ['10.0.16299', '10.0.16299.0'],
    ['06.1', '6.01'],
    [' 7.0 ', '7'],
    ['14.2.1 (23C71)', '14.2.1'],
    ['16.5.1 (c)', '16.5.1'],
  ])('%j equals %j: a missing part is 0, and a build in parentheses is no part', (a, b) => {
    expect(compareVersions(a, b)).toBe(0)
  })

  it.each([
    ['6.0.1', '7.0'],
    ['9', '10'],
    ['7.0', '7.0.1'],
    ['10.0.16298.9999', '10.0.16299'],
    ['10.0.9600', '10.0.16299'],
    ['6.9.9', '7'],
    ['10.0.16299', '10.0.19045.3803'],
  ])('%j is older than %j: parts compare as numbers', (a, b) => {
    expect(compareVersions(a, b)).toBeLessThan(0)
    expect(compareVersions(b, a)).toBeGreaterThan(0)
  })

  it.each(['', ' ', 'unknown', 'Android 7.0', 'v7', '7.', '.7', '7..0', '7,0', '-7', '7.0-beta', '1e3', '0x10', '٧', '10.0 16299', '9'.repeat(16)])(
    '%j is not a version, so it is neither older nor newer',
    (text) => {
      expect(compareVersions(text, '7.0')).toBeNull()
      expect(compareVersions('7.0', text)).toBeNull()
    },
  )
})
