import { describe, expect, it } from 'vitest'
import type { DevicePolicySpec, Selector } from '../../src/planner/documents.generated.ts'
import { cleanupRule, devicePolicy, guardrails, listFile, problemsOf } from '../support/planning.ts'

const LIST = { file: 'lists/lost.csv', column: 'serial' }
const lists = [listFile('lists/lost.csv', ['serial'], [['S1']])]

function codesOf(select: Selector, spec: Partial<DevicePolicySpec> = {}): string[] {
  return problemsOf([devicePolicy('policy', { select, desired: { state: 'managed' }, ...spec })], lists).map(({ code }) => code)
}

const NEVER = ['REEVE_SELECTOR_NEVER_MATCHES']

describe('a selector that can never match is refused', () => {
  it.each<[string, Selector]>([
    ['two values of one field', { platform: 'ios', all: [{ platform: 'macos' }] }],
    ['two lists without a common value', { all: [{ model: ['a', 'b'] }, { model: { in: ['c'] } }] }],
    ['a value that its glob does not match', { deviceName: { in: ['LAPTOP-1'], glob: 'KIOSK-*' } }],
    ['a value of what is missing', { model: { glob: 'X*', known: false } }],
    ['a list of what is missing', { serialNumber: { in: LIST, known: false } }],
    ['true and false', { isEncrypted: true, all: [{ isEncrypted: false }] }],
    ['a flag that is set and missing', { isEncrypted: true, all: [{ isEncrypted: { known: false } }] }],
    ['a version at least as high as its upper bound', { osVersion: { atLeast: '17.0', below: '17' } }],
    ['a version beyond its bound', { osVersion: '18.1', all: [{ osVersion: { below: '18' } }] }],
    ['two versions', { osVersion: '17', all: [{ osVersion: '18' }] }],
    ['longer ago than recent', { lastSyncDateTime: { atLeastAgo: '30d', within: '30d' } }],
    ['before it is after', { enrolledDateTime: { after: '2026-03-01T00:00:00Z', before: '2026-03-01T00:00:01Z' } }],
    ['branches that are all dead', { platform: 'ios', any: [{ platform: 'macos' }, { platform: 'windows10', model: 'x' }] }],
    ['a branch that is dead by itself', { any: [{ platform: 'ios' }, { platform: 'macos', all: [{ platform: 'ios' }] }] }],
    ['what it excludes itself', { platform: 'ios', not: { platform: ['ios', 'macos'] } }],
    ['a platform that the profile does not have', { platform: { glob: 'linux*' } }],
    ['inside of not, where it would exclude nobody', { model: 'x', not: { isEncrypted: true, all: [{ isEncrypted: false }] } }],
  ])('%s', (_case, select) => {
    expect(codesOf(select)).toEqual(NEVER)
  })

  it('also as an exception, as a protection, and with the silence of its rule', () => {
    const dead: Selector = { osVersion: { atLeast: '17', below: '16' } }

    expect(codesOf({ model: 'x' }, { except: dead })).toEqual(NEVER)
    expect(
      problemsOf([devicePolicy('p', { select: { model: 'x' }, desired: { state: 'managed' } }), guardrails({ protect: [{ select: dead, reason: 'x' }] })]),
    ).toHaveLength(1)
    expect(problemsOf([cleanupRule('r', { select: { lastSyncDateTime: { within: '30d' } }, inactiveDays: 120 })]).map(({ code }) => code)).toEqual(NEVER)
  })

  it('when all of it is excepted', () => {
    expect(codesOf({ platform: 'ios', model: 'x' }, { except: { platform: ['ios', 'macos'] } })).toEqual(NEVER)
    expect(codesOf({ serialNumber: { in: LIST } }, { except: { serialNumber: { known: true } } })).toEqual(NEVER)
  })

  it('names both conditions and the place of the later', () => {
    const [problem] = problemsOf([devicePolicy('policy', { select: { lastSyncDateTime: { atLeastAgo: '30d', within: '7d' } }, desired: { state: 'managed' } })])

    expect(problem?.detail).toBe('"lastSyncDateTime" is asked to be at least 30d ago and within 7d.')
  })
})

describe('a selector that may match is not', () => {
  it.each<[string, Selector, Partial<DevicePolicySpec>]>([
    ['one value in two lists', { all: [{ model: ['a', 'b'] }, { model: ['B', 'c'] }] }, {}],
    ['a value in two cases', { model: 'iPhone', all: [{ model: ' IPHONE ' }] }, {}],
    ['an interval of versions', { osVersion: { atLeast: '16.4', below: '17' } }, {}],
    ['the lowest version of an interval', { osVersion: '16.4', all: [{ osVersion: { atLeast: '16.4' } }] }, {}],
    ['a span of time', { lastSyncDateTime: { atLeastAgo: '30d', within: '31d' } }, {}],
    ['one second between two moments', { enrolledDateTime: { after: '2026-03-01T00:00:00Z', before: '2026-03-01T00:00:02Z' } }, {}],
    ['moments that only today exclude each other', { lastSyncDateTime: { atLeastAgo: '30d', after: '2026-11-20T00:00:00Z' } }, {}],
    ['a branch that lives', { platform: 'ios', any: [{ platform: 'macos' }, { model: 'x' }] }, {}],
    ['a list that is excepted by another', { serialNumber: { in: LIST } }, { except: { serialNumber: ['S1'] } }],
    ['more than what is excepted', { platform: ['ios', 'macos'] }, { except: { platform: 'ios' } }],
    ['what is excluded in part', { platform: ['ios', 'macos'], not: { platform: 'ios' } }, {}],
    ['missing values, twice', { model: { known: false }, all: [{ model: { known: false } }] }, {}],
  ])('%s', (_case, select, spec) => {
    expect(codesOf(select, spec)).toEqual([])
  })

  it('an empty list selects nothing, with a warning', () => {
    expect(codesOf({ serialNumber: [] })).toEqual(['REEVE_LIST_EMPTY'])
    expect(codesOf({ serialNumber: { in: [] }, all: [{ serialNumber: 'x' }] })).toEqual(['REEVE_LIST_EMPTY'])
  })
})

describe('values of fields that Graph enumerates', () => {
  it.each<[Selector, string]>([
    [{ managedDeviceOwnerType: 'corporate' }, 'Did you mean "company"?'],
    [{ complianceState: ['compliant', 'nonCompliantt'] }, 'Did you mean "noncompliant"?'],
    [{ any: [{ joinType: { in: ['azureADJoin'] } }] }, 'Did you mean "azureADJoined"?'],
    [{ not: { managementState: 'wipePendin' } }, 'Did you mean "wipePending"?'],
    [{ managedDeviceOwnerType: 'unknown' }, 'Write managedDeviceOwnerType: {known: false}.'],
    [{ 'directory.trustType': 'AzureADJ' }, 'Did you mean "AzureAd"?'],
  ])('%j is none of them', (select, fix) => {
    const problems = problemsOf([devicePolicy('policy', { select, desired: { state: 'managed' } })])

    expect(problems.map((problem) => [problem.code, problem.fix])).toEqual([['REEVE_UNKNOWN_VALUE', fix]])
  })

  it('compare without regard to case, as selectors do, and globs are left alone', () => {
    expect(codesOf({ managedDeviceOwnerType: 'Company', managementAgent: { glob: 'new*' } })).toEqual([])
  })
})
