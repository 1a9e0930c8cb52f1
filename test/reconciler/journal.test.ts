import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { closeJournal, type Pass, recordDispatch, recordNotSent, recordResult, startPass, whyNotDispatched } from '../../src/reconciler/journal.ts'
import { readHistory } from '../../src/reconciler/past.ts'
import { deviceOf, NOON, planOf, wipeOf } from '../support/hand-made-plan.ts'
import { manualClock } from '../support/manual-clock.ts'
import { auditFileIn, eventsIn, journalIn, recordsIn, temporaryFolder } from '../support/state.ts'

const WIPE = wipeOf('d1')
const PASS: Pass = { plan: planOf([WIPE]), approvers: ['bob'] }
const SECONDS = NOON.getTime() / 1000

function origin(generation = 'g1') {
  return { generation, stage: 0, chainStartedAt: null, facts: null }
}

async function ended(state: 'failed' | 'confirmed' | 'expired') {
  const journal = await journalIn(temporaryFolder(), manualClock(NOON))
  await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })
  await recordResult(journal, WIPE.id, { state: 'accepted', because: null })
  await recordResult(journal, WIPE.id, { state, because: 'the device says so' })
  return journal
}

describe('the journal', () => {
  it('writes an intent with its audit record', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))

    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })

    expect(await journal.store.readEntries()).toEqual([
      { sequence: 1, at: NOON.toISOString(), actionId: WIPE.id, attempt: 1, state: 'dispatched', because: null, evidenceAt: null },
    ])
    expect(await recordsIn(journal.store)).toEqual([
      {
        sequence: 1,
        at: NOON.toISOString(),
        actor: 'alice',
        activity: 'remoteTask',
        event: 'dispatched',
        fleet: 'contoso',
        target: { type: 'device', id: 'd1', incarnation: 'd1@2025-11-22T12:00:00Z' },
        action: 'wipe',
        actionId: WIPE.id,
        revision: 'c0ffee',
        planDigest: PASS.plan.digest,
        policy: 'DevicePolicy/lost-laptops',
        guardrails: ['limit: pass'],
        approvers: ['bob'],
        outcome: null,
        reason: 'Reported lost',
        previous: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    ])
  })

  it.each(['accepted', 'unknown'] as const)('never dispatches an action again that is %s', async (state) => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })
    await recordResult(journal, WIPE.id, { state, because: 'no answer' })

    const again = recordDispatch(journal, PASS, { action: WIPE, origin: origin('g2') })

    await expect(again).rejects.toThrow(`must not be sent: it was sent before and is ${state}`)
    expect((await journal.store.readEntries()).length).toBe(2)
  })

  it('never dispatches an action again that is only dispatched', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })

    await expect(recordDispatch(journal, PASS, { action: WIPE, origin: origin('g2') })).rejects.toThrow('is dispatched')
  })

  it('dispatches a refused action again, in the same attempt', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })
    await recordResult(journal, WIPE.id, { state: 'refused', because: '429' })

    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })

    const states = (await journal.store.readEntries()).map(({ attempt, state }) => `${attempt} ${state}`)
    expect(states).toEqual(['1 dispatched', '1 refused', '1 dispatched'])
  })

  it.each(['failed', 'expired'] as const)('begins another attempt after %s only under a policy that has changed', async (state) => {
    const journal = await ended(state)

    const same = recordDispatch(journal, PASS, { action: WIPE, origin: origin('g1') })
    await expect(same).rejects.toThrow('under the same policy')
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin('g2') })

    expect((await journal.store.readAttempt(WIPE.id))?.attempt).toBe(2)
  })

  it('has nothing to follow what is confirmed', async () => {
    const journal = await ended('confirmed')

    const obstacle = whyNotDispatched(await journal.store.readAttempt(WIPE.id), 'g2')

    expect(obstacle).toBe('it was sent before and is confirmed')
  })

  it('refuses a result that cannot follow', async () => {
    const journal = await ended('confirmed')

    const result = recordResult(journal, WIPE.id, { state: 'failed', because: null })

    await expect(result).rejects.toThrow('is confirmed and cannot become failed')
    expect((await journal.store.readEntries()).length).toBe(3)
  })

  it('refuses a result of what was never sent', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))

    await expect(recordResult(journal, WIPE.id, { state: 'accepted', because: null })).rejects.toThrow('was never sent')
  })

  it('makes unknown what was sent without an answer, when it is opened again', async () => {
    const folder = temporaryFolder()
    const first = await journalIn(folder, manualClock(NOON))
    await recordDispatch(first, PASS, { action: WIPE, origin: origin() })
    closeJournal(first)

    const second = await journalIn(folder, manualClock(NOON))

    expect((await second.store.readEntries()).map(({ state }) => state)).toEqual(['dispatched', 'unknown'])
    expect(await eventsIn(second.store)).toEqual(['dispatched d1', 'unknown d1'])
  })
})

describe('the history that the planner gets', () => {
  it('has the newest state of an action, when it was sent, accepted and ended', async () => {
    const clock = manualClock(NOON)
    const journal = await journalIn(temporaryFolder(), clock)
    const facts = deviceOf(WIPE)

    await recordDispatch(journal, PASS, { action: WIPE, origin: { generation: 'g1', stage: 1, chainStartedAt: 1_700_000_000, facts } })
    await clock.advance(1000)
    await recordResult(journal, WIPE.id, { state: 'accepted', because: null })
    await clock.advance(5000)
    await recordResult(journal, WIPE.id, { state: 'confirmed', because: 'done', evidenceAt: SECONDS + 3 })

    expect(await readHistory(journal.store)).toEqual({
      known: true,
      entries: [
        {
          actionId: WIPE.id,
          action: 'wipe',
          effectiveEffect: 'wipe',
          state: 'confirmed',
          keepsEnrollment: false,
          device: { id: 'd1', incarnation: 'd1@2025-11-22T12:00:00Z', serialNumber: 'SN-d1', azureADDeviceId: 'entra-d1', directoryId: 'object-d1', facts },
          user: null,
          tenant: null,
          policy: { kind: 'DevicePolicy', name: 'lost-laptops', generation: 'g1', stage: 1 },
          chainStartedAt: 1_700_000_000,
          dispatchedAt: SECONDS,
          acceptedAt: SECONDS + 1,
          completedAt: SECONDS + 3,
        },
      ],
    })
  })

  it('spends nothing for a refused request', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin() })
    await recordResult(journal, WIPE.id, { state: 'refused', because: '429' })

    const { entries } = await readHistory(journal.store)

    expect(entries.map(({ state, dispatchedAt }) => ({ state, dispatchedAt }))).toEqual([{ state: 'refused', dispatchedAt: null }])
  })

  it('keeps every attempt, because each was spent', async () => {
    const journal = await ended('failed')
    await recordDispatch(journal, PASS, { action: WIPE, origin: origin('g2') })

    const { entries } = await readHistory(journal.store)

    expect(entries.map(({ state, dispatchedAt }) => ({ state, dispatchedAt }))).toEqual([
      { state: 'failed', dispatchedAt: SECONDS },
      { state: 'dispatched', dispatchedAt: SECONDS },
    ])
  })
})

describe('the audit log as JSON lines', () => {
  it('has each record on a line of its own and nothing else', async () => {
    const folder = temporaryFolder()
    const journal = await journalIn(folder, manualClock(NOON))

    await startPass(journal, PASS)
    await recordNotSent(journal, PASS, 'moved', [{ action: WIPE, because: 'line one\nline two' }])

    const lines = readFileSync(auditFileIn(folder), 'utf8').split('\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual(await recordsIn(journal.store))
  })

  it('is caught up after a crash, and loses its torn last line', async () => {
    const folder = temporaryFolder()
    const first = await journalIn(folder, manualClock(NOON))
    await startPass(first, PASS)
    await startPass(first, PASS)
    closeJournal(first)
    const [line] = readFileSync(auditFileIn(folder), 'utf8').split('\n')
    writeFileSync(auditFileIn(folder), `${line}\n{"sequence":2,"at":"20`)

    const second = await journalIn(folder, manualClock(NOON))

    const lines = readFileSync(auditFileIn(folder), 'utf8').trimEnd().split('\n')
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual(await recordsIn(second.store))
  })

  it('is written anew where it is missing', async () => {
    const folder = temporaryFolder()
    const first = await journalIn(folder, manualClock(NOON))
    await startPass(first, PASS)
    closeJournal(first)
    rmSync(auditFileIn(folder))

    await journalIn(folder, manualClock(NOON))

    expect(readFileSync(auditFileIn(folder), 'utf8').trimEnd().split('\n').length).toBe(1)
  })

  it('that knows more than the journal stops the next start: the journal came from a backup', async () => {
    const folder = temporaryFolder()
    const first = await journalIn(folder, manualClock(NOON))
    await startPass(first, PASS)
    closeJournal(first)
    const record = JSON.parse(readFileSync(auditFileIn(folder), 'utf8')) as Record<string, unknown>
    appendFileSync(auditFileIn(folder), `${JSON.stringify({ ...record, sequence: 2 })}\n`)

    await expect(journalIn(folder, manualClock(NOON))).rejects.toMatchObject({ code: 'REEVE_AUDIT_DAMAGED' })
  })

  it('that ends with another record than the journal stops the next start as well', async () => {
    const folder = temporaryFolder()
    const first = await journalIn(folder, manualClock(NOON))
    await startPass(first, PASS)
    closeJournal(first)
    const record = JSON.parse(readFileSync(auditFileIn(folder), 'utf8')) as Record<string, unknown>
    writeFileSync(auditFileIn(folder), `${JSON.stringify({ ...record, hash: `sha256:${'0'.repeat(64)}` })}\n`)

    await expect(journalIn(folder, manualClock(NOON))).rejects.toMatchObject({ code: 'REEVE_AUDIT_DAMAGED' })
  })
})
