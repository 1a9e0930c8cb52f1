import { chownSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ReeveError } from '../../../src/reconciler/reeve-error.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'
import { commitAll, git, repositoryWith } from '../../support/git-repository.ts'
import { policyFolder, writeFiles } from '../../support/policy-folder.ts'

const LIMIT = 1024

function textOf(contents: Awaited<ReturnType<Awaited<ReturnType<typeof openFolder>>['readFiles']>>): Record<string, unknown> {
  return Object.fromEntries([...contents].map(([path, content]) => [path, content.outcome === 'read' ? new TextDecoder().decode(content.bytes) : content]))
}

describe('files of a folder', () => {
  it('are listed from the root, sorted, without git and installed packages', async () => {
    const folder = policyFolder({
      'b.yaml': '',
      'a/b/c.yaml': '',
      'a/b.yaml': '',
      '.github/ci.yml': '',
      '.git/HEAD': '',
      'x/.git': 'gitdir: y',
      'node_modules/x/a.yaml': '',
    })

    const source = await openFolder(folder)

    expect(await source.listFiles()).toEqual(['.github/ci.yml', 'a/b.yaml', 'a/b/c.yaml', 'b.yaml'])
  })

  it('are read as bytes, and what is too large, no file, or not there is said', async () => {
    const folder = policyFolder({ 'a.yaml': 'a', 'empty.yaml': '', 'big.yaml': 'x'.repeat(LIMIT + 1), 'full.yaml': 'x'.repeat(LIMIT), 'deep/x': '' })

    const contents = await (await openFolder(folder)).readFiles(['a.yaml', 'empty.yaml', 'big.yaml', 'full.yaml', 'deep', 'gone.yaml', 'a.yaml/b'], LIMIT)

    expect(textOf(contents)).toEqual({
      'a.yaml': 'a',
      'empty.yaml': '',
      'big.yaml': { outcome: 'tooLarge', size: LIMIT + 1 },
      'full.yaml': 'x'.repeat(LIMIT),
      deep: { outcome: 'unreadable', reason: 'not a file' },
      'gone.yaml': { outcome: 'missing' },
      'a.yaml/b': { outcome: 'missing' },
    })
  })

  it('are never read outside the root, neither by a path nor through a link', async () => {
    const outside = policyFolder({ 'secret.yaml': 'secret' })
    const folder = policyFolder({ 'root/a.yaml': 'a', 'root-of-another/secret.yaml': 'secret' })
    symlinkSync(outside, join(folder, 'root/folder'))
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'root/file.yaml'))
    symlinkSync('../root-of-another/secret.yaml', join(folder, 'root/sibling.yaml'))
    const source = await openFolder(join(folder, 'root'))

    const contents = await source.readFiles(['../root-of-another/secret.yaml', 'folder/secret.yaml', 'file.yaml', 'sibling.yaml'], LIMIT)

    expect([...contents.values()]).toEqual(Array.from({ length: 4 }, () => ({ outcome: 'unreadable', reason: 'a link that leaves the policy repository' })))
    expect(await source.listFiles()).toEqual(['a.yaml', 'file.yaml', 'sibling.yaml'])
  })

  it('links to folders are not followed, so that one that leads back does no harm', async () => {
    const folder = policyFolder({ 'a/b.yaml': '' })
    symlinkSync('..', join(folder, 'a/up'))

    expect(await (await openFolder(folder)).listFiles()).toEqual(['a/b.yaml'])
  })

  it('a root that is a link itself is read like any other', async () => {
    const folder = policyFolder({ 'real/a.yaml': 'a' })
    symlinkSync('real', join(folder, 'link'))
    const source = await openFolder(join(folder, 'link'))

    expect(await source.listFiles()).toEqual(['a.yaml'])
    expect(textOf(await source.readFiles(['a.yaml'], LIMIT))).toEqual({ 'a.yaml': 'a' })
  })

  it('a link that only leads to itself is unreadable', async () => {
    const folder = policyFolder({ 'a.yaml': 'a' })
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'))

    const contents = await (await openFolder(folder)).readFiles(['loop.yaml'], LIMIT)

    expect([...contents.values()]).toEqual([{ outcome: 'unreadable', reason: 'not readable (ELOOP)' }])
  })

  it('a path that is not there is an error of the source', async () => {
    const opening = openFolder(join(policyFolder({}), 'nowhere'))

    await expect(opening).rejects.toThrow(ReeveError)
    await expect(opening).rejects.toMatchObject({ code: 'REEVE_SOURCE', detail: expect.stringContaining('there is no such file or folder') })
  })
})

describe('a file as a source', () => {
  it('lists itself, and reads lists from its folder', async () => {
    const folder = policyFolder({ 'policies/lost.yaml': 'x', 'policies/other.yaml': 'y', 'policies/lists/lost.csv': 'z' })
    const source = await openFolder(join(folder, 'policies/lost.yaml'))

    expect(source.name).toBe('lost')
    expect(await source.listFiles()).toEqual(['lost.yaml'])
    expect(textOf(await source.readFiles(['lists/lost.csv'], LIMIT))).toEqual({ 'lists/lost.csv': 'z' })
  })
})

describe('what a folder says of itself', () => {
  async function describeAt(path: string, read: readonly string[] = []) {
    return (await openFolder(path)).describe(read)
  }

  it('outside of git, or before the first commit: no revision', async () => {
    const folder = policyFolder({ 'a.yaml': '' })
    expect(await describeAt(folder)).toEqual({ path: folder, revision: null, dirty: false, differing: [] })

    git(folder, 'init', '--quiet')
    expect(await describeAt(folder)).toEqual({ path: folder, revision: null, dirty: false, differing: [] })
  })

  it('without git on the machine: no revision', async () => {
    const folder = repositoryWith({ 'a.yaml': '' })
    const { PATH } = process.env
    process.env.PATH = join(folder, 'nothing-here')

    const description = await describeAt(folder).finally(() => (process.env.PATH = PATH))

    expect(description).toEqual({ path: folder, revision: null, dirty: false, differing: [] })
  })

  it('on a commit: its id, and clean', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a', '.gitignore': 'out/\n', 'out/plan.json': '{}' })

    expect(await describeAt(folder)).toEqual({ path: folder, revision: git(folder, 'rev-parse', 'HEAD'), dirty: false, differing: [] })
  })

  it.each<[string, (folder: string) => void, string]>([
    ['a changed file', (folder) => writeFileSync(join(folder, 'policies/a.yaml'), 'b'), 'a.yaml'],
    ['a staged change', (folder) => (writeFileSync(join(folder, 'policies/a.yaml'), 'b'), git(folder, 'add', '.')), 'a.yaml'],
    ['a new file', (folder) => writeFileSync(join(folder, 'policies/new.yaml'), 'b'), 'new.yaml'],
    ['a new file in a new folder', (folder) => writeFiles(folder, { 'policies/deep/down/new.yaml': 'b' }), 'deep/down/new.yaml'],
    ['a deleted file', (folder) => rmSync(join(folder, 'policies/a.yaml')), 'a.yaml'],
    ['a moved file', (folder) => void git(folder, 'mv', 'policies/a.yaml', 'policies/b.yaml'), 'a.yaml'],
  ])('%s makes it dirty', async (_name, change, differing) => {
    const folder = repositoryWith({ 'policies/a.yaml': 'a', 'policies/keep.yaml': 'a' })

    change(folder)

    const policies = join(folder, 'policies')
    const description = await describeAt(policies, await (await openFolder(policies)).listFiles())
    expect(description).toMatchObject({ revision: git(folder, 'rev-parse', 'HEAD'), dirty: true })
    expect(description.differing).toContain(differing)
  })

  it('a new file that nobody read as a policy or a list is no difference, and an ignored one that somebody read is', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a', '.gitignore': 'secret.yaml\n' })
    writeFiles(folder, { 'plan.json': '{}', 'secret.yaml': 'b' })

    const descriptions = [await describeAt(folder, ['a.yaml']), await describeAt(folder, ['a.yaml', 'secret.yaml'])]

    expect(descriptions.map(({ dirty, differing }) => ({ dirty, differing }))).toEqual([
      { dirty: false, differing: [] },
      { dirty: true, differing: ['secret.yaml'] },
    ])
  })

  it('counts only what lies below it, and for a file only the file', async () => {
    const folder = repositoryWith({ 'a/x.yaml': 'x', 'b/y.yaml': 'y', 'b/z.yaml': 'z', 'b/[y].yaml': 'w' })
    writeFileSync(join(folder, 'b/y.yaml'), 'changed')

    const dirty = async (path: string) => (await describeAt(join(folder, path))).dirty

    expect(await dirty('.')).toBe(true)
    expect(await dirty('a')).toBe(false)
    expect(await dirty('b')).toBe(true)
    expect(await dirty('b/y.yaml')).toBe(true)
    expect(await dirty('b/z.yaml')).toBe(false)
    expect(await dirty('b/[y].yaml')).toBe(false)
  })

  it('a folder that the repository around it does not hold has no revision of its own', async () => {
    const folder = repositoryWith({ 'a.yaml': '', '.gitignore': 'ignored/\n' })
    writeFiles(folder, { 'ignored/a.yaml': 'a' })

    expect(await describeAt(join(folder, 'ignored'))).toMatchObject({ revision: null, dirty: false, differing: [] })
  })

  it('follows the work tree to another commit', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a' })
    writeFileSync(join(folder, 'a.yaml'), 'b')
    const second = commitAll(folder)

    expect(await describeAt(folder)).toMatchObject({ revision: second, dirty: false, differing: [] })
  })

  it('in a repository of another owner that this person told git to trust: as in one of their own', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a' })
    const revision = git(folder, 'rev-parse', 'HEAD')
    // Only root can give files away; for anybody else the repository stays their own.
    if (process.getuid?.() === 0) chownSync(folder, 12_345, 12_345)
    const home = policyFolder({ '.gitconfig': `[safe]\n\tdirectory = ${realpathSync(folder)}\n` })
    const { HOME } = process.env
    process.env.HOME = home

    const description = await describeAt(folder).finally(() => (process.env.HOME = HOME))

    expect(description).toEqual({ path: folder, revision, dirty: false, differing: [] })
  })

  it('runs nothing that the repository brings: no monitor, no hook, no filter of the machine', async () => {
    const folder = repositoryWith({ 'a.yaml': 'a', '.gitattributes': '*.yaml filter=trap\n' })
    const trap = join(folder, 'trap.sh')
    writeFileSync(trap, `#!/bin/sh\necho x >> '${join(folder, 'sprung')}'\n`, { mode: 0o755 })
    git(folder, 'config', 'core.fsmonitor', trap)
    mkdirSync(join(folder, '.git/hooks'), { recursive: true })
    writeFileSync(join(folder, '.git/hooks/post-index-change'), `#!/bin/sh\n'${trap}'\n`, { mode: 0o755 })
    const home = policyFolder({ '.gitconfig': `[filter "trap"]\n\tclean = ${trap}\n` })
    const { HOME } = process.env
    process.env.HOME = home
    writeFileSync(join(folder, 'a.yaml'), 'b')

    const { dirty } = await describeAt(folder).finally(() => (process.env.HOME = HOME))

    expect(dirty).toBe(true)
    expect(await (await openFolder(folder)).listFiles()).not.toContain('sprung')
  })
})
