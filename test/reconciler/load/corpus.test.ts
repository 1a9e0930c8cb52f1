/** Every file of the corpus against its verdict. A file is loaded as `reeve validate FILE` does. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../../../src/reconciler/load.ts'
import { openFolder } from '../../../src/reconciler/sources/folder.ts'

const folder = join(import.meta.dirname, '../../corpus')
/** By path, what must be reported: `line:column CODE`, in the order of the file; nothing for what is good. */
const verdicts = JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')) as Record<string, readonly string[]>

describe('corpus', () => {
  it.each(Object.entries(verdicts))('%s', async (file, expected) => {
    const source = await openFolder(join(folder, file))

    const { problems } = await loadRepository(source)

    expect(problems.map(({ code, where }) => `${where?.line}:${where?.column} ${code}`)).toEqual(expected)
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
