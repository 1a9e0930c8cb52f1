/**
 * Looks for any change, loss, insertion or reorder in the audit log: within its chain,
 * against the journal beside it, and against the file of JSON lines where there is one.
 *
 * Works while a writer is at work. What is cut off from all three at once is found only by
 * a checkpoint outside of this machine.
 */
import { createReadStream, existsSync } from 'node:fs'
import type { AuditRecord } from '../planner/documents.generated.ts'
import { type ChainEnd, genesisOf, hashOfRecord, isSameRecord } from './audit-record.ts'
import type { Entry, StoredRecord, StoreReader } from './store/store.ts'
import { JOURNAL_STATES } from './transitions.ts'

export interface AuditProblem {
  /** Where the log can no longer be believed. */
  readonly sequence: number
  readonly kind: 'changed' | 'lost' | 'inserted' | 'reordered'
  readonly detail: string
}

export interface AuditVerdict {
  readonly ok: boolean
  /** How many records were found good. */
  readonly records: number
  /** The first thing that is wrong, or null. */
  readonly problem: AuditProblem | null
}

type Step = { readonly sequence: number; readonly actionId: string | null; readonly event: string; readonly at: string }

const PAGE = 1000
const JOURNALED: ReadonlySet<string> = new Set(JOURNAL_STATES)

/** `file` is the log as JSON lines; null leaves it out. */
export async function verifyAudit(store: StoreReader, file: string | null = null): Promise<AuditVerdict> {
  const entriesBefore = await store.readEntries()
  const steps: Step[] = []
  let end = genesisOf(store.fleet)

  for await (const row of readRows(store)) {
    const checked = checkRow(row, end, store.fleet)
    if ('kind' in checked) return { ok: false, records: end.sequence, problem: checked }
    if (JOURNALED.has(checked.event)) steps.push(stepOf(checked))
    end = checked
  }

  const problem =
    checkAgainstJournal(steps, { before: entriesBefore, after: await store.readEntries() }) ??
    (file !== null && existsSync(file) ? await checkFile(file, store) : null)
  return { ok: problem === null, records: end.sequence, problem }
}

/** The records of a store, oldest first. Believed, so only after they were verified. */
export async function* readAuditRecords(store: StoreReader, after = 0): AsyncGenerator<AuditRecord> {
  for await (const { text } of readRows(store, after)) yield JSON.parse(text) as AuditRecord
}

async function* readRows(store: StoreReader, after = 0): AsyncGenerator<StoredRecord> {
  for (let from = after; ; ) {
    const rows = await store.readAudit({ after: from, limit: PAGE })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    from = last.sequence
  }
}

function checkRow({ sequence, text, hash }: StoredRecord, end: ChainEnd, fleet: string): AuditRecord | AuditProblem {
  const expected = end.sequence + 1
  if (sequence !== expected) return { sequence: expected, kind: 'lost', detail: `Record ${expected} is missing; after ${end.sequence} comes ${sequence}.` }

  const record = parseRecord(text)
  if (record === null) return { sequence, kind: 'changed', detail: `Record ${sequence} cannot be read.` }
  if (record.sequence !== sequence) {
    return { sequence, kind: 'reordered', detail: `In the place of record ${sequence} stands record ${record.sequence}.` }
  }
  if (hashOfRecord(record) !== record.hash || record.hash !== hash || record.fleet !== fleet) {
    return { sequence, kind: 'changed', detail: `Record ${sequence} is not what its hash was made of.` }
  }
  if (record.previous !== end.hash) {
    return { sequence, kind: 'inserted', detail: `Record ${sequence} does not follow the record that stands before it.` }
  }
  return record
}

/** A writer may be at work: the journal is read before and after the log, and the log lies between the two. */
function checkAgainstJournal(steps: readonly Step[], { before, after }: { before: readonly Entry[]; after: readonly Entry[] }): AuditProblem | null {
  for (const [index, step] of steps.entries()) {
    const entry = after[index]
    if (entry && entry.actionId === step.actionId && entry.state === step.event && entry.at === step.at) continue
    return { sequence: step.sequence, kind: 'inserted', detail: `Record ${step.sequence} (${step.event}) has no entry in the journal.` }
  }
  const missing = before[steps.length]
  if (missing === undefined) return null
  return {
    sequence: (steps.at(-1)?.sequence ?? 0) + 1,
    kind: 'lost',
    detail: `Entry ${missing.sequence} of the journal (${missing.state}, ${missing.actionId}) has no audit record.`,
  }
}

/** The file may be behind, never ahead and never different. A torn last line is what a crash leaves. */
async function checkFile(file: string, store: StoreReader): Promise<AuditProblem | null> {
  const records = readAuditRecords(store)
  let sequence = 0
  for await (const line of readWholeLines(file)) {
    sequence += 1
    const next = await records.next()
    if (next.done) return { sequence, kind: 'lost', detail: `${file} holds record ${sequence}, and the journal does not.` }

    const written = parseRecord(line)
    if (written === null || !isSameRecord(written, next.value)) {
      return { sequence, kind: 'changed', detail: `Line ${sequence} of ${file} is not record ${sequence}.` }
    }
  }
  return null
}

async function* readWholeLines(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function stepOf({ sequence, actionId, event, at }: AuditRecord): Step {
  return { sequence, actionId, event, at }
}

function parseRecord(text: string): AuditRecord | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as AuditRecord) : null
  } catch {
    return null
  }
}
