import { describe, expect, it } from 'vitest'
import { readEvidence } from '../../src/planner/evidence.ts'
import { type ConfirmReport, confirmUnderWay } from '../../src/reconciler/confirm.ts'
import { type Journal, recordDispatch, recordResult } from '../../src/reconciler/journal.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import type { JournalState } from '../../src/reconciler/transitions.ts'
import { type DeviceAction, deviceOf, NOON, planOf, wipeOf } from '../support/hand-made-plan.ts'
import { type ManualClock, manualClock } from '../support/manual-clock.ts'
import { eventsIn, journalIn, temporaryFolder } from '../support/state.ts'
import { type Tenant, tenantOf } from '../support/tenant.ts'

const SECONDS = NOON.getTime() / 1000

interface Scene {
  readonly journal: Journal
  readonly tenant: Tenant
  readonly clock: ManualClock
  readonly confirm: (signal?: AbortSignal) => Promise<ConfirmReport>
}

/** `action` was sent at noon and came to `states` one after the other. */
async function sent(action: DeviceAction, states: readonly JournalState[], lastSyncDateTime: number | null = SECONDS - 3_600): Promise<Scene> {
  const clock = manualClock(NOON)
  const journal = await journalIn(temporaryFolder(), clock)
  const tenant = tenantOf([deviceOf(action)], clock)
  await recordDispatch(
    journal,
    { plan: planOf([action]), approvers: [] },
    { action, origin: { generation: 'g1', stage: 0, chainStartedAt: null, facts: deviceOf(action, { lastSyncDateTime }) } },
  )
  for (const state of states) await recordResult(journal, action.id, { state, because: null })
  await clock.advance(3_600_000)
  const deps = { reader: tenant.reader, journal, clock, readEvidence }
  return { journal, tenant, clock, confirm: (signal = new AbortController().signal) => confirmUnderWay({ deps, signal }) }
}

async function statesIn({ store }: Journal): Promise<JournalState[]> {
  return (await store.readEntries()).map(({ state }) => state)
}

function result(actionName: string, actionState: string, at = SECONDS + 60) {
  return { deviceActionResults: [{ actionName, actionState, startDateTime: at, lastUpdatedDateTime: at + 30 }] }
}

const WIPE = wipeOf('d1')

describe('confirming', () => {
  it('confirms by the provider’s own result, at the time it gives', async () => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1'), ['accepted'])
    tenant.devices.set('d1', deviceOf(WIPE, result('factoryReset', 'done')))

    const report = await confirm()

    expect(report).toEqual({
      underWay: 1,
      changes: [{ action: WIPE, from: 'accepted', to: 'confirmed', because: 'the result of factoryReset is done' }],
      unread: [],
    })
    expect((await journal.store.readEntries()).at(-1)).toMatchObject({ state: 'confirmed', evidenceAt: SECONDS + 90 })
    expect(await eventsIn(journal.store)).toEqual(['dispatched d1', 'accepted d1', 'confirmed d1'])
  })

  it.each(['wipe', 'retire', 'delete'] as const)('takes a record that is gone after it was seen pending for the end of a %s', async (action) => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1', { action }), ['accepted', 'pending'])
    tenant.devices.clear()

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'pending', 'confirmed'])
  })

  it.each([SECONDS - 30 * 86_400, null])('concludes nothing where a cleanup rule may have hidden the record: last seen at %s', async (lastSyncDateTime) => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1'), ['accepted', 'pending'], lastSyncDateTime)
    tenant.devices.clear()

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'pending'])
  })

  it('takes a record that is gone after an acknowledged delete for its end', async () => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1', { action: 'delete' }), ['accepted'])
    tenant.devices.clear()

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'confirmed'])
  })

  it.each(['wipe', 'retire'] as const)('concludes nothing from a record that is gone after a %s that was only acknowledged', async (action) => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1', { action }), ['accepted'])
    tenant.devices.clear()

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it('concludes nothing from a record that is gone after a passcode reset', async () => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1', { action: 'resetPasscode' }), ['accepted'])
    tenant.devices.clear()

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it.each(['wipe', 'retire', 'delete', 'deleteDirectoryDevice'] as const)(
    'concludes nothing from a record that is gone after an unknown %s',
    async (action) => {
      const { journal, tenant, confirm } = await sent(wipeOf('d1', { action }), ['unknown'])
      tenant.devices.clear()

      const report = await confirm()

      expect(report.changes).toEqual([])
      expect(await statesIn(journal)).toEqual(['dispatched', 'unknown'])
    },
  )

  it('believes that an unknown action runs when the provider says so, and then that it ended when the record goes', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['unknown'])

    tenant.devices.set('d1', deviceOf(WIPE, { managementState: 'wipePending' }))
    await confirm()
    tenant.devices.clear()
    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'unknown', 'pending', 'confirmed'])
  })

  it('never takes an unknown action for failed, because the failure may be another’s', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['unknown'])

    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'failed')))
    await confirm()
    const atFirst = await statesIn(journal)
    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'pending')))
    await confirm()
    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'failed')))
    await confirm()

    expect(atFirst).toEqual(['dispatched', 'unknown'])
    expect(await statesIn(journal)).toEqual(['dispatched', 'unknown', 'pending', 'unknown'])
  })

  it('writes down the failure of an action that was acknowledged', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['accepted'])
    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'notSupported')))

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'notSupported'])
  })

  it('takes a result from before the request for that of another', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['accepted'])
    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'done', SECONDS - 3600)))

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it('writes nothing while an action is still pending', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['accepted'])
    tenant.devices.set('d1', deviceOf(WIPE, result('wipe', 'pending')))

    await confirm()
    const report = await confirm()

    expect(report).toEqual({ underWay: 1, changes: [], unread: [] })
    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'pending'])
  })

  it('does not take a sync during a keeping wipe for its end', async () => {
    const keeping = wipeOf('d1', { parameters: { keepEnrollmentData: true, keepUserData: true } })
    const { journal, tenant, clock, confirm } = await sent(keeping, ['accepted'])
    const now = () => Math.floor(clock.now().getTime() / 1000)

    tenant.devices.set('d1', deviceOf(keeping, { managementState: 'wipePending' }))
    await confirm()
    await clock.advance(600_000)
    const synced = { lastSyncDateTime: now() }
    await clock.advance(600_000)
    tenant.devices.set('d1', deviceOf(keeping, { managementState: 'wipePending', ...synced }))
    await confirm()
    tenant.devices.set('d1', deviceOf(keeping, { managementState: 'managed', ...synced }))
    await confirm()
    const tooEarly = await statesIn(journal)
    await clock.advance(600_000)
    tenant.devices.set('d1', deviceOf(keeping, { managementState: 'managed', lastSyncDateTime: now() }))
    await confirm()

    expect(tooEarly).toEqual(['dispatched', 'accepted', 'pending', 'pending'])
    expect(await statesIn(journal)).toEqual([...tooEarly, 'confirmed'])
  })

  it('confirms a disabled directory record by what it says', async () => {
    const { journal, tenant, confirm } = await sent(wipeOf('d1', { action: 'disableDirectoryDevice' }), ['accepted'])
    tenant.directory.set('object-d1', {
      id: 'object-d1',
      deviceId: null,
      displayName: null,
      accountEnabled: false,
      isManaged: null,
      trustType: null,
      operatingSystem: null,
      autopilotEnrolled: null,
      registrationDateTime: null,
      approximateLastSignInDateTime: null,
    })

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'confirmed'])
  })

  it('concludes nothing from a directory record that is gone after it was to be disabled', async () => {
    const { journal, confirm } = await sent(wipeOf('d1', { action: 'disableDirectoryDevice' }), ['accepted'])

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it('confirms a deleted directory record by its absence, although the device is still there', async () => {
    const { journal, confirm } = await sent(wipeOf('d1', { action: 'deleteDirectoryDevice' }), ['accepted'])

    await confirm()

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted', 'confirmed'])
  })

  it('concludes nothing about a device that could not be read', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['accepted'])
    tenant.devices.clear()
    Object.assign(tenant.reader, {
      readDevice: async () => {
        throw new ReeveError('REEVE_PROVIDER_HTTP', 'HTTP 503.')
      },
    })

    const report = await confirm()

    expect(report.unread.map(({ action }) => action.id)).toEqual([WIPE.id])
    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it('reads nothing after a signal', async () => {
    const { journal, tenant, confirm } = await sent(WIPE, ['accepted'])
    tenant.devices.clear()

    await confirm(AbortSignal.abort())

    expect(await statesIn(journal)).toEqual(['dispatched', 'accepted'])
  })

  it('sends nothing', async () => {
    const { tenant, confirm } = await sent(WIPE, ['unknown'])

    await confirm()

    expect(tenant.ledger).toEqual([])
  })
})
