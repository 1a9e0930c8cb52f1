/** The tenant's cleanup rules as Graph writes them, in the planner's terms. */
import type { TenantCleanupRule } from './inventory.ts'
import { isRecord } from './project-device.ts'
import { compareText } from './text.ts'

/** Of managedDeviceCleanupRules; null where one of them does not say what it is about, or has a number that is none. */
export function projectCleanupRules(raw: readonly unknown[]): TenantCleanupRule[] | null {
  const rules: TenantCleanupRule[] = []
  for (const record of raw) {
    if (!isRecord(record)) return null
    // Graph allows null. 0 is taken for "no number is set", and whoever sets one then is judged as for a new rule.
    const days = record.deviceInactivityBeforeRetirementInDays ?? 0
    const platform = text(record.deviceCleanupRulePlatformType)
    const id = text(record.id)
    if (platform === null || id === null || !isDays(days)) return null
    rules.push({ id, platform, displayName: text(record.displayName), days })
  }
  return rules.sort((a, b) => compareText(a.platform, b.platform) || compareText(a.id ?? '', b.id ?? ''))
}

/**
 * Of managedDeviceCleanupSettings, the older one for the whole tenant, whose number is a text. Nothing
 * there, an empty text and 0 mean that no rule is set; null where it says something else.
 */
export function projectCleanupSettings(raw: unknown): TenantCleanupRule[] | null {
  if (raw === undefined || raw === null) return []
  if (!isRecord(raw)) return null
  const written = raw.deviceInactivityBeforeRetirementInDays ?? ''
  const days = typeof written === 'string' ? parseDays(written.trim()) : written
  if (!isDays(days)) return null
  return days === 0 ? [] : [{ id: null, platform: 'all', displayName: null, days }]
}

function parseDays(written: string): number | null {
  if (written === '') return 0
  return /^[0-9]{1,9}$/.test(written) ? Number(written) : null
}

function isDays(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
