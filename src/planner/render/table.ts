/** Columns that fit the width: the widest gives way first, and what is cut ends in an ellipsis. */
import { type TextStyle, type Tone, truncate, wrap } from './text-style.ts'

export interface Column {
  readonly heading: string
  /** Not narrowed below this; the default is the width of the heading. */
  readonly atLeast?: number
  readonly align?: 'left' | 'right'
  readonly tone?: Tone
  /** Goes on in the next line instead of being cut, for text whose end matters; more than a few lines are cut all the same. */
  readonly wraps?: boolean
}

const GAP = 2
const MOST_LINES = 3

/**
 * `rows` hold escaped text, one cell for each column. A column without any text is left out, and
 * a table without rows has no lines at all.
 */
export function renderTable(allColumns: readonly Column[], allRows: readonly (readonly string[])[], style: TextStyle, indent = 0): string[] {
  if (allRows.length === 0) return []
  const used = allColumns.map((_column, index) => allRows.some((cells) => cells[index] !== ''))
  const columns = allColumns.filter((_column, index) => used[index])
  const rows = allRows.map((cells) => cells.filter((_cell, index) => used[index]))
  const widths = fitWidths(columns, rows, style, style.width - indent)

  const linesOf = (cells: readonly string[]): (readonly string[])[] => {
    const stacks = columns.map(({ wraps }, index) => (wraps ? wrapCell(cells[index] ?? '', widths[index] ?? 0, style) : [cells[index] ?? '']))
    const height = Math.max(...stacks.map(({ length }) => length))
    return Array.from({ length: height }, (_, row) => stacks.map((stack) => stack[row] ?? ''))
  }
  const line = (cells: readonly string[], toneOf: (column: Column) => Tone | undefined): string => {
    const fitted = columns.map((column, index) => {
      const width = widths[index] ?? 0
      const text = truncate(cells[index] ?? '', width, style)
      const space = ' '.repeat(Math.max(0, width - style.measure(text)))
      const tone = toneOf(column)
      const painted = tone && text !== '' ? style.paint(tone, text) : text
      if (column.align === 'right') return space + painted
      return index === columns.length - 1 ? painted : painted + space
    })
    return (' '.repeat(indent) + fitted.join(' '.repeat(GAP))).trimEnd()
  }

  return [
    line(
      columns.map(({ heading }) => heading),
      () => 'faint',
    ),
    ...rows.flatMap(linesOf).map((cells) => line(cells, ({ tone }) => tone)),
  ]
}

/** What does not fit into the last line is cut there. */
function wrapCell(text: string, width: number, style: TextStyle): string[] {
  const lines = wrap(text, width, 0, style)
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), lines.slice(MOST_LINES - 1).join(' ')]
}

function fitWidths(columns: readonly Column[], rows: readonly (readonly string[])[], { measure }: TextStyle, available: number): number[] {
  const widths = columns.map(({ heading }) => measure(heading))
  for (const cells of rows) {
    for (const [index, cell] of cells.entries()) {
      // A cell wider than the whole table is cut in any case: no need to know by how much.
      widths[index] = Math.min(available, Math.max(widths[index] ?? 0, measure(cell)))
    }
  }

  const least = columns.map(({ heading, atLeast }) => atLeast ?? measure(heading))
  const room = available - GAP * (columns.length - 1)
  while (sum(widths) > room) {
    const widest = widths.reduce((best, width, index) => {
      if (width <= (least[index] ?? 0)) return best
      return best === -1 || width > (widths[best] ?? 0) ? index : best
    }, -1)
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
