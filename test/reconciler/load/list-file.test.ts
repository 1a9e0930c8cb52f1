import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../../../src/reconciler/load.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'
import { loadFiles, placesOf, policyFolder, policyNamed, problemsIn } from '../../support/policy-folder.ts'

const CSV = '{serialNumber: {in: {file: lists/lost.csv, column: serial}}}'
const TEXT = '{serialNumber: {in: {file: lists/lost.txt}}}'
/** Where `file` and `column` stand in the policies below. */
const FILE_AT = 'a.yaml:6:32'
const COLUMN_AT = 'a.yaml:6:54'

async function readCsv(content: string | Uint8Array) {
  const { lists, problems } = await loadFiles({ 'a.yaml': policyNamed('a', CSV), 'lists/lost.csv': content })
  return { list: lists.get('lists/lost.csv'), problems: placesOf(problems), details: problems.map(({ detail }) => detail) }
}

async function readText(content: string) {
  const { lists, problems } = await loadFiles({ 'a.yaml': policyNamed('a', TEXT), 'lists/lost.txt': content })
  return { rows: lists.get('lists/lost.txt')?.rows, problems: placesOf(problems) }
}

describe('CSV', () => {
  it('keeps the line of every row, trims cells, and leaves empty ones out', async () => {
    const { list, problems } = await readCsv('serial, reportedAt ,by\n C02 ,2026-11-01,\n\n,,\nC03,,Eve\n')

    expect(problems).toEqual([])
    expect(list).toEqual({
      path: 'lists/lost.csv',
      format: 'csv',
      columns: ['serial', 'reportedAt', 'by'],
      rows: [
        { line: 2, values: { serial: 'C02', reportedAt: '2026-11-01' } },
        { line: 5, values: { serial: 'C03', by: 'Eve' } },
      ],
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
  })

  it.each([
    ['a comma', 'serial,by\nC02,Eve\n'],
    ['a semicolon, as Excel writes where the comma is decimal', 'serial;by\nC02;Eve\n'],
    ['a semicolon, with commas in a quoted name', '"serial";"by, or for, whom";by\nC02;x;Eve\n'],
    ['a byte order mark', '\ufeffserial,by\nC02,Eve\n'],
    ['Windows line ends', 'serial,by\r\nC02,Eve\r\n'],
    ['mixed line ends', 'serial,by\r\nC02,Eve\n'],
    ['no last line end', 'serial,by\nC02,Eve'],
    ['quotes', '"serial","by"\n"C02","Eve"\n'],
  ])('is read with %s', async (_name, content) => {
    const { list, problems } = await readCsv(content)

    expect(problems).toEqual([])
    expect(list?.rows.map(({ line, values }) => [line, values.serial, values.by])).toEqual([[2, 'C02', 'Eve']])
  })

  it('quoted cells hold separators, quotes and line breaks, and the line is where the row begins', async () => {
    const { list } = await readCsv('serial,by\nC02,"Eve, ""the""\nleaver"\nC03,Bob\n')

    expect(list?.rows).toEqual([
      { line: 2, values: { serial: 'C02', by: 'Eve, "the"\nleaver' } },
      { line: 4, values: { serial: 'C03', by: 'Bob' } },
    ])
  })

  it.each([
    ['a row with a cell too few', 'serial,by\nC02\nC03,x\n', ['lists/lost.csv:2:1 REEVE_LIST_INVALID']],
    [
      'rows with cells too many, all of them',
      'serial,by\nC02,a,b\nC03,x\n\nC04,,,\n',
      ['lists/lost.csv:2:1 REEVE_LIST_INVALID', 'lists/lost.csv:5:1 REEVE_LIST_INVALID'],
    ],
    ['a quote that is never closed', 'serial,by\nC01,w\n"C02,x\nC03,y\n', ['lists/lost.csv:3:1 REEVE_LIST_INVALID']],
    ['a quote inside a cell', 'serial,by\nC02,15" screen\n', ['lists/lost.csv:2:1 REEVE_LIST_INVALID']],
    ['text behind a closing quote', 'serial,by\n"C02"x,y\n', ['lists/lost.csv:2:1 REEVE_LIST_INVALID']],
    ['a header without names', ',\n', ['lists/lost.csv:1:1 REEVE_LIST_INVALID', 'lists/lost.csv:1:1 REEVE_LIST_INVALID']],
    ['a column without a name', 'serial,\nC02,x\n', ['lists/lost.csv:1:1 REEVE_LIST_INVALID']],
    ['a column twice', 'serial,serial\nC02,x\n', ['lists/lost.csv:1:1 REEVE_LIST_INVALID']],
    ['the name of a prototype as a column', 'serial,__proto__\nC02,x\n', ['lists/lost.csv:1:1 REEVE_LIST_INVALID']],
    ['a zero-width space in a serial', 'serial,by\nC0\u200b2,x\n', ['lists/lost.csv:2:3 REEVE_DECEPTIVE_TEXT']],
  ])('%s is an error at its line', async (_name, content, expected) => {
    const { list, problems } = await readCsv(content)

    expect(problems).toEqual(expected)
    expect(list).toBeUndefined()
  })

  it('an empty file is a list without rows, whatever column is asked for', async () => {
    expect(await readCsv('')).toMatchObject({ problems: [], list: { columns: [], rows: [] } })
    expect(await readCsv('\ufeff\n')).toMatchObject({ problems: [], list: { columns: [], rows: [] } })
  })

  it('UTF-16, which Excel writes as "Unicode text", is refused by name', async () => {
    const { problems, details } = await readCsv(Buffer.from('\ufeffserial\nC02\n', 'utf16le'))

    expect(problems).toEqual(['lists/lost.csv:1:1 REEVE_ENCODING'])
    expect(details).toEqual(['The file is encoded as UTF-16.'])
  })

  it('more than 100,000 rows are refused, and 100,000 are not', async () => {
    expect((await readCsv(`serial\n${'C\n'.repeat(100_000)}`)).problems).toEqual([])
    expect((await readCsv(`serial\n${'C\n'.repeat(100_001)}`)).problems).toEqual(['lists/lost.csv:1:1 REEVE_LIST_INVALID'])
  })
})

it('rows of empty cells cannot push a row out of the list', async () => {
  expect((await readCsv(`serial,by\n${',\n'.repeat(99_999)}C02,x\n`)).list?.rows).toEqual([{ line: 100_001, values: { serial: 'C02', by: 'x' } }])
  expect((await readCsv(`serial,by\n${',\n'.repeat(100_001)}C02,x\n`)).problems).toEqual(['lists/lost.csv:1:1 REEVE_LIST_INVALID'])
})

describe('one entry per line', () => {
  it('ignores blank lines and lines of comment, and keeps line numbers', async () => {
    const { rows, problems } = await readText('# lost in November\n\n  C02  \r\nC03\n\t\n  # found: C04\nC05')

    expect(problems).toEqual([])
    expect(rows).toEqual([
      { line: 3, values: { value: 'C02' } },
      { line: 4, values: { value: 'C03' } },
      { line: 7, values: { value: 'C05' } },
    ])
  })

  it('keeps a "#" inside an entry, and refuses one behind it, which could be either', async () => {
    expect((await readText('KIOSK#3\n')).rows).toEqual([{ line: 1, values: { value: 'KIOSK#3' } }])
    expect((await readText('C02\nC03 # found\n')).problems).toEqual(['lists/lost.txt:2:1 REEVE_LIST_INVALID'])
  })

  it('an empty file is a list without entries: what that means is not for the loader to say', async () => {
    expect(await readText('')).toEqual({ rows: [], problems: [] })
  })
})

describe('references', () => {
  it.each([
    ['a file that is not there', 'lists/gone.csv', 'There is no file "lists/gone.csv".'],
    ['a path that climbs out', 'lists/../../secret.csv', '"lists/../../secret.csv" leaves the policy repository.'],
    ['an absolute path', '/etc/passwd', '"/etc/passwd" is an absolute path.'],
    ['a drive', 'C:/lost.csv', '"C:/lost.csv" is an absolute path.'],
    ['a backslash', 'lists\\lost.csv', '"lists\\lost.csv" has a backslash.'],
    ['a path with detours', './lists//lost.csv', '"./lists//lost.csv" is not written in its shortest form.'],
    ['a folder', 'lists', '"lists" is not read: it is not a file.'],
    ['the inside of git', '.git/config', 'There is no file ".git/config".'],
  ])('%s is an error where it is named', async (_name, file, detail) => {
    const { problems } = await loadFiles({
      'a.yaml': policyNamed('a', `{serialNumber: {in: {file: '${file}', column: serial}}}`),
      'lists/lost.csv': 'serial\n',
      '.git/config': 'serial\n',
    })

    expect(placesOf(problems)).toEqual([`${FILE_AT} REEVE_LIST_MISSING`])
    expect(problems[0]?.detail).toBe(detail)
  })

  it('a name that is nearly right is suggested', async () => {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a', CSV), 'lists/lots.csv': 'serial\n' })

    expect(problems.map(({ fix }) => fix)).toEqual(['Did you mean "lists/lots.csv"?'])
  })

  it('a link that leaves the repository is not followed', async () => {
    const folder = policyFolder({ 'a.yaml': policyNamed('a', TEXT), 'lists/x.txt': '' })
    const outside = policyFolder({ 'secret.txt': 'C02\n' })
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'lists/lost.txt'))

    const { lists, problems } = await loadRepository(await openFolder(folder))

    expect(lists.size).toBe(0)
    expect(problems.map(({ code, detail }) => [code, detail])).toEqual([
      ['REEVE_LIST_MISSING', '"lists/lost.txt" is not read: it is a link that leaves the policy repository.'],
    ])
  })

  it('a link that stays inside is followed', async () => {
    const folder = policyFolder({ 'a.yaml': policyNamed('a', TEXT), 'lists/real.txt': 'C02\n' })
    symlinkSync('real.txt', join(folder, 'lists/lost.txt'))

    const { lists } = await loadRepository(await openFolder(folder))

    expect(lists.get('lists/lost.txt')?.rows).toEqual([{ line: 1, values: { value: 'C02' } }])
  })

  it('a column that is not there is an error where it is named, with the nearest one', async () => {
    const { problems } = await loadFiles({ 'a.yaml': policyNamed('a', CSV), 'lists/lost.csv': 'seriel,by\nC02,x\n' })

    expect(placesOf(problems)).toEqual([`${COLUMN_AT} REEVE_LIST_COLUMN`])
    expect(problems[0]?.fix).toBe('Did you mean "seriel"?')
  })

  it('a CSV file needs a column, and other files have none', async () => {
    const files = { 'lists/lost.csv': 'serial\nC02\n', 'lists/lost.txt': 'C02\n' }

    const without = await loadFiles({ ...files, 'a.yaml': policyNamed('a', '{serialNumber: {in: {file: lists/lost.csv}}}') })
    const needless = await loadFiles({ ...files, 'a.yaml': policyNamed('a', '{serialNumber: {in: {file: lists/lost.txt, column: x}}}') })

    expect(placesOf(without.problems)).toEqual([`${FILE_AT} REEVE_LIST_COLUMN`])
    expect(placesOf(needless.problems)).toEqual([`${COLUMN_AT} REEVE_LIST_COLUMN`])
  })

  it('are found in every selector: select, except, any, not, and protect', async () => {
    const inList = (name: string) => `{model: {in: {file: lists/${name}.txt}}}`
    const policy = `${policyNamed('a', `{any: [${inList('any')}, {not: ${inList('not')}}]}`)}  except: ${inList('except')}\n`
    const guardrails = `apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: g}\nspec: {protect: [{reason: x, select: ${inList('protect')}}]}\n`

    const { problems } = await loadFiles({ 'a.yaml': policy, 'g.yaml': guardrails })

    expect(problems.map(({ detail }) => detail)).toEqual(['any', 'not', 'except', 'protect'].map((name) => `There is no file "lists/${name}.txt".`))
  })

  it('to one list from two places are read once, and a mistake in the list is said once', async () => {
    const files = { 'a.yaml': policyNamed('a', CSV), 'b.yaml': policyNamed('b', CSV), 'lists/lost.csv': 'serial\nC02,x\n' }

    expect(await problemsIn(files)).toEqual(['lists/lost.csv:2:1 REEVE_LIST_INVALID'])
  })

  it('are checked also where the document has other mistakes', async () => {
    const files = { 'a.yaml': policyNamed('A', CSV) }

    expect(await problemsIn(files)).toEqual(['a.yaml:3:12 REEVE_INVALID_VALUE', `${FILE_AT} REEVE_LIST_MISSING`])
  })
})
