/**
 * YAML to nodes, strictly.
 *
 * What the file asks the parser to do (anchors, tags, directives, nesting) is judged on the
 * tokens, before anything is composed from them: that is where the exact places are, and
 * it bounds the work that a hostile file can cause.
 */
import type * as YamlPackage from 'yaml'
import type { Composer, Document, Lexer, Node as YamlNode, Parser, Pair, Scalar, YAMLMap } from 'yaml'
import { type Problem, problem } from '../../planner/problem.ts'
import { ambiguityOf } from './ambiguous.ts'
import { withoutDeceptiveText } from './deceptive-text.ts'
import { LIMITS } from './limits.ts'
import type { Entry, Node } from './node.ts'
import type { SourceText } from './source-text.ts'

type Yaml = typeof YamlPackage
type Token = ReturnType<Parser['parse']> extends Generator<infer T> ? T : never

export interface ParsedFile {
  readonly roots: readonly Node[]
  readonly problems: readonly Problem[]
}

const FORBIDDEN: Readonly<Record<string, readonly [string, string]>> = {
  anchor: ['anchor', 'Write the value out where it is needed.'],
  alias: ['alias', 'Write the value out here.'],
  tag: ['tag', 'Delete it; quotes make a value text.'],
  'directive-line': ['directive', 'Delete the line; reeve reads YAML 1.2.'],
  'explicit-key-ind': ['key marked by "?"', 'Write "key: value".'],
}

/** The parser's errors that people meet, in other words; the rest keep its own. */
const SYNTAX: Readonly<Record<string, readonly [string, string | null]>> = {
  BAD_INDENT: [
    'This is not indented like what is around it, or a bracket before it is not closed.',
    'Indent the fields of one map by the same number of spaces, and close every bracket.',
  ],
  BAD_SCALAR_START: ['Text that starts with this character must be in quotes.', 'Put the text in quotes.'],
  BLOCK_AS_IMPLICIT_KEY: ['A second ": " on one line starts a map inside a value.', 'Put text that holds ": " in quotes.'],
  IMPOSSIBLE: ['This does not belong to the list or map around it.', 'Check the indentation and the brackets before it.'],
  MISSING_CHAR: [
    'A bracket, a quote, a colon or a comma is missing here.',
    'Close every bracket and quote; text that holds { } [ ] or a comma must be in quotes.',
  ],
  TAB_AS_INDENT: ['The line is indented with a tab.', 'Indent with spaces.'],
  UNEXPECTED_TOKEN: ['This does not belong to the list or map around it.', 'Check the indentation and the brackets before it.'],
}

export async function parseYaml(source: SourceText): Promise<ParsedFile> {
  const yaml = await import('yaml')
  const problems: Problem[] = []
  const tokens = readTokens(yaml, source, problems)
  if (tokens === null) return { roots: [], problems }

  const composer: Composer = new yaml.Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  const roots: Node[] = []
  for (const document of composer.compose(tokens, false, source.text.length)) {
    const root = readDocument(yaml, source, document as Document, problems)
    if (root !== null) roots.push(root)
  }
  return { roots, problems }
}

/** The concrete syntax of every document; null when the file is too much to go on with. */
/** `*KIOSK` without quotes is an alias, and was meant as a glob. */
function aliasFix(written: string): string {
  return written.length > 60 ? 'Write the value out here.' : `If it is text, put it in quotes: ${JSON.stringify(written)}; else write the value out here.`
}

function readTokens(yaml: Yaml, source: SourceText, problems: Problem[]): Token[] | null {
  const lexer: Lexer = new yaml.Lexer()
  const parser: Parser = new yaml.Parser()
  const tokens: Token[] = []
  let offset = 0
  let count = 0
  let documents = 1
  let inScalar = false
  let afterMergeKey = false
  for (const lexeme of lexer.lex(source.text)) {
    const type: string | null = inScalar ? 'content' : yaml.CST.tokenType(lexeme)
    const forbidden = FORBIDDEN[type ?? '']
    if (forbidden && !(type === 'alias' && afterMergeKey))
      problems.push(
        problem('REEVE_YAML_FORBIDDEN', `This is ${withArticle(forbidden[0])}.`, source.placeAt(offset), type === 'alias' ? aliasFix(lexeme) : forbidden[1]),
      )
    if (type === 'doc-start') documents += 1
    // A merge key is reported as what it is; the alias behind it is the same mistake.
    if (type !== 'space' && type !== 'map-value-ind') afterMergeKey = type === 'content' && lexeme === '<<'
    for (const token of parser.next(lexeme)) tokens.push(token)

    const excess = excessOf(parser, ++count, documents)
    if (excess !== null) {
      problems.push(problem(excess.code, excess.detail, source.placeAt(offset), excess.fix))
      return null
    }
    if (type !== 'scalar' && type !== 'doc-mode' && type !== 'flow-error-end') offset += lexeme.length
    inScalar = type === 'scalar'
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

interface Excess {
  readonly code: 'REEVE_TOO_DEEP' | 'REEVE_TOO_MANY_DOCUMENTS'
  readonly detail: string
  readonly fix: string
}

function excessOf(parser: Parser, count: number, documents: number): Excess | null {
  if (parser.stack.length > LIMITS.depth && parser.stack.filter(isCollection).length > LIMITS.depth)
    return { code: 'REEVE_TOO_DEEP', detail: `Lists and maps are nested more than ${LIMITS.depth} deep.`, fix: 'Write it flatter.' }
  if (count > LIMITS.tokensPerFile)
    return {
      code: 'REEVE_TOO_MANY_DOCUMENTS',
      detail: `The file holds more than ${LIMITS.tokensPerFile} tokens.`,
      fix: 'Split it, or put long lists into list files.',
    }
  if (documents > LIMITS.documentsPerFile + 1)
    return { code: 'REEVE_TOO_MANY_DOCUMENTS', detail: `The file holds more than ${LIMITS.documentsPerFile} documents.`, fix: 'Split it.' }
  return null
}

function isCollection({ type }: { readonly type: string }): boolean {
  return type === 'block-map' || type === 'block-seq' || type === 'flow-collection'
}

/** null for an empty document, and for one that is not YAML: what its other errors would be is a guess. */
function readDocument(yaml: Yaml, source: SourceText, document: Document, problems: Problem[]): Node | null {
  const error = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0]
  if (error) {
    const at = behindSpaces(source.text, error.pos[0])
    const [detail, fix] = SYNTAX[error.code] ?? [`${error.message.replace(/\.$/, '')}.`, null]
    problems.push(problem('REEVE_YAML_SYNTAX', detail, source.placeAt(at), fix))
    return { kind: 'refused', at }
  }
  const contents = document.contents as YamlNode | null
  if (contents === null || isEmptyScalar(yaml, contents)) return null
  return readNode({ yaml, source, problems }, contents)
}

/** The parser points at the start of a line where the trouble is how far its text is indented. */
function behindSpaces(text: string, offset: number): number {
  let at = offset
  while (text[at] === ' ') at += 1
  return at
}

interface Reading {
  readonly yaml: Yaml
  readonly source: SourceText
  readonly problems: Problem[]
}

function isEmptyScalar(yaml: Yaml, node: YamlNode): boolean {
  return yaml.isScalar(node) && node.value === null && node.source === ''
}

function readNode(reading: Reading, node: YamlNode): Node {
  const { yaml } = reading
  const at = node.range?.[0] ?? 0
  // Aliases and tags were reported as tokens.
  if (yaml.isAlias(node) || node.tag !== undefined) return { kind: 'refused', at }
  if (yaml.isMap(node)) return readMap(reading, node as YAMLMap<YamlNode, YamlNode | null>, at)
  if (yaml.isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => readItem(reading, item, at)) }
  return readScalar(reading, node as Scalar, at)
}

/** An item `a: b` of a list in brackets is a map of one pair, without a node of its own. */
function readItem(reading: Reading, item: unknown, at: number): Node {
  const { yaml } = reading
  if (yaml.isNode(item)) return readNode(reading, item)
  if (!yaml.isPair(item)) return { kind: 'refused', at }
  const entry = readPair(reading, item as Pair<YamlNode, YamlNode | null>, at)
  return { kind: 'map', at: entry?.at ?? at, entries: entry ? [entry] : [], incomplete: entry === null }
}

function readMap(reading: Reading, map: YAMLMap<YamlNode, YamlNode | null>, at: number): Node {
  const entries = map.items.map((pair) => readPair(reading, pair, at))
  const first = entries[0]
  return { kind: 'map', at: first ? Math.min(first.at, at) : at, entries: entries.filter((entry) => entry !== null), incomplete: entries.includes(null) }
}

/** null when the key is no text: it was reported. */
function readPair(reading: Reading, { key, value }: Pair<YamlNode, YamlNode | null>, mapAt: number): Entry | null {
  const { yaml, source, problems } = reading
  const at = key?.range?.[0] ?? mapAt
  if (!yaml.isScalar(key)) {
    if (!yaml.isAlias(key)) problems.push(problem('REEVE_YAML_FORBIDDEN', 'A key must be text.', source.placeAt(at), 'Write a name before the colon.'))
    return null
  }
  if (key.tag !== undefined) return null
  if (key.type === 'PLAIN' && key.source === '<<') {
    problems.push(problem('REEVE_YAML_FORBIDDEN', 'This is a merge key.', source.placeAt(at), 'Write the fields out here.'))
    return null
  }
  const read = readScalar(reading, key, at)
  if (read.kind !== 'scalar') return null
  if (typeof read.value !== 'string') {
    const detail = read.written === '' ? 'A key is missing before the colon.' : `The key ${read.written} is not text.`
    problems.push(
      problem(
        'REEVE_YAML_FORBIDDEN',
        detail,
        source.placeAt(at),
        read.written === '' ? 'Write a name before the colon.' : `Put it in quotes: "${read.written}".`,
      ),
    )
    return null
  }
  return { key: read.value, at, value: value ? readNode(reading, value) : { kind: 'scalar', at, value: null, written: '' } }
}

function readScalar({ source, problems }: Reading, scalar: Scalar, at: number): Node {
  const written = source.deceptive ? withoutDeceptiveText(scalar.source ?? '') : (scalar.source ?? '')
  const ambiguity = scalar.type === 'PLAIN' ? ambiguityOf(written) : null
  if (ambiguity !== null) {
    problems.push(problem('REEVE_AMBIGUOUS_VALUE', ambiguity.detail, source.placeAt(at), ambiguity.fix))
    return { kind: 'refused', at }
  }
  const { value } = scalar
  if (typeof value !== 'string') return { kind: 'scalar', at, value: value as number | boolean | null, written }
  if (!value.isWellFormed()) {
    problems.push(
      problem('REEVE_INVALID_VALUE', 'The text holds half of a surrogate pair, which is no character.', source.placeAt(at), 'Write the whole character.'),
    )
    return { kind: 'refused', at }
  }
  return { kind: 'scalar', at, value: source.deceptive ? withoutDeceptiveText(value) : value, written }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}
