/**
 * The lock of the one writer: an exclusive transaction on a file of its own, held open for as
 * long as the process lives. The operating system ends it with the process, kill -9 included,
 * so a lock is never left behind for somebody to delete by hand.
 *
 * Never open lock.db by any other means in the process that holds it: closing any descriptor
 * of a file gives up every POSIX lock this process has on it.
 */
import { join } from 'node:path'
import { ReeveError } from '../reeve-error.ts'

export interface WriterLock {
  release(): void
}

export async function lockForWriting(folder: string): Promise<WriterLock> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw new ReeveError('REEVE_STATE_LOCKED', `${folder} is in use by another reeve process. Two writers could send one action twice.`, {
      fix: 'Wait until it has ended, or name another state folder with --state.',
      class: 'transient',
      cause,
    })
  }
  return { release: () => database.close() }
}
