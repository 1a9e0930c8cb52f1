import { describe, expect, it } from 'vitest'
import { finishPass, type Journal, type Pass, recordDispatch, recordResult, refusePlan, startPass } from '../../src/reconciler/journal.ts'
import { readStatus } from '../../src/reconciler/status.ts'
import { NOON, planOf, wipeOf } from '../support/hand-made-plan.ts'
import { manualClock } from '../support/manual-clock.ts'
import { journalIn, temporaryFolder } from '../support/state.ts'

const ACTIONS = ['d1', 'd2', 'd3', 'd4'].map((id) => wipeOf(id))
const PASS: Pass = { plan: planOf(ACTIONS), approvers: [] }
const ORIGIN = { generation: 'g1', stage: 0, chainStartedAt: null, facts: null }
const HOUR = 3_600_000

function later(ms: number): string {
  return new Date(NOON.getTime() + ms).toISOString()
}

async function send(journal: Journal, index: number, states: readonly ('accepted' | 'unknown' | 'refused' | 'pending' | 'failed')[]): Promise<void> {
  const action = ACTIONS[index]
  if (!action) throw new RangeError(`There is no action ${index}`)
  await recordDispatch(journal, PASS, { action, origin: ORIGIN })
  for (const state of states) await recordResult(journal, action.id, { state, because: `${state} so` })
}

describe('status', () => {
  it('lists what is under way, unknown and ended, each with its age', async () => {
    const clock = manualClock(NOON)
    const journal = await journalIn(temporaryFolder(), clock)
    await send(journal, 0, ['accepted', 'pending'])
    await clock.advance(HOUR)
    await send(journal, 1, ['unknown'])
    await send(journal, 2, ['accepted', 'failed'])
    await send(journal, 3, ['refused'])

    const { underWay, unknown, ended } = await readStatus(journal.store, new Date(NOON.getTime() + 2 * HOUR))

    expect({ underWay, unknown, ended }).toEqual({
      underWay: [{ action: ACTIONS[0], state: 'pending', sentAt: NOON.toISOString(), ageSeconds: 7200, because: 'pending so' }],
      unknown: [{ action: ACTIONS[1], state: 'unknown', sentAt: later(HOUR), ageSeconds: 3600, because: 'unknown so' }],
      ended: [{ action: ACTIONS[2], state: 'failed', sentAt: later(HOUR), ageSeconds: 3600, because: 'failed so' }],
    })
  })

  it('counts as spent what may have been executed, over a day and a week', async () => {
    const clock = manualClock(NOON)
    const journal = await journalIn(temporaryFolder(), clock)
    await send(journal, 0, ['accepted'])
    await clock.advance(25 * HOUR)
    await send(journal, 1, ['unknown'])
    await send(journal, 2, ['accepted', 'failed'])
    await send(journal, 3, ['refused'])

    const { spent } = await readStatus(journal.store, clock.now())

    expect(spent).toEqual([{ effect: 'wipe', inDay: 2, inWeek: 3 }])
  })

  it('lists passes newest first: one that ended, one that was refused, one that never ended', async () => {
    const clock = manualClock(NOON)
    const journal = await journalIn(temporaryFolder(), clock)
    await startPass(journal, PASS)
    await clock.advance(1000)
    await finishPass(journal, PASS, { outcome: 'applied', reason: '1 accepted' })
    await clock.advance(1000)
    await refusePlan(journal, PASS, { outcome: 'blocked', reason: 'wipe: 11, and at most 10 allowed.' })
    await clock.advance(1000)
    await startPass(journal, PASS)

    const { passes } = await readStatus(journal.store, clock.now())

    const common = { actor: 'alice', revision: 'c0ffee', planDigest: PASS.plan.digest }
    expect(passes).toEqual([
      { ...common, startedAt: later(3000), finishedAt: null, outcome: null, reason: null },
      { ...common, startedAt: later(2000), finishedAt: later(2000), outcome: 'blocked', reason: 'wipe: 11, and at most 10 allowed.' },
      { ...common, startedAt: NOON.toISOString(), finishedAt: later(1000), outcome: 'applied', reason: '1 accepted' },
    ])
  })

  it('keeps to the ten newest passes, and never shows half of one', async () => {
    const journal = await journalIn(temporaryFolder(), manualClock(NOON))
    for (let pass = 0; pass < 12; pass += 1) {
      await startPass(journal, PASS)
      await finishPass(journal, PASS, { outcome: 'applied', reason: `pass ${pass}` })
    }

    const { passes } = await readStatus(journal.store, NOON)

    expect(passes.map(({ reason }) => reason)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((pass) => `pass ${pass}`))
  })
})
