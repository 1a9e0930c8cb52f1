/** Records without a managed device: what is read before something is sent, and what that prevents. */
import { describe, expect, it } from 'vitest'
import { readEvidence } from '../../src/planner/evidence.ts'
import type { DirectoryDevice } from '../../src/planner/inventory.ts'
import { decideAgain } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { type ApplyReport, applyPlan } from '../../src/reconciler/apply.ts'
import { confirmUnderWay } from '../../src/reconciler/confirm.ts'
import type { SingleReader } from '../../src/reconciler/fresh-reading.ts'
import { readHistory } from '../../src/reconciler/past.ts'
import { cleanupRule, crowd, daysAgo, device, directoryDevice, inventory, NOON, planInput } from '../support/planning.ts'
import { manualClock } from '../support/manual-clock.ts'
import { journalIn, temporaryFolder } from '../support/state.ts'
import { type Tenant, tenantOf } from '../support/tenant.ts'

const RULE = cleanupRule('forgotten', { over: 'directory', inactiveDays: 120 })
const RECORD = directoryDevice('one', { isManaged: false, approximateLastSignInDateTime: daysAgo(180) })

async function scene() {
  const clock = manualClock(NOON)
  const journal = await journalIn(temporaryFolder(), clock)
  const tenant = tenantOf(crowd(300), clock)
  tenant.directory.set(RECORD.id, RECORD)
  const input = planInput({ documents: [RULE], inventory: inventory([...tenant.devices.values()], { directoryDevices: [RECORD] }) })
  const signal = new AbortController().signal
  const apply = (reader: SingleReader = tenant.reader): Promise<ApplyReport> =>
    applyPlan({ plan: assemblePlan(input), planInput: input, deps: { reader, writer: tenant.writer, journal, clock, decideAgain }, signal })
  const confirm = () => confirmUnderWay({ deps: { reader: tenant.reader, journal, clock, readEvidence }, signal })
  return { tenant, journal, apply, confirm }
}

function gist({ outcomes }: ApplyReport): string[] {
  return outcomes.map(({ outcome, because }) => [outcome, ...(because === null ? [] : [because])].join(': '))
}

function sentTo(tenant: Tenant): string[] {
  return tenant.ledger.map(({ action, target }) => `${action} ${target}`)
}

describe('an action on a record without a managed device', () => {
  it('is sent to the record, and its chain begins at the last sign-in', async () => {
    const { tenant, journal, apply } = await scene()

    expect(gist(await apply())).toEqual(['accepted'])
    expect(sentTo(tenant)).toEqual(['disableDirectoryDevice object-one'])
    const [entry] = (await readHistory(journal.store)).entries
    expect(entry).toMatchObject({
      device: { id: 'object-one', directoryId: 'object-one', azureADDeviceId: 'entra-one', facts: null },
      policy: { kind: 'CleanupRule', name: 'forgotten', stage: 0 },
      chainStartedAt: RECORD.approximateLastSignInDateTime,
    })
  })

  it('is not sent when a device that enrolled since the inventory claims it', async () => {
    const { tenant, apply } = await scene()
    tenant.devices.set('one', device({ id: 'one' }))

    expect(gist(await apply())).toEqual(['moved: The record is gone, or a device is behind it.'])
    expect(sentTo(tenant)).toEqual([])
  })

  it.each<[string, Partial<DirectoryDevice>]>([
    ['signed in', { approximateLastSignInDateTime: daysAgo(1) }],
    ['is managed', { isManaged: true }],
    ['was registered anew', { registrationDateTime: daysAgo(1) }],
  ])('is not sent when the record %s meanwhile', async (_case, change) => {
    const { tenant, apply } = await scene()
    tenant.directory.set(RECORD.id, { ...RECORD, ...change })

    expect((await apply()).outcomes.map(({ outcome }) => outcome)).toEqual(['moved'])
    expect(sentTo(tenant)).toEqual([])
  })

  it('is not sent when nobody can say whether a device claims it', async () => {
    const { tenant, apply } = await scene()
    const reader: SingleReader = { ...tenant.reader, findManagedDevices: () => Promise.reject(new Error('page 2 of 3 is missing')) }

    expect(gist(await apply(reader))).toEqual(['notAttempted: the device could not be read: page 2 of 3 is missing'])
    expect(sentTo(tenant)).toEqual([])
  })

  it('is confirmed by what the record says', async () => {
    const { tenant, journal, apply, confirm } = await scene()
    await apply()
    tenant.directory.set(RECORD.id, { ...RECORD, accountEnabled: false })

    await confirm()

    expect((await readHistory(journal.store)).entries.map(({ state }) => state)).toEqual(['confirmed'])
  })
})
