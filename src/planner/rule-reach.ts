/**
 * Which devices a lowered cleanup rule of the tenant newly reaches.
 *
 * Where the rule of a platform and that of all platforms meet, the one with fewer days holds, so a
 * device is newly reached only when no other rule reached it before. The inventory says too little at
 * times: a device of unknown platform or last sync counts as reached.
 */
import type { DecisionContext } from './decide.ts'
import type { TenantRule } from './desired-state.ts'
import { ALL_PLATFORMS } from './desired-tenant-rule.ts'
import type { Device, TenantCleanupRule } from './inventory.ts'
import { isPlatform, type Profile } from './profile/profile.ts'
import { pastOnly } from './subject.ts'

const DAY_SECONDS = 86_400

export interface Reach {
  /** In the order of the inventory. */
  readonly newly: readonly Device[]
  /** How many of them are counted only because something of them is unknown. */
  readonly unknown: number
  /** Days of the rule for all platforms, where it has fewer than the declared one or than the one that is set. */
  readonly masking: number | null
}

export interface LoweredRule {
  readonly rule: TenantRule
  /** Days now; null where none are set. */
  readonly before: number | null
  /** Every rule of the tenant, this one included. */
  readonly others: readonly TenantCleanupRule[]
}

type ReachContext = Pick<DecisionContext, 'desired' | 'profile' | 'now'>

export function reachOf({ rule, before, others }: LoweredRule, context: ReachContext, devices: readonly Device[]): Reach {
  const { profile, now } = context
  const daysFor = (platform: string): number => (platform === rule.platform ? Infinity : daysOfOther(platform, others, context))
  const ofAll = daysFor(ALL_PLATFORMS)
  const otherDays = new Map<string, number>()
  const daysOfOthers = (platform: string): number => {
    const known = otherDays.get(platform)
    if (known !== undefined) return known
    const days = rule.platform === ALL_PLATFORMS ? Math.min(...typesOf(platform, profile).map(daysFor), Infinity) : ofAll
    otherDays.set(platform, days)
    return days
  }

  const newly: Device[] = []
  let unknown = 0
  for (const device of devices) {
    const hasPlatform = isPlatform(profile, device.platform)
    if (hasPlatform && rule.devicePlatforms !== null && !rule.devicePlatforms.includes(device.platform)) continue
    const other = daysOfOthers(device.platform)
    const heldBefore = Math.min(before ?? Infinity, other)
    const holdsAfter = Math.min(rule.days, other)
    if (holdsAfter >= heldBefore) continue

    const lastSync = pastOnly(device.lastSyncDateTime, now)
    if (lastSync !== null && (now - lastSync < holdsAfter * DAY_SECONDS || now - lastSync >= heldBefore * DAY_SECONDS)) continue
    newly.push(device)
    if (lastSync === null || (!hasPlatform && rule.devicePlatforms !== null)) unknown += 1
  }
  const masks = rule.platform !== ALL_PLATFORMS && (ofAll < rule.days || ofAll < (before ?? 0))
  return { newly, unknown, masking: masks ? ofAll : null }
}

/**
 * The days of another rule, as far as it may be leant on. One that is about to be set by the same
 * plan may be either number, in whatever order the two are sent; of two for one platform the weaker counts.
 */
function daysOfOther(platform: string, others: readonly TenantCleanupRule[], { desired }: ReachContext): number {
  const set = others.filter((other) => other.platform === platform).map(({ days }) => (days > 0 ? days : Infinity))
  if (set.length === 0) return Infinity
  const declared = desired.tenantRules.filter((other) => other.platform === platform).map(({ days }) => days)
  return Math.max(...set, ...declared)
}

/** The service's names of rules that surely cover a device of this platform, that of all platforms left out. */
function typesOf(platform: string, { cleanupRule }: Profile): string[] {
  return (cleanupRule.platformTypes ?? []).filter(({ name, platforms }) => name !== ALL_PLATFORMS && platforms.includes(platform)).map(({ name }) => name)
}
