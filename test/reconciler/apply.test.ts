import { describe, expect, it } from 'vitest'
import type { PlannedAction } from '../../src/planner/documents.generated.ts'
import type { Redecision } from '../../src/planner/decide-again.ts'
import { type ActionOutcome, type ApplyInput, applyPlan } from '../../src/reconciler/apply.ts'
import { closeJournal } from '../../src/reconciler/journal.ts'
import type { SendResult } from '../../src/reconciler/provider.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { type DeviceAction, deviceOf, inputOf, NOON, planOf, wipeOf } from '../support/hand-made-plan.ts'
import { type ManualClock, manualClock } from '../support/manual-clock.ts'
import { eventsIn, journalIn, recordsIn, temporaryFolder } from '../support/state.ts'
import { type Tenant, tenantOf } from '../support/tenant.ts'

const SAME: Redecision = { verdict: 'same', origin: { generation: 'g1', stage: 0, chainStartedAt: null } }
const D1 = wipeOf('d1')
const D2 = wipeOf('d2')
const D3 = wipeOf('d3')

interface Scene {
  readonly clock: ManualClock
  readonly tenant: Tenant
  readonly folder: string
  readonly input: ApplyInput
}

/** A tenant with the devices of `actions`, an empty journal, and a plan of these actions. */
async function sceneWith(actions: readonly DeviceAction[], overrides: Partial<ApplyInput> = {}): Promise<Scene> {
  const clock = manualClock(NOON)
  const folder = temporaryFolder()
  const journal = await journalIn(folder, clock)
  const tenant = tenantOf(
    actions.map((action) => deviceOf(action)),
    clock,
  )
  const deps = { reader: tenant.reader, writer: tenant.writer, journal, clock, decideAgain: () => SAME }
  const input = { plan: planOf(actions), planInput: inputOf(), deps, signal: new AbortController().signal, ...overrides }
  return { clock, tenant, folder, input }
}

function gist(outcomes: readonly ActionOutcome[]): string[] {
  return outcomes.map(({ action, outcome }) => `${outcome} ${action.device?.id}`)
}

function sentTo(tenant: Tenant): string[] {
  return tenant.ledger.map(({ action, target }) => `${action} ${target}`)
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('applying a plan', () => {
  it('sends each ready action once, in the order of the plan, and writes down what came back', async () => {
    const { input, tenant } = await sceneWith([D1, D2], { concurrency: 1 })

    const report = await applyPlan(input)

    expect(report).toEqual({
      outcomes: [D1, D2].map((action) => ({ action, outcome: 'accepted', because: null, retryAfterMs: null })),
      complete: true,
      interrupted: false,
      halted: null,
    })
    expect(tenant.ledger).toEqual([D1, D2].map((action) => ({ actionId: action.id, action: 'wipe', target: action.device?.id, parameters: action.parameters })))
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'dispatched d1', 'accepted d1', 'dispatched d2', 'accepted d2', 'passFinished'])
  })

  it('keeps the whole plan', async () => {
    const { input } = await sceneWith([D1])

    await applyPlan(input)

    expect(await input.deps.journal.store.readPlan(input.plan.digest)).toEqual(input.plan)
  })

  it.each([{ status: 'blockedByGuardrail' as const }, { status: 'awaitingApproval' as const }, { mode: 'report' as const }])(
    'never sends an action that has %o',
    async (held) => {
      const { input, tenant } = await sceneWith([wipeOf('d1', held), D2])

      const report = await applyPlan(input)

      expect(gist(report.outcomes)).toEqual(['accepted d2'])
      expect(sentTo(tenant)).toEqual(['wipe d2'])
    },
  )

  it('drops an action whose device moved since, and carries out the rest', async () => {
    const { input, tenant } = await sceneWith([D1, D2], { concurrency: 1 })
    const decideAgain = (_input: unknown, action: PlannedAction): Redecision =>
      action.id === D1.id ? { verdict: 'moved', because: 'protected: Board members' } : SAME

    const report = await applyPlan({ ...input, deps: { ...input.deps, decideAgain } })

    expect(gist(report.outcomes)).toEqual(['moved d1', 'accepted d2'])
    expect(report.complete).toBe(false)
    expect(sentTo(tenant)).toEqual(['wipe d2'])
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'moved d1', 'dispatched d2', 'accepted d2', 'passFinished'])
  })

  it('decides again on what the device is now, at the time it is now', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    tenant.devices.set('d1', deviceOf(D1, { managedDeviceOwnerType: 'personal' }))
    const seen: unknown[] = []

    await applyPlan({ ...input, deps: { ...input.deps, decideAgain: (...args) => (seen.push(args[2].device?.managedDeviceOwnerType, args[3]), SAME) } })

    expect(seen).toEqual(['personal', clock.now()])
  })

  it('reads the directory record before it acts on it, and names it as the target', async () => {
    const disable = wipeOf('d1', { action: 'disableDirectoryDevice', risk: 'reversible' })
    const { input, tenant } = await sceneWith([disable])
    const record = {
      id: 'object-d1',
      deviceId: 'entra-d1',
      displayName: null,
      accountEnabled: true,
      isManaged: null,
      trustType: null,
      operatingSystem: null,
      autopilotEnrolled: null,
      registrationDateTime: null,
      approximateLastSignInDateTime: null,
    }
    tenant.devices.clear()
    tenant.directory.set('object-d1', record)
    const seen: unknown[] = []

    await applyPlan({ ...input, deps: { ...input.deps, decideAgain: (...args) => (seen.push(args[2].device, args[2].directoryDevice), SAME) } })

    expect(seen).toEqual([null, record])
    expect(sentTo(tenant)).toEqual(['disableDirectoryDevice object-d1'])
  })

  it('does not send an action without a record to send it to', async () => {
    const disable = wipeOf('d1', { action: 'disableDirectoryDevice' })
    const { input, tenant } = await sceneWith([{ ...disable, device: { ...disable.device, directoryId: null } }])

    const report = await applyPlan(input)

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
    expect(tenant.ledger).toEqual([])
  })

  it('does not lose the rest when one device cannot be read', async () => {
    const { input, tenant } = await sceneWith([D1, D2], { concurrency: 1 })
    const readDevice = async (id: string, signal: AbortSignal) => {
      if (id === 'd1') throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 503.')
      return tenant.reader.readDevice(id, signal)
    }

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1', 'accepted d2'])
    expect(report.outcomes[0]?.because).toBe('the device could not be read: HTTP 503.')
  })

  it.each<[SendResult, string]>([
    [{ outcome: 'refused', reason: 'HTTP 403', retryAfterMs: null }, 'refused d1'],
    [{ outcome: 'unknown', reason: 'HTTP 500' }, 'unknown d1'],
  ])('writes down %o as it is, and does not send it again', async (answer, outcome) => {
    const { input, tenant } = await sceneWith([D1])
    tenant.answers.push(() => answer)

    const report = await applyPlan(input)

    expect(gist(report.outcomes)).toEqual([outcome])
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'dispatched d1', outcome, 'passFinished'])
    expect(tenant.ledger).toEqual([])
  })

  it('takes a writer that throws for one of which nobody knows what it did', async () => {
    const { input, tenant } = await sceneWith([D1])
    tenant.answers.push((_command, carryOut) => {
      carryOut()
      throw new Error('socket hang up')
    })

    const report = await applyPlan(input)

    expect(gist(report.outcomes)).toEqual(['unknown d1'])
  })

  it('never sends again what is unknown, however often it is planned', async () => {
    const { input, tenant } = await sceneWith([D1])
    tenant.answers.push((_command, carryOut) => (carryOut(), { outcome: 'unknown', reason: 'timeout' }))

    await applyPlan(input)
    const second = await applyPlan(input)

    expect(gist(second.outcomes)).toEqual(['moved d1'])
    expect(sentTo(tenant)).toEqual(['wipe d1'])
  })

  it('sends a throttled action again after the pause, with a new intent', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    tenant.answers.push(() => ({ outcome: 'refused', reason: 'HTTP 429', retryAfterMs: 5000 }))

    const applying = applyPlan(input)
    await settle()
    const before = sentTo(tenant)
    await clock.advance(5000)
    const report = await applying

    expect(before).toEqual([])
    expect(gist(report.outcomes)).toEqual(['accepted d1'])
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'dispatched d1', 'refused d1', 'dispatched d1', 'accepted d1', 'passFinished'])
  })

  it('leaves a throttled action for the next pass after three refusals', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    for (let times = 0; times < 9; times += 1) tenant.answers.push(() => ({ outcome: 'refused', reason: 'HTTP 429', retryAfterMs: 1000 }))

    const applying = applyPlan(input)
    for (let times = 0; times < 5; times += 1) {
      await settle()
      await clock.advance(1000)
    }
    const report = await applying

    expect(gist(report.outcomes)).toEqual(['refused d1'])
    expect(tenant.answers.length).toBe(6)
  })

  it('leaves a pause of more than a minute to the next pass', async () => {
    const { input, tenant } = await sceneWith([D1])
    tenant.answers.push(() => ({ outcome: 'refused', reason: 'HTTP 429', retryAfterMs: 60_001 }))

    const report = await applyPlan(input)

    expect(report.outcomes).toEqual([{ action: D1, outcome: 'refused', because: 'HTTP 429', retryAfterMs: 60_001 }])
  })

  it('still says refused when a signal ends the pause', async () => {
    const stopping = new AbortController()
    const { input, tenant } = await sceneWith([D1], { signal: stopping.signal })
    tenant.answers.push(() => ({ outcome: 'refused', reason: 'HTTP 429', retryAfterMs: 5000 }))

    const applying = applyPlan(input)
    await settle()
    stopping.abort()

    expect(gist((await applying).outcomes)).toEqual(['refused d1'])
  })

  it('works on as many devices at a time as it may, and never on one device twice at a time', async () => {
    const retire = wipeOf('d1', { action: 'retire' })
    const { input, tenant } = await sceneWith([D1, retire, D2, D3], { concurrency: 2 })
    const running: string[] = []
    let most = 0
    let twice = false
    for (let times = 0; times < 4; times += 1) {
      tenant.answers.push(async ({ target }) => {
        twice ||= running.includes(target)
        running.push(target)
        most = Math.max(most, running.length)
        await settle()
        running.splice(running.indexOf(target), 1)
        return { outcome: 'accepted' }
      })
    }

    const report = await applyPlan(input)

    expect(report.complete).toBe(true)
    expect({ most, twice }).toEqual({ most: 2, twice: false })
  })
})

describe('what a send rests on', () => {
  it('is a reading at most 60 s old', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    const readDevice = async (id: string, signal: AbortSignal) => {
      const reading = await tenant.reader.readDevice(id, signal)
      clock.set(new Date(clock.now().getTime() + 60_001))
      return reading
    }

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
    expect(tenant.ledger).toEqual([])
  })

  it('is a reading that the provider did not take from a cache', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    const readDevice = async (id: string, signal: AbortSignal) => ({
      ...(await tenant.reader.readDevice(id, signal)),
      readAt: new Date(clock.now().getTime() - 60_001),
    })

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
  })

  it('is as old as its beginning, however late the answer came', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    const readDevice = async (id: string, signal: AbortSignal) => {
      const reading = await tenant.reader.readDevice(id, signal)
      clock.set(new Date(clock.now().getTime() + 60_001))
      return { ...reading, readAt: clock.now() }
    }

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
  })

  it('is looked at again after the intent: a process that slept in between sends nothing', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    const { journal } = input.deps
    const append: typeof journal.store.append = async (changes) => {
      const records = await journal.store.append(changes)
      if (records.some(({ event }) => event === 'dispatched')) clock.set(new Date(clock.now().getTime() + 3_600_000))
      return records
    }

    const report = await applyPlan({ ...input, deps: { ...input.deps, journal: { ...journal, store: { ...journal.store, append } } } })

    expect(gist(report.outcomes)).toEqual(['refused d1'])
    expect(tenant.ledger).toEqual([])
  })

  it('is a clock set back by nobody', async () => {
    const { input, tenant, clock } = await sceneWith([D1])
    const readDevice = async (id: string, signal: AbortSignal) => {
      const reading = await tenant.reader.readDevice(id, signal)
      clock.set(new Date(clock.now().getTime() - 1000))
      return { ...reading, readAt: NOON }
    }

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
  })

  it.each([60_001, -60_001])('is a clock that agrees with the provider: %d ms apart halts everything', async (skewMs) => {
    const { input, tenant } = await sceneWith([D1, D2])
    tenant.skewMs = skewMs

    const report = await applyPlan(input)

    expect(gist(report.outcomes)).toEqual(['notAttempted d1', 'notAttempted d2'])
    expect(report.halted).toMatchObject({ code: 'REEVE_CLOCK' })
    expect(tenant.ledger).toEqual([])
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'notAttempted d1', 'notAttempted d2', 'passFinished'])
  })

  it('takes clocks a minute apart for clocks that agree', async () => {
    const { input, tenant } = await sceneWith([D1])
    tenant.skewMs = 60_000

    expect((await applyPlan(input)).complete).toBe(true)
  })
})

describe('a signal', () => {
  it('starts nothing new, and lets what is in flight be answered', async () => {
    const stopping = new AbortController()
    const { input, tenant } = await sceneWith([D1, D2], { concurrency: 1, signal: stopping.signal })
    tenant.answers.push(async (_command, carryOut) => {
      stopping.abort()
      await settle()
      carryOut()
      return { outcome: 'accepted' }
    })

    const report = await applyPlan(input)

    expect(gist(report.outcomes)).toEqual(['accepted d1', 'notAttempted d2'])
    expect(report.interrupted).toBe(true)
    expect(await eventsIn(input.deps.journal.store)).toEqual(['passStarted', 'dispatched d1', 'accepted d1', 'notAttempted d2', 'passFinished'])
  })

  it('waits 8 s for an answer, and takes what was not answered for unknown', async () => {
    const stopping = new AbortController()
    const { input, tenant, clock } = await sceneWith([D1], { signal: stopping.signal })
    tenant.answers.push(() => new Promise<SendResult>(() => {}))

    const applying = applyPlan(input)
    await settle()
    stopping.abort()
    await clock.advance(7999)
    const entriesBefore = await input.deps.journal.store.readEntries()
    await clock.advance(1)
    const report = await applying

    expect(entriesBefore.map(({ state }) => state)).toEqual(['dispatched'])
    expect(gist(report.outcomes)).toEqual(['unknown d1'])
    expect((await input.deps.journal.store.readEntries()).map(({ state }) => state)).toEqual(['dispatched', 'unknown'])
  })

  it('tells the writer to give up when the time is over', async () => {
    const stopping = new AbortController()
    const { input, tenant, clock } = await sceneWith([D1], { signal: stopping.signal })
    tenant.answers.push(
      (_command, _carryOut, signal) =>
        new Promise<SendResult>((resolve) => signal.addEventListener('abort', () => resolve({ outcome: 'unknown', reason: 'aborted' }))),
    )

    const applying = applyPlan(input)
    await settle()
    stopping.abort()
    await clock.advance(8000)

    expect((await applying).outcomes[0]?.outcome).toBe('unknown')
  })

  it('that came before anything reads and sends nothing', async () => {
    const { input, tenant } = await sceneWith([D1], { signal: AbortSignal.abort() })
    let reads = 0
    const readDevice = (id: string, signal: AbortSignal) => ((reads += 1), tenant.reader.readDevice(id, signal))

    const report = await applyPlan({ ...input, deps: { ...input.deps, reader: { ...tenant.reader, readDevice } } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
    expect({ reads, sent: tenant.ledger }).toEqual({ reads: 0, sent: [] })
  })

  it('that comes during the last look at a device keeps it from being sent', async () => {
    const stopping = new AbortController()
    const { input, tenant } = await sceneWith([D1], { signal: stopping.signal })

    const report = await applyPlan({ ...input, deps: { ...input.deps, decideAgain: () => (stopping.abort(), SAME) } })

    expect(gist(report.outcomes)).toEqual(['notAttempted d1'])
    expect(tenant.ledger).toEqual([])
  })
})

describe('a journal that fails in the middle of a pass', () => {
  it('stops everything: nothing more is dispatched, and the error comes out', async () => {
    const told: ActionOutcome[] = []
    const { input, tenant } = await sceneWith([D1, D2, D3], { concurrency: 1, onOutcome: (outcome) => told.push(outcome) })
    tenant.answers.push((_command, carryOut) => {
      carryOut()
      closeJournal(input.deps.journal)
      return { outcome: 'accepted' }
    })

    const applying = applyPlan(input)

    await expect(applying).rejects.toMatchObject({ code: 'REEVE_JOURNAL_UNREADABLE' })
    expect(gist(told)).toEqual(['unknown d1', 'notAttempted d2', 'notAttempted d3'])
    expect(sentTo(tenant)).toEqual(['wipe d1'])
  })

  it('leaves an answer that could not be written as unknown for the next start', async () => {
    const { input, tenant, folder, clock } = await sceneWith([D1])
    tenant.answers.push((_command, carryOut) => {
      carryOut()
      closeJournal(input.deps.journal)
      return { outcome: 'accepted' }
    })
    await applyPlan(input).catch(() => {})

    const reopened = await journalIn(folder, clock)

    expect((await reopened.store.readEntries()).map(({ state }) => state)).toEqual(['dispatched', 'unknown'])
  })

  it('sends nothing when the file of JSON lines cannot follow', async () => {
    const { input, tenant } = await sceneWith([D1])
    const { journal } = input.deps
    const write: typeof journal.file.write = (record) => {
      if (record.event === 'dispatched') throw new ReeveError('REEVE_JOURNAL', 'audit.jsonl: no space left.')
      journal.file.write(record)
    }

    const applying = applyPlan({ ...input, deps: { ...input.deps, journal: { ...journal, file: { ...journal.file, write } } } })

    await expect(applying).rejects.toMatchObject({ code: 'REEVE_JOURNAL' })
    expect(tenant.ledger).toEqual([])
  })

  it('does not swallow a broken invariant of the decision', async () => {
    const { input, tenant } = await sceneWith([D1, D2], { concurrency: 1 })
    const decideAgain = (): Redecision => {
      throw new TypeError('An unsupported action was not refused')
    }

    await expect(applyPlan({ ...input, deps: { ...input.deps, decideAgain } })).rejects.toThrow('An unsupported action was not refused')
    expect(tenant.ledger).toEqual([])
  })
})

describe('what is audited of a pass', () => {
  it('names guardrails, approvers and the sum of what came of it', async () => {
    const { input } = await sceneWith([D1], { approvers: ['bob'] })

    await applyPlan(input)

    const records = await recordsIn(input.deps.journal.store)
    expect(records.map(({ event, guardrails, approvers, outcome, reason }) => ({ event, guardrails, approvers, outcome, reason }))).toEqual([
      { event: 'passStarted', guardrails: ['limit: pass'], approvers: ['bob'], outcome: null, reason: null },
      { event: 'dispatched', guardrails: ['limit: pass'], approvers: ['bob'], outcome: null, reason: 'Reported lost' },
      { event: 'accepted', guardrails: [], approvers: [], outcome: 'accepted', reason: null },
      { event: 'passFinished', guardrails: ['limit: pass'], approvers: ['bob'], outcome: 'applied', reason: '1 accepted' },
    ])
  })
})
