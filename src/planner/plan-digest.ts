/**
 * What an approval binds to.
 *
 * Covers what would be done, to whom, by which policy, under which guardrails; never when the
 * plan was made, in which ring, at which revision or over which whole inventory: those change
 * without changing what is asked.
 */
import { digestOf } from './canonical.ts'
import type { Plan, PlannedAction } from './documents.generated.ts'
import { identityOf } from './plan-target.ts'
import { compareText } from './text.ts'

export interface DigestedPlan {
  readonly fleet: string
  readonly tenant: string
  readonly profile: string
  readonly guardrailsDigest: string
  readonly actions: readonly Pick<
    PlannedAction,
    'id' | 'action' | 'effectiveEffect' | 'device' | 'user' | 'tenant' | 'parameters' | 'policy' | 'precondition'
  >[]
}

export function digestPlan({ fleet, tenant, profile, guardrailsDigest, actions }: DigestedPlan): string {
  return digestOf({
    fleet,
    tenant,
    profile,
    guardrails: guardrailsDigest,
    actions: [...actions]
      .sort((a, b) => compareText(a.id, b.id))
      .map(({ id, action, effectiveEffect, parameters, policy, precondition, ...targeted }) => ({
        id,
        action,
        effect: effectiveEffect,
        target: identityOf(targeted),
        ...(targeted.tenant ? { reach: targeted.tenant.devices } : {}),
        parameters,
        policy: { kind: policy.kind, name: policy.name },
        precondition,
      })),
  })
}

/** Whether a saved plan still says what its digest was made over. */
export function isIntact(plan: Plan, { tenant, guardrailsDigest }: Pick<DigestedPlan, 'tenant' | 'guardrailsDigest'>): boolean {
  return digestPlan({ fleet: plan.fleet, tenant, profile: plan.profile, guardrailsDigest, actions: plan.actions }) === plan.digest
}
