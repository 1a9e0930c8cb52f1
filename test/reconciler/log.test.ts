import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AuditRecord } from '../../src/planner/documents.generated.ts'
import { genesisOf, sealRecord } from '../../src/reconciler/audit-record.ts'
import { openAuditFile } from '../../src/reconciler/log.ts'
import { auditFileIn, temporaryFolder } from '../support/state.ts'

/** Linux has a device on which every write finds the disk full. */
const FULL = '/dev/full'

const RECORD: AuditRecord = sealRecord(
  {
    at: '2026-11-22T12:00:00.000Z',
    actor: 'alice',
    activity: 'manage',
    event: 'passStarted',
    target: null,
    action: null,
    actionId: null,
    revision: null,
    planDigest: null,
    policy: null,
    guardrails: [],
    approvers: [],
    outcome: null,
    reason: 'first line\nsecond line',
  },
  'contoso',
  genesisOf('contoso'),
)

describe('the audit log as JSON lines', () => {
  it('takes nothing along that is not a field of a record', () => {
    const path = auditFileIn(temporaryFolder())
    const file = openAuditFile(path)
    onTestFinished(() => file.close())

    file.write({ ...RECORD, passcode: '123456' } as AuditRecord)

    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(RECORD)
  })

  it('remembers the last whole record', () => {
    const path = auditFileIn(temporaryFolder())
    const first = openAuditFile(path)
    first.write(RECORD)
    first.close()

    const second = openAuditFile(path)
    onTestFinished(() => second.close())

    expect([first.last, second.last]).toEqual([null, RECORD])
  })

  it('refuses to go on after a write that failed', () => {
    const file = openAuditFile(FULL)
    onTestFinished(() => file.close())

    const write = () => file.write(RECORD)

    expect(write).toThrow(expect.objectContaining({ code: 'REEVE_JOURNAL' }))
    expect(write).toThrow(expect.objectContaining({ code: 'REEVE_JOURNAL' }))
  })

  it('refuses what cannot be opened', () => {
    expect(() => openAuditFile(temporaryFolder())).toThrow(expect.objectContaining({ code: 'REEVE_JOURNAL' }))
  })
})
