/** CSV as text to rows; the only place that knows the CSV library. */
import { CsvError, parse } from 'csv-parse/sync'

export type CsvDelimiter = ',' | ';'

/** The line is where the row ends, 1-based. */
export type OnRow = (cells: readonly string[], line: number) => void

export type CsvResult = { readonly ok: true } | { readonly ok: false; readonly line: number; readonly reason: string }

/** Hands every row to `onRow`, the header included; stops at the first row that is not well formed, or shorter or longer than the first. */
export function parseCsv(text: string, delimiter: CsvDelimiter, onRow: OnRow): CsvResult {
  try {
    parse(text, {
      delimiter,
      bom: true,
      skip_empty_lines: true,
      // Nothing is returned, so nothing is kept.
      on_record: (cells: string[], { lines }) => {
        onRow(cells, lines)
        return null
      },
    })
    return { ok: true }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 0
    return {
      ok: false,
      line,
      reason: error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' ? 'the row has not as many cells as the header' : 'a quoted cell is not well formed',
    }
  }
}

/** The separator of a header line: whichever of the two it has more of. */
export function delimiterOf(header: string): CsvDelimiter {
  return header.split(';').length > header.split(',').length ? ';' : ','
}
