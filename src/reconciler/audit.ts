/**
 * Looks for any change, loss, insertion or reorder in the audit log: within its chain,
 * against the journal beside it, and against the file of JSON lines where there is one.
 *
 * Works while a writer is at work. What is cut off from all three at once is found only by
 * a checkpoint outside of this machine.
 */
import { createReadStream, existsSync } from 'node:fs'
import type { AuditRecord } from '../planner/documents.generated.ts'
import { auditFields, type ChainEnd, genesisOf, hashOfRecord, isSameRecord } from './audit-record.ts'
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
  /** How many records were found good: all, or those before the first thing that is wrong. */
  readonly records: number
  /** The first thing that is wrong, or null. */
  readonly problem: AuditProblem | null
  /** Records that the file of JSON lines has not got at its end. No damage: the database is the truth, and the next start writes them. */
  readonly notInFile: { readonly from: number; readonly to: number } | null
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
    if ('kind' in checked) return { ok: false, records: end.sequence, problem: checked, notInFile: null }
    if (JOURNALED.has(checked.event)) steps.push(stepOf(checked))
    end = checked
  }

  const journalProblem = checkAgainstJournal(steps, { before: entriesBefore, after: await store.readEntries() })
  const written = journalProblem === null && file !== null ? await checkFile(file, store) : null
  const problem = journalProblem ?? written?.problem ?? null
  if (problem) return { ok: false, records: Math.min(end.sequence, problem.sequence - 1), problem, notInFile: null }
  const isBehind = written !== null && written.records < end.sequence
  return { ok: true, records: end.sequence, problem: null, notInFile: isBehind ? { from: written.records + 1, to: end.sequence } : null }
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

interface FileVerdict {
  /** Whole lines that are the records of the store, from the first. */
  readonly records: number
  readonly problem: AuditProblem | null
}

/** The file may be behind, never ahead and never different. A line that breaks off is what a crash leaves, if it is the next record's. */
async function checkFile(file: string, store: StoreReader): Promise<FileVerdict> {
  const records = readAuditRecords(store)
  let sequence = 0
  for await (const { text, whole } of readLines(file)) {
    const next = await records.next()
    const wrong = checkLine({ text, whole, file, sequence: sequence + 1 }, next.done ? null : next.value)
    if (wrong) return { records: sequence, problem: wrong }
    if (whole) sequence += 1
  }
  return { records: sequence, problem: null }
}

interface FileLine {
  readonly text: string
  /** false for an end without a line break. */
  readonly whole: boolean
  readonly file: string
  readonly sequence: number
}

function checkLine({ text, whole, file, sequence }: FileLine, record: AuditRecord | null): AuditProblem | null {
  if (record === null) return { sequence, kind: 'lost', detail: `${file} holds ${whole ? '' : 'a part of '}record ${sequence}, and the journal does not.` }
  const written = whole ? parseRecord(text) : null
  const fits = whole ? written !== null && isSameRecord(written, record) : JSON.stringify(auditFields(record)).startsWith(text)
  return fits ? null : { sequence, kind: 'changed', detail: `Line ${sequence} of ${file} is not ${whole ? '' : 'the beginning of '}record ${sequence}.` }
}

async function* readLines(file: string): AsyncGenerator<Pick<FileLine, 'text' | 'whole'>> {
  if (!existsSync(file)) return
  let rest = ''
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) yield { text, whole: true }
  }
  if (rest !== '') yield { text: rest, whole: false }
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
