/**
 * Files to documents: every document that is valid, every list that one names, and every
 * problem with its place.
 */
import { createHash } from 'node:crypto'
import { firstOfFile } from '../planner/first-problems.ts'
import { isError, type Problem, problem, sortProblems } from '../planner/problem.ts'
import type { Repository, SourceDocument } from '../planner/repository.ts'
import { type ReadDocument, readDocument } from './load/documents.ts'
import { impliedFleet } from './load/implied-fleet.ts'
import { LIMITS } from './load/limits.ts'
import { listReferences } from './load/list-references.ts'
import { digestOf, loadLists } from './load/lists.ts'
import { unusedLists } from './load/unused-lists.ts'
import { declaresFleet, hasPolicy, repositoryProblems } from './load/repository-rules.ts'
import { isSavedPlan } from './load/saved-plan.ts'
import { FLEET_FILE, type FileSelection, globsOf, isJson, selectAllFiles, selectByGlobs } from './load/select-files.ts'
import { decodeText, type SourceText } from './load/source-text.ts'
import { findStrayDocuments } from './load/stray-documents.ts'
import type { FileContent, PolicySource } from './sources/source.ts'

export interface Loading {
  readonly source: PolicySource
  readonly problems: Problem[]
  readonly documents: ReadDocument[]
  /** What the digest is over. */
  readonly contents: Map<string, Uint8Array>
}

export interface LoadedRepository extends Repository {
  /** Every file that was read as a policy or as a list. */
  readonly files: readonly string[]
}

/**
 * Reads a policy repository. Never throws for what a person wrote: that is a problem in the
 * result, and with one error among them nothing may be planned. Throws ReeveError when the
 * source itself cannot be read.
 */
export async function loadRepository(source: PolicySource): Promise<LoadedRepository> {
  const files = await source.listFiles()
  const loading: Loading = { source, problems: [], documents: [], contents: new Map() }
  const hasFleetFile = files.includes(FLEET_FILE)

  if (hasFleetFile) await loadFiles(loading, [FLEET_FILE])
  const { policies, strays, problems } = hasFleetFile ? selectFiles(loading, files) : selectAllFiles(files)
  loading.problems.push(...problems)
  await loadFiles(loading, policies, hasFleetFile ? () => false : isSavedPlan)
  loading.problems.push(...(await findStrayDocuments(source, strays)), ...repositoryProblems(loading.documents, { hasFleetFile }))
  const references = loading.documents.flatMap(listReferences)
  const lists = await loadLists(source, references, files)
  loading.problems.push(...lists.problems)
  // A document that could not be read may be the one that names it.
  if (!loading.problems.some(isError)) loading.problems.push(...unusedLists(files, references))

  if (!hasPolicy(loading.documents) && !loading.problems.some(isError)) loading.problems.push(nothingFound(hasFleetFile))
  const contents = new Map([...loading.contents, ...lists.contents])
  return {
    documents: hasFleetFile ? validDocuments(loading) : withFleet(loading, source.name),
    lists: lists.lists,
    problems: sortProblems(loading.problems),
    digest: digestOfContents(contents),
    files: [...contents.keys()].sort(),
  }
}

/** With a fleet that cannot be read there are no globs, and what they would have matched is not guessed at. */
function selectFiles({ documents }: Loading, files: readonly string[]): FileSelection {
  const fleet = documents.find(({ tree }) => (tree.value as { readonly kind?: unknown } | null)?.kind === 'Fleet')
  const globs = fleet ? globsOf(fleet.tree) : null
  if (globs !== null) return selectByGlobs(files, globs)

  const byDefault = { glob: 'policies/**/*.{yaml,yml,json}', at: { file: FLEET_FILE, line: 1, column: 1 } }
  const selection = selectByGlobs(files, [byDefault])
  return { policies: selection.policies, strays: fleet?.document ? selection.strays : [], problems: [] }
}

export async function loadFiles(
  loading: Loading,
  paths: readonly string[],
  isSkipped: (file: string, bytes: Uint8Array) => boolean = () => false,
): Promise<void> {
  for (const [file, content] of await loading.source.readFiles(paths, LIMITS.fileBytes)) {
    if (content.outcome === 'read') {
      if (!isSkipped(file, content.bytes)) await loadFile(loading, file, content.bytes)
    } else loading.problems.push(notRead(file, content))
  }
}

async function loadFile(loading: Loading, file: string, bytes: Uint8Array): Promise<void> {
  loading.contents.set(file, bytes)
  const problems: Problem[] = []
  const decoded = decodeText(file, bytes)
  problems.push(...decoded.problems)
  if (decoded.source !== null) loading.documents.push(...(await parseFile(decoded.source, problems)))
  loading.problems.push(...firstOfFile(problems, file))
}

async function parseFile(source: SourceText, problems: Problem[]): Promise<ReadDocument[]> {
  const parsed = isJson(source.file)
    ? (await import('./load/json-document.ts')).parseJson(source)
    : await (await import('./load/yaml-document.ts')).parseYaml(source)
  for (const found of parsed.problems) problems.push(found)
  if (parsed.roots.length === 0 && problems.length === 0)
    problems.push(problem('REEVE_NOT_A_DOCUMENT', 'The file holds no document.', { file: source.file, line: 1, column: 1 }, 'Write one, or remove the file.'))

  const documents: ReadDocument[] = []
  const clean = problems.length === 0
  for (const root of parsed.roots) {
    const read = await readDocument(source, root, problems)
    documents.push(clean ? read : { ...read, document: null })
  }
  return documents
}

function notRead(file: string, content: Exclude<FileContent, { readonly outcome: 'read' }>): Problem {
  const where = { file, line: 1, column: 1 }
  switch (content.outcome) {
    case 'tooLarge':
      return problem(
        'REEVE_FILE_TOO_LARGE',
        `The file has ${content.size} bytes; ${LIMITS.fileBytes} are allowed.`,
        where,
        'Split it, or put long lists into list files.',
      )
    case 'unreadable':
      return problem('REEVE_FILE_UNREADABLE', `The file is not read: it is ${content.reason}.`, where, null)
    case 'missing':
      return problem('REEVE_FILE_UNREADABLE', 'The file was there and is gone.', where, 'Try again.')
  }
}

/** Nothing to do is never what an empty folder means: a wrong path looks the same. */
function nothingFound(hasFleetFile: boolean): Problem {
  const where = hasFleetFile ? { file: FLEET_FILE, line: 1, column: 1 } : null
  return problem('REEVE_NO_DOCUMENTS', 'There is no DevicePolicy, CleanupRule or UserOffboarding here.', where, 'Check the path, or write a policy.')
}

function validDocuments({ documents }: Loading): SourceDocument[] {
  return documents.flatMap(({ document }) => (document === null ? [] : [document]))
}

function withFleet(loading: Loading, name: string): SourceDocument[] {
  const documents = validDocuments(loading)
  return declaresFleet(loading.documents) ? documents : [impliedFleet(name), ...documents]
}

function digestOfContents(contents: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256')
  for (const path of [...contents.keys()].sort()) hash.update(`${JSON.stringify([path, digestOf(contents.get(path) ?? new Uint8Array())])}\n`)
  return `sha256:${hash.digest('hex')}`
}
