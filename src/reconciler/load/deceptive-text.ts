/**
 * Characters that make a file read differently from what it says.
 *
 * A policy is approved by people who look at it in a browser. What they cannot see, or see
 * in another order, they have not approved (CVE-2021-42574 is the known case).
 */
import { type Problem, problem } from '../../planner/problem.ts'
import type { SourceText } from './source-text.ts'

export interface DeceptiveText {
  readonly problems: readonly Problem[]
  /** Control characters are among them: parsing would only repeat the same complaint in other words. */
  readonly unreadable: boolean
}

/** Enough to see the pattern; a file of nothing else must not fill the screen. */
const MOST_REPORTED = 20

// Line breaks that editors, YAML and git do not agree on count as invisible, a lone carriage return among them.
const DECEPTIVE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffb]|(?!\r\n)[\p{Cc}--[\t\n]]/gv
/** An emoji followed by the mark that asks for its coloured form: "⚠️". Visible, and on every phone's keyboard. */
const EMOJI_BEFORE = /\p{Extended_Pictographic}$/u

const NAMES: Readonly<Record<number, string>> = {
  0x00: 'NULL',
  0x0d: 'CARRIAGE RETURN without a line feed',
  0x1b: 'ESCAPE',
  0x7f: 'DELETE',
  0x85: 'NEXT LINE',
  0xad: 'SOFT HYPHEN',
  0x200b: 'ZERO WIDTH SPACE',
  0x200c: 'ZERO WIDTH NON-JOINER',
  0x200d: 'ZERO WIDTH JOINER',
  0x200e: 'LEFT-TO-RIGHT MARK',
  0x200f: 'RIGHT-TO-LEFT MARK',
  0x2028: 'LINE SEPARATOR',
  0x2029: 'PARAGRAPH SEPARATOR',
  0x202a: 'LEFT-TO-RIGHT EMBEDDING',
  0x202b: 'RIGHT-TO-LEFT EMBEDDING',
  0x202c: 'POP DIRECTIONAL FORMATTING',
  0x202d: 'LEFT-TO-RIGHT OVERRIDE',
  0x202e: 'RIGHT-TO-LEFT OVERRIDE',
  0x2060: 'WORD JOINER',
  0x2066: 'LEFT-TO-RIGHT ISOLATE',
  0x2067: 'RIGHT-TO-LEFT ISOLATE',
  0x2068: 'FIRST STRONG ISOLATE',
  0x2069: 'POP DIRECTIONAL ISOLATE',
  0xfeff: 'ZERO WIDTH NO-BREAK SPACE',
}

export function findDeceptiveText(source: SourceText): DeceptiveText {
  const problems: Problem[] = []
  let unreadable = false
  for (const { 0: character, index } of source.text.matchAll(DECEPTIVE)) {
    if (isEmojiStyle(source.text, index)) continue
    if (/\p{Cc}/u.test(character)) unreadable = true
    if (problems.length === MOST_REPORTED) continue
    problems.push(problem('REEVE_DECEPTIVE_TEXT', `The file holds ${describe(character)} here.`, source.placeAt(index), 'Delete the character.'))
  }
  return { problems, unreadable }
}

/** The text without what was reported, so that one invisible character in a name is one problem and not two. */
export function withoutDeceptiveText(text: string): string {
  return text.replace(DECEPTIVE, '')
}

function isEmojiStyle(text: string, index: number): boolean {
  const character = text.charCodeAt(index)
  return (character === 0xfe0e || character === 0xfe0f) && EMOJI_BEFORE.test(text.slice(Math.max(0, index - 2), index))
}

function describe(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const name = NAMES[code]
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}${name === undefined ? '' : ` (${name})`}`
}
