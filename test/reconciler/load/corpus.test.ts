/** Every file of the corpus against its verdict. A file is loaded and judged as `reeve validate FILE` does. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../../src/planner/desired.ts'
import { PROBLEMS } from '../../../src/planner/problem.ts'
import { loadRepository } from '../../../src/reconciler/load.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'

const folder = join(import.meta.dirname, '../../corpus')
/** By path, what must be reported: `line:column CODE`, in the order of the file; nothing for what is good. */
const verdicts = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')) as Record<string, readonly string[]>

describe('corpus', () => {
  it.each(Object.entries(verdicts))('%s', async (file, expected) => {
    const source = await openFolder(join(folder, file))

    const { problems } = buildDesiredState(await loadRepository(source), new Date('2026-11-22T08:00:00Z'))

    expect(problems.map(({ code, where }) => `${where?.line}:${where?.column} ${code}`)).toEqual(expected)
  })

  it('has an error in every bad file, and none in a good one', () => {
    const errors = new Set(Object.entries(PROBLEMS).flatMap(([code, { severity }]) => (severity === 'error' ? [code] : [])))
    const hasError = (verdict: readonly string[]): boolean => verdict.some((line) => errors.has(line.slice(line.indexOf(' ') + 1)))

    const misplaced = Object.entries(verdicts).filter(([file, verdict]) => file.startsWith('bad/') !== hasError(verdict))

    expect(misplaced).toEqual([])
  })

  it('has a verdict for every file, and a file for every verdict', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.parentPath !== folder)

    const paths = files.map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )

    expect(paths.sort()).toEqual(Object.keys(verdicts).sort())
  })
})
