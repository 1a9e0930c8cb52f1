import { describe, expect, it } from 'vitest'
import type { Selector as SelectorDocument } from '../../src/planner/documents.generated.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { compileSelector, type Leaf, type Selector, withAnswer } from '../../src/planner/selector.ts'
import type { Truth } from '../../src/planner/truth.ts'
import type { Subject } from '../../src/planner/subject.ts'
import type { ListFile } from '../../src/planner/repository.ts'
import { at, daysAgo, device, directoryDevice, listFile, NOON } from '../support/planning.ts'

const WORDS = ['false', 'unknown', 'true'] as const

function compile(document: SelectorDocument, lists: readonly ListFile[] = []) {
  const reported: string[] = []
  const selector = compileSelector(document, '/spec/select', {
    findList: ({ file }) => lists.find(({ path }) => path === file) ?? null,
    protects: false,
    report: (code, _detail, pointer) => reported.push(`${code} ${pointer}`),
    locate: (pointer) => pointer,
  })
  return { selector, reported }
}

function subject(overrides: Partial<Device>, rest: Partial<Subject> = {}): Subject {
  return {
    device: device({ id: 'one', ...overrides }),
    directory: null,
    over: 'devices',
    directoryRead: false,
    user: null,
    userRead: false,
    now: at(NOON.toISOString()),
    ...rest,
  }
}

function judge(document: SelectorDocument, overrides: Partial<Device>, rest: Partial<Subject> = {}): string {
  return WORDS[compile(document).selector.evaluate(subject(overrides, rest))]
}

describe('text in a selector', () => {
  it.each([
    ['equal', 'Berlin', 'Berlin', 'true'],
    ['equal but for ASCII case', 'berlin', 'BERLIN', 'true'],
    ['equal but for space around it', ' Berlin ', 'Berlin', 'true'],
    ['different', 'Berlin', 'Bern', 'false'],
    ['different in a letter that only Unicode folds', 'kiosk', '\u212Aiosk', 'false'],
    ['missing', 'Berlin', null, 'unknown'],
  ])('%s is %4$s', (_case, wanted, actual, truth) => {
    const verdict = judge({ deviceName: wanted }, { deviceName: actual })

    expect(verdict).toBe(truth)
  })

  it.each([
    ['KIOSK-*', 'kiosk-12', 'true'],
    ['*-12', 'kiosk-12', 'true'],
    ['k?osk-*', 'kiosk-', 'true'],
    ['kiosk', 'kiosk-12', 'false'],
    ['*a*a*a*a*a*b', 'a'.repeat(200), 'false'],
    ['[k]iosk-*', 'kiosk-1', 'false'],
  ])('glob %s on %s is %s', (glob, name, truth) => {
    const verdict = judge({ deviceName: { glob } }, { deviceName: name })

    expect(verdict).toBe(truth)
  })

  it('a list means any of, and an empty one selects nothing, not even what is missing', () => {
    const verdicts = [judge({ model: ['A', 'B'] }, { model: 'B' }), judge({ model: [] }, { model: 'B' }), judge({ model: [] }, { model: null })]

    expect(verdicts).toEqual(['true', 'false', 'false'])
  })
})

describe('the platform in a selector', () => {
  it('is unknown where it could not be derived, so that no policy that names one matches', () => {
    const verdict = judge({ platform: 'ios' }, { platform: 'unknown' })

    expect(verdict).toBe('unknown')
  })
})

describe('missing values on purpose', () => {
  it.each([
    [{ known: false }, null, 'true'],
    [{ known: false }, 'X', 'false'],
    [{ known: true }, null, 'false'],
    [{ known: true }, 'X', 'true'],
  ])('%j on %j is %s', (matcher, serialNumber, truth) => {
    const verdict = judge({ serialNumber: matcher }, { serialNumber })

    expect(verdict).toBe(truth)
  })

  it('says nothing about a directory that was not read', () => {
    const verdicts = [false, true].map((directoryRead) => judge({ 'directory.trustType': { known: false } }, {}, { directoryRead }))

    expect(verdicts).toEqual(['unknown', 'true'])
  })
})

describe('moments in a selector', () => {
  it.each([
    ['atLeastAgo at exactly the bound', { atLeastAgo: '30d' }, daysAgo(30), 'true'],
    ['atLeastAgo a second later', { atLeastAgo: '30d' }, daysAgo(30) + 1, 'false'],
    ['within at exactly the bound', { within: '30d' }, daysAgo(30), 'false'],
    ['within a second later', { within: '30d' }, daysAgo(30) + 1, 'true'],
    ['before is strict', { before: '2026-11-01T00:00:00Z' }, at('2026-11-01T00:00:00Z'), 'false'],
    ['after is strict', { after: '2026-11-01T00:00:00Z' }, at('2026-11-01T00:00:00Z'), 'false'],
    ['a bare date is the end of its day', { before: '2026-11-01' }, at('2026-11-01T23:00:00Z'), 'true'],
    ['both bounds hold at once', { after: '2026-11-01T00:00:00Z', before: '2026-11-02T00:00:00Z' }, at('2026-11-03T00:00:00Z'), 'false'],
    ['five minutes ahead is a clock that runs fast', { within: '1d' }, at(NOON.toISOString()) + 300, 'true'],
    ['more than that is not known', { within: '1d' }, at(NOON.toISOString()) + 301, 'unknown'],
    ['never seen is not known, and not old', { atLeastAgo: '30d' }, null, 'unknown'],
  ])('%s', (_case, matcher, lastSyncDateTime, truth) => {
    const verdict = judge({ lastSyncDateTime: matcher }, { lastSyncDateTime })

    expect(verdict).toBe(truth)
  })
})

describe('versions in a selector', () => {
  it.each([
    [{ below: '17.0' }, '9.3.5', 'true'],
    [{ below: '17.0' }, '17.0', 'false'],
    [{ below: '17.0' }, '17', 'false'],
    [{ atLeast: '10.0.16299' }, '10.0.9999.1', 'false'],
    [{ atLeast: '10.0.16299' }, '10.0.16299.15', 'true'],
    [{ below: '17.0' }, 'beta', 'unknown'],
    [{ below: '17.0' }, null, 'unknown'],
  ])('%j on %j is %s', (matcher, osVersion, truth) => {
    const verdict = judge({ osVersion: matcher }, { osVersion })

    expect(verdict).toBe(truth)
  })
})

describe('logic with three values', () => {
  const T: SelectorDocument = { isEncrypted: true }
  const F: SelectorDocument = { isEncrypted: false }
  const U: SelectorDocument = { isSupervised: true }
  const facts: Partial<Device> = { isEncrypted: true, isSupervised: null }

  it.each<[string, SelectorDocument, string]>([
    ['all of true and unknown', { all: [T, U] }, 'unknown'],
    ['all of false and unknown', { all: [U, F] }, 'false'],
    ['any of true and unknown', { any: [U, T] }, 'true'],
    ['any of false and unknown', { any: [F, U] }, 'unknown'],
    ['not unknown', { not: U }, 'unknown'],
    ['not true', { not: T }, 'false'],
    ['every field must hold', { isEncrypted: true, isSupervised: true }, 'unknown'],
  ])('%s is %3$s', (_case, document, truth) => {
    const verdict = judge(document, facts)

    expect(verdict).toBe(truth)
  })

  it('names the fields that were unknown', () => {
    const { selector } = compile({ all: [T, U], lastSyncDateTime: { atLeastAgo: '1d' } })

    const fields = selector.unknownFields(subject({ ...facts, lastSyncDateTime: null }))

    expect(fields).toEqual(['isSupervised', 'lastSyncDateTime'])
  })
})

describe('list files in a selector', () => {
  const lost = listFile(
    'lists/lost.csv',
    ['serial', 'note'],
    [
      ['SN-1', ''],
      ['', 'nothing'],
      [' sn-2 ', ''],
      ['SN-1', 'again'],
    ],
  )
  const document: SelectorDocument = { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } }

  it('name the line that matched, the first where several do', () => {
    const { selector } = compile(document, [lost])

    const because = ['SN-1', 'SN-2'].map((serialNumber) => selector.explain(subject({ serialNumber })))

    expect(because).toEqual([['serialNumber in lists/lost.csv:2'], ['serialNumber in lists/lost.csv:4']])
  })

  it('an empty cell matches nothing, and an empty list is said', () => {
    const empty = compile(document, [listFile('lists/lost.csv', ['serial'], [['']])])

    const verdicts = [compile(document, [lost]).selector.evaluate(subject({ serialNumber: null })), empty.selector.evaluate(subject({ serialNumber: null }))]

    expect(verdicts.map((truth) => WORDS[truth])).toEqual(['unknown', 'false'])
    expect(empty.reported).toEqual(['REEVE_LIST_EMPTY /spec/select/serialNumber/in'])
  })
})

describe('joined records in a selector', () => {
  it('read the directory record of the device', () => {
    const verdict = judge({ 'directory.accountEnabled': false }, {}, { directory: directoryDevice('one', { accountEnabled: false }), directoryRead: true })

    expect(verdict).toBe('true')
  })
})

describe('the leaves of a selector', () => {
  it('know their place', () => {
    const { selector } = compile(
      {
        platform: 'ios',
        serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' }, glob: 'SN-*' },
        osVersion: { below: '17.0' },
        any: [{ lastSyncDateTime: { atLeastAgo: '30d' } }, { not: { isEncrypted: true } }],
      },
      [listFile('lists/lost.csv', ['serial'], [['SN-1']])],
    )

    const places = selector.leaves.map(({ at: place, asks }) => [place, asks])

    expect(places).toEqual([
      ['/spec/select/platform', 'platform is ios'],
      ['/spec/select/serialNumber/in', 'serialNumber in lists/lost.csv'],
      ['/spec/select/serialNumber/glob', 'serialNumber matches SN-*'],
      ['/spec/select/osVersion/below', 'osVersion below 17.0'],
      ['/spec/select/any/0/lastSyncDateTime/atLeastAgo', 'lastSyncDateTime at least 30d ago'],
      ['/spec/select/any/1/not/isEncrypted', 'isEncrypted is true'],
    ])
  })

  it.each<[string, SelectorDocument, Partial<Device>, string | null]>([
    ['a text', { platform: 'ios' }, { platform: 'macos' }, 'macos'],
    ['a moment', { lastSyncDateTime: { atLeastAgo: '30d' } }, { lastSyncDateTime: daysAgo(2) }, '2026-11-20T12:00:00Z'],
    ['a moment that has not come', { lastSyncDateTime: { atLeastAgo: '30d' } }, { lastSyncDateTime: daysAgo(-2) }, '2026-11-24T12:00:00Z, in the future'],
    ['yes or no', { isEncrypted: true }, { isEncrypted: false }, 'false'],
    ['nothing', { isEncrypted: true }, { isEncrypted: null }, null],
  ])('say what the device has: %s', (_what, document, overrides, value) => {
    const said = compile(document).selector.leaves.map((leaf) => leaf.valueOf(subject(overrides)))

    expect(said).toEqual([value])
  })

  it.each<[string, SelectorDocument, readonly number[]]>([
    ['atLeastAgo', { lastSyncDateTime: { atLeastAgo: '30d' } }, [daysAgo(2) - 300, daysAgo(-28)]],
    ['within', { lastSyncDateTime: { within: '30d' } }, [daysAgo(2) - 300, daysAgo(-28)]],
    ['before', { lastSyncDateTime: { before: '2026-11-01' } }, [daysAgo(2) - 300]],
    ['known', { lastSyncDateTime: { known: true } }, [daysAgo(2) - 300]],
    ['a text', { platform: 'ios' }, []],
  ])('name the moments at which time alone may turn them: %s', (_condition, document, moments) => {
    const named = compile(document).selector.leaves.flatMap((leaf) => leaf.turnsAt(subject({ lastSyncDateTime: daysAgo(2) })))

    expect(named).toEqual(moments)
  })

  it('can be given another answer, one at a time', () => {
    const { selector } = compile({ platform: 'ios', any: [{ deviceName: 'A' }, { not: { deviceName: 'B' } }] })
    const looked = subject({ platform: 'macos', deviceName: 'B' })
    const [platform, first, second] = selector.leaves as [Leaf, Leaf, Leaf]
    const is = (whole: Selector, { at: place }: Leaf, answer: Truth) => withAnswer(whole, (leaf) => leaf.at === place, answer)

    const answers = [is(selector, platform, 2), is(is(selector, platform, 2), first, 2), is(selector, second, 0)]

    expect(answers.map((changed) => WORDS[changed.evaluate(looked)])).toEqual(['false', 'true', 'false'])
  })

  it('of a short list are named, of a long one counted', () => {
    const asked = [
      ['a', 'b'],
      ['a', 'b', 'c', 'd', 'e', 'f'],
    ].map((model) => compile({ model }).selector.leaves[0]?.asks)

    expect(asked).toEqual(['model is one of a, b', 'model is one of 6 values'])
  })
})
