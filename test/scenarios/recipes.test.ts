/** Every recipe of docs/recipes.md is a repository that is valid without a warning, and whose own test passes and covers it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { reeve } from '../cli/command.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/recipes.md'), 'utf8')
const [intro = '', ...sections] = page.split(/^## /m)
const folder = mkdtempSync(join(tmpdir(), 'reeve-recipes-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Recipe {
  readonly title: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** A block whose first line names a file is that file. */
function filesIn(text: string): Recipe['files'] {
  return [...text.matchAll(/```(?:yaml|csv)\n# (\S+)\n([\s\S]*?)```/g)].map(([, path = '', content = '']) => ({ path, text: content }))
}

const recipes: readonly Recipe[] = sections.map((section) => ({ title: section.split('\n')[0] ?? '', files: [...filesIn(intro), ...filesIn(section)] }))

function write({ title, files }: Recipe): string {
  const root = join(folder, title.replaceAll(/\W+/g, '-'))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

describe('the recipes', () => {
  it('are about what teams ask for most', () => {
    expect(recipes.map(({ title }) => title)).toEqual([
      'A lost device',
      'Somebody leaves',
      'Silent phones, in three stages',
      'A Windows refresh that keeps the account',
      'Passcodes that must have been reset',
      'Board members, protected',
      "Intune's own cleanup rule",
      'A change window and a suspension',
      'A rehearsal: mode report',
    ])
  })

  it.each(recipes)('$title: is valid, and does what its test says', async (recipe) => {
    const root = write(recipe)

    const validated = await reeve(['validate', root, '--now', '2026-11-22T12:00:00Z', '--format', 'json'])
    const tested = await reeve(['test', root, '--coverage-min', '100', '--format', 'json'])

    expect((JSON.parse(validated.stdout) as { problems: unknown[] }).problems).toEqual([])
    expect({ exit: tested.exit, stderr: tested.stderr }, tested.stdout).toEqual({ exit: 0, stderr: '' })
  })
})
