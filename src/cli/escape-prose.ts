/** A sentence of ours as Markdown that reads the same. */

/** Only for texts of this repository: what comes from a device or a file belongs in a code span. */
export function escapeProse(text: string): string {
  return text.replace(/[\\*_`<>|]/g, (character) => (character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`))
}
