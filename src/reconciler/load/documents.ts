/** From parsed nodes to documents that satisfy their schema. */
import { type Problem, problem } from '../../planner/problem.ts'
import type { PolicyDocument, SourceDocument } from '../../planner/repository.ts'
import { didYouMean, suggestion } from '../../planner/did-you-mean.ts'
import { instantProblems } from './instant-problems.ts'
import { API_VERSION, DOCUMENT_KINDS, isDocumentKind, SCHEMA_FILES, WRITTEN_KINDS } from './kinds.ts'
import { buildValue, type Node, type ValueTree } from './node.ts'
import { list, preview } from './schema-messages.ts'
import { schemaProblems } from './schema-problems.ts'
import type { SourceText } from './source-text.ts'
import { loadValidator } from '../validators/load-validator.ts'

export interface ReadDocument {
  /** As it was written, valid or not: what it refers to is checked even when something else in it is wrong. */
  readonly tree: ValueTree
  readonly file: string
  /** null when the document has errors. */
  readonly document: SourceDocument | null
}

const ENVELOPE = ['apiVersion', 'kind', 'metadata', 'spec']

export async function readDocument(source: SourceText, root: Node, problems: Problem[]): Promise<ReadDocument> {
  const found: Problem[] = []
  const tree = buildValue(source, root, found)
  found.push(...(await checkDocument(source.file, tree)))
  problems.push(...found)
  await nameAllowedWords(tree, problems)
  const document = found.length === 0 ? { file: source.file, document: tree.value as PolicyDocument, places: tree.places } : null
  return { tree, file: source.file, document }
}

/** A word that YAML versions read differently was refused before anybody knew what the field takes. */
async function nameAllowedWords({ value, refused }: ValueTree, problems: Problem[]): Promise<void> {
  const kind = (value as { readonly kind?: unknown } | null)?.kind
  if (refused.size === 0 || typeof kind !== 'string' || !isDocumentKind(kind)) return
  const { schemaAt } = await import('./schema-lookup.ts')
  for (const [pointer, at] of refused) {
    const words = schemaAt(kind, value, pointer)?.enum
    const index = problems.findIndex(({ code, where }) => code === 'REEVE_AMBIGUOUS_VALUE' && where?.line === at.line && where.column === at.column)
    const found = problems[index]
    if (words && found) problems[index] = { ...found, fix: `Write ${list(words.map(String))}.` }
  }
}

async function checkDocument(file: string, tree: ValueTree): Promise<Problem[]> {
  const { value, places, refused } = tree
  const start = places.get('') ?? { file, line: 1, column: 1 }
  if (refused.has('')) return []
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [problem('REEVE_NOT_A_DOCUMENT', 'A document is a map with apiVersion, kind, metadata and spec.', start, null)]

  const envelope = value as Record<string, unknown>
  if (refused.has('/kind')) return []
  if (!('kind' in envelope)) return [withoutKind(envelope, tree)]
  const { kind } = envelope
  const at = places.get('/kind') ?? start
  if (typeof kind !== 'string') return [problem('REEVE_INVALID_VALUE', 'kind must be text.', at, `Known kinds: ${DOCUMENT_KINDS.join(', ')}.`)]
  if (!isDocumentKind(kind)) return [unknownKind(kind, envelope, tree)]

  const validate = loadValidator(SCHEMA_FILES[kind])
  const schema = validate(value) ? [] : schemaProblems(kind, tree, validate.errors ?? [])
  return [...schema, ...instantProblems(tree, schema)]
}

function withoutKind(envelope: Record<string, unknown>, { places, incomplete }: ValueTree): Problem {
  const start = places.get('') ?? null
  const version = misspeltVersion(envelope, places)
  if (version) return version
  const misspelt = Object.keys(envelope).find((name) => !ENVELOPE.includes(name) && didYouMean(name, ENVELOPE) === 'kind')
  if (misspelt !== undefined)
    return problem('REEVE_UNKNOWN_FIELD', `The document has no field "${misspelt}".`, places.get(`/${misspelt}`) ?? start, 'Did you mean "kind"?')
  if (envelope.apiVersion === API_VERSION || incomplete.has(''))
    return problem('REEVE_MISSING_FIELD', 'The document needs the field "kind".', start, `Known kinds: ${DOCUMENT_KINDS.join(', ')}.`)
  return problem(
    'REEVE_NOT_A_DOCUMENT',
    'The document has neither apiVersion: reeve/v1 nor a kind.',
    start,
    'Write a policy, or move the file where no glob matches it.',
  )
}

/** null where apiVersion is there, or nothing looks like it. */
function misspeltVersion(envelope: Record<string, unknown>, places: ValueTree['places']): Problem | null {
  if ('apiVersion' in envelope) return null
  const name = Object.keys(envelope).find((written) => !ENVELOPE.includes(written) && didYouMean(written, ENVELOPE) === 'apiVersion')
  if (name === undefined) return null
  return problem('REEVE_UNKNOWN_FIELD', `The document has no field "${name}".`, places.get(`/${name}`) ?? places.get('') ?? null, 'Did you mean "apiVersion"?')
}

function unknownKind(kind: string, envelope: Record<string, unknown>, { places }: ValueTree): Problem {
  const { apiVersion } = envelope
  const misspelt = misspeltVersion(envelope, places)
  if (misspelt) return misspelt
  const at = places.get('/kind') ?? places.get('') ?? null
  if (apiVersion !== API_VERSION)
    return problem(
      'REEVE_NOT_A_DOCUMENT',
      `The document is ${preview(kind)} of ${apiVersion === undefined ? 'no apiVersion' : preview(apiVersion)}, not of ${API_VERSION}.`,
      places.get('') ?? null,
      null,
    )
  if (WRITTEN_KINDS.some((written) => written === kind))
    return problem('REEVE_UNKNOWN_KIND', `reeve writes ${kind} files and never reads one as a policy.`, at, 'Move the file where no glob matches it.')
  return problem(
    'REEVE_UNKNOWN_KIND',
    `There is no kind ${preview(kind)}.`,
    at,
    suggestion(kind, DOCUMENT_KINDS) ?? `Known kinds: ${DOCUMENT_KINDS.join(', ')}.`,
  )
}
