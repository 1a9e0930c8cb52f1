/** A state folder of its own for a test, and the journal in it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AuditRecord } from '../../src/planner/documents.generated.ts'
import type { Clock } from '../../src/reconciler/clock.ts'
import { closeJournal, type Journal, openJournal } from '../../src/reconciler/journal.ts'
import { openAuditFile } from '../../src/reconciler/log.ts'
import { openSqliteStore } from '../../src/reconciler/store/sqlite.ts'
import type { StoreReader } from '../../src/reconciler/store/store.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function auditFileIn(folder: string): string {
  return join(folder, 'audit.jsonl')
}

/** Closed when the test ends, unless the test closed it. */
export async function journalIn(folder: string, clock: Clock): Promise<Journal> {
  const store = await openSqliteStore({ folder, fleet: 'contoso' })
  const journal: Journal = { store, file: openAuditFile(auditFileIn(folder)), clock, actor: 'alice' }
  onTestFinished(() => closeQuietly(journal))
  return openJournal(journal)
}

export async function recordsIn(store: StoreReader): Promise<AuditRecord[]> {
  const rows = await store.readAudit({ after: 0, limit: 10_000 })
  return rows.map(({ text }) => JSON.parse(text) as AuditRecord)
}

/** The log in short: `event actionId`. */
export async function eventsIn(store: StoreReader): Promise<string[]> {
  return (await recordsIn(store)).map(({ event, target }) => (target === null ? event : `${event} ${target.id}`))
}

function closeQuietly(journal: Journal): void {
  try {
    closeJournal(journal)
  } catch {
    // The test has closed it.
  }
}
