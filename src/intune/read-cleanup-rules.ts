/**
 * The cleanup rules that a tenant keeps itself: one for each platform today, one number for the whole
 * tenant in 2018. Both are known to the beta alone.
 */
import type { TenantCleanupRule } from '../planner/inventory.ts'
import { projectCleanupRules, projectCleanupSettings } from '../planner/project-cleanup-rules.ts'
import { isRecord } from '../planner/project-device.ts'
import type { ProfileName, RawRecord } from '../planner/project-device.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { GraphClient } from './client.ts'
import { readList } from './paging.ts'

const RULES = '/beta/deviceManagement/managedDeviceCleanupRules'
const SETTINGS = '/beta/deviceManagement?$select=managedDeviceCleanupSettings'

export interface RulesReading {
  /** null: not read whole, so nothing may be concluded. */
  readonly rules: readonly TenantCleanupRule[] | null
  /** Why not, for a person. */
  readonly faults: readonly string[]
}

/** Nobody asked. */
export const NO_RULES: RulesReading = { rules: null, faults: [] }

/** Never throws for an answer of the provider. */
export async function readRules(client: GraphClient, profile: ProfileName, signal: AbortSignal): Promise<RulesReading> {
  return profile === 'intune-2018' ? readSetting(client, signal) : readCollection(client, signal)
}

async function readCollection(client: GraphClient, signal: AbortSignal): Promise<RulesReading> {
  const list = { name: 'managedDeviceCleanupRules', path: RULES, project: (raw: RawRecord) => (typeof raw.id === 'string' ? { id: raw.id, raw } : null) }
  const { items, faults, failure } = await readList(client, list, signal)
  if (failure !== null || faults.length > 0) return { rules: null, faults }
  return understood(projectCleanupRules(items.map(({ raw }) => raw)), 'managedDeviceCleanupRules')
}

async function readSetting(client: GraphClient, signal: AbortSignal): Promise<RulesReading> {
  try {
    const reading = await client.get(SETTINGS, signal)
    if (!reading.found || !isRecord(reading.body)) return { rules: null, faults: ['managedDeviceCleanupSettings: the tenant says nothing of it'] }
    return understood(projectCleanupSettings(reading.body.managedDeviceCleanupSettings), 'managedDeviceCleanupSettings')
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof ReeveError)) throw error
    return { rules: null, faults: [`managedDeviceCleanupSettings: ${error.detail}`] }
  }
}

function understood(rules: TenantCleanupRule[] | null, name: string): RulesReading {
  return rules === null ? { rules: null, faults: [`${name}: a rule does not say its platform or its days`] } : { rules, faults: [] }
}
