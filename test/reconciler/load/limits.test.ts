/** No file of a megabyte may keep reeve busy for two seconds, or take more memory than a small runner has. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../../../src/reconciler/load.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'
import { policyFolder } from '../../support/policy-folder.ts'

const MEGABYTE = 1024 * 1024

function fill(unit: string, start = '', end = ''): string {
  return start + unit.repeat(Math.floor((MEGABYTE - start.length - end.length) / unit.length)) + end
}

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('')
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
]

// Tells a hang from a slow machine; how fast it is on a quiet one is not a test's business.
const HANG_MS = 15_000

describe('a hostile file', () => {
  it.each(HOSTILE)('of %s is judged, and does not hang', async (_name, file, content, code) => {
    const source = await openFolder(policyFolder({ [file]: content, [`${'a'.repeat(200)}.yaml`]: '' }))
    const began = performance.now()

    const { problems } = await loadRepository({ ...source, listFiles: async () => (file === 'a.yaml' || file === 'a.json' ? [file] : source.listFiles()) })

    expect(performance.now() - began).toBeLessThan(HANG_MS)
    expect(problems.map((problem) => problem.code)).toContain(code)
  })

  it('of the shapes that hold most is judged in a heap of 192 MB', () => {
    const greedy = HOSTILE.filter(([name]) => /just few enough|again and again|question|syntax|unknown|selectors|keys of JSON/.test(name))
    const folder = policyFolder(Object.fromEntries(greedy.map(([, file, content], index) => [`${index}/${file}`, content])))
    const paths = greedy.map(([, file], index) => join(folder, String(index), file))
    const script = join(import.meta.dirname, '../../support/load-files.ts')

    const output = execFileSync(process.execPath, ['--max-old-space-size=192', script, ...paths], { encoding: 'utf8' })

    expect(greedy).toHaveLength(7)
    expect(output.trim().split('\n')).toHaveLength(7)
  })

  it('list of a hostile shape is judged in less than two seconds, too', async () => {
    const lists = {
      'commas.csv': ','.repeat(2 * MEGABYTE),
      'rows.csv': 'a\n'.repeat(MEGABYTE),
      'cells.csv': `a\n${',\n'.repeat(MEGABYTE - 1)}`,
      'quotes.csv': '"'.repeat(2 * MEGABYTE),
      'lines.txt': 'a\n'.repeat(MEGABYTE),
    }
    const policy = Object.keys(lists).map((name) => `{model: {in: {file: lists/${name}${name.endsWith('.csv') ? ', column: a' : ''}}}}`)
    const files = Object.fromEntries(Object.entries(lists).map(([name, content]) => [`lists/${name}`, content]))
    const source = await openFolder(
      policyFolder({ ...files, 'a.yaml': `${HEAD}{reason: x, select: {any: [${policy.join(', ')}]}, desired: {state: retired}}\n` }),
    )
    const began = performance.now()

    const { problems } = await loadRepository(source)

    expect(performance.now() - began).toBeLessThan(HANG_MS * policy.length)
    expect([...new Set(problems.map(({ code, where }) => `${where?.file} ${code}`))]).toEqual([
      'a.yaml REEVE_LIST_COLUMN',
      'lists/cells.csv REEVE_LIST_INVALID',
      'lists/commas.csv REEVE_LIST_INVALID',
      'lists/lines.txt REEVE_LIST_INVALID',
      'lists/rows.csv REEVE_LIST_INVALID',
    ])
  })
})
