/**
 * Reading the journal, also while somebody writes to it, and without leaving anything behind.
 *
 * Where no writer is at work the write-ahead log is gone, and a plain read-only connection
 * would make a new one; the file is then opened as immutable instead. Should a writer begin
 * in the meantime, the change of the file is noticed and the reading is refused, not believed.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { ReeveError } from '../reeve-error.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { type Row, toAttemptHistory, toEntry, toPlan, toStoredRecord } from './sqlite-rows.ts'
import type { AttemptHistory, Entry, StoreReader } from './store.ts'

export function journalFile(folder: string): string {
  return join(folder, 'journal.db')
}

/** null when there is no journal in `folder`. Creates nothing. */
export async function openSqliteReader(folder: string, fleet: string | null = null): Promise<StoreReader | null> {
  const file = journalFile(folder)
  if (!existsSync(file)) return null

  const { DatabaseSync } = await import('node:sqlite')
  const immutable = !existsSync(`${file}-wal`)
  const before = fingerprintOf(file)
  const assertUnchanged = (): void => {
    if (!immutable || fingerprintOf(file) === before) return
    throw new ReeveError('REEVE_JOURNAL_UNREADABLE', `${file} changed while it was read.`, { fix: 'Try again.', class: 'transient' })
  }

  const location = immutable ? immutableUrl(file) : file
  const database = guarded(file, () => new DatabaseSync(location, { readOnly: true, timeout: 5000 }))
  try {
    const named = guarded(file, () => readFleet(database, file))
    if (named === null) {
      database.close()
      return null
    }
    assertFleet(file, named, fleet)
    return readerOf(database, named, { file, assertUnchanged })
  } catch (error) {
    database.close()
    throw error
  }
}

/** The queries of both, the reader and the writer. */
export function readerOf(database: DatabaseSync, fleet: string, { file, assertUnchanged }: { file: string; assertUnchanged: () => void }): StoreReader {
  const attempts = database.prepare('SELECT * FROM actions')
  const newestAttempt = database.prepare('SELECT * FROM actions WHERE action_id = ? ORDER BY attempt DESC LIMIT 1')
  const entries = database.prepare('SELECT * FROM entries ORDER BY sequence')
  const entriesOfAttempt = database.prepare('SELECT * FROM entries WHERE action_id = ? AND attempt = ? ORDER BY sequence')
  const audit = database.prepare('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
  const passRecords = database.prepare(
    `SELECT * FROM audit WHERE record ->> 'event' IN ('passStarted', 'passFinished', 'planRefused') ORDER BY sequence DESC LIMIT ?`,
  )
  const newestPlan = database.prepare('SELECT plan FROM plans WHERE digest = ? ORDER BY sequence DESC LIMIT 1')

  const read = <T>(query: () => T): T => {
    const answer = guarded(file, query)
    assertUnchanged()
    return answer
  }

  return {
    fleet,
    readAttempts: async () => read(() => joinEntries(attempts.all(), entries.all().map(toEntry))),
    readAttempt: async (actionId) =>
      read(() => {
        const row = newestAttempt.get(actionId)
        if (row === undefined) return null
        return toAttemptHistory(row, entriesOfAttempt.all(actionId, Number(row['attempt'])).map(toEntry))
      }),
    readEntries: async () => read(() => entries.all().map(toEntry)),
    readAudit: async ({ after, limit }) => read(() => audit.all(after, limit).map(toStoredRecord)),
    readPassRecords: async (limit) => read(() => passRecords.all(limit).map(toStoredRecord).reverse()),
    readPlan: async (digest) =>
      read(() => {
        const row = newestPlan.get(digest)
        return row === undefined ? null : toPlan(row)
      }),
    close: () => database.close(),
  }
}

/** The fleet a journal belongs to; null for a file whose first transaction never ended. */
export function readFleet(database: DatabaseSync, file: string): string | null {
  const known = database.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'meta'`).get()
  if (Number(known?.['n']) === 0) return null

  const meta = database.prepare('SELECT value FROM meta WHERE key = ?')
  const version = String(meta.get('schemaVersion')?.['value'])
  if (version !== SCHEMA_VERSION) {
    throw new ReeveError('REEVE_STATE_FOLDER', `${file} has format ${version}; this reeve knows format ${SCHEMA_VERSION}.`, {
      fix: 'Use the version of reeve that wrote it.',
    })
  }
  return String(meta.get('fleet')?.['value'])
}

export function assertFleet(file: string, named: string, expected: string | null): void {
  if (expected === null || named === expected) return
  throw new ReeveError('REEVE_STATE_FOLDER', `${file} belongs to the fleet "${named}", not to "${expected}".`, {
    fix: 'Name the state folder of this fleet:\n\n    --state /path/to/state',
  })
}

/** Whatever SQLite throws becomes the one error of the shell; a file that is no database was never written to, whoever opens it. */
export function guarded<T>(file: string, query: () => T, otherwise: 'REEVE_JOURNAL' | 'REEVE_JOURNAL_UNREADABLE' = 'REEVE_JOURNAL_UNREADABLE'): T {
  try {
    return query()
  } catch (cause) {
    if (cause instanceof ReeveError) throw cause
    const code = isDamage(cause) ? 'REEVE_JOURNAL_UNREADABLE' : otherwise
    throw new ReeveError(code, `${file}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && (cause.errcode === 11 || cause.errcode === 26)
}

function joinEntries(rows: readonly Row[], entries: readonly Entry[]): AttemptHistory[] {
  const byAttempt = Map.groupBy(entries, ({ actionId, attempt }) => `${actionId} ${attempt}`)
  return rows
    .map((row) => toAttemptHistory(row, byAttempt.get(`${String(row['action_id'])} ${String(row['attempt'])}`) ?? []))
    .filter((history) => history !== null)
    .sort((a, b) => a.entries[0].sequence - b.entries[0].sequence)
}

function immutableUrl(file: string): URL {
  const url = pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return url
}

function fingerprintOf(file: string): string {
  const { mtimeNs, size, ino } = statSync(file, { bigint: true })
  return `${ino} ${size} ${mtimeNs}`
}
