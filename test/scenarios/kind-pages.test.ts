/** Every example of docs/kinds/ is loaded, and planned on a simulated tenant. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kebab } from '../../scripts/kind-pages.ts'
import { isPolicyKind } from '../../src/reconciler/load/kinds.ts'
import { reeve } from '../cli/command.ts'
import { folderOf, LOST, NOW } from '../cli/repository.ts'

const root = join(import.meta.dirname, '../..')
const FOLDER = join(root, 'docs/kinds')

interface Example {
  readonly page: string
  readonly number: number
  /** Behind the word yaml: a profile, or that this version does not keep what it says. */
  readonly remark: string
  readonly text: string
}

/** What is reported of an example that this version takes and does not keep. */
const REMARKED: Readonly<Record<string, string>> = { 'not-kept': 'REEVE_NOT_ENFORCED_YET' }

const pages = readdirSync(FOLDER)
const examples: Example[] = pages.flatMap((page) =>
  [...readFileSync(join(FOLDER, page), 'utf8').matchAll(/^```yaml *(.*)\n([\s\S]*?)^```$/gm)].map(([, remark = '', text = ''], index) => ({
    page,
    number: index + 1,
    remark,
    text,
  })),
)

/** What the example of a policy test is about. */
const tested = examples.find(({ remark }) => remark === 'tested')?.text ?? ''

/** The example in a repository of its own, with the lists that it names. */
function repositoryOf({ remark, text }: Example): string {
  const profile = remark.startsWith('intune-') ? remark : 'intune-2018'
  const fleet = `apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {profile: ${profile}, provider: {twin: {devices: 60, seed: 1}}}\n`
  const lists = [...text.matchAll(/\{file: (lists\/[\w-]+\.csv), column: (\w+)\}/g)].map(([, file = '', column = '']) => [
    file,
    `${column},reportedAt\nC02XK1ABJGH5,2026-11-01T00:00:00Z\n`,
  ])
  const isFleet = /^kind: Fleet$/m.test(text)
  const isTest = /^kind: PolicyTest$/m.test(text)
  const hasPolicy = /^kind: (?:DevicePolicy|CleanupRule|UserOffboarding)$/m.test(text)
  return folderOf({
    'reeve.yaml': isFleet ? text : fleet,
    ...(isFleet ? {} : { [`policies/example${isTest ? '.test' : ''}.yaml`]: text }),
    ...(hasPolicy ? {} : { 'policies/other.yaml': isTest ? tested : LOST }),
    ...Object.fromEntries(lists),
  })
}

describe('the pages about kinds of documents', () => {
  it('are one for each kind that is written by hand, and one for selectors', () => {
    const titles = readdirSync(join(root, 'schemas')).map((name) => (JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as { title: string }).title)

    expect(pages.toSorted()).toEqual([...titles.filter(isPolicyKind).map((title) => `${kebab(title)}.md`), 'selector.md'].sort())
  })

  it('are all in the index', () => {
    const index = readFileSync(join(root, 'docs/README.md'), 'utf8')

    expect(pages.filter((page) => !index.includes(`(kinds/${page})`))).toEqual([])
  })

  it('all have an example', () => {
    expect(pages.filter((page) => !examples.some((example) => example.page === page))).toEqual([])
  })

  it('link to files that there are, as all pages do', () => {
    const documentation = ['README.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name))]

    const links = documentation
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => ({ name, to })))

    expect(links.length).toBeGreaterThan(20)
    expect(links.filter(({ name, to }) => !existsSync(join(root, dirname(name), to)))).toEqual([])
  })

  it('link to places that there are', () => {
    const anchors = (page: string) =>
      [...readFileSync(join(FOLDER, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      )

    const dead = pages.flatMap((page) =>
      [...readFileSync(join(FOLDER, page), 'utf8').matchAll(/\]\(#([\w-]+)\)/g)]
        .filter(([, to = '']) => !anchors(page).includes(to))
        .map(([link]) => `${page}: ${link}`),
    )

    expect([...new Set(dead)]).toEqual([])
  })

  it.each(examples.filter(({ remark }) => !(remark in REMARKED)))('$page, example $number, is valid without a warning', async (example) => {
    const { stdout } = await reeve(['validate', repositoryOf(example), '--now', NOW, '--format', 'json'])

    expect((JSON.parse(stdout) as { problems: unknown[] }).problems).toEqual([])
  })

  it.each(examples.filter(({ remark }) => remark in REMARKED))('$page, example $number, has the right form, and is $remark', async (example) => {
    const { stdout } = await reeve(['validate', repositoryOf(example), '--now', NOW, '--format', 'json'])

    const codes = (JSON.parse(stdout) as { problems: { code: string }[] }).problems.map(({ code }) => code)
    expect([...new Set(codes)]).toEqual([REMARKED[example.remark]])
  })

  it('hold a policy test that passes', async () => {
    const example = examples.find(({ text }) => text.includes('kind: PolicyTest'))

    const { exit, stdout } = await reeve(['test', example ? repositoryOf(example) : ''])

    expect(exit, stdout).toBe(0)
  })

  it.each(examples.filter(({ text }) => !text.includes('provider: {file:')))('$page, example $number, gives a plan', async (example) => {
    const { exit, stdout, stderr } = await reeve(['plan', repositoryOf(example), '--now', NOW, '--format', 'json'])

    expect(exit, stderr).toBe(0)
    expect((JSON.parse(stdout) as { kind: string }).kind).toBe('Plan')
  })
})
