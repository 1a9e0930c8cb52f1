/** The fleet in numbers, for the person in front of the twin. */
import { type Tenant, nowSeconds, readManaged } from './tenant.ts'

export interface FleetSummary {
  readonly tenantId: string
  readonly profile: string
  readonly devices: number
  /** Still in management. */
  readonly managed: number
  /** Devices with something to receive. */
  readonly waiting: number
  readonly users: number
  readonly platforms: Readonly<Record<string, number>>
  readonly ownership: Readonly<Record<string, number>>
  readonly managementStates: Readonly<Record<string, number>>
  /** By whole days since the last check-in. */
  readonly silent: { readonly under3Days: number; readonly under30Days: number; readonly under90Days: number; readonly longer: number; readonly never: number }
}

export function summarizeFleet(tenant: Tenant): FleetSummary {
  const now = nowSeconds(tenant)
  const platforms: Record<string, number> = {}
  const ownership: Record<string, number> = {}
  const managementStates: Record<string, number> = {}
  const silent = { under3Days: 0, under30Days: 0, under90Days: 0, longer: 0, never: 0 }
  let managed = 0
  for (let index = 0; index < tenant.fleet.devices; index++) {
    const record = readManaged(tenant, index, now)
    if (!record) continue
    managed += 1
    countOne(platforms, record.device.platform)
    countOne(ownership, record.device.ownership)
    countOne(managementStates, record.managementState)
    silent[silenceOf(record.lastSyncAt, now)] += 1
  }
  const waiting = [...tenant.managed.values()].filter(({ queue }) => queue.length > 0).length
  const { tenantId, profile, fleet } = tenant
  return { tenantId, profile: profile.name, devices: fleet.devices, managed, waiting, users: fleet.users, platforms, ownership, managementStates, silent }
}

function silenceOf(lastSyncAt: number | null, now: number): keyof FleetSummary['silent'] {
  if (lastSyncAt === null) return 'never'
  const days = (now - lastSyncAt) / 86_400
  if (days < 3) return 'under3Days'
  if (days < 30) return 'under30Days'
  return days < 90 ? 'under90Days' : 'longer'
}

function countOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
