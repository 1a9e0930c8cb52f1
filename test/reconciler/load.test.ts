import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeOf } from '../../src/planner/repository.ts'
import { loadRepository } from '../../src/reconciler/load.ts'
import { openFolder } from '../../src/reconciler/sources/folder.ts'
import { FLEET, fleetWith, loadFiles, placesOf, policyFolder, policyNamed, problemsIn } from '../support/policy-folder.ts'

function namesOf({ documents }: Awaited<ReturnType<typeof loadFiles>>): string[] {
  return documents.map(({ document }) => `${document.kind}/${document.metadata.name}`)
}

describe('what is loaded', () => {
  it('without globs, everything below policies and nothing else', async () => {
    const repository = await loadFiles({
      'reeve.yaml': `${FLEET}spec: {}\n`,
      'policies/a.yaml': policyNamed('a'),
      'policies/deep/down/b.yml': policyNamed('b'),
      'policies/c.json': JSON.stringify({
        apiVersion: 'reeve/v1',
        kind: 'DevicePolicy',
        metadata: { name: 'c' },
        spec: { reason: 'x', select: { model: 'x' }, desired: { state: 'retired' } },
      }),
      'package.json': '{"name": "contoso"}',
    })

    expect(repository.problems).toEqual([])
    expect(namesOf(repository)).toEqual(['Fleet/contoso', 'DevicePolicy/a', 'DevicePolicy/c', 'DevicePolicy/b'])
  })

  it('the globs of reeve.yaml, braces included, each file once', async () => {
    const repository = await loadFiles({
      'reeve.yaml': fleetWith('{lost,silent}/*.{yaml,yml}', 'lost/**'),
      'lost/a.yaml': policyNamed('a'),
      'silent/b.yml': policyNamed('b'),
      'notes.yaml': 'just: notes\n',
    })

    expect(repository.problems).toEqual([])
    expect(namesOf(repository)).toEqual(['Fleet/contoso', 'DevicePolicy/a', 'DevicePolicy/b'])
  })

  it('reeve.yaml itself once, also when a glob matches it, with every document in it', async () => {
    const repository = await loadFiles({ 'reeve.yaml': `${fleetWith('*.yaml')}---\n${policyNamed('a')}`, 'b.yaml': policyNamed('b') })

    expect(repository.problems).toEqual([])
    expect(namesOf(repository)).toEqual(['Fleet/contoso', 'DevicePolicy/a', 'DevicePolicy/b'])
  })

  it('without reeve.yaml every document, in a fleet that is called after the folder', async () => {
    const folder = join(policyFolder({ 'Lost & Found/a.yaml': policyNamed('a'), 'Lost & Found/deep/b.yml': policyNamed('b') }), 'Lost & Found')

    const repository = await loadRepository(await openFolder(folder))

    expect(repository.problems).toEqual([])
    expect(namesOf(repository)).toEqual(['Fleet/lost-found', 'DevicePolicy/a', 'DevicePolicy/b'])
    expect(repository.documents[0]?.document.spec).toEqual({ profile: 'intune-2018' })
  })

  it('of a file that is named, that file only, in a fleet that is called after it', async () => {
    const folder = policyFolder({ 'a.yaml': policyNamed('a'), 'b.yaml': 'not: [valid\n' })

    const repository = await loadRepository(await openFolder(join(folder, 'a.yaml')))

    expect(repository.problems).toEqual([])
    expect(namesOf(repository)).toEqual(['Fleet/a', 'DevicePolicy/a'])
  })

  it('of reeve.yaml by its name, the repository around it', async () => {
    const folder = policyFolder({ 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/a.yaml': policyNamed('a') })

    const repository = await loadRepository(await openFolder(join(folder, 'reeve.yaml')))

    expect(namesOf(repository)).toEqual(['Fleet/contoso', 'DevicePolicy/a'])
  })

  it('no tests, lists, approvals, recordings, or files of tools', async () => {
    const junk = {
      'lists/x.yaml': 'no: [',
      'approvals/x.yaml': 'no: [',
      'inventory/x.json': 'no',
      'expected/x.json': 'no',
      '.github/workflows/ci.yml': 'on: push',
      '.vscode/settings.json': '{}',
    }

    expect(await problemsIn({ ...junk, 'a.yaml': policyNamed('a'), 'a.test.yaml': 'no: [' })).toEqual([])
    expect(await problemsIn({ ...junk, 'reeve.yaml': fleetWith('**/*.{yaml,yml,json}'), 'a.yaml': policyNamed('a'), 'a.test.yaml': 'no: [' })).toEqual([])
  })

  it('an empty desired state is an error and never an order to do nothing', async () => {
    expect(await problemsIn({ 'README.md': '# Policies' })).toEqual(['nowhere REEVE_NO_DOCUMENTS'])
    expect(await problemsIn({ 'reeve.yaml': `${FLEET}spec: {}\n` })).toEqual(['reeve.yaml:1:1 REEVE_NO_DOCUMENTS'])
    expect(
      await problemsIn({ 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/g.yaml': 'apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: x}\nspec: {}\n' }),
    ).toEqual(['reeve.yaml:1:1 REEVE_NO_DOCUMENTS'])
  })
})

describe('lists that no document names', () => {
  const lists = { 'lists/lost.csv': 'serial\nC02XK1\n', 'lists/deep/board.txt': 'alice\n', 'lists/README.md': '# Lists', 'lists/.keep.txt': '' }

  it('are warnings, each at its start', async () => {
    const files = { 'a.yaml': policyNamed('a', '{serialNumber: {in: {file: lists/lost.csv, column: serial}}}'), ...lists }

    expect(await problemsIn(files)).toEqual(['lists/deep/board.txt:1:1 REEVE_LIST_UNUSED'])
  })

  it('are not told apart from the others while a document cannot be read', async () => {
    expect(await problemsIn({ 'a.yaml': 'spec: [', ...lists })).toEqual(['a.yaml:1:8 REEVE_YAML_SYNTAX'])
  })
})

describe('globs', () => {
  it('one that matches nothing is an error at its place', async () => {
    expect(await problemsIn({ 'reeve.yaml': fleetWith('policies/*.yaml', 'polices/*.yaml'), 'policies/a.yaml': policyNamed('a') })).toEqual([
      'reeve.yaml:7:7 REEVE_GLOB_MATCHES_NOTHING',
    ])
  })

  it('one that matches only what is no policy matches nothing', async () => {
    expect(await problemsIn({ 'reeve.yaml': fleetWith('policies/*.yaml', 'lists/*'), 'policies/a.yaml': policyNamed('a'), 'lists/a.yaml': 'x' })).toEqual([
      'reeve.yaml:7:7 REEVE_GLOB_MATCHES_NOTHING',
    ])
  })

  it('one whose braces explode, or do not pair, is refused', async () => {
    const files = { 'reeve.yaml': fleetWith('policies/*.yaml', '{a,b}'.repeat(9), 'x{a,b'), 'policies/a.yaml': policyNamed('a') }

    expect(await problemsIn(files)).toEqual(['reeve.yaml:7:7 REEVE_INVALID_VALUE', 'reeve.yaml:8:7 REEVE_INVALID_VALUE'])
  })

  it('a file that one matches must hold documents', async () => {
    const files = {
      'reeve.yaml': fleetWith('policies/**'),
      'policies/a.yaml': policyNamed('a'),
      'policies/README.md': '# Policies',
      'policies/empty.yaml': '# later\n',
      'policies/ci.yaml': 'steps: []\n',
    }

    expect(await problemsIn(files)).toEqual([
      'policies/README.md:1:1 REEVE_NOT_A_DOCUMENT',
      'policies/ci.yaml:1:1 REEVE_NOT_A_DOCUMENT',
      'policies/empty.yaml:1:1 REEVE_NOT_A_DOCUMENT',
    ])
  })
})

describe('documents that no glob matches', () => {
  it('are errors where they stand, in YAML and in JSON, also as a second document', async () => {
    const files = {
      'reeve.yaml': `${FLEET}spec: {}\n`,
      'policies/a.yaml': policyNamed('a'),
      'polices/b.yaml': `# moved\n${policyNamed('b')}`,
      'other.yml': `x: y\n---\nkind: "CleanupRule" # later\n'apiVersion': 'reeve/v1'\n`,
      'c.json': '\n{"spec": {}, "kind": "Guardrails", "apiVersion": "reeve/v1"}',
      'flow.yaml': '{"apiVersion": "reeve/v1", "kind": "UserOffboarding"}',
    }

    expect(await problemsIn(files)).toEqual([
      'c.json:2:1 REEVE_DOCUMENT_NOT_MATCHED',
      'flow.yaml:1:1 REEVE_DOCUMENT_NOT_MATCHED',
      'other.yml:4:1 REEVE_DOCUMENT_NOT_MATCHED',
      'polices/b.yaml:2:1 REEVE_DOCUMENT_NOT_MATCHED',
    ])
  })

  it('are not seen in plans, in files of others, or in text that quotes one', async () => {
    const files = {
      'reeve.yaml': `${FLEET}spec: {}\n`,
      'policies/a.yaml': policyNamed('a'),
      'plan.json': JSON.stringify({ apiVersion: 'reeve/v1', kind: 'Plan', actions: [{ policy: { kind: 'DevicePolicy' } }] }),
      'docs.yaml': `example: |\n  apiVersion: reeve/v1\n  kind: DevicePolicy\n`,
      'k8s.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
      'broken.json': '{"apiVersion": "reeve/v1", "kind": "DevicePolicy"',
      'broken.yaml': 'a: [\n',
    }

    expect(await problemsIn(files)).toEqual([])
  })

  it('a recorded inventory of 40 MB beside the policies costs nothing', async () => {
    const files = { 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/a.yaml': policyNamed('a'), 'recorded.json': Buffer.alloc(40 * 1024 * 1024, '[') }
    const source = await openFolder(policyFolder(files))
    const began = performance.now()

    const { problems } = await loadRepository(source)

    expect(problems).toEqual([])
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('between documents', () => {
  it('there is exactly one fleet, and it is the one of reeve.yaml', async () => {
    expect(await problemsIn({ 'reeve.yaml': policyNamed('a') })).toEqual(['reeve.yaml:1:1 REEVE_FLEET_COUNT'])
    expect(await problemsIn({ 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/a.yaml': `${policyNamed('a')}---\n${FLEET}spec: {}\n` })).toEqual([
      'policies/a.yaml:9:1 REEVE_FLEET_COUNT',
    ])
  })

  it('a mistake inside the only fleet does not read as a missing one, and its default globs still hold', async () => {
    const files = { 'reeve.yaml': `${FLEET}spec: {profil: intune-2018}\n`, 'policies/a.yaml': policyNamed('A') }

    expect(await problemsIn(files)).toEqual(['policies/a.yaml:3:12 REEVE_INVALID_VALUE', 'reeve.yaml:4:8 REEVE_UNKNOWN_FIELD'])
  })

  it('a reeve.yaml that is no YAML is one problem, and what its globs would have matched is not guessed', async () => {
    const files = { 'reeve.yaml': 'spec: [\n', 'policies/a.yaml': policyNamed('A'), 'other/b.yaml': policyNamed('b') }

    expect(await problemsIn(files)).toEqual(['policies/a.yaml:3:12 REEVE_INVALID_VALUE', 'reeve.yaml:2:1 REEVE_YAML_SYNTAX'])
  })

  it.each(['Guardrails', 'DataCollectionPolicy'])('there is at most one %s, whatever the names', async (kind) => {
    const named = (name: string) => `apiVersion: reeve/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {}\n`

    const repository = await loadFiles({ 'a.yaml': policyNamed('a'), 'b.yaml': named('x'), 'c.yaml': `\n${named('z')}` })

    expect(placesOf(repository.problems)).toEqual(['c.yaml:2:1 REEVE_SINGLETON'])
    expect(repository.problems[0]?.detail).toBe(`There is a ${kind} already, at b.yaml:1:1.`)
  })

  it('a name stands for one document of a kind; the second is told where the first is', async () => {
    const cleanup = 'apiVersion: reeve/v1\nkind: CleanupRule\nmetadata: {name: a}\nspec: {reason: Silent, inactiveDays: 120}\n'

    const repository = await loadFiles({ 'a.yaml': policyNamed('a'), 'b.yaml': policyNamed('a'), 'c.yaml': cleanup })

    expect(placesOf(repository.problems)).toEqual(['b.yaml:3:12 REEVE_DUPLICATE_NAME'])
    expect(repository.problems[0]?.detail).toBe('A DevicePolicy is called "a" already, at a.yaml:3:12.')
  })
})

describe('problems', () => {
  it('five mistakes give five problems, each with what is allowed', async () => {
    const document = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: lost}
spec:
  reson: Reported lost
  select: {platform: ios, isSupervised: yes}
  desired:
    state: wipped
    since: 2026-13-40
  priority: ten
`

    const { problems } = await loadFiles({ 'policies/lost.yaml': document })

    expect(problems.map(({ where, code, detail, fix }) => [where?.line, where?.column, code, detail, fix])).toEqual([
      [5, 3, 'REEVE_UNKNOWN_FIELD', 'spec has no field "reson".', 'Did you mean "reason"?'],
      [6, 41, 'REEVE_AMBIGUOUS_VALUE', 'YAML 1.1 reads yes as true, YAML 1.2 as text.', 'Write true, or "yes" in quotes where text is meant.'],
      [8, 5, 'REEVE_INVALID_VALUE', 'spec.desired.state is "wipped", which is none of managed, retired, wiped or deleted.', 'Did you mean "wiped"?'],
      [
        9,
        5,
        'REEVE_INVALID_VALUE',
        'spec.desired.since is "2026-13-40", which the calendar does not have.',
        'Write a date and time with a zone, like 2026-11-01T00:00:00Z.',
      ],
      [10, 3, 'REEVE_INVALID_VALUE', 'spec.priority is "ten"; it must be a whole number.', null],
    ])
  })

  it('a list of more than 10,000 items is refused where it begins, and one of 10,000 is not', async () => {
    const items = (count: number) => `{model: [${'x, '.repeat(count - 1)}x]}`

    expect(await problemsIn({ 'a.yaml': policyNamed('a', items(10_000)) })).toEqual([])
    expect(await problemsIn({ 'a.yaml': policyNamed('a', items(10_001)) })).toEqual(['a.yaml:6:19 REEVE_TOO_MANY_DOCUMENTS'])
  })

  it('of every file come together, sorted by place', async () => {
    const files = { 'b.yaml': policyNamed('B'), 'a.yaml': `${policyNamed('A')}---\nkind: [\n`, 'c.json': '{' }

    expect(await problemsIn(files)).toEqual([
      'a.yaml:3:12 REEVE_INVALID_VALUE',
      'a.yaml:10:1 REEVE_YAML_SYNTAX',
      'b.yaml:3:12 REEVE_INVALID_VALUE',
      'c.json:1:2 REEVE_JSON_SYNTAX',
    ])
  })

  it('of a file of nothing but mistakes do not hide those of the next', async () => {
    const places = await problemsIn({ 'a.yaml': '- &a x\n'.repeat(500), 'b.yaml': policyNamed('B') })

    expect(places).toHaveLength(202)
    expect(places.slice(0, 2)).toEqual(['a.yaml:1:1 REEVE_NOT_A_DOCUMENT', 'a.yaml:1:1 REEVE_TOO_MANY_PROBLEMS'])
    expect(places.at(-1)).toBe('b.yaml:3:12 REEVE_INVALID_VALUE')
  })

  it('of a file that cannot be read are problems, too', async () => {
    const folder = policyFolder({ 'big.yaml': `${policyNamed('big')}#${'x'.repeat(1024 * 1024)}`, 'a.yaml': policyNamed('a') })
    const outside = policyFolder({ 'secret.yaml': policyNamed('secret') })
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'link.yaml'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'torn.yaml'))

    const { problems } = await loadRepository(await openFolder(folder))

    expect(placesOf(problems)).toEqual(['big.yaml:1:1 REEVE_FILE_TOO_LARGE', 'link.yaml:1:1 REEVE_FILE_UNREADABLE', 'torn.yaml:1:1 REEVE_FILE_UNREADABLE'])
  })

  it('a document beside one with errors is not handed on as if the file were sound', async () => {
    const { documents } = await loadFiles({ 'a.yaml': `${policyNamed('a')}---\n${policyNamed('B')}` })

    expect(documents.map(({ document }) => document.metadata.name)).not.toContain('B')
  })
})

describe('places', () => {
  it('a property has the place of its key, an item that of its value, and what has none that of what is around it', async () => {
    const { documents } = await loadFiles({ 'a.yaml': `# first\n${policyNamed('a', '{model: [x, "ключ", z]}')}` })
    const policy = documents[1]

    const places = ['', '/metadata/name', '/spec/select/model', '/spec/select/model/2', '/spec/desired/since'].map(
      (pointer) => policy && placeOf(policy, pointer),
    )

    expect(places.map((place) => place && [place.line, place.column])).toEqual([
      [2, 1],
      [4, 12],
      [7, 12],
      [7, 31],
      [8, 3],
    ])
  })
})

describe('digest', () => {
  it('is the same for the same files, wherever they lie', async () => {
    const files = { 'reeve.yaml': `${FLEET}spec: {}\n`, 'policies/a.yaml': policyNamed('a'), 'README.md': 'x' }

    const [one, other] = [await loadFiles(files), await loadFiles({ ...files, 'README.md': 'y' })]

    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(one.digest).toBe(other.digest)
  })

  it('changes with a byte of a document, with its path, and with a list', async () => {
    const select = '{serialNumber: {in: {file: lists/lost.txt}}}'
    const files = { 'a.yaml': policyNamed('a', select), 'lists/lost.txt': 'C02\n' }

    const digests = [
      await loadFiles(files),
      await loadFiles({ ...files, 'a.yaml': `${policyNamed('a', select)}# x\n` }),
      await loadFiles({ 'b.yaml': policyNamed('a', select), 'lists/lost.txt': 'C02\n' }),
      await loadFiles({ ...files, 'lists/lost.txt': 'C03\n' }),
    ].map(({ digest }) => digest)

    expect(new Set(digests).size).toBe(4)
  })
})

it('a file that goes away while it is read is a problem and no crash', async () => {
  const folder = policyFolder({ 'a.yaml': policyNamed('a'), 'b.yaml': policyNamed('b') })
  const source = await openFolder(folder)
  const gone = {
    ...source,
    listFiles: async () => {
      const files = await source.listFiles()
      rmSync(join(folder, 'b.yaml'))
      return files
    },
  }

  const { problems } = await loadRepository(gone)

  expect(placesOf(problems)).toEqual(['b.yaml:1:1 REEVE_FILE_UNREADABLE'])
})
