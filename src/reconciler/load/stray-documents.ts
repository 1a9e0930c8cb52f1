/**
 * Documents that no glob matches: somebody wrote a policy, and it would silently do nothing.
 *
 * Only sniffed: the other YAML and JSON files of a repository are none of our business, and
 * a recorded inventory of 100 MB is not parsed to learn that it is no policy.
 */
import { type Place, type Problem, problem } from '../../planner/problem.ts'
import type { PolicySource } from '../sources/source.ts'
import { API_VERSION, isPolicyKind } from './kinds.ts'
import { LIMITS } from './limits.ts'
import { isJson } from './select-files.ts'
import { sourceText } from './source-text.ts'
import { testOutsideTestFile } from './test-place.ts'

const API_VERSION_LINE = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?reeve\/v1["']?[ \t]*(?:#.*)?\r?$/m
const KIND_LINE = /^["']?kind["']?[ \t]*:[ \t]*["']?(\w+)["']?[ \t]*(?:#.*)?\r?$/m

export async function findStrayDocuments(source: PolicySource, files: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [file, content] of await source.readFiles(files, LIMITS.fileBytes)) {
    if (content.outcome !== 'read') continue
    const text = new TextDecoder('utf-8').decode(content.bytes)
    for (const { kind, offset } of isJson(file) || text.trimStart().startsWith('{') ? jsonDocument(text) : yamlDocuments(text))
      problems.push(strayProblem(kind, sourceText(file, text).placeAt(offset)))
  }
  return problems
}

interface Sniffed {
  readonly kind: unknown
  readonly offset: number
}

function strayProblem(kind: unknown, at: Place): Problem {
  if (kind === 'PolicyTest') return testOutsideTestFile(at)
  return problem(
    'REEVE_DOCUMENT_NOT_MATCHED',
    'No glob of reeve.yaml matches this document, so it is not in force.',
    at,
    'Add a glob to spec.policies in reeve.yaml, or remove the document.',
  )
}

function jsonDocument(text: string): Sniffed[] {
  if (!text.includes(API_VERSION)) return []
  try {
    const value: unknown = JSON.parse(text)
    const { apiVersion, kind } = (value ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown }
    return apiVersion === API_VERSION && isPolicyKind(kind) ? [{ kind, offset: text.search(/\S/) }] : []
  } catch {
    return []
  }
}

/** Where each document of the file says that it is ours. */
function* yamlDocuments(text: string): Generator<Sniffed> {
  if (!text.includes(API_VERSION)) return
  let offset = 0
  for (const document of text.split(/^(?=---(?:\s|$))/m)) {
    const version = API_VERSION_LINE.exec(document)
    const kind = KIND_LINE.exec(document)?.[1]
    if (version && isPolicyKind(kind)) yield { kind, offset: offset + version.index }
    offset += document.length
  }
}
