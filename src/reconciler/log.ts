/**
 * The audit log as JSON lines, for whoever collects logs. The database is the truth; this
 * file follows it and is caught up at each start.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { pino } from 'pino'
import type { AuditRecord } from '../planner/documents.generated.ts'
import { auditFields } from './audit-record.ts'
import { ReeveError } from './reeve-error.ts'

export interface AuditFile {
  /** The last whole record of the file; null when it holds none. */
  readonly last: AuditRecord | null
  write(record: AuditRecord): void
  close(): void
}

const NEWLINE = 0x0a
const TAIL_BYTES = 64 * 1024

/** A line that a crash left half written is cut off: its record is in the database. */
export function openAuditFile(path: string): AuditFile {
  const fd = attempt(path, () => openSync(path, 'a+', 0o600))
  const last = attempt(path, () => cutTornLine(fd, path))

  let failure: unknown = null
  const destination = pino.destination({ dest: fd, sync: true })
  destination.on('error', (error: unknown) => {
    failure ??= error
  })

  return {
    last,
    write: (record) => {
      // Not through a logger: the line is the record, without a level, a process id or a time of its own.
      if (failure === null) destination.write(`${JSON.stringify(auditFields(record))}\n`)
      if (failure !== null) throw unwritable(path, failure)
    },
    close: () => closeSync(fd),
  }
}

function cutTornLine(fd: number, path: string): AuditRecord | null {
  const { size } = fstatSync(fd)
  if (size === 0) return null

  const from = Math.max(0, size - TAIL_BYTES)
  const tail = Buffer.alloc(size - from)
  readSync(fd, tail, 0, tail.length, from)

  const end = tail.lastIndexOf(NEWLINE)
  if (end === -1) {
    if (from > 0) throw damaged(path)
    ftruncateSync(fd, 0)
    return null
  }
  if (end + 1 < tail.length) ftruncateSync(fd, from + end + 1)

  const start = tail.lastIndexOf(NEWLINE, end - 1) + 1
  try {
    return JSON.parse(tail.toString('utf8', start, end)) as AuditRecord
  } catch {
    throw damaged(path)
  }
}

function attempt<T>(path: string, step: () => T): T {
  try {
    return step()
  } catch (cause) {
    throw cause instanceof ReeveError ? cause : unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): ReeveError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new ReeveError('REEVE_JOURNAL', `${path}: ${message}. Without an audit record nothing is sent.`, { cause })
}

function damaged(path: string): ReeveError {
  return new ReeveError('REEVE_AUDIT_DAMAGED', `The last line of ${path} is not an audit record.`, {
    fix: 'Look at what is wrong:\n\n    reeve audit verify',
  })
}
