import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { digestOf } from '../../src/planner/canonical.ts'
import type { AuditRecord } from '../../src/planner/documents.generated.ts'
import { hashOfRecord, sealRecord } from '../../src/reconciler/audit-record.ts'
import { type AuditVerdict, verifyAudit } from '../../src/reconciler/audit.ts'
import { closeJournal, type Pass, recordDispatch, recordResult, startPass } from '../../src/reconciler/journal.ts'
import { openSqliteReader } from '../../src/reconciler/store/sqlite-read.ts'
import { loadValidator } from '../../src/reconciler/validators/load-validator.ts'
import { NOON, planOf, wipeOf } from '../support/hand-made-plan.ts'
import { manualClock } from '../support/manual-clock.ts'
import { auditFileIn, journalIn, recordsIn, temporaryFolder } from '../support/state.ts'

const ACTIONS = [wipeOf('d1'), wipeOf('d2')]
const PASS: Pass = { plan: planOf(ACTIONS), approvers: [] }

/** Five records: a pass, and two wipes with their answers. */
async function fiveRecords(): Promise<string> {
  const folder = temporaryFolder()
  const journal = await journalIn(folder, manualClock(NOON))
  await startPass(journal, PASS)
  for (const action of ACTIONS) {
    await recordDispatch(journal, PASS, { action, origin: { generation: 'g1', stage: 0, chainStartedAt: null, facts: null } })
    await recordResult(journal, action.id, { state: 'accepted', because: null })
  }
  closeJournal(journal)
  return folder
}

/** Whoever can write the file can also drop the triggers. */
function tamper(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'journal.db'))
  const triggers = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`)
  database.exec(sql)
  database.close()
}

async function verify(folder: string, file: string | null = null): Promise<AuditVerdict> {
  const reader = await openSqliteReader(folder, 'contoso')
  if (!reader) throw new Error('There is no journal')
  onTestFinished(() => reader.close())
  return verifyAudit(reader, file)
}

async function readRecords(folder: string): Promise<AuditRecord[]> {
  const reader = await openSqliteReader(folder, 'contoso')
  if (!reader) throw new Error('There is no journal')
  try {
    return await recordsIn(reader)
  } finally {
    reader.close()
  }
}

function write(folder: string, sequence: number, record: AuditRecord): void {
  tamper(folder, `INSERT OR REPLACE INTO audit VALUES (${sequence}, '${JSON.stringify(record).replaceAll("'", "''")}', '${record.hash}')`)
}

describe('audit verify', () => {
  it('finds nothing wrong with a log that nobody touched, its file included', async () => {
    const folder = await fiveRecords()

    expect(await verify(folder, auditFileIn(folder))).toEqual({ ok: true, records: 5, problem: null, notInFile: null })
  })

  it('reads records that satisfy their schema', async () => {
    const records = await readRecords(await fiveRecords())

    expect(records.map((record) => loadValidator('audit-record.schema.json')(record))).toEqual([true, true, true, true, true])
  })

  it('finds a change of any field', async () => {
    const fields = Object.keys((await readRecords(await fiveRecords()))[2] ?? {})
    const found: string[] = []
    for (const field of fields) {
      const folder = await fiveRecords()
      tamper(folder, `UPDATE audit SET record = json_set(record, '$.${field}', 'x') WHERE sequence = 3`)
      const { ok, problem } = await verify(folder)
      if (!ok && problem?.sequence === 3) found.push(field)
    }

    expect(found).toEqual(fields)
  }, 30_000)

  it('finds a changed hash beside a record that is whole', async () => {
    const folder = await fiveRecords()
    tamper(folder, `UPDATE audit SET hash = '${digestOf('x')}' WHERE sequence = 5`)

    expect((await verify(folder)).problem).toMatchObject({ sequence: 5, kind: 'changed' })
  })

  it('finds a record that is lost', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM audit WHERE sequence = 3')

    expect((await verify(folder)).problem).toMatchObject({ sequence: 3, kind: 'lost' })
  })

  it('finds a record that is lost when those after it were moved up', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM audit WHERE sequence = 3; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 3')

    expect((await verify(folder)).problem).toMatchObject({ sequence: 3, kind: 'reordered' })
  })

  it('finds two records in each other’s place', async () => {
    const folder = await fiveRecords()
    tamper(
      folder,
      'UPDATE audit SET sequence = 99 WHERE sequence = 2; UPDATE audit SET sequence = 2 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 99',
    )

    expect((await verify(folder)).problem).toMatchObject({ sequence: 2, kind: 'reordered' })
  })

  it('finds a record that was rewritten with a hash of its own', async () => {
    const folder = await fiveRecords()
    const [, , third] = await readRecords(folder)
    if (!third) throw new Error('There is no third record')
    const forged = { ...third, actor: 'mallory' }
    write(folder, 3, { ...forged, hash: hashOfRecord(forged) })

    expect((await verify(folder)).problem).toMatchObject({ sequence: 4, kind: 'inserted' })
  })

  it('finds a record that was inserted at the end with a place in the chain of its own', async () => {
    const folder = await fiveRecords()
    const last = (await readRecords(folder)).at(-1)
    if (!last) throw new Error('There is no last record')
    const { sequence: _sequence, fleet, previous: _previous, hash: _hash, ...draft } = last
    write(folder, 6, sealRecord({ ...draft, event: 'confirmed' }, fleet, last))

    expect((await verify(folder)).problem).toMatchObject({ sequence: 6, kind: 'inserted' })
  })

  it('finds that the end was cut off, by the journal beside it', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM audit WHERE sequence = 5')

    expect((await verify(folder)).problem).toMatchObject({ sequence: 5, kind: 'lost' })
  })

  it('finds an intent that was taken out of the journal', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM entries WHERE sequence = 3')

    expect((await verify(folder)).problem).toMatchObject({ sequence: 4, kind: 'inserted' })
  })

  it('finds that both lost their end, by the file of JSON lines', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM audit WHERE sequence = 5; DELETE FROM entries WHERE sequence = 4')

    expect((await verify(folder)).ok).toBe(true)
    expect((await verify(folder, auditFileIn(folder))).problem).toMatchObject({ sequence: 5, kind: 'lost' })
  })

  it('finds a changed line of the file', async () => {
    const folder = await fiveRecords()
    const text = readFileSync(auditFileIn(folder), 'utf8')
    writeFileSync(auditFileIn(folder), text.replace('"actor":"alice"', '"actor":"mallory"'))

    expect((await verify(folder, auditFileIn(folder))).problem).toMatchObject({ sequence: 1, kind: 'changed' })
  })

  it('finds a line that is missing in the middle of the file', async () => {
    const folder = await fiveRecords()
    const lines = readFileSync(auditFileIn(folder), 'utf8').split('\n')
    writeFileSync(auditFileIn(folder), lines.toSpliced(1, 1).join('\n'))

    expect((await verify(folder, auditFileIn(folder))).problem).toMatchObject({ sequence: 2, kind: 'changed' })
  })

  it.each<[string, (lines: string[]) => string, number]>([
    ['ends early', (lines) => `${lines.slice(0, 3).join('\n')}\n`, 4],
    ['breaks off in its last line', (lines) => lines.slice(0, 4).join('\n').slice(0, -40), 4],
    ['lacks the last line break', (lines) => lines.slice(0, 5).join('\n'), 5],
    ['is empty', () => '', 1],
  ])('a file that %s is no damage, and the records it lacks are named', async (_name, cut, from) => {
    const folder = await fiveRecords()
    writeFileSync(auditFileIn(folder), cut(readFileSync(auditFileIn(folder), 'utf8').split('\n')))

    expect(await verify(folder, auditFileIn(folder))).toEqual({ ok: true, records: 5, problem: null, notInFile: { from, to: 5 } })
  })

  it('a file that is gone lacks every record', async () => {
    const folder = await fiveRecords()
    rmSync(auditFileIn(folder))

    expect(await verify(folder, auditFileIn(folder))).toEqual({ ok: true, records: 5, problem: null, notInFile: { from: 1, to: 5 } })
  })

  it('finds an end of the file that is not the beginning of the next record', async () => {
    const folder = await fiveRecords()
    const lines = readFileSync(auditFileIn(folder), 'utf8').split('\n')
    writeFileSync(auditFileIn(folder), `${lines.slice(0, 3).join('\n')}\n{"sequence":4,"at":"forged`)

    expect(await verify(folder, auditFileIn(folder))).toMatchObject({ ok: false, records: 3, problem: { sequence: 4, kind: 'changed' } })
  })

  it('finds a beginning of a record behind the last one', async () => {
    const folder = await fiveRecords()
    appendFileSync(auditFileIn(folder), '{"sequence":6')

    expect(await verify(folder, auditFileIn(folder))).toMatchObject({ ok: false, records: 5, problem: { sequence: 6, kind: 'lost' } })
  })

  it('counts as good only the records before the first that is wrong', async () => {
    const folder = await fiveRecords()
    tamper(folder, 'DELETE FROM entries WHERE sequence = 3')

    expect(await verify(folder)).toMatchObject({ records: 3, problem: { sequence: 4 } })
  })

  it('does not take the log of one fleet for that of another', async () => {
    const folder = await fiveRecords()
    tamper(folder, `UPDATE meta SET value = 'fabrikam' WHERE key = 'fleet'`)
    const reader = await openSqliteReader(folder, null)
    if (!reader) throw new Error('There is no journal')
    onTestFinished(() => reader.close())

    expect((await verifyAudit(reader)).problem).toMatchObject({ sequence: 1 })
  })

  it('stops the next start when the log is damaged', async () => {
    const folder = await fiveRecords()
    tamper(folder, `UPDATE audit SET record = json_set(record, '$.actor', 'mallory') WHERE sequence = 2`)

    await expect(journalIn(folder, manualClock(NOON))).rejects.toMatchObject({ code: 'REEVE_AUDIT_DAMAGED' })
  })

  it('begins its chain at the name of the fleet', async () => {
    const [first] = await readRecords(await fiveRecords())

    expect(first?.previous).toBe(digestOf({ fleet: 'contoso' }))
  })
})
