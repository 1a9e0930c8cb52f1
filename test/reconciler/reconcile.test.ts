import { describe, expect, it } from 'vitest'
import type { FleetSpec, Guardrails } from '../../src/planner/documents.generated.ts'
import { type Deps, type Report, reconcileOnce } from '../../src/reconciler/reconcile.ts'
import { manualClock } from '../support/manual-clock.ts'
import { crowd, device, devicePolicy, guardrails, inventory, NOON, planInput } from '../support/planning.ts'
import { eventsIn, journalIn, temporaryFolder } from '../support/state.ts'
import { type Tenant, tenantOf } from '../support/tenant.ts'

const LOST = devicePolicy('lost', { select: { serialNumber: ['SN-d1', 'SN-d2'] }, desired: { state: 'wiped', since: '2026-11-01T00:00:00Z' } })

interface Scene {
  readonly tenant: Tenant
  readonly deps: Deps
  readonly pass: () => Promise<Report>
}

async function scene({ rules = [], fleet = {} }: { rules?: readonly Guardrails[]; fleet?: FleetSpec } = {}): Promise<Scene> {
  const clock = manualClock(NOON)
  const journal = await journalIn(temporaryFolder(), clock)
  const tenant = tenantOf([device({ id: 'd1' }), device({ id: 'd2' }), ...crowd(400)], clock)
  const snapshot = () => inventory([...tenant.devices.values()])
  const deps: Deps = {
    journal,
    clock,
    reader: { ...tenant.reader, readInventory: async () => snapshot() },
    writer: tenant.writer,
    approvers: ['alice'],
    readPlanInput: async (history) => planInput({ documents: [LOST, ...rules], fleet, inventory: snapshot(), history: history.entries }),
  }
  return { tenant, deps, pass: () => reconcileOnce(deps, new AbortController().signal) }
}

function gist({ outcome, applied }: Report): unknown {
  return { outcome, applied: applied?.outcomes.map(({ action, outcome: became }) => `${became} ${action.device?.id}`).sort() ?? null }
}

describe('a pass', () => {
  it('applies what is planned, and the next one waits for what was sent', async () => {
    const { tenant, pass } = await scene()

    const first = await pass()
    const second = await pass()

    expect(gist(first)).toEqual({ outcome: 'applied', applied: ['accepted d1', 'accepted d2'] })
    expect(gist(second)).toEqual({ outcome: 'inSync', applied: null })
    expect(second.plan.inProgress.map(({ state, device }) => `${state} ${device?.id}`)).toEqual(['accepted d1', 'accepted d2'])
    expect(tenant.ledger.length).toBe(2)
  })

  it('confirms what was sent before it plans, so that what is done is not under way', async () => {
    const { tenant, pass } = await scene()
    await pass()
    for (const [id, device] of tenant.devices) if (['d1', 'd2'].includes(id)) tenant.devices.set(id, { ...device, managementState: 'wipePending' })
    await pass()
    tenant.devices.delete('d1')
    tenant.devices.delete('d2')

    const second = await pass()

    expect(second.confirmed.before.changes.map(({ from, to }) => `${from} ${to}`)).toEqual(['pending confirmed', 'pending confirmed'])
    expect(gist(second)).toEqual({ outcome: 'inSync', applied: null })
    expect(second.plan.inProgress).toEqual([])
  })

  it('says confirmed of an action that ended within the pass', async () => {
    const { tenant, pass } = await scene()
    const finish = (id: string): void => {
      const device = tenant.devices.get(id)
      const seconds = 4_000_000_000
      const result = { actionName: 'wipe', actionState: 'done', startDateTime: seconds, lastUpdatedDateTime: seconds }
      if (device) tenant.devices.set(id, { ...device, deviceActionResults: [result] })
    }
    for (let times = 0; times < 2; times += 1) {
      tenant.answers.push(({ target }) => {
        finish(target)
        return { outcome: 'accepted' }
      })
    }

    expect(gist(await pass())).toEqual({ outcome: 'applied', applied: ['confirmed d1', 'confirmed d2'] })
  })

  it('sends nothing when a guardrail blocks, and audits that it refused the plan', async () => {
    const { tenant, deps, pass } = await scene({ rules: [guardrails({ limits: { wipe: { perDay: 1 } } })] })

    const report = await pass()

    expect(gist(report)).toEqual({ outcome: 'blocked', applied: null })
    expect(tenant.ledger).toEqual([])
    expect(await eventsIn(deps.journal.store)).toEqual(['planRefused'])
  })

  it('sends nothing while an approval is missing', async () => {
    const fleet: FleetSpec = {
      approvals: [{ actions: ['wipe'], signatures: 2, from: ['security'] }],
      principals: { security: ['alice@contoso.com', 'bob@contoso.com'] },
    }
    const { tenant, deps, pass } = await scene({ fleet })

    const report = await pass()

    expect(gist(report)).toEqual({ outcome: 'awaitingApproval', applied: null })
    expect(tenant.ledger).toEqual([])
    expect(await eventsIn(deps.journal.store)).toEqual(['planRefused'])
  })

  it('decides again with the whole planner: a device that became personal is left alone', async () => {
    const { tenant, deps, pass } = await scene()
    const readDevice: Deps['reader']['readDevice'] = async (id, signal) => {
      if (id === 'd1') tenant.devices.set('d1', device({ id: 'd1', managedDeviceOwnerType: 'personal' }))
      return tenant.reader.readDevice(id, signal)
    }
    Object.assign(deps.reader, { readDevice })

    expect(gist(await pass())).toEqual({ outcome: 'incomplete', applied: ['accepted d2', 'moved d1'] })
    expect(tenant.ledger.map(({ target }) => target)).toEqual(['d2'])
  })

  it('keeps a daily budget across passes', async () => {
    const { tenant, pass } = await scene({
      rules: [guardrails({ limits: { wipe: { perPass: { count: 1, percent: 100 }, perDay: 1 } }, overLimit: 'trickle' })],
    })

    await pass()
    const second = await pass()

    expect(tenant.ledger.length).toBe(1)
    expect(gist(second)).toEqual({ outcome: 'blocked', applied: null })
  })
})
