/** /_twin/: the side of the twin that no tenant has. */
import { type TwinApp, readBody } from '../context.ts'
import { settle } from '../device-behaviour.ts'
import { type Faults, parseFaultRule } from '../faults.ts'
import { summarizeFleet } from '../summary.ts'
import type { Tenant } from '../tenant.ts'

export function addAdminRoutes(app: TwinApp, { tenant, faults }: { readonly tenant: Tenant; readonly faults: Faults }): void {
  app.get('/_twin/clock', (context) => context.json(describeClock(tenant)))

  app.post('/_twin/clock', async (context) => {
    const seconds = (await readBody(context))?.['advanceSeconds']
    if (typeof seconds !== 'number' || !(seconds >= 0)) return context.json({ error: 'Expected advanceSeconds to be 0 or more' }, 400)
    tenant.clock.advance(seconds)
    settle(tenant)
    return context.json(describeClock(tenant))
  })

  app.get('/_twin/ledger', (context) => context.json({ entries: tenant.ledger }))

  app.get('/_twin/fleet', (context) => context.json(summarizeFleet(tenant)))

  app.post('/_twin/faults', async (context) => {
    const rule = parseFaultRule(await readBody(context))
    if (typeof rule === 'string') return context.json({ error: rule }, 400)
    faults.add(rule)
    return context.json(rule, 201)
  })

  app.delete('/_twin/faults', (context) => {
    faults.clear()
    return context.body(null, 204)
  })
}

function describeClock({ clock }: Tenant): { readonly now: string; readonly mode: string; readonly speed: number } {
  return { now: clock.now().toISOString(), mode: clock.mode, speed: clock.speed }
}
