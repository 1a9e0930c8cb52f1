/**
 * List files: CSV with a header, or one entry per line.
 *
 * A row that is not understood is an error and never skipped: it may be the one that
 * protects somebody.
 */
import { type Problem, problem } from '../../planner/problem.ts'
import type { ListFile, ListRow } from '../../planner/repository.ts'
import { LIMITS } from './limits.ts'
import { RESERVED_KEYS } from './node.ts'
import type { SourceText } from './source-text.ts'

export interface ReadList {
  /** null when the file has errors. */
  readonly list: ListFile | null
  readonly problems: readonly Problem[]
}

type Rows = Pick<ListFile, 'format' | 'columns' | 'rows'>

const MOST_REPORTED = 20

export function isCsv(path: string): boolean {
  return path.toLowerCase().endsWith('.csv')
}

export async function readList(source: SourceText, digest: string): Promise<ReadList> {
  const problems: Problem[] = []
  const rows = isCsv(source.file) ? await readCsv(source, problems) : readLines(source, problems)
  const list = problems.length === 0 ? { path: source.file, ...rows, digest } : null
  return { list, problems: problems.slice(0, MOST_REPORTED) }
}

function readLines(source: SourceText, problems: Problem[]): Rows {
  const rows: ListRow[] = []
  for (const [index, written] of source.text.split('\n').entries()) {
    const value = written.trim()
    if (value === '' || value.startsWith('#')) continue
    const place = { file: source.file, line: index + 1, column: 1 }
    // "KIOSK #3" may be a name, and "C02X # lost" an entry with a comment. Guessing wrong would protect nobody.
    if (/\s#/.test(value))
      problems.push(
        problem(
          'REEVE_LIST_INVALID',
          'A "#" behind an entry may be a comment or part of it.',
          place,
          'Put comments on lines of their own, or make the list a CSV file.',
        ),
      )
    rows.push({ line: index + 1, values: { value } })
  }
  if (rows.length > LIMITS.listRows) problems.push(tooManyRows(source))
  return { format: 'text', columns: ['value'], rows }
}

async function readCsv(source: SourceText, problems: Problem[]): Promise<Rows> {
  const rows: ListRow[] = []
  let columns: readonly string[] | null = null
  const { records, failure } = await parseCsv(source.text, (record, line) => {
    const cells = record.map((cell) => cell.trim())
    if (columns === null) columns = readHeader(cells, { file: source.file, line, column: 1 }, problems)
    else readRow({ cells, columns, line }, source.file, rows, problems)
  })
  if (failure)
    problems.push(
      problem(
        'REEVE_LIST_INVALID',
        failure.detail,
        { file: source.file, line: failure.line, column: 1 },
        'Put the whole cell in quotes, and write a quote inside it twice.',
      ),
    )
  // Without a byte in it a file is an empty list, as it is with one entry per line; a first row of empty cells is no header.
  else if (columns === null && source.text.trim() !== '')
    problems.push(problem('REEVE_LIST_INVALID', 'The file has no header.', { file: source.file, line: 1, column: 1 }, 'Name the columns in its first line.'))
  // Records and not rows: a cut behind rows of empty cells would lose what follows without a word.
  if (records > LIMITS.listRows + 1) problems.push(tooManyRows(source))
  return { format: 'csv', columns: columns ?? [], rows }
}

interface ParsedCsv {
  /** The header counts; one more than the limit when there are more. */
  readonly records: number
  readonly failure: { readonly line: number; readonly detail: string } | null
}

/** Hands on each record with the line it begins in, so that nothing but our own rows is kept. */
async function parseCsv(text: string, take: (record: readonly string[], line: number) => void): Promise<ParsedCsv> {
  const { CsvError, parse } = await import('csv-parse/sync')
  let records = 0
  let lastLine = 0
  const takeRecord = (record: readonly string[], { lines }: { readonly lines: number }): null => {
    records += 1
    lastLine = lines
    take(record, lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0))
    return null
  }
  try {
    parse(text.replaceAll('\r\n', '\n'), {
      delimiter: delimiterOf(text),
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_column_count: true,
      to: LIMITS.listRows + 2,
      on_record: takeRecord,
    })
    return { records, failure: null }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // A quote that is never closed is noticed at the end of the file; it stands in the row after the last whole one.
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? lastLine + 1 : Number(error.lines) || 1
    return { records, failure: { line, detail: explain(error.code) } }
  }
}

function readHeader(cells: readonly string[], place: { file: string; line: number; column: number }, problems: Problem[]): readonly string[] {
  if (cells.length > LIMITS.listColumns) {
    const detail = `The header has ${cells.length} columns; ${LIMITS.listColumns} are allowed.`
    problems.push(problem('REEVE_LIST_INVALID', detail, place, 'Export only the columns that policies name.'))
    return []
  }
  const seen = new Set<string>()
  for (const [index, name] of cells.entries()) {
    if (name === '') problems.push(problem('REEVE_LIST_INVALID', `Column ${index + 1} has no name.`, place, 'Name it in the header.'))
    else if (RESERVED_KEYS.has(name)) problems.push(problem('REEVE_LIST_INVALID', `"${name}" may not be the name of a column.`, place, 'Choose another name.'))
    else if (seen.has(name)) problems.push(problem('REEVE_LIST_INVALID', `The column "${name}" is there twice.`, place, 'Give each column a name of its own.'))
    seen.add(name)
  }
  return cells
}

function readRow(
  { cells, columns, line }: { cells: readonly string[]; columns: readonly string[]; line: number },
  file: string,
  rows: ListRow[],
  problems: Problem[],
): void {
  if (cells.length !== columns.length) {
    if (problems.length < MOST_REPORTED)
      problems.push(
        problem(
          'REEVE_LIST_INVALID',
          `The row has ${count(cells.length, 'cell')}, the header ${count(columns.length, 'column')}.`,
          { file, line, column: 1 },
          'Put a cell that holds the separator in quotes.',
        ),
      )
    return
  }
  const filled = columns.flatMap((name, index) => (cells[index] ? [[name, cells[index]] as const] : []))
  if (filled.length > 0) rows.push({ line, values: Object.fromEntries(filled) })
}

/** Whichever of `,` and `;` the header has more of outside quotes: Excel writes `;` where a comma is the decimal sign. */
function delimiterOf(text: string): ',' | ';' {
  const header = /\S[^\n]*/.exec(text)?.[0].replaceAll(/"[^"]*"/g, '') ?? ''
  return header.split(';').length > header.split(',').length ? ';' : ','
}

function explain(code: string): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'A quote is opened and never closed.'
  if (code === 'INVALID_OPENING_QUOTE') return 'A quote stands in the middle of a cell.'
  if (code === 'CSV_INVALID_CLOSING_QUOTE') return 'Text follows a closing quote.'
  return 'The line is not CSV.'
}

function tooManyRows({ file }: SourceText): Problem {
  return problem('REEVE_LIST_INVALID', `The list has more than ${LIMITS.listRows} rows.`, { file, line: 1, column: 1 }, 'Split it into several lists.')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
