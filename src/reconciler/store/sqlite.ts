/**
 * The journal in SQLite: write-ahead log, `synchronous=FULL`, so that a commit is on the disk
 * when it returns. `node:sqlite` is loaded on first use.
 */
import { closeSync, existsSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { AuditRecord } from '../../planner/documents.generated.ts'
import { type ChainEnd, genesisOf, sealRecord } from '../audit-record.ts'
import { ReeveError } from '../reeve-error.ts'
import { lockForWriting } from './lock.ts'
import { SCHEMA, SCHEMA_VERSION } from './schema.ts'
import { assertFleet, guarded, journalFile, readerOf, readFleet } from './sqlite-read.ts'
import { attemptParameters, entryParameters } from './sqlite-rows.ts'
import type { Change, Store } from './store.ts'

/**
 * Opens the journal in `folder` for writing and makes it where there is none.
 *
 * Throws REEVE_STATE_LOCKED while another process writes there, REEVE_STATE_FOLDER when the
 * journal is another fleet's, REEVE_JOURNAL_UNREADABLE when it is damaged.
 */
export async function openSqliteStore({ folder, fleet }: { folder: string; fleet: string }): Promise<Store> {
  const lock = await lockForWriting(folder)
  try {
    const file = journalFile(folder)
    const { DatabaseSync } = await import('node:sqlite')
    createPrivately(file)
    const database = guarded(file, () => new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true, defensive: true }), 'REEVE_JOURNAL')
    try {
      const epoch = guarded(file, () => prepare(database, { file, fleet }), 'REEVE_JOURNAL')
      const store = storeOf(database, { file, fleet, epoch })
      return { ...store, close: () => (store.close(), lock.release()) }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The folder may be open to others; what SQLite puts beside the file takes the file's mode. */
function createPrivately(file: string): void {
  if (!existsSync(file)) guarded(file, () => closeSync(openSync(file, 'wx', 0o600)), 'REEVE_JOURNAL')
}

/** Returns the fencing epoch of this opening, one more than that of any before. */
function prepare(database: DatabaseSync, { file, fleet }: { file: string; fleet: string }): number {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const [check] = database.prepare('PRAGMA quick_check(1)').all()
  if (check?.['quick_check'] !== 'ok') throw new ReeveError('REEVE_JOURNAL_UNREADABLE', `${file} is damaged: ${String(check?.['quick_check'])}.`)

  database.exec('BEGIN IMMEDIATE')
  const named = readFleet(database, file)
  if (named === null) {
    database.exec(SCHEMA)
    database.prepare('INSERT INTO meta (key, value) VALUES (?, ?), (?, ?), (?, ?)').run('schemaVersion', SCHEMA_VERSION, 'fleet', fleet, 'epoch', '0')
  }
  assertFleet(file, named ?? fleet, fleet)
  const epoch = readEpoch(database) + 1
  database.prepare(`UPDATE meta SET value = ? WHERE key = 'epoch'`).run(String(epoch))
  database.exec('COMMIT')
  return epoch
}

function readEpoch(database: DatabaseSync): number {
  return Number(database.prepare(`SELECT value FROM meta WHERE key = 'epoch'`).get()?.['value'])
}

function storeOf(database: DatabaseSync, { file, fleet, epoch }: { file: string; fleet: string; epoch: number }): Store {
  const insertPlan = database.prepare('INSERT INTO plans (at, digest, plan) VALUES (:at, :digest, :plan)')
  const insertAttempt = database.prepare(
    'INSERT INTO actions VALUES (:actionId, :attempt, :action, :facts, :generation, :stage, :chainStartedAt, :planDigest, :revision)',
  )
  const insertEntry = database.prepare(
    `INSERT INTO entries
     SELECT :sequence, :at, :actionId, :attempt, :state, plan_digest, revision, :detail FROM actions WHERE action_id = :actionId AND attempt = :attempt`,
  )
  const insertRecord = database.prepare('INSERT INTO audit VALUES (:sequence, :record, :hash)')
  const lastSequence = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM entries')
  const newestOfAction = database.prepare('SELECT coalesce(max(sequence), 0) AS sequence FROM entries WHERE action_id = ?')
  const chainEnd = database.prepare('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1')

  /** Set by the first failure, for good. */
  let broken: ReeveError | null = null

  function readChainEnd(): ChainEnd {
    const row = chainEnd.get()
    return row === undefined ? genesisOf(fleet) : { sequence: Number(row['sequence']), hash: String(row['hash']) }
  }

  function write({ plan, attempt, entry, audit }: Change, end: ChainEnd): AuditRecord {
    if (plan) insertPlan.run({ at: audit.at, digest: plan.digest, plan: JSON.stringify(plan) })
    if (attempt) insertAttempt.run(attemptParameters(attempt))
    if (entry) {
      const newest = Number(newestOfAction.get(entry.actionId)?.['sequence'])
      if (newest !== entry.after) throw new StaleChange(`${entry.actionId} went on: entry ${newest} came after ${entry.after}`)
      const { changes } = insertEntry.run(entryParameters(entry, Number(lastSequence.get()?.['sequence']) + 1))
      if (Number(changes) !== 1) throw new StaleChange(`${entry.actionId} has no attempt ${entry.attempt}`)
    }
    const record = sealRecord(audit, fleet, end)
    insertRecord.run({ sequence: record.sequence, record: JSON.stringify(record), hash: record.hash })
    return record
  }

  function appendAll(changes: readonly Change[]): AuditRecord[] {
    database.exec('BEGIN IMMEDIATE')
    assertNewestEpoch(readEpoch(database), { file, epoch })
    const records: AuditRecord[] = []
    let end = readChainEnd()
    for (const change of changes) {
      end = write(change, end)
      records.push(end as AuditRecord)
    }
    database.exec('COMMIT')
    return records
  }

  return {
    ...readerOf(database, fleet, { file, assertUnchanged: () => {} }),
    append: async (changes) => {
      if (broken) throw broken
      try {
        return appendAll(changes)
      } catch (cause) {
        rollBack(database)
        if (cause instanceof StaleChange) throw cause
        broken = cause instanceof ReeveError ? cause : journalError(file, cause)
        throw broken
      }
    },
  }
}

/** A broken invariant of the caller: nothing was written, and the store is as good as before. */
class StaleChange extends Error {}

/** A process that was paused, or whose lock file was taken away, finds out here before it sends. */
function assertNewestEpoch(newest: number, { file, epoch }: { file: string; epoch: number }): void {
  if (newest === epoch) return
  throw new ReeveError('REEVE_STATE_LOCKED', `${file} was opened by a newer writer (epoch ${newest}, ours is ${epoch}). This one stops.`)
}

function journalError(file: string, cause: unknown): ReeveError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new ReeveError('REEVE_JOURNAL', `${file}: ${message}. Nothing more is sent.`, {
    fix: 'Make room on the disk or repair it, then look at what is under way:\n\n    reeve status',
    cause,
  })
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // There is no transaction to take back: SQLite has done it, or it never began.
  }
}
