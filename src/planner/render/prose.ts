/** Sentences of ours, which may quote something hostile: escaped and wrapped, so that no quoted line passes for one of ours. */
import { escapeLines, escapeText } from './escape-text.ts'
import { type TextStyle, type Tone, wrap } from './text-style.ts'

export interface ProseOptions {
  readonly indent?: number
  /** How much further the second and later lines move to the right. */
  readonly hang?: number
  readonly tone?: Tone
}

/** One paragraph; line breaks inside `text` become visible. */
export function renderProse(text: string, style: TextStyle, { indent = 0, hang = 0, tone }: ProseOptions = {}): string[] {
  return wrap(escapeText(text), style.width - indent, hang, style).map((line, index) => {
    const painted = tone ? style.paint(tone, line) : line
    return ' '.repeat(index === 0 ? indent : indent + hang) + painted
  })
}

/** As many paragraphs as `text` has lines. Only with an indent: a quoted line must not reach the margin. */
export function renderLines(text: string, style: TextStyle, indent: number): string[] {
  return escapeLines(text).flatMap((line) => (line.trim() === '' ? [] : renderProse(line.trim(), style, { indent })))
}

const COMMAND = /^(\s+\S.*|(reeve (-|init|validate|test|plan|show|apply|status|explain|audit|twin|demo|schema)|git |npm |npx |node ).*)$/

/** What to do: a command to copy stands on a line of its own and stays whole; everything else is prose. */
export function renderFix(fix: string | null, style: TextStyle, indent: number): string[] {
  if (fix === null) return []
  return fix
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .flatMap((line) => (COMMAND.test(line) ? renderCommand(line, style, indent) : renderProse(line, style, { indent })))
}

export function renderCommand(command: string, style: TextStyle, indent = 0): string[] {
  return ['', ' '.repeat(indent + 4) + style.paint('command', escapeText(command.trim()))]
}
