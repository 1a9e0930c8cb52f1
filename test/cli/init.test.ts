import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, parseDocument } from 'yaml'
import { toDnsLabel } from '../../src/cli/init.ts'
import { reeve } from './command.ts'
import { folderOf } from './repository.ts'

const DOCUMENTS = ['policies/guardrails.yaml', 'policies/lost-devices.test.yaml', 'policies/lost-devices.yaml', 'policies/silent-devices.yaml', 'reeve.yaml']

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()
}

async function started(...options: readonly string[]): Promise<string> {
  const folder = join(folderOf({}), 'contoso')
  const { exit, stderr } = await reeve(['init', folder, ...options])
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
  return folder
}

describe('init', () => {
  it('writes what a repository needs, and says so of every file', async () => {
    const folder = join(folderOf({}), 'contoso')

    const { exit, stdout } = await reeve(['init', folder])

    const files = filesIn(folder)
    const copies = files.filter((file) => file.startsWith('.reeve/schemas/'))
    expect(exit).toBe(0)
    expect(files.filter((file) => !copies.includes(file))).toEqual(
      [...DOCUMENTS, '.github/workflows/reeve.yaml', '.vscode/extensions.json', '.vscode/settings.json', 'README.md', 'lists/lost.csv'].sort(),
    )
    expect(files.filter((file) => !stdout.includes(file.replace('.reeve/schemas/', '')))).toEqual([])
    expect(copies).toContain('.reeve/schemas/document.schema.json')
  })

  it('changes nothing where any of its files is there already, and names it', async () => {
    const folder = folderOf({ 'README.md': 'mine\n' })

    const { exit, stderr } = await reeve(['init', folder])

    expect(exit).toBe(1)
    expect(stderr).toContain('nothing is overwritten: README.md.')
    expect(filesIn(folder)).toEqual(['README.md'])
  })

  it('with --force keeps what is there and writes the rest', async () => {
    const folder = folderOf({ 'README.md': 'mine\n' })

    const { exit, stdout } = await reeve(['init', folder, '--force'])

    expect(exit).toBe(0)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine\n')
    expect(stdout).toContain('There already, and left as it is:\n  README.md\n')
    expect(existsSync(join(folder, 'reeve.yaml'))).toBe(true)
  })

  it('leaves nothing behind where it cannot write everything', async () => {
    const folder = folderOf({ '.vscode': 'a file where a folder has to be' })

    const { exit, stderr } = await reeve(['init', folder])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_OUTPUT')
    expect(filesIn(folder)).toEqual(['.vscode'])
  })

  it('makes a git repository only when it is told to, and none within another', async () => {
    const outer = await started('--git')
    const inner = join(outer, 'inner')

    await reeve(['init', inner, '--git'])

    expect(existsSync(join(outer, '.git'))).toBe(true)
    expect(existsSync(join(inner, '.git'))).toBe(false)
    expect(existsSync(join(await started(), '.git'))).toBe(false)
  })

  it('says where the workflow has to be when the folder is not the root of its git repository', async () => {
    const outer = await started('--git')

    const { stdout } = await reeve(['init', join(outer, 'inner')])

    expect(stdout.replaceAll('\n', ' ')).toContain('move .github/workflows/reeve.yaml there')
  })

  it.each([
    ['Contoso Devices', 'contoso-devices'],
    ['Über uns', 'uber-uns'],
    ['--', 'fleet'],
    ['2026', '2026'],
    ['true', 'true'],
    ['x'.repeat(80), 'x'.repeat(63)],
    [`${'x'.repeat(62)}-y`, 'x'.repeat(62)],
  ])('makes a name of %s', (folder, name) => {
    expect(toDnsLabel(folder)).toBe(name)
  })

  it.each(['2026', 'true', 'null', 'y', 'contoso'])('writes the name %s so that it is read as a text', async (name) => {
    const folder = await started('--name', name)

    const fleet = parseDocument(readFileSync(join(folder, 'reeve.yaml'), 'utf8'), { version: '1.1' }).toJS() as { metadata: { name: unknown } }
    expect(fleet.metadata.name).toBe(name)
    expect((await reeve(['validate', folder])).stdout).toContain('are valid.')
  })

  it('refuses a name that no fleet can have', async () => {
    const { exit, stderr } = await reeve(['init', folderOf({}), '--name', 'Contoso Ltd.'])

    expect(exit).toBe(64)
    expect(stderr).toContain('is no name for a fleet')
  })

  it('says in every document where its schema is, and the document satisfies it', async () => {
    const folder = await started()

    const refused = DOCUMENTS.flatMap((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      const [, reference = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
      const schema = JSON.parse(readFileSync(join(folder, dirname(path), reference), 'utf8')) as object
      const validate = new Ajv2020({ strict: false, formats: { 'reeve-instant': true } }).compile(schema)
      return parseAllDocuments(text).flatMap((document) => (validate(document.toJS()) ? [] : [{ path, errors: validate.errors }]))
    })

    expect(refused).toEqual([])
  })

  it('maps every document to a schema in the settings of VS Code', async () => {
    const folder = await started()
    const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8')) as { 'yaml.schemas': Record<string, string | string[]> }

    const missing = Object.keys(settings['yaml.schemas']).filter((path) => !existsSync(join(folder, path)))

    expect(missing).toEqual([])
    expect(Object.values(settings['yaml.schemas']).flat()).toEqual(['reeve.yaml', 'policies/**/*.yaml', 'policies/**/*.yml'])
  })
})
