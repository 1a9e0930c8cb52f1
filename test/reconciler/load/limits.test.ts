/** No file of a megabyte may keep reeve busy for two seconds, or take more memory than a small runner has. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FLEET, type Files, writeFiles } from '../../support/policy-folder.ts'

const MEGABYTE = 1024 * 1024

function fill(unit: string, start = '', end = ''): string {
  return start + unit.repeat(Math.floor((MEGABYTE - start.length - end.length) / unit.length)) + end
}

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('')
}

function policies(count: number, spec: (index: number) => string): string {
  return numbered(count, (index) => `${HEAD.replace('name: a', `name: p${index}`)}${spec(index)}\n---\n`)
}

const HEAD = 'apiVersion: reeve/v1\nkind: DevicePolicy\nmetadata: {name: a}\nspec: '

/** Shapes that cost a parser, a composer, a validator or a reporter the most, and the first code of the verdict. */
const HOSTILE: readonly (readonly [name: string, file: string, content: string, code: string])[] = [
  ['opening brackets', 'a.yaml', fill('['), 'REEVE_TOO_DEEP'],
  ['opening braces', 'a.yaml', fill('{a: '), 'REEVE_TOO_DEEP'],
  ['dashes', 'a.yaml', fill('- '), 'REEVE_TOO_DEEP'],
  ['growing indentation', 'a.yaml', numbered(1400, (index) => `${' '.repeat(index)}a:\n`), 'REEVE_TOO_DEEP'],
  ['empty lines', 'a.yaml', fill('\n'), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['comments', 'a.yaml', fill('#\n'), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['items', 'a.yaml', fill('- a\n'), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['keys', 'a.yaml', numbered(100_000, (index) => `k${index}: a\n`), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['keys, just few enough', 'a.yaml', numbered(20_000, (index) => `k${index}: a\n`), 'REEVE_NOT_A_DOCUMENT'],
  ['one key, again and again', 'a.yaml', `${HEAD}\n${'  reason: a\n'.repeat(18_000)}`, 'REEVE_TOO_MANY_PROBLEMS'],
  ['documents', 'a.yaml', fill('---\n'), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['anchors', 'a.yaml', fill('&a '), 'REEVE_TOO_MANY_PROBLEMS'],
  ['aliases', 'a.yaml', fill('*a\n'), 'REEVE_TOO_MANY_PROBLEMS'],
  ['directives', 'a.yaml', fill('%\n'), 'REEVE_TOO_MANY_PROBLEMS'],
  ['question marks', 'a.yaml', fill('?\n'), 'REEVE_TOO_MANY_PROBLEMS'],
  ['one line break after another in quotes', 'a.yaml', fill('a\n', '"', '"'), 'REEVE_NOT_A_DOCUMENT'],
  ['one folded text', 'a.yaml', fill(' a\n\n', '>\n'), 'REEVE_NOT_A_DOCUMENT'],
  ['text over many lines', 'a.yaml', fill('a\n'), 'REEVE_NOT_A_DOCUMENT'],
  ['escapes', 'a.yaml', fill('\\u0041', '"', '"'), 'REEVE_NOT_A_DOCUMENT'],
  ['errors of syntax', 'a.yaml', `a: [\n${'b: c: ]\n'.repeat(11_000)}`, 'REEVE_YAML_SYNTAX'],
  ['ambiguous values', 'a.yaml', '- yes\n'.repeat(29_000), 'REEVE_TOO_MANY_PROBLEMS'],
  [
    'a list that each rule compares with itself',
    'a.yaml',
    `${HEAD}{signals: [${'1, '.repeat(9_999)}1]}`.replace('DevicePolicy', 'CleanupRule'),
    'REEVE_TOO_MANY_PROBLEMS',
  ],
  ['unknown fields', 'a.yaml', `${HEAD}{${numbered(15_000, (index) => `lastSync${index}: a, `)}}`, 'REEVE_TOO_MANY_PROBLEMS'],
  ['selectors', 'a.yaml', `${HEAD}{select: {any: [${'{modle: 1}, '.repeat(9_000)}]}}`, 'REEVE_TOO_MANY_PROBLEMS'],
  [
    'a name that nearly fits its pattern',
    'a.yaml',
    `apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: "${'a-'.repeat(500_000)}"}\nspec: {}\n`,
    'REEVE_INVALID_VALUE',
  ],
  ['a version without end', 'a.yaml', `${HEAD}{select: {osVersion: "${'1.'.repeat(500_000)}"}}`, 'REEVE_INVALID_VALUE'],
  ['places on one long line', 'a.yaml', `${HEAD}{reason: "${'😀'.repeat(200_000)}", select: {any: [${'{model: 😀}, '.repeat(8_000)}]}}`, 'REEVE_INVALID_VALUE'],
  ['invisible characters', 'a.yaml', fill('\u202e').slice(0, 300_000), 'REEVE_DECEPTIVE_TEXT'],
  [
    'globs of braces',
    'reeve.yaml',
    `${HEAD.replace('DevicePolicy', 'Fleet')}{policies: [${'"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", '.repeat(9_000)}]}`,
    'REEVE_GLOB_MATCHES_NOTHING',
  ],
  ['a glob that would backtrack', 'reeve.yaml', `${HEAD.replace('DevicePolicy', 'Fleet')}{policies: ["${'*a'.repeat(500)}b"]}`, 'REEVE_GLOB_MATCHES_NOTHING'],
  ['opening brackets of JSON', 'a.json', fill('['), 'REEVE_TOO_DEEP'],
  ['values of JSON', 'a.json', fill('1,', '[', '1]'), 'REEVE_TOO_MANY_DOCUMENTS'],
  ['keys of JSON', 'a.json', `{${numbered(60_000, (index) => `"k${index}":1,`)}"z":1}`, 'REEVE_NOT_A_DOCUMENT'],
  ['one text of JSON', 'a.json', fill('\\n', '"', '"'), 'REEVE_NOT_A_DOCUMENT'],
  ['one number of JSON', 'a.json', fill('1'), 'REEVE_AMBIGUOUS_VALUE'],
  ['one number', 'a.yaml', fill('1', `${HEAD}{priority: `, '}'), 'REEVE_AMBIGUOUS_VALUE'],
  ['aliases of aliases', 'a.yaml', `${numbered(2000, (index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(20)}]\n`)}`, 'REEVE_YAML_FORBIDDEN'],
  ['merge keys', 'a.yaml', `a: &a {b: c}\n${'d: {<<: *a}\n'.repeat(30_000)}`, 'REEVE_YAML_FORBIDDEN'],
  ['one long comment', 'a.yaml', fill(' #', '#'), 'REEVE_NOT_A_DOCUMENT'],
  ['comments that move to the right', 'a.yaml', numbered(1400, (index) => `${' '.repeat(index)}#\n`), 'REEVE_NOT_A_DOCUMENT'],
  ['one long line of spaces', 'a.yaml', fill(' ', 'a:', 'b'), 'REEVE_NOT_A_DOCUMENT'],
  ['one long key', 'a.yaml', fill('k', HEAD, ': a'), 'REEVE_YAML_SYNTAX'],
  ['quotes that are never closed', 'a.yaml', fill(`"'`, 'a: '), 'REEVE_TOO_MANY_DOCUMENTS'],
  [
    'names that are nearly known',
    'a.yaml',
    `${HEAD}{select: {any: [${numbered(8_000, (index) => `{lastSyncDateTim${index}: a}, `)}]}}`,
    'REEVE_TOO_MANY_PROBLEMS',
  ],
  ['a name of a megabyte', 'a.yaml', fill('DevicePolicy', 'apiVersion: reeve/v1\nkind: '), 'REEVE_UNKNOWN_KIND'],
  [
    'values that no list of Graph has',
    'a.yaml',
    `${HEAD}{reason: x, select: {joinType: [${'azureADJoine, '.repeat(9_000)}]}, desired: {state: retired}}`,
    'REEVE_UNKNOWN_VALUE',
  ],
  [
    'conditions that could contradict each other',
    'a.yaml',
    `${HEAD}{reason: x, select: {all: [${`{all: [${'{osVersion: {atLeast: "1", below: "2"}}, '.repeat(200)}]}, `.repeat(30)}]}, desired: {state: retired}}`,
    'REEVE_NO_PROBLEM',
  ],
  [
    'choices within choices',
    'a.yaml',
    `${HEAD}{reason: x, select: ${'{any: [{model: a}, {model: b, not: {model: c}}, '.repeat(25)}{model: d}${']}'.repeat(25)}, desired: {state: retired}}`,
    'REEVE_NO_PROBLEM',
  ],
  [
    'choices beside choices',
    'a.yaml',
    policies(
      2,
      (index) =>
        `{reason: x, select: {all: [${'{any: [{model: a}, {model: b}, {serialNumber: c}]}, '.repeat(200)}]}, desired: {state: ${index === 0 ? 'retired' : 'deleted'}}}`,
    ),
    'REEVE_POLICIES_CONFLICT',
  ],
  [
    'policies that are rivals of each other',
    'a.yaml',
    policies(
      480,
      (index) => `{reason: x, priority: ${index}, select: {model: [${numbered(40, (value) => `m${index + value}, `)}]}, desired: {state: retired}}`,
    ),
    'REEVE_NO_PROBLEM',
  ],
  [
    'policies that ask for two things of the same devices',
    'a.yaml',
    policies(498, (index) => `{reason: x, select: {platform: ios}, desired: {state: ${index % 2 === 0 ? 'retired' : 'deleted'}}}`),
    'REEVE_TOO_MANY_PROBLEMS',
  ],
  [
    'long globs and the names that they nearly match',
    'a.yaml',
    policies(
      498,
      (index) =>
        `{reason: x, select: {all: [{deviceName: {glob: "${'*a'.repeat(400)}*"}}, {deviceName: ${'a'.repeat(800)}}, {model: m${index}}]}, desired: {state: ${index % 2 === 0 ? 'retired' : 'deleted'}}}`,
    ),
    'REEVE_NO_PROBLEM',
  ],
  [
    'long globs of choices',
    'a.yaml',
    policies(
      498,
      (index) =>
        `{reason: x, select: {any: [{deviceName: {glob: "*${'a'.repeat(400)}b"}}, {deviceName: ${'a'.repeat(800)}}, {model: m${index}}, {deviceName: {glob: "${'?a'.repeat(100)}"}}]}, desired: {state: ${index % 2 === 0 ? 'retired' : 'deleted'}}}`,
    ),
    'REEVE_NO_PROBLEM',
  ],
  [
    'policies that are all the same',
    'a.yaml',
    policies(490, (index) => `{reason: x, select: {model: x}, desired: {state: retired, since: ${index % 2 === 0 ? '2026-01-01' : '2026-01-02'}}}`),
    'REEVE_POLICIES_CONFLICT',
  ],
]

/** Lists, and the code that each gives. Two MiB are allowed. */
const LISTS: readonly (readonly [name: string, file: string, content: string, code: string])[] = [
  ['commas', 'lists/a.csv', ','.repeat(2 * MEGABYTE), 'REEVE_LIST_INVALID'],
  ['rows', 'lists/a.csv', 'a\n'.repeat(MEGABYTE), 'REEVE_LIST_INVALID'],
  ['cells', 'lists/a.csv', `a\n${',\n'.repeat(MEGABYTE - 1)}`, 'REEVE_LIST_INVALID'],
  ['quotes', 'lists/a.csv', '"'.repeat(2 * MEGABYTE), 'REEVE_LIST_COLUMN'],
  ['one cell', 'lists/a.csv', `a\n${'b'.repeat(2 * MEGABYTE - 2)}`, 'REEVE_NO_PROBLEM'],
  ['one quoted cell of many lines', 'lists/a.csv', `a\n"${'b\n'.repeat(MEGABYTE - 3)}"`, 'REEVE_NO_PROBLEM'],
  ['columns', 'lists/a.csv', `a,${numbered(150_000, (index) => `c${index},`)}z\n`, 'REEVE_LIST_INVALID'],
  ['lines', 'lists/a.txt', 'a\n'.repeat(MEGABYTE), 'REEVE_LIST_INVALID'],
  ['comments that may be none', 'lists/a.txt', 'a #\n'.repeat(MEGABYTE / 2), 'REEVE_LIST_INVALID'],
]

const CPU_MS = 2000
const RSS_MIB = 256

interface Measured {
  readonly codes: readonly string[]
  readonly cpuMs: number
  readonly rssMib: number
  readonly prototypeKeys: readonly string[]
}

const CASES: readonly { readonly name: string; readonly files: Files; readonly code: string }[] = [
  ...HOSTILE.map(([name, file, content, code]) => ({
    name,
    code,
    files: file === 'reeve.yaml' ? { [file]: content, [`policies/${'a'.repeat(200)}.yaml`]: '' } : { [file]: content },
  })),
  ...LISTS.map(([name, file, content, code]) => ({
    name: `${name} in a list`,
    code,
    files: {
      'reeve.yaml': `${FLEET}spec: {}\n`,
      'policies/a.yaml': `${HEAD}{reason: x, select: {model: {in: {file: ${file}${file.endsWith('.csv') ? ', column: a' : ''}}}}, desired: {state: retired}}\n`,
      [file]: content,
    },
  })),
]

describe('a hostile file', () => {
  const script = join(import.meta.dirname, '../../support/measure-load.ts')
  const measured = new Map<string, Measured>()
  const folder = mkdtempSync(join(tmpdir(), 'reeve-hostile-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // Two at a time, each in a process of its own, whose processor time is counted and not the clock: a busy machine fails nothing.
  beforeAll(async () => {
    const waiting = [...CASES.entries()]
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, { name, files }] = next
        const root = join(folder, String(index))
        writeFiles(root, files)
        const named = Object.keys(files).length === 1 ? join(root, Object.keys(files)[0] ?? '') : root
        const ended = await promisify(execFile)(process.execPath, ['--max-old-space-size=256', script, named], { timeout: 120_000 }).catch(
          (error: Error) => error,
        )
        const none = { cpuMs: Number.POSITIVE_INFINITY, rssMib: Number.POSITIVE_INFINITY, prototypeKeys: [] }
        measured.set(name, ended instanceof Error ? { ...none, codes: [ended.message.slice(-300)] } : (JSON.parse(ended.stdout) as Measured))
      }
    }
    await Promise.all([work(), work()])
  }, 600_000)

  it.each(CASES)('of $name is judged in 2 s and 256 MiB', ({ name, code }) => {
    const { codes, cpuMs, rssMib, prototypeKeys } = measured.get(name) as Measured

    expect(code === 'REEVE_NO_PROBLEM' ? codes : codes.includes(code) ? [code] : codes).toEqual(code === 'REEVE_NO_PROBLEM' ? [] : [code])
    expect(cpuMs).toBeLessThan(CPU_MS)
    expect(rssMib).toBeLessThan(RSS_MIB)
    expect(prototypeKeys).toEqual([])
  })
})
