import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../../../src/reconciler/load.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'
import { openCommit } from '../../../src/reconciler/sources/git.ts'
import { commitAll, git, repositoryWith } from '../../support/git-repository.ts'
import { FLEET, placesOf, policyFolder, policyNamed, writeFiles } from '../../support/policy-folder.ts'

const LIMIT = 1024

async function filesAt(path: string, revision = 'HEAD'): Promise<Record<string, unknown>> {
  const source = await openCommit({ path, revision })
  const contents = await source.readFiles(await source.listFiles(), LIMIT)
  return Object.fromEntries([...contents].map(([file, content]) => [file, content.outcome === 'read' ? new TextDecoder().decode(content.bytes) : content]))
}

describe('a commit', () => {
  it('is read as it was committed, whatever the work tree holds now', async () => {
    const folder = repositoryWith({ 'reeve.yaml': 'fleet', 'policies/a.yaml': 'a' })
    writeFileSync(join(folder, 'policies/a.yaml'), 'changed')
    writeFileSync(join(folder, 'new.yaml'), 'new')
    rmSync(join(folder, 'reeve.yaml'))

    expect(await filesAt(folder)).toEqual({ 'policies/a.yaml': 'a', 'reeve.yaml': 'fleet' })
  })

  it('is found by id, by branch, by tag, and relative to another', async () => {
    const folder = repositoryWith({ 'a.yaml': 'one' })
    const first = git(folder, 'rev-parse', 'HEAD')
    git(folder, 'tag', '--annotate', 'v1', '--message', 'x')
    writeFileSync(join(folder, 'a.yaml'), 'two')
    const second = commitAll(folder)

    for (const revision of [first, first.slice(0, 10), 'v1', 'HEAD~1', 'main^']) {
      expect(await filesAt(folder, revision)).toEqual({ 'a.yaml': 'one' })
      expect(await (await openCommit({ path: folder, revision })).describe([])).toEqual({ path: folder, revision: first, dirty: false, differing: [] })
    }
    expect(await (await openCommit({ path: folder, revision: 'main' })).describe([])).toEqual({ path: folder, revision: second, dirty: false, differing: [] })
  })

  it('is read below a folder of the repository, with paths from there', async () => {
    const folder = repositoryWith({ 'examples/lost devices/policies/a.yaml': 'a', 'examples/lost devices/reeve.yaml': 'fleet', 'README.md': 'x' })

    expect(await filesAt(join(folder, 'examples/lost devices'))).toEqual({ 'policies/a.yaml': 'a', 'reeve.yaml': 'fleet' })
  })

  it('is read for one file, and for its lists', async () => {
    const folder = repositoryWith({ 'policies/a.yaml': 'a', 'policies/b.yaml': 'b', 'policies/lists/x.csv': 'x' })
    const source = await openCommit({ path: join(folder, 'policies/a.yaml'), revision: 'HEAD' })

    expect(source.name).toBe('a')
    expect(await source.listFiles()).toEqual(['a.yaml'])
    expect([...(await source.readFiles(['lists/x.csv', '../README.md'], LIMIT)).values()]).toMatchObject([{ outcome: 'read' }, { outcome: 'missing' }])
  })

  it('is read from a bare repository', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a' })
    const bare = join(policyFolder({}), 'contoso.git')
    git(folder, 'clone', '--quiet', '--bare', folder, bare)
    const source = await openCommit({ path: bare, revision: 'main' })

    expect(source.name).toBe('contoso')
    expect(await filesAt(bare, 'main')).toEqual({ 'a.yaml': 'a' })
  })

  it('with a file that is too large says so without reading it, and takes names that are hard to quote', async () => {
    const names = { 'new\nline.yaml': 'n', 'quote".yaml': 'q', 'ключ.yaml': 'k', '-option.yaml': 'o', ' space .yaml': 's' }
    const folder = repositoryWith({ ...names, 'big.yaml': 'x'.repeat(LIMIT + 1), 'empty.yaml': '' })

    expect(await filesAt(folder)).toEqual({ ...names, 'big.yaml': { outcome: 'tooLarge', size: LIMIT + 1 }, 'empty.yaml': '' })
  })

  it('gives the bytes that were committed: no line ends converted, no filter run', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a\r\nb\n' })
    writeFiles(folder, { '.gitattributes': '*.yaml text eol=crlf filter=trap\n' })
    git(folder, 'config', 'filter.trap.smudge', 'tr a-z A-Z')
    git(folder, 'config', 'core.autocrlf', 'true')
    git(folder, 'commit', '--quiet', '--message', 'x', '--allow-empty')

    expect(await filesAt(folder)).toEqual({ 'a.yaml': 'a\r\nb\n' })
  })

  it('does not follow links and does not enter submodules', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a' })
    symlinkSync('a.yaml', join(folder, 'link.yaml'))
    git(folder, 'add', '--all')
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${git(folder, 'rev-parse', 'HEAD')},module`)
    git(folder, 'commit', '--quiet', '--message', 'x')

    expect(await filesAt(folder)).toEqual({
      'a.yaml': 'a',
      'link.yaml': { outcome: 'unreadable', reason: 'a symbolic link, and in a commit only files are read' },
    })
  })

  it('is the commit that was signed, not one that a replacement puts in its place', async () => {
    const folder = repositoryWith({ 'a.yaml': 'reviewed' })
    const reviewed = git(folder, 'rev-parse', 'HEAD')
    writeFileSync(join(folder, 'a.yaml'), 'slipped in')
    git(folder, 'replace', reviewed, commitAll(folder))

    expect(await filesAt(folder, reviewed)).toEqual({ 'a.yaml': 'reviewed' })
  })

  it('that lost an object says which file is gone', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a', 'b.yaml': 'b' })
    const id = git(folder, 'rev-parse', 'HEAD:a.yaml')
    rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)))

    expect(await filesAt(folder)).toEqual({ 'a.yaml': { outcome: 'unreadable', reason: 'missing from the object store, or damaged' }, 'b.yaml': 'b' })
  })

  it.each([
    ['an option', '--output=x'],
    ['a short option', '-h'],
    ['nothing', ''],
    ['two words', 'HEAD HEAD'],
    ['a line break', 'HEAD\n'],
    ['a NULL', 'HEAD\0'],
  ])('%s is no revision, and git never sees it', async (_name, revision) => {
    const folder = repositoryWith({ 'a.yaml': 'a' })

    await expect(openCommit({ path: folder, revision })).rejects.toMatchObject({
      code: 'REEVE_SOURCE',
      detail: `${JSON.stringify(revision)} is not the name of a commit.`,
    })
  })

  it('that does not exist, a thing that is no commit, and a folder outside of git are errors of the source', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a' })

    await expect(openCommit({ path: folder, revision: 'nowhere' })).rejects.toMatchObject({
      detail: `There is no commit "nowhere" in the repository of ${folder}.`,
    })
    await expect(openCommit({ path: folder, revision: 'HEAD:a.yaml' })).rejects.toMatchObject({ code: 'REEVE_SOURCE' })
    await expect(openCommit({ path: policyFolder({}), revision: 'HEAD' })).rejects.toMatchObject({
      detail: expect.stringContaining('does not lie in a git repository'),
    })
    await expect(openCommit({ path: join(folder, 'nowhere'), revision: 'HEAD' })).rejects.toMatchObject({ code: 'REEVE_SOURCE' })
  })

  it('that did not have the folder yet is an error and not an empty repository', async () => {
    const folder = repositoryWith({ 'README.md': 'x' })
    writeFiles(folder, { 'policies/a.yaml': 'a' })
    commitAll(folder)

    await expect(openCommit({ path: join(folder, 'policies'), revision: 'HEAD~1' })).rejects.toMatchObject({ code: 'REEVE_SOURCE' })
  })
})

describe('a repository', () => {
  it('loads from a commit exactly as from its clean work tree', async () => {
    const select = '{serialNumber: {in: {file: lists/lost.csv, column: serial}}}'
    const folder = repositoryWith({
      'fleet/reeve.yaml': `${FLEET}spec: {}\n`,
      'fleet/policies/a.yaml': policyNamed('a', select),
      'fleet/policies/b.yaml': policyNamed('B'),
      'fleet/lists/lost.csv': 'serial\nC02\n',
    })
    const path = join(folder, 'fleet')

    const fromFolder = await loadRepository(await openFolder(path))
    const fromCommit = await loadRepository(await openCommit({ path, revision: 'HEAD' }))

    expect(placesOf(fromCommit.problems)).toEqual(['policies/b.yaml:3:12 REEVE_INVALID_VALUE'])
    expect(fromCommit).toEqual(fromFolder)
  })
})
