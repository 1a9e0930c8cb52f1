/** A cleanup rule of the tenant, from the plan to the number that the tenant shows. */
import { describe, expect, it } from 'vitest'
import type { FleetSpec } from '../../src/planner/documents.generated.ts'
import type { TenantCleanupRule } from '../../src/planner/inventory.ts'
import type { ActionCommand } from '../../src/reconciler/provider.ts'
import { type Deps, type Report, reconcileOnce } from '../../src/reconciler/reconcile.ts'
import type { StoreReader } from '../../src/reconciler/store/store.ts'
import { type ManualClock, manualClock } from '../support/manual-clock.ts'
import { cleanupRule, crowd, daysAgo, device, guardrails, inventory, NOON, planInput } from '../support/planning.ts'
import { journalIn, recordsIn, temporaryFolder } from '../support/state.ts'
import { type Tenant, tenantOf } from '../support/tenant.ts'

const KEPT = cleanupRule('kept', { inactiveDays: 90, enforcedBy: 'intune' })
const WIDE = guardrails({ limits: { delete: { perPass: { count: 10, percent: 100 } } } })

interface Scene {
  readonly tenant: Tenant
  readonly clock: ManualClock
  readonly store: StoreReader
  readonly pass: () => Promise<Report>
}

function ruleOf(days: number, id: string | null = 'r1'): TenantCleanupRule {
  return { id, platform: 'all', displayName: null, days }
}

/** What the pass plans on, and what the tenant shows moments later, may differ. */
async function scene(rules: readonly TenantCleanupRule[], fleet: FleetSpec = { profile: 'intune-2026' }): Promise<Scene> {
  const clock = manualClock(NOON)
  const journal = await journalIn(temporaryFolder(), clock)
  const tenant = tenantOf([device({ id: 'd1', lastSyncDateTime: daysAgo(100) }), ...crowd(20)], clock)
  tenant.cleanupRules = rules
  const snapshot = () => inventory([...tenant.devices.values()], { cleanupRules: tenant.cleanupRules })
  const deps: Deps = {
    journal,
    clock,
    reader: { ...tenant.reader, readInventory: async () => snapshot(), readCleanupRules: (signal) => tenant.reader.readCleanupRules(signal) },
    writer: tenant.writer,
    approvers: ['alice'],
    readPlanInput: async (history) => planInput({ documents: [KEPT, WIDE], fleet, inventory: snapshot(), history: history.entries, now: clock.now() }),
  }
  return { tenant, clock, store: journal.store, pass: () => reconcileOnce(deps, new AbortController().signal) }
}

/** The tenant does what it is asked. */
function obey(tenant: Tenant): void {
  tenant.answers.push(({ cleanupRule: change }, carryOut) => {
    carryOut()
    if (change) tenant.cleanupRules = [ruleOf(change.days, change.kind === 'setting' ? null : 'r1')]
    return { outcome: 'accepted' }
  })
}

function outcomes({ applied }: Report): string[] {
  return applied?.outcomes.map(({ outcome, because }) => (because === null ? outcome : `${outcome}: ${because}`)) ?? []
}

describe('a cleanup rule of the tenant', () => {
  it.each<[string, readonly TenantCleanupRule[], FleetSpec, ActionCommand['cleanupRule']]>([
    ['is updated', [ruleOf(120)], { profile: 'intune-2026' }, { kind: 'update', id: 'r1', days: 90 }],
    ['is made', [], { profile: 'intune-2026' }, { kind: 'create', platform: 'all', displayName: 'reeve: kept', days: 90 }],
    ['is the one setting of the tenant in intune-2018', [ruleOf(120, null)], {}, { kind: 'setting', days: 90 }],
  ])('%s, and confirmed by the number that the tenant shows', async (_case, rules, fleet, change) => {
    const { tenant, pass } = await scene(rules, fleet)
    obey(tenant)

    const first = await pass()
    const second = await pass()

    expect(outcomes(first)).toEqual(['confirmed: the cleanup rule has 90 days'])
    expect(tenant.ledger).toEqual([
      { actionId: first.plan.actions[0]?.id, action: 'setCleanupRule', target: 'fleet:contoso', parameters: {}, cleanupRule: change },
    ])
    expect(second).toMatchObject({ outcome: 'inSync', plan: { actions: [], inProgress: [] } })
  })

  it('is set again once somebody else has undone it', async () => {
    const { tenant, clock, pass } = await scene([ruleOf(120)])
    obey(tenant)
    const first = await pass()
    await clock.advance(3_600_000)
    tenant.cleanupRules = [ruleOf(200)]
    obey(tenant)

    const second = await pass()

    expect(outcomes(second)).toEqual(['confirmed: the cleanup rule has 90 days'])
    expect(second.plan.actions[0]?.id).not.toBe(first.plan.actions[0]?.id)
  })

  it('is not sent when the tenant shows another number than was planned on', async () => {
    const { tenant, pass } = await scene([ruleOf(120)])
    tenant.reader.readCleanupRules = async () => [ruleOf(150)]

    const report = await pass()

    expect(outcomes(report)).toEqual(['moved: What the decision rests on has changed since it was planned.'])
    expect(tenant.ledger).toEqual([])
  })

  it('is not sent when the rules cannot be read', async () => {
    const { tenant, pass } = await scene([ruleOf(120)])
    tenant.reader.readCleanupRules = async () => {
      throw new Error('no answer')
    }

    const report = await pass()

    expect(outcomes(report)).toEqual(['notAttempted: the cleanup rules could not be read: no answer'])
    expect(tenant.ledger).toEqual([])
  })

  it('is never sent again from unknown, and confirmed once the tenant shows the number', async () => {
    const { tenant, pass } = await scene([])
    tenant.answers.push((_command, carryOut) => {
      carryOut()
      return { outcome: 'unknown', reason: 'HTTP 500' }
    })

    const first = await pass()
    const second = await pass()
    tenant.cleanupRules = [ruleOf(90)]
    const third = await pass()

    expect(outcomes(first)).toEqual(['unknown: HTTP 500'])
    expect(second.plan.inProgress.map(({ action, state }) => `${action} ${state}`)).toEqual(['setCleanupRule unknown'])
    expect(third.confirmed.before.changes.map(({ from, to }) => `${from} ${to}`)).toEqual(['unknown confirmed'])
    expect(third.outcome).toBe('inSync')
    expect(tenant.ledger.length).toBe(1)
  })

  it('is a change of the tenant in the audit log', async () => {
    const { tenant, store, pass } = await scene([ruleOf(120)])
    obey(tenant)

    await pass()

    const steps = (await recordsIn(store)).filter(({ action }) => action === 'setCleanupRule')
    expect(steps.map(({ event, target }) => ({ event, target }))).toEqual(
      ['dispatched', 'accepted', 'confirmed'].map((event) => ({ event, target: { type: 'tenant', id: 'fleet:contoso', incarnation: null } })),
    )
  })
})
