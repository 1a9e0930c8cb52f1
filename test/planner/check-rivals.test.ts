import { describe, expect, it } from 'vitest'
import type { DevicePolicySpec, Selector } from '../../src/planner/documents.generated.ts'
import { cleanupRule, devicePolicy, problemsOf } from '../support/planning.ts'

type Spec = Partial<DevicePolicySpec> & { readonly select: Selector }

const LIST: Selector = { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } }

/** A wipe, and a retirement of what `other` selects, at the same priority unless it says so. */
function codesOf(one: Spec, other: Spec): string[] {
  return problemsOf([
    devicePolicy('one', { desired: { state: 'wiped', since: '2026-11-01' }, ...one }),
    devicePolicy('other', { desired: { state: 'retired' }, ...other }),
  ]).map(({ code }) => code)
}

describe('two policies of one priority that ask for different things', () => {
  it.each<[string, Spec, Spec]>([
    ['the same selector', { select: LIST }, { select: LIST }],
    ['the same in another order and case', { select: { model: 'x', platform: ['ios', 'macos'] } }, { select: { platform: ['macos', 'IOS'], model: 'X' } }],
    ['the same exceptions', { select: LIST, except: { model: 'x' } }, { select: LIST, except: { model: 'x' } }],
  ])('are an error with %s', (_case, one, other) => {
    expect(codesOf(one, other)).toEqual(['REEVE_POLICIES_CONFLICT'])
  })

  it.each<[string, Spec, Spec]>([
    ['one list within another', { select: { platform: 'ios' } }, { select: { platform: ['ios', 'macos'] } }],
    ['one more condition', { select: { platform: 'ios', model: 'x' } }, { select: { platform: 'ios' } }],
    ['a branch of an any', { select: { platform: 'ios' } }, { select: { any: [{ platform: 'ios' }, { model: 'x' }] } }],
    ['branches that all fit', { select: { any: [{ platform: 'ios' }, { platform: 'macos' }] } }, { select: { platform: ['ios', 'macos'] } }],
    ['a value that a glob matches', { select: { deviceName: 'kiosk-1' } }, { select: { deviceName: { glob: 'KIOSK-*' } } }],
    [
      'a longer silence',
      { select: { model: 'x', lastSyncDateTime: { atLeastAgo: '60d' } } },
      { select: { model: 'x', lastSyncDateTime: { atLeastAgo: '30d' } } },
    ],
    ['a narrower version', { select: { osVersion: { atLeast: '16', below: '17' } } }, { select: { osVersion: { below: '17.1' } } }],
    ['any value', { select: LIST }, { select: { serialNumber: { known: true } } }],
    ['the same not', { select: { model: 'x', not: { platform: 'ios' } } }, { select: { not: { platform: 'ios' } } }],
    ['an exception of the smaller one', { select: LIST, except: { platform: 'ios' } }, { select: LIST }],
    ['the same selector, when both are only reported', { select: LIST, mode: 'report' }, { select: LIST, mode: 'report' }],
  ])('are a warning with %s', (_case, one, other) => {
    expect(codesOf(one, other)).toEqual(['REEVE_POLICIES_OVERLAP'])
  })

  it.each<[string, Spec, Spec]>([
    ['selectors that merely overlap', { select: { platform: 'ios', isSupervised: true } }, { select: { platform: 'ios', model: 'x' } }],
    ['other lists', { select: LIST }, { select: { serialNumber: { in: { file: 'lists/lost.csv', column: 'other' } } } }],
    ['an exception that may cover it', { select: { platform: 'ios' } }, { select: { platform: ['ios', 'macos'] }, except: { platform: 'ios', model: 'x' } }],
    ['one that has expired', { select: { model: 'x' }, expires: '2026-11-01' }, { select: { model: 'x' } }],
    ['one that is only reported, of other devices', { select: { model: 'x' } }, { select: { model: ['x', 'y'] }, mode: 'report' }],
  ])('are left alone with %s', (_case, one, other) => {
    expect(codesOf(one, other).filter((code) => code.startsWith('REEVE_POLIC'))).toEqual([])
  })

  it('are reported once for each policy, with the first in its way and the number of the others', () => {
    const asking = (name: string, state: 'retired' | 'deleted') => devicePolicy(name, { select: { platform: 'ios', model: 'x' }, desired: { state } })

    const found = problemsOf([asking('a', 'retired'), asking('b', 'deleted'), asking('c', 'deleted'), asking('d', 'deleted')])

    expect(found.map(({ code, detail }) => [code, /"\w"/.exec(detail)?.[0], detail.split('.').at(-2)])).toEqual([
      ['REEVE_POLICIES_CONFLICT', '"b"', ' 2 more policies stand in its way like this'],
    ])
  })

  it('are left alone when they ask for the same thing after all', () => {
    const same: Spec = { select: { model: 'x' }, desired: { state: 'wiped', since: '2026-11-01' } }

    expect(codesOf(same, { ...same, desired: { state: 'wiped', since: '2026-11-01T23:59:59Z' } })).toEqual([])
    expect(codesOf(same, { ...same, desired: { state: 'wiped', since: '2026-11-02' } })).toEqual(['REEVE_POLICIES_CONFLICT'])
  })

  it('are judged with the silence of a rule', () => {
    const rules = [cleanupRule('one', { inactiveDays: 120 }), cleanupRule('two', { inactiveDays: 90 })]

    expect(problemsOf(rules).map(({ code }) => code)).toEqual(['REEVE_POLICIES_OVERLAP'])
  })
})

describe('a policy that is never heard', () => {
  it('is one whose devices a higher one selects, for at least as long', () => {
    const shadowed: Spec = { select: { platform: 'ios', model: 'x' } }
    const above: Spec = { select: { platform: 'ios' }, priority: 200 }

    expect(codesOf(shadowed, above)).toEqual(['REEVE_POLICY_SHADOWED'])
    expect(codesOf(shadowed, { ...above, expires: '2027-01-01' })).toEqual([])
    expect(codesOf({ ...shadowed, expires: '2026-12-31' }, { ...above, expires: '2027-01-01' })).toEqual(['REEVE_POLICY_SHADOWED'])
  })

  it('is a rehearsal of what is enforced, at whatever priority', () => {
    expect(codesOf({ select: { model: 'x' } }, { select: { model: 'x' }, mode: 'report', priority: 900 })).toEqual(['REEVE_POLICY_SHADOWED'])
    expect(codesOf({ select: { model: 'x' }, mode: 'report', priority: 900 }, { select: { model: ['x', 'y'] } })).toEqual(['REEVE_POLICY_SHADOWED'])
  })

  it('is none that the higher one leaves devices, or sleeps over', () => {
    expect(codesOf({ select: { platform: ['ios', 'macos'] } }, { select: { platform: 'ios' }, priority: 200 })).toEqual([])
    expect(
      codesOf({ select: { model: 'x' } }, { select: { model: 'x' }, priority: 200, desired: { state: 'wiped', since: '2027-01-01' } }).filter(
        (code) => code !== 'REEVE_SINCE_IN_FUTURE',
      ),
    ).toEqual([])
  })

  it('is said once, with the name and place of the higher one', () => {
    const problems = problemsOf([
      devicePolicy('low', { select: { model: 'x' }, desired: { state: 'retired' } }),
      devicePolicy('mid', { select: { model: ['x', 'y'] }, desired: { state: 'retired' }, priority: 150 }),
      devicePolicy('high', { select: { model: { known: true } }, desired: { state: 'retired' }, priority: 200 }),
    ])

    expect(problems.map(({ code }) => code)).toEqual(['REEVE_POLICY_SHADOWED', 'REEVE_POLICY_SHADOWED'])
    const named = problems.map(({ detail }) => /"(\w+)" \([^)]+:\d+:\d+\)/.exec(detail)?.[1])
    expect(new Set(named)).toEqual(new Set(['high', 'mid']))
  })
})
