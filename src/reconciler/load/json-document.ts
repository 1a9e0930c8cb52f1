/**
 * JSON to nodes, strictly.
 *
 * Not read as YAML, of which it is nearly a part: where the two differ (tabs, long keys,
 * escapes), the reader of a .json file expects JSON. JSON.parse alone would do but for
 * places, duplicate keys and numbers that do not fit.
 */
import { type Problem, problem } from '../../planner/problem.ts'
import { tooLarge } from './ambiguous.ts'
import { withoutDeceptiveText } from './deceptive-text.ts'
import { LIMITS } from './limits.ts'
import type { Entry, Node } from './node.ts'
import type { SourceText } from './source-text.ts'

interface Cursor {
  readonly source: SourceText
  readonly problems: Problem[]
  at: number
  depth: number
  values: number
}

/** Ends the reading of one file; never leaves this module. */
class Unreadable {
  readonly problem: Problem
  constructor(reason: Problem) {
    this.problem = reason
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y
const SPACE = /[ \t\r\n]*/y
const WORD = /[A-Za-z_][\w-]*/y
const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

export function parseJson(source: SourceText): { readonly roots: readonly Node[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const cursor: Cursor = { source, problems, at: 0, depth: 0, values: 0 }
  try {
    skipSpace(cursor)
    if (cursor.at === source.text.length) return { roots: [], problems }
    const root = readValue(cursor)
    skipSpace(cursor)
    if (cursor.at < source.text.length) throw unexpected(cursor, 'the end of the file')
    return { roots: [root], problems }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { roots: [{ kind: 'refused', at: cursor.at }], problems: [...problems, error.problem] }
  }
}

function readValue(cursor: Cursor): Node {
  const { source } = cursor
  if (++cursor.values > LIMITS.tokensPerFile)
    throw new Unreadable(
      problem(
        'REEVE_TOO_MANY_DOCUMENTS',
        `The file holds more than ${LIMITS.tokensPerFile} values.`,
        source.placeAt(cursor.at),
        'Split it, or put long lists into list files.',
      ),
    )
  switch (source.text[cursor.at]) {
    case '{':
      return nested(cursor, readObject)
    case '[':
      return nested(cursor, readArray)
    case '"':
      return readText(cursor)
    default:
      return readWordOrNumber(cursor)
  }
}

function nested(cursor: Cursor, read: (cursor: Cursor) => Node): Node {
  if (++cursor.depth > LIMITS.depth)
    throw new Unreadable(
      problem('REEVE_TOO_DEEP', `Lists and maps are nested more than ${LIMITS.depth} deep.`, cursor.source.placeAt(cursor.at), 'Write it flatter.'),
    )
  const node = read(cursor)
  cursor.depth -= 1
  return node
}

function readObject(cursor: Cursor): Node {
  const at = cursor.at++
  const entries: Entry[] = []
  let incomplete = false
  for (let first = true; !closes(cursor, '}', first); first = false) {
    if (cursor.source.text[cursor.at] !== '"') throw unexpected(cursor, 'a key in double quotes')
    const keyAt = cursor.at
    const key = readText(cursor)
    skipSpace(cursor)
    if (cursor.source.text[cursor.at] !== ':') throw unexpected(cursor, '":"')
    cursor.at += 1
    skipSpace(cursor)
    const value = readValue(cursor)
    if (key.kind === 'scalar') entries.push({ key: String(key.value), at: keyAt, value })
    else incomplete = true
  }
  return { kind: 'map', at, entries, incomplete }
}

function readArray(cursor: Cursor): Node {
  const at = cursor.at++
  const items: Node[] = []
  for (let first = true; !closes(cursor, ']', first); first = false) items.push(readValue(cursor))
  return { kind: 'list', at, items }
}

/** Steps over the bracket that ends a collection, or over the comma before its next part. */
function closes(cursor: Cursor, bracket: string, first: boolean): boolean {
  skipSpace(cursor)
  const character = cursor.source.text[cursor.at]
  if (character === bracket) {
    cursor.at += 1
    return true
  }
  if (first) return false
  if (character !== ',') throw unexpected(cursor, `"," or "${bracket}"`)
  cursor.at += 1
  skipSpace(cursor)
  return false
}

function readText(cursor: Cursor): Node {
  const { source, problems } = cursor
  const at = cursor.at
  const end = endOfText(source.text, at)
  if (end === null) throw unexpected(cursor, 'text that ends with a double quote on the same line')
  cursor.at = end
  const written = source.text.slice(at, end)
  const value = parseScalar(written, source, at) as string
  if (!value.isWellFormed()) {
    problems.push(
      problem('REEVE_INVALID_VALUE', 'The text holds half of a surrogate pair, which is no character.', source.placeAt(at), 'Write the whole character.'),
    )
    return { kind: 'refused', at }
  }
  return { kind: 'scalar', at, value: source.deceptive ? withoutDeceptiveText(value) : value, written }
}

/** Behind the closing quote. A loop, because a regular expression keeps a way back for every character of a long text. */
function endOfText(text: string, at: number): number | null {
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index]
    if (character === '"') return index + 1
    if (character === '\n') return null
    if (character === '\\') index += 1
  }
  return null
}

function readWordOrNumber(cursor: Cursor): Node {
  const { source, problems } = cursor
  const at = cursor.at
  const number = take(cursor, NUMBER)
  if (number !== null) {
    if (/[\w.]/.test(source.text[cursor.at] ?? '')) throw unexpected({ ...cursor, at }, 'a number as JSON writes it')
    const excess = tooLarge(number)
    if (excess === null && Number.isFinite(Number(number))) return { kind: 'scalar', at, value: Number(number), written: number }
    problems.push(problem('REEVE_AMBIGUOUS_VALUE', excess?.detail ?? `${number} is too large for a number.`, source.placeAt(at), excess?.fix ?? null))
    return { kind: 'refused', at }
  }
  const word = take(cursor, WORD)
  const literal = word === null ? undefined : LITERALS[word]
  if (literal === undefined) throw unexpected({ ...cursor, at }, 'a value')
  return { kind: 'scalar', at, value: literal, written: word ?? '' }
}

/** JSON.parse has the last word on escapes. */
function parseScalar(written: string, source: SourceText, at: number): unknown {
  try {
    return JSON.parse(written)
  } catch {
    throw new Unreadable(problem('REEVE_JSON_SYNTAX', 'The text holds an escape or a character that JSON does not know.', source.placeAt(at), null))
  }
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.source.text)
  if (match === null) return null
  cursor.at += match[0].length
  return match[0]
}

function skipSpace(cursor: Cursor): void {
  take(cursor, SPACE)
}

function unexpected({ source, at }: Cursor, expected: string): Unreadable {
  const character = source.text.codePointAt(at)
  const found = character === undefined ? 'the file ends' : `"${String.fromCodePoint(character)}" stands`
  return new Unreadable(problem('REEVE_JSON_SYNTAX', `Here ${found} where ${expected} must be.`, source.placeAt(at), null))
}
