/**
 * Text from a device, a user or a file, as a Markdown code span.
 *
 * A code span is the one place where Markdown does nothing: no emphasis, no links, no HTML, and
 * on the forges no mentions, issue references or commit links either. Escaping with a backslash
 * would not do: GitHub looks for @mentions and bare addresses in the text that is left when
 * Markdown is done. What could end the span or the table cell around it becomes visible instead.
 */
import { escapeCodePoint, escapeText } from './escape-text.ts'

export function toCodeSpan(text: string): string {
  // < and > end nothing here; they go because not every reader of Markdown keeps to the rules.
  const inert = escapeText(text)
    .replace(/[`|<>]/g, escapeCodePoint)
    .trim()
  // A backslash before the closing backtick belongs to the span in CommonMark, but not in every dialect.
  return inert === '' ? '–' : `\`${inert.endsWith('\\') ? `${inert} ` : inert}\``
}
