/** List files that no document names: somebody keeps one up to date, and it protects or removes nobody. */
import { type Problem, problem } from '../../planner/problem.ts'
import type { ListReference } from './list-references.ts'

const LISTS = /^lists\/(?:.*\/)?[^./][^/]*\.(?:csv|txt)$/i

export function unusedLists(files: readonly string[], references: readonly ListReference[]): Problem[] {
  const named = new Set(references.map(({ path }) => path))
  return files.filter((file) => LISTS.test(file) && !named.has(file)).map(unusedList)
}

export function unusedList(file: string): Problem {
  return problem(
    'REEVE_LIST_UNUSED',
    `No document names ${file}, so nothing comes of what is in it.`,
    { file, line: 1, column: 1 },
    'Name it in a selector, or remove it.',
  )
}
