/** Reads the list files that documents name, each once, and reports at the place that names it. */
import { createHash } from 'node:crypto'
import { type Problem, problem } from '../../planner/problem.ts'
import type { ListFile } from '../../planner/repository.ts'
import type { FileContent, PolicySource } from '../sources/source.ts'
import { suggestion } from '../../planner/did-you-mean.ts'
import { LIMITS } from './limits.ts'
import { isCsv, readList } from './list-file.ts'
import type { ListReference } from './list-references.ts'
import { list as inWords } from './schema-messages.ts'
import { decodeText } from './source-text.ts'
import { unusedList } from './unused-lists.ts'

export interface LoadedLists {
  readonly lists: ReadonlyMap<string, ListFile>
  readonly problems: readonly Problem[]
  /** What was read, for the digest. */
  readonly contents: ReadonlyMap<string, Uint8Array>
}

export async function loadLists(source: PolicySource, references: readonly ListReference[], files: readonly string[]): Promise<LoadedLists> {
  const problems: Problem[] = []
  const inside = references.filter((reference) => {
    const escape = escapeOf(reference.path)
    if (escape !== null)
      problems.push(
        problem(
          'REEVE_LIST_MISSING',
          `"${reference.path}" ${escape}.`,
          reference.pathAt,
          'Name the list by its path from the root of the policy repository, like lists/lost.csv.',
        ),
      )
    return escape === null
  })
  const found = await source.readFiles([...new Set(inside.map(({ path }) => path))].sort(), LIMITS.listBytes)

  const lists = new Map<string, ListFile>()
  const contents = new Map<string, Uint8Array>()
  for (const [path, content] of found) {
    if (content.outcome !== 'read') {
      problems.push(...inside.filter((reference) => reference.path === path).map((reference) => unreadable(reference, content, files)))
      continue
    }
    contents.set(path, content.bytes)
    const decoded = decodeText(path, content.bytes)
    problems.push(...decoded.problems)
    if (decoded.source === null || decoded.problems.length > 0) continue
    const read = await readList(decoded.source, digestOf(content.bytes))
    problems.push(...read.problems)
    if (read.list) lists.set(path, read.list)
  }
  return { lists, contents, problems: [...problems, ...inside.flatMap((reference) => columnProblem(reference, lists))] }
}

/** A list that no document names, judged by itself: every column may be the one that is meant. */
export async function checkUnnamedList(source: PolicySource, path: string): Promise<readonly Problem[]> {
  const at = { file: path, line: 1, column: 1 }
  const { problems } = await loadLists(source, [{ path, column: null, pathAt: at, columnAt: at }], [])
  return [...problems.filter(({ code }) => code !== 'REEVE_LIST_COLUMN'), unusedList(path)]
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** What keeps a path from being one below the root; null when nothing does. */
function escapeOf(path: string): string | null {
  if (/^(?:[/\\]|[a-zA-Z]:)/.test(path)) return 'is an absolute path'
  if (path.includes('\\')) return 'has a backslash'
  if (path.includes('\0')) return 'holds a NULL character'
  const parts = path.split('/')
  if (parts.includes('..')) return 'leaves the policy repository'
  return parts.includes('.') || parts.includes('') ? 'is not written in its shortest form' : null
}

function unreadable({ path, pathAt }: ListReference, content: FileContent, files: readonly string[]): Problem {
  switch (content.outcome) {
    case 'tooLarge':
      return problem(
        'REEVE_FILE_TOO_LARGE',
        `"${path}" has ${content.size} bytes; a list may have ${LIMITS.listBytes}.`,
        pathAt,
        'Split it into several lists.',
      )
    case 'unreadable':
      return problem('REEVE_LIST_MISSING', `"${path}" is not read: it is ${content.reason}.`, pathAt, null)
    default:
      return problem(
        'REEVE_LIST_MISSING',
        `There is no file "${path}".`,
        pathAt,
        suggestion(path, files) ?? 'Create it; an empty list is a file without entries.',
      )
  }
}

function columnProblem({ path, column, columnAt, pathAt }: ListReference, lists: ReadonlyMap<string, ListFile>): Problem[] {
  const list = lists.get(path)
  if (!list) return []
  if (!isCsv(path))
    return column === null
      ? []
      : [problem('REEVE_LIST_COLUMN', `"${path}" is one entry per line and has no columns.`, columnAt, 'Leave the column out, or make the list a CSV file.')]
  if (column === null && list.columns.length === 0) return []
  if (column === null) return [problem('REEVE_LIST_COLUMN', `Say which column of "${path}" is meant.`, pathAt, `Columns: ${list.columns.join(', ')}.`)]
  if (list.columns.length === 0 || list.columns.includes(column)) return []
  return [
    problem('REEVE_LIST_COLUMN', `"${path}" has no column "${column}".`, columnAt, suggestion(column, list.columns) ?? `It has ${inWords(list.columns)}.`),
  ]
}
