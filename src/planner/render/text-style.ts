/**
 * What a text for a person needs to know of the place where it is printed. Colour and width
 * come as values, so that rendering stays pure.
 */
export type Tone = 'heading' | 'danger' | 'warning' | 'good' | 'faint' | 'command'

export interface TextStyle {
  /** Columns of the terminal; no line is wider. */
  readonly width: number
  /** Adds colour, or gives back the text as it is. */
  paint(tone: Tone, text: string): string
  /** Columns that a text takes: wide glyphs take two. Text is measured before it is painted. */
  measure(text: string): number
}

/** No colour, and every character is one column wide: what a file or a test wants. */
export function plainStyle(width = 80): TextStyle {
  return { width, paint: (_tone, text) => text, measure: (text) => [...text].length }
}

/** Cuts `text` to `columns` and says so with an ellipsis. */
export function truncate(text: string, columns: number, { measure }: Pick<TextStyle, 'measure'>): string {
  if (measure(text) <= columns) return text
  if (columns < 1) return ''
  let kept = ''
  for (const character of text) {
    if (measure(kept + character) > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Breaks `text` at spaces into lines of at most `columns`, all but the first `hang` shorter; a word that is longer is broken too. */
export function wrap(text: string, columns: number, hang: number, style: Pick<TextStyle, 'measure'>): string[] {
  const lines: string[] = []
  let line = ''
  const room = (): number => Math.max(8, lines.length === 0 ? columns : columns - hang)
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (style.measure(joined) <= room()) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = splitWord(word, Math.max(8, columns - hang), style)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, line]
}

function splitWord(word: string, columns: number, { measure }: Pick<TextStyle, 'measure'>): string[] {
  if (measure(word) <= columns) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && measure(piece + character) > columns) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}
