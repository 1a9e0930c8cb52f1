/**
 * The decision for the tenant's own cleanup rules: set to the declared number, or why not.
 *
 *   the tenant has          declared   →
 *   (not read)              90           blocked: unknownFact
 *   two for the platform    90           blocked: ambiguousIdentity
 *   90                      90           nothing
 *   none, 0 or 120          90           set; counts as a delete of every device that is newly over it
 *   60                      90           set; takes nothing away
 *
 * A rule knows no exceptions, so what is protected cannot be left out of it: one device that is, or
 * may be, and the whole change is blocked. Wherever something is unknown, the larger number of devices counts.
 */
import { actionIdOf } from './action-id.ts'
import { digestOf } from './canonical.ts'
import type { DecisionContext } from './decide.ts'
import type { TenantRule } from './desired-state.ts'
import type { ActionName, BlockedCode, PlanTenant, Risk } from './documents.generated.ts'
import { ALL_PLATFORMS } from './desired-tenant-rule.ts'
import type { HistoryEntry } from './history.ts'
import { endedWithoutEffect, type HistoryIndex, isUnderWay } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds, Inventory, TenantCleanupRule } from './inventory.ts'
import { findShield } from './rule-shield.ts'
import { type Reach, reachOf } from './rule-reach.ts'

export interface DecidedTenantAction {
  readonly id: string
  readonly rule: TenantRule
  readonly tenant: PlanTenant
  readonly effectiveEffect: ActionName
  readonly risk: Risk
  readonly because: readonly string[]
  readonly precondition: string
}

export type TenantDecision =
  | (DecidedTenantAction & { readonly kind: 'act' })
  | (Spoken & { readonly kind: 'blocked'; readonly code: BlockedCode; readonly message: string })
  | (Spoken & { readonly kind: 'inProgress'; readonly state: HistoryEntry['state']; readonly since: EpochSeconds | null })

interface Spoken {
  readonly rule: TenantRule
  readonly tenant: PlanTenant
}

export type TenantSnapshot = Pick<Inventory, 'devices' | 'cleanupRules'>

/** One for each rule that is not as declared; in the order of the platforms. */
export function decideTenantRules(context: DecisionContext, snapshot: TenantSnapshot): TenantDecision[] {
  const rules = context.desired.tenantRules.filter(({ expires }) => expires === null || context.now < expires)
  return rules.flatMap((rule) => decideRule(rule, context, snapshot) ?? [])
}

function decideRule(rule: TenantRule, context: DecisionContext, snapshot: TenantSnapshot): TenantDecision | null {
  const { cleanupRules } = snapshot
  const found = cleanupRules?.filter(({ platform }) => platform === rule.platform) ?? []
  const [current] = found
  const before = found.length === 1 && current ? daysIn(current) : null
  if (found.length === 1 && before === rule.days) return null

  const widens = before === null || rule.days < before
  const reach: Reach = widens ? reachOf({ rule, before, others: cleanupRules ?? [] }, context, snapshot.devices) : { newly: [], unknown: 0, masking: null }
  const tenant: PlanTenant = {
    id: context.desired.tenant,
    rule: found.length === 1 ? (current?.id ?? null) : null,
    platform: rule.platform,
    before,
    after: rule.days,
    devices: reach.newly.length,
  }
  const spoken: Spoken = { rule, tenant }
  const blocked = (code: BlockedCode, message: string): TenantDecision => ({ kind: 'blocked', ...spoken, code, message })

  const effectiveEffect = widens ? 'delete' : 'setCleanupRule'
  const id = actionIdOf({ tenant: tenant.id, incarnation: `rule:${rule.platform}`, effect: effectiveEffect, cause: causeOf(rule, context.history) })
  const standing = findStanding(rule, id, context.history)
  if (standing) return { kind: 'inProgress', ...spoken, state: standing.state, since: standing.dispatchedAt ?? standing.completedAt }
  if (cleanupRules === null) return blocked('unknownFact', "The tenant's own cleanup rules were not read, so nothing says what is set now.")
  if (found.length > 1)
    return blocked('ambiguousIdentity', `The tenant has ${found.length} cleanup rules for ${rule.platform}, and nothing says which of them holds.`)
  const shield = findShield(rule, reach.newly, context)
  if (shield) return blocked(shield.code, shield.message)

  return {
    kind: 'act',
    ...spoken,
    id,
    effectiveEffect,
    risk: widens ? context.profile.actions.delete.risk.value : 'reversible',
    because: explain(tenant, reach),
    precondition: digestOf({ ...tenant, devices: null, generation: rule.generation }),
  }
}

/** A rule of 0 days is taken for none: the service does not say, and a new rule is judged by the worst. */
function daysIn({ days }: TenantCleanupRule): number | null {
  return days > 0 ? days : null
}

/** The same change again, once somebody undid it, is another action: what was confirmed last is part of the cause. */
function causeOf({ kind, name, platform, days }: TenantRule, { entries }: HistoryIndex): string {
  const confirmed = entries.filter(({ tenant, state }) => tenant?.platform === platform && state === 'confirmed')
  const last = Math.max(0, ...confirmed.map(({ completedAt, dispatchedAt }) => completedAt ?? dispatchedAt ?? 0))
  return `policy:${kind}/${name}/${days}/${last === 0 ? 'first' : formatInstant(last)}`
}

/** What was asked of this rule and has no end, or ended without effect under the same policy. */
function findStanding({ platform, generation }: TenantRule, id: string, { entries, byActionId }: HistoryIndex): HistoryEntry | null {
  const underWay = entries.findLast((entry) => entry.tenant?.platform === platform && isUnderWay(entry))
  if (underWay) return underWay
  const before = byActionId.get(id)
  return before && endedWithoutEffect(before) && before.policy?.generation === generation ? before : null
}

function explain({ before, after, devices, platform }: PlanTenant, { unknown, masking }: Reach): string[] {
  const change = before === null ? `no rule → ${after} days` : `${before} → ${after} days`
  const reached = before !== null && after > before ? 'reaches no further device' : `${devices === 1 ? '1 device' : `${devices} devices`} newly over it`
  return [
    `${change}, ${reached}`,
    ...(unknown > 0 ? [`${unknown} of them of unknown platform or last sync, counted by the worst`] : []),
    ...(masking === null || platform === ALL_PLATFORMS ? [] : [`the rule for all platforms has ${masking} days, and of two the one with fewer days holds`]),
  ]
}
