/**
 * Text from a device, a user or a file, made safe to print on a terminal.
 *
 * Whatever could move the cursor, colour the line, turn the direction of writing or pass
 * for something it is not becomes visible as \u{...}: an admin approves what is really there.
 */

// Everything that has no glyph of its own: controls (ESC and newlines among them), formats (bidi,
// zero width, tags), separators, surrogates without a partner, private use, and letters and spaces
// that print as nothing. Variation selectors stay: they only choose between two forms of an emoji.
const INVISIBLE = /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu

// What any device name has: printable ASCII. Most calls end here.
const PLAIN = /^[ -~]*$/

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

export function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(INVISIBLE, (character) => NAMED[character] ?? escapeCodePoint(character))
}

/** As escapeText, but keeps the line breaks: for text of ours that may quote something hostile. Indent it. */
export function escapeLines(text: string): string[] {
  return text.split(/\r?\n/).map(escapeText)
}

export function escapeCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
