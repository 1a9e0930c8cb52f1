import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AuditDraft } from '../../src/reconciler/audit-record.ts'
import { openSqliteStore } from '../../src/reconciler/store/sqlite.ts'
import { openSqliteReader } from '../../src/reconciler/store/sqlite-read.ts'
import type { Change, Store } from '../../src/reconciler/store/store.ts'
import { planOf, wipeOf } from '../support/hand-made-plan.ts'
import { temporaryFolder } from '../support/state.ts'

const AT = '2026-11-22T12:00:00.000Z'
const ACTION = wipeOf('d1')

function draft(event: AuditDraft['event']): AuditDraft {
  return {
    at: AT,
    actor: 'alice',
    activity: 'remoteTask',
    event,
    target: null,
    action: null,
    actionId: null,
    revision: null,
    planDigest: null,
    policy: null,
    guardrails: [],
    approvers: [],
    outcome: null,
    reason: null,
  }
}

function dispatched(after = 0): Change {
  return {
    attempt: {
      actionId: ACTION.id,
      attempt: 1,
      action: ACTION,
      origin: { generation: 'g1', stage: 0, chainStartedAt: null, facts: null },
      planDigest: 'sha256:1',
      revision: 'c0ffee',
    },
    entry: { at: AT, actionId: ACTION.id, attempt: 1, state: 'dispatched', because: null, evidenceAt: null, after },
    audit: draft('dispatched'),
  }
}

async function open(folder: string): Promise<Store> {
  const store = await openSqliteStore({ folder, fleet: 'contoso' })
  onTestFinished(() => {
    try {
      store.close()
    } catch {
      // The test has closed it.
    }
  })
  return store
}

/** What a person with a shell and bad intentions could do. */
function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'journal.db'))
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

describe('the store', () => {
  it('gives back what was appended, with every part of a change', async () => {
    const folder = temporaryFolder()
    const store = await open(folder)

    await store.append([{ plan: planOf([ACTION]), audit: draft('passStarted') }, dispatched()])

    expect(await store.readAttempts()).toEqual([
      {
        ...dispatched().attempt,
        entries: [{ sequence: 1, at: AT, actionId: ACTION.id, attempt: 1, state: 'dispatched', because: null, evidenceAt: null }],
      },
    ])
    expect(await store.readPlan(planOf([ACTION]).digest)).toEqual(planOf([ACTION]))
    expect((await store.readAudit({ after: 0, limit: 10 })).map(({ sequence }) => sequence)).toEqual([1, 2])
  })

  it('writes nothing of an append when one change of it is stale, and goes on working', async () => {
    const store = await open(temporaryFolder())
    await store.append([dispatched()])

    const stale: Change = {
      entry: { at: AT, actionId: ACTION.id, attempt: 1, state: 'accepted', because: null, evidenceAt: null, after: 7 },
      audit: draft('accepted'),
    }
    await expect(store.append([{ audit: draft('passStarted') }, stale])).rejects.toThrow('went on')
    await store.append([{ audit: draft('passFinished') }])

    expect((await store.readAudit({ after: 0, limit: 10 })).length).toBe(2)
    expect((await store.readEntries()).length).toBe(1)
  })

  it.each(['entries', 'actions', 'plans', 'audit'])('refuses to change or delete what is in %s', async (table) => {
    const folder = temporaryFolder()
    const store = await open(folder)
    await store.append([{ plan: planOf([]), audit: draft('passStarted') }, dispatched()])
    store.close()

    const column = { entries: 'at', actions: 'action', plans: 'plan', audit: 'record' }[table]
    expect(() => tamper(folder, `UPDATE ${table} SET ${column} = 'x'`)).toThrow('append-only')
    expect(() => tamper(folder, `DELETE FROM ${table}`)).toThrow('append-only')
  })

  it.each(['entries', 'audit'])('refuses to put a row of %s in the place of another', async (table) => {
    const folder = temporaryFolder()
    const store = await open(folder)
    await store.append([dispatched()])
    store.close()

    expect(() => tamper(folder, `INSERT OR REPLACE INTO ${table} SELECT * FROM ${table} WHERE sequence = 1`)).toThrow('goes on at its end')
  })

  it('is readable by its owner alone, also in a folder that is open to others', async () => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o755)

    const store = await open(folder)
    await store.append([dispatched()])

    const modes = ['journal.db', 'journal.db-wal', 'journal.db-shm'].map((name) => statSync(join(folder, name)).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
  })

  it('belongs to one fleet', async () => {
    const folder = temporaryFolder()
    ;(await open(folder)).close()

    await expect(openSqliteStore({ folder, fleet: 'fabrikam' })).rejects.toMatchObject({ code: 'REEVE_STATE_FOLDER' })
    await expect(openSqliteReader(folder, 'fabrikam')).rejects.toMatchObject({ code: 'REEVE_STATE_FOLDER' })
  })

  it('writes nothing more after a write that failed, also when the next one could succeed', async () => {
    const folder = temporaryFolder()
    const store = await open(folder)
    await store.append([dispatched()])

    tamper(folder, `CREATE TRIGGER bad_sector BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`)
    await expect(store.append([{ audit: draft('passStarted') }])).rejects.toMatchObject({ code: 'REEVE_JOURNAL' })
    tamper(folder, 'DROP TRIGGER bad_sector')

    await expect(store.append([{ audit: draft('passStarted') }])).rejects.toMatchObject({ code: 'REEVE_JOURNAL' })
    expect((await store.readAudit({ after: 0, limit: 10 })).length).toBe(1)
  })

  it('refuses a journal with damage in its middle', async () => {
    const folder = temporaryFolder()
    const store = await open(folder)
    for (let times = 0; times < 50; times += 1) await store.append([{ plan: planOf([ACTION]), audit: draft('passStarted') }])
    store.close()
    const file = join(folder, 'journal.db')
    const bytes = readFileSync(file)
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 16_384)
    writeFileSync(file, bytes)

    await expect(openSqliteStore({ folder, fleet: 'contoso' })).rejects.toMatchObject({ code: 'REEVE_JOURNAL_UNREADABLE' })
  })

  it('refuses a file that is not a journal', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'journal.db'), 'this is not a database, and it is longer than a header')

    await expect(openSqliteStore({ folder, fleet: 'contoso' })).rejects.toMatchObject({ code: 'REEVE_JOURNAL_UNREADABLE' })
  })
})

describe('one writer', () => {
  it('keeps a second one out of the same process and of another', async () => {
    const folder = temporaryFolder()
    await open(folder)

    const elsewhere = `import { openSqliteStore } from '${join(import.meta.dirname, '../../src/reconciler/store/sqlite.ts')}'
      await openSqliteStore({ folder: ${JSON.stringify(folder)}, fleet: 'contoso' }).catch((error) => console.log(error.code))`
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', elsewhere], { encoding: 'utf8' })

    await expect(openSqliteStore({ folder, fleet: 'contoso' })).rejects.toMatchObject({ code: 'REEVE_STATE_LOCKED' })
    expect(answer.trim()).toBe('REEVE_STATE_LOCKED')
  })

  it('may follow when the first has closed', async () => {
    const folder = temporaryFolder()
    ;(await open(folder)).close()

    const second = await open(folder)

    expect(await second.readEntries()).toEqual([])
  })

  it('stops writing for good when a newer writer has opened the journal behind its back', async () => {
    const folder = temporaryFolder()
    const old = await open(folder)
    rmSync(join(folder, 'lock.db'))
    const newer = await open(folder)

    await expect(old.append([dispatched()])).rejects.toMatchObject({ code: 'REEVE_STATE_LOCKED' })
    await expect(old.append([dispatched()])).rejects.toMatchObject({ code: 'REEVE_STATE_LOCKED' })
    await newer.append([dispatched()])

    expect((await newer.readEntries()).length).toBe(1)
  })
})

describe('a reader', () => {
  it('finds no journal where there is none, and makes none', async () => {
    const folder = temporaryFolder()

    expect(await openSqliteReader(folder, 'contoso')).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves nothing behind where no writer is at work', async () => {
    const folder = temporaryFolder()
    const store = await open(folder)
    await store.append([dispatched()])
    store.close()
    const before = readdirSync(folder)

    const reader = await openSqliteReader(folder, 'contoso')
    const entries = await reader?.readEntries()
    const during = readdirSync(folder)
    reader?.close()

    expect(entries?.length).toBe(1)
    expect(during).toEqual(before)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('sees what a writer has committed while that writer works', async () => {
    const folder = temporaryFolder()
    const store = await open(folder)
    const reader = await openSqliteReader(folder, 'contoso')
    onTestFinished(() => reader?.close())

    const before = await reader?.readEntries()
    await store.append([dispatched()])

    expect(before).toEqual([])
    expect((await reader?.readEntries())?.length).toBe(1)
  })

  it('refuses to go on when a writer began and changed the file under it', async () => {
    const folder = temporaryFolder()
    ;(await open(folder)).close()
    const reader = await openSqliteReader(folder, 'contoso')
    onTestFinished(() => reader?.close())

    const store = await open(folder)
    await store.append([dispatched()])
    store.close()

    await expect(reader?.readEntries()).rejects.toMatchObject({ code: 'REEVE_JOURNAL_UNREADABLE', class: 'transient' })
  })

  it('cannot write', async () => {
    const folder = temporaryFolder()
    ;(await open(folder)).close()

    const reader = await openSqliteReader(folder, 'contoso')
    onTestFinished(() => reader?.close())

    expect(reader && 'append' in reader).toBe(false)
  })
})
