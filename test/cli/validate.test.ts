import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reeve } from './command.ts'
import { FLEET, folderOf, LOST, writeFiles } from './repository.ts'

const FIVE_MISTAKES = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: Lost_Laptops}
spec:
  select: {serialNumbr: A}
  desired:
    state: wipd
    passcode: {resetSince: yesterday}
`

describe('validate', () => {
  it('says that all is valid', async () => {
    const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST })

    expect(await reeve(['validate', folder])).toEqual({ exit: 0, stdout: `2 documents in ${folder} are valid.\n`, stderr: '' })
  })

  it('finds five mistakes in one document, each with its place, and shows no stack trace', async () => {
    const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': FIVE_MISTAKES })

    const text = await reeve(['validate', folder])
    const json = await reeve(['validate', folder, '--format', 'json'])

    expect({ exit: text.exit, stderr: text.stderr }).toEqual({ exit: 1, stderr: '' })
    const places = [...text.stdout.matchAll(/^(\/.*):(\d+):(\d+)$/gm)].map((match) => match.slice(1))
    expect(places).toEqual([
      [join(folder, 'policies/lost.yaml'), '3', '12'],
      [join(folder, 'policies/lost.yaml'), '4', '1'],
      [join(folder, 'policies/lost.yaml'), '5', '12'],
      [join(folder, 'policies/lost.yaml'), '7', '5'],
      [join(folder, 'policies/lost.yaml'), '8', '16'],
    ])
    expect(text.stdout).toContain(`\n5 errors in ${folder}.\n`)
    expect(text.stdout).not.toMatch(/^\s+at /m)
    const { valid, problems } = JSON.parse(json.stdout) as { valid: boolean; problems: { code: string; where: { line: number } }[] }
    expect({ exit: json.exit, valid, problems: problems.map(({ code, where }) => [code, where.line]) }).toEqual({
      exit: 1,
      valid: false,
      problems: [
        ['REEVE_INVALID_VALUE', 3],
        ['REEVE_MISSING_FIELD', 4],
        ['REEVE_UNKNOWN_FIELD', 5],
        ['REEVE_INVALID_VALUE', 7],
        ['REEVE_INVALID_VALUE', 8],
      ],
    })
  })

  it('ends well with warnings alone', async () => {
    const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST.replace('spec:', 'spec:\n  expires: 2020-01-01') })

    const { exit, stdout } = await reeve(['validate', folder])

    expect(exit).toBe(0)
    expect(stdout).toContain('warning REEVE_EXPIRED')
    expect(stdout).toContain(`\n2 documents in ${folder} are valid, with 1 warning.\n`)
  })

  it('checks one file in its repository: with the lists of its root, and without what is wrong elsewhere', async () => {
    const listed = LOST.replace('[SN-1, SN-2]', '{in: {file: lists/lost.csv, column: serial}}')
    const folder = folderOf({
      'reeve.yaml': FLEET,
      'policies/deep/lost.yaml': listed,
      'policies/other.yaml': LOST.replace('name: lost', 'name: other').replace('reason', 'resaon'),
      'lists/lost.csv': 'serial\nSN-1\n',
      'elsewhere.yaml': listed,
    })
    const [lost, elsewhere] = [join(folder, 'policies/deep/lost.yaml'), join(folder, 'elsewhere.yaml')]

    const good = await reeve(['validate', lost])
    const stray = await reeve(['validate', elsewhere])
    writeFiles(folder, { 'lists/lost.csv': 'serial\nSN-1,\n' })
    const bad = await reeve(['validate', lost])

    expect(good).toEqual({ exit: 0, stdout: `1 document in ${lost} is valid.\n`, stderr: '' })
    expect([stray.exit, stray.stdout.includes('REEVE_DOCUMENT_NOT_MATCHED'), stray.stdout.includes('other.yaml')]).toEqual([1, true, false])
    expect(bad.exit).toBe(1)
    expect(bad.stdout).toContain(`${join(folder, 'lists/lost.csv')}:2:1\n  error REEVE_LIST_INVALID`)
    expect(bad.stdout).toContain(`\n1 error in ${lost}.\n`)
  })

  it('checks a folder of a repository in its place, and says nothing about the others', async () => {
    const folder = folderOf({
      'reeve.yaml': FLEET,
      'policies/lost.yaml': LOST.replace('[SN-1, SN-2]', '{in: {file: lists/lost.csv, column: serial}}'),
      'policies/bad/other.yaml': LOST.replace('name: lost', 'name: other').replace('reason', 'resaon'),
      'lists/lost.csv': 'serial\nSN-1\n',
    })

    const all = await reeve(['validate', join(folder, 'policies')])
    const bad = await reeve(['validate', join(folder, 'policies/bad')])
    const lists = await reeve(['validate', join(folder, 'lists')])

    expect([all, bad].map(({ exit, stdout }) => [exit, stdout.match(/error REEVE_\w+/g)])).toEqual([
      [1, ['error REEVE_UNKNOWN_FIELD']],
      [1, ['error REEVE_UNKNOWN_FIELD']],
    ])
    expect(lists).toEqual({ exit: 0, stdout: `${join(folder, 'lists')} is valid.\n`, stderr: '' })
  })

  it('checks a list as its repository uses it, and one that nothing names by itself', async () => {
    const files = {
      'reeve.yaml': FLEET,
      'policies/lost.yaml': LOST.replace('[SN-1, SN-2]', '{in: {file: lists/lost.csv, column: serial}}').replace('2026-11-20T00:00:00Z', '{column: at}'),
      'lists/lost.csv': 'serial,at\nSN-1,\n',
      'lists/unnamed.csv': 'serial,at\nSN-1\n',
      'lists/plain.txt': 'SN-1\n',
    }
    const folder = folderOf(files)

    const answers = await Promise.all(
      Object.keys(files)
        .filter((file) => file.startsWith('lists/'))
        .map((file) => reeve(['validate', join(folder, file)])),
    )

    expect(answers.map(({ exit, stdout }) => [exit, stdout.match(/(?:error|warning) REEVE_\w+/g)])).toEqual([
      [0, ['warning REEVE_SINCE_MISSING']],
      [1, ['error REEVE_LIST_INVALID', 'warning REEVE_LIST_UNUSED']],
      [0, ['warning REEVE_LIST_UNUSED']],
    ])
  })

  it('passes over a plan that was saved beside policies without a reeve.yaml', async () => {
    const folder = folderOf({ 'lost.yaml': LOST, 'plan.json': '{"apiVersion": "reeve/v1", "kind": "Plan"}' })

    const { exit, stdout } = await reeve(['validate', folder])

    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `2 documents in ${folder} are valid.\n` })
  })

  it('checks every path that is named, and one that is not there is an error', async () => {
    const good = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST })

    const { exit, stderr } = await reeve(['validate', good, join(good, 'nothing')])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_SOURCE  Policy repository cannot be read\n')
  })

  it('as Markdown keeps what a file says inert', async () => {
    const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST.replace('Reported lost', '5').replace('wiped', '"@all|<b>`"') })

    const { stdout } = await reeve(['validate', folder, '--format', 'markdown'])

    expect(stdout).toContain('| Severity | Code | Place | What |\n')
    expect(stdout.replaceAll(/`[^`]*`/g, '')).not.toMatch(/@all|<b>/)
  })

  it('lists errors before warnings, wherever they stand', async () => {
    const folder = folderOf({
      'reeve.yaml': FLEET,
      'policies/a.yaml': LOST.replace('spec:', 'spec:\n  expires: 2020-01-01'),
      'policies/b.yaml': LOST.replace('name: lost', 'name: other').replace('wiped', 'wipd'),
    })

    const { stdout } = await reeve(['validate', folder])

    expect([...stdout.matchAll(/^ {2}(\w+ REEVE_\w+)/gm)].map(([, heading]) => heading)).toEqual(['error REEVE_INVALID_VALUE', 'warning REEVE_EXPIRED'])
  })

  it('judges as of the moment that is named', async () => {
    const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST.replace('spec:', 'spec:\n  expires: 2026-11-30') })

    const before = await reeve(['validate', folder, '--now', '2026-11-22T08:00:00Z'])
    const after = await reeve(['validate', folder, '--now', '2026-12-22T08:00:00Z'])
    const wrong = await reeve(['validate', folder, '--now', 'today'])

    expect([before.exit, before.stdout.includes('REEVE_EXPIRED')]).toEqual([0, false])
    expect([after.exit, after.stdout.includes('REEVE_EXPIRED')]).toEqual([0, true])
    expect([wrong.exit, wrong.stdout]).toEqual([64, ''])
  })

  it.each<[string, RegExp]>([
    ['sarif', /"uri": "infra\/my%20policies\/policies\/lost\.yaml",\s+"uriBaseId": "%SRCROOT%"/],
    ['junit', /<testcase classname="reeve validate" name="policies\/lost\.yaml" file="infra\/my policies\/policies\/lost\.yaml">\s+<failure/],
    ['github', /^::error file=infra\/my policies\/policies\/lost\.yaml,line=7,col=13,title=/m],
  ])('as %s names files from the root of the git work tree', async (format, place) => {
    const folder = folderOf({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'infra/my policies/reeve.yaml': FLEET,
      'infra/my policies/policies/lost.yaml': LOST.replace('wiped', 'wipd'),
    })

    const { exit, stdout } = await reeve(['validate', join(folder, 'infra/my policies'), '--format', format])

    expect(exit).toBe(1)
    expect(stdout).toMatch(place)
  })
})
