/** One file as text, with the places of everything in it. */
import { isUtf8 } from 'node:buffer'
import { type Place, type Problem, problem } from '../../planner/problem.ts'
import { findDeceptiveText } from './deceptive-text.ts'

export interface SourceText {
  readonly file: string
  /** Without the byte order mark. */
  readonly text: string
  /** Holds invisible or direction-changing characters, each of them reported. */
  readonly deceptive: boolean
  placeAt(offset: number): Place
}

export interface DecodedText {
  /** null where there is no point in reading on. */
  readonly source: SourceText | null
  readonly problems: readonly Problem[]
}

/**
 * Decodes UTF-8 and refuses what a reviewer cannot see.
 *
 * A leading byte order mark is UTF-8 and is dropped: editors on Windows write one, and it is
 * invisible only to people who look at bytes. UTF-16 is refused by name.
 */
export function decodeText(file: string, bytes: Uint8Array): DecodedText {
  const encoding = otherEncoding(bytes)
  if (encoding !== null) return undecodable({ file, line: 1, column: 1 }, `The file is encoded as ${encoding}.`)
  const text = new TextDecoder('utf-8').decode(bytes)
  const source = sourceText(file, text)
  if (!isUtf8(bytes)) return undecodable(source.placeAt(firstBrokenCharacter(text, bytes)), 'The bytes here are not UTF-8.')

  const { problems, unreadable } = findDeceptiveText(source)
  return { source: unreadable ? null : { ...source, deceptive: problems.length > 0 }, problems }
}

function undecodable(where: Place, detail: string): DecodedText {
  return { source: null, problems: [problem('REEVE_ENCODING', detail, where, 'Save the file as UTF-8.')] }
}

function otherEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16'
  if (a === 0xfe && b === 0xff) return 'UTF-16'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32'
  // Without a mark, text that starts with an ASCII character gives itself away by its zero bytes.
  if ((a === 0) !== (b === 0) && bytes.length >= 2) return 'UTF-16'
  return null
}

/** Where lossy decoding put a replacement character that the file itself does not hold. */
function firstBrokenCharacter(text: string, bytes: Uint8Array): number {
  let byte = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.codePointAt(offset) ?? 0
    if (code === 0xfffd && (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd)) return offset
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (code > 0xffff) offset++
  }
  return 0
}

/**
 * Columns count characters, so that an emoji moves what follows by one.
 *
 * Remembers the last answer: places are asked for from front to back, and a document on one
 * line of a megabyte must not be counted from its start for each of its values.
 */
export function sourceText(file: string, text: string): SourceText {
  let starts: readonly number[] | null = null
  let last = { line: 0, offset: 0, column: 1 }
  return {
    file,
    text,
    deceptive: false,
    placeAt: (offset) => {
      starts ??= lineStarts(text)
      const line = lineOf(starts, offset)
      const from = last.line === line && last.offset <= offset ? last : { offset: starts[line - 1] ?? 0, column: 1 }
      last = { line, offset, column: from.column + charactersIn(text.slice(from.offset, offset)) }
      return { file, line, column: last.column }
    },
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The last line that starts at or before `offset`, 1-based. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}

function charactersIn(text: string): number {
  let count = 0
  for (const _character of text) count++
  return count
}
