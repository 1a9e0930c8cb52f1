/** A decision about a cleanup rule of the tenant as an entry of the plan. */
import type { DecidedTenantAction, TenantDecision } from './decide-tenant.ts'
import type { ActionInProgress, BlockedAction, DataEffect, DeferredAction, PlannedAction } from './documents.generated.ts'
import { formatInstant } from './instant.ts'
import { policyReference, type Wait } from './plan-entry.ts'
import type { Profile } from './profile/profile.ts'

const ACTION = 'setCleanupRule'

export function describeTenantAction(
  { id, rule, tenant, effectiveEffect, risk, because, precondition }: DecidedTenantAction,
  status: PlannedAction['status'],
  profile: Profile,
): PlannedAction {
  return {
    id,
    action: ACTION,
    effectiveEffect,
    risk,
    tenant,
    parameters: {},
    policy: policyReference(rule),
    reason: rule.reason,
    because: [...because],
    effects: effectiveEffect === ACTION ? [] : [lossOf(profile)],
    precondition,
    status,
    ...(rule.mode === 'report' ? { mode: 'report' as const } : {}),
    ring: 0,
  }
}

/** What becomes of a device that the rule reaches, in the words of the profile. */
function lossOf({ cleanupRule }: Profile): DataEffect {
  return { data: 'managedDeviceRecord', outcome: 'recordRemoved', note: cleanupRule.statements.find(({ about }) => about === 'effect')?.text ?? null }
}

export function describeBlockedRule({ rule, tenant, code, message }: Extract<TenantDecision, { kind: 'blocked' }>): BlockedAction {
  return { tenant, action: ACTION, code, message, source: null, policy: policyReference(rule) }
}

export function describeDeferredRule({ rule, tenant }: DecidedTenantAction, { code, until }: Wait): DeferredAction {
  return { tenant, action: ACTION, until: until === null ? null : formatInstant(until), code, policy: policyReference(rule) }
}

export function describeRuleInProgress({ tenant, state, since }: Extract<TenantDecision, { kind: 'inProgress' }>): ActionInProgress {
  if (state === 'confirmed' || state === 'refused') throw new TypeError('What has ended is not in progress')
  return { tenant, action: ACTION, state, since: since === null ? null : formatInstant(since) }
}
