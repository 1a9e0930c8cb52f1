/**
 * A plan as JSON: keys in the order of schemas/plan.schema.json, two spaces, one newline at the
 * end. The same plan gives the same bytes, whoever built the value and in whatever order.
 */
import type { ActionInProgress, ApprovalNeed, BlockedAction, DeferredAction, Plan, PlanDevice, PlannedAction, PolicyReference } from '../documents.generated.ts'
import { type Targeted, targetOf } from '../plan-target.ts'

export function renderPlanJson(plan: Plan): string {
  return `${JSON.stringify(orderPlan(plan), null, 2)}\n`
}

/** The same plan with its keys in the order of the schema. A key that the schema does not know is left out. */
function orderPlan({ source, inventory, summary, ...plan }: Plan): Plan {
  return {
    apiVersion: plan.apiVersion,
    kind: plan.kind,
    formatVersion: plan.formatVersion,
    digest: plan.digest,
    fleet: plan.fleet,
    profile: plan.profile,
    createdAt: plan.createdAt,
    source: {
      ...(source.path === undefined ? {} : { path: source.path }),
      revision: source.revision,
      dirty: source.dirty,
      digest: source.digest,
      ...(source.lists === undefined ? {} : { lists: source.lists.map(({ file, digest, entries }) => ({ file, digest, entries })) }),
    },
    inventory: {
      digest: inventory.digest,
      takenAt: inventory.takenAt,
      devices: inventory.devices,
      complete: inventory.complete,
      history: inventory.history,
    },
    actions: plan.actions.map(orderAction),
    blocked: plan.blocked.map(orderBlocked),
    deferred: plan.deferred.map(orderDeferred),
    inProgress: plan.inProgress.map(orderInProgress),
    undetermined: plan.undetermined.map(({ policy, field, devices }) => ({ policy: orderPolicy(policy), field, devices })),
    verdicts: plan.verdicts.map(({ guardrail, result, message }) => ({ guardrail, result, message })),
    approvals: { required: plan.approvals.required.map(orderNeed), missing: plan.approvals.missing.map(orderNeed) },
    summary: { actions: sortKeys(summary.actions), blocked: sortKeys(summary.blocked), unchanged: summary.unchanged, change: summary.change },
  }
}

function orderAction(action: PlannedAction): PlannedAction {
  const { keepEnrollmentData, keepUserData, useProtectedWipe, persistEsimDataPlan, macOsUnlockCode } = action.parameters
  return {
    id: action.id,
    action: action.action,
    effectiveEffect: action.effectiveEffect,
    risk: action.risk,
    ...orderTarget(action),
    parameters: {
      ...(keepEnrollmentData === undefined ? {} : { keepEnrollmentData }),
      ...(keepUserData === undefined ? {} : { keepUserData }),
      ...(useProtectedWipe === undefined ? {} : { useProtectedWipe }),
      ...(persistEsimDataPlan === undefined ? {} : { persistEsimDataPlan }),
      ...(macOsUnlockCode === undefined ? {} : { macOsUnlockCode: { secretRef: macOsUnlockCode.secretRef } }),
    },
    policy: orderPolicy(action.policy),
    reason: action.reason,
    because: action.because,
    effects: action.effects.map(({ data, outcome, note }) => ({ data, outcome, note })),
    precondition: action.precondition,
    status: action.status,
    ring: action.ring,
    ...(action.supersedes === undefined ? {} : { supersedes: action.supersedes }),
    ...(action.mode === undefined ? {} : { mode: action.mode }),
  }
}

function orderBlocked({ action, code, message, source, policy, ...targeted }: BlockedAction): BlockedAction {
  return { ...orderTarget(targeted), action, code, message, source, policy: orderPolicy(policy) }
}

function orderDeferred({ action, until, code, policy, ...targeted }: DeferredAction): DeferredAction {
  return { ...orderTarget(targeted), action, until, code, policy: orderPolicy(policy) }
}

function orderInProgress({ action, state, since, ...targeted }: ActionInProgress): ActionInProgress {
  return { ...orderTarget(targeted), action, state, since }
}

function orderTarget(entry: Targeted): Targeted {
  const target = targetOf(entry)
  switch (target.type) {
    case 'device':
      return { device: orderDevice(target.device) }
    case 'user':
      return { user: { id: target.user.id, userPrincipalName: target.user.userPrincipalName } }
    case 'tenant': {
      const { id, rule, platform, before, after, devices } = target.tenant
      return { tenant: { id, rule, platform, before, after, devices } }
    }
  }
}

function orderDevice(device: PlanDevice): PlanDevice {
  return {
    id: device.id,
    incarnation: device.incarnation,
    deviceName: device.deviceName,
    serialNumber: device.serialNumber,
    platform: device.platform,
    ownership: device.ownership,
    azureADDeviceId: device.azureADDeviceId,
    directoryId: device.directoryId,
  }
}

function orderPolicy({ kind, name, at }: PolicyReference): PolicyReference {
  return { kind, name, at }
}

function orderNeed({ actions, signatures, from }: ApprovalNeed): ApprovalNeed {
  return { actions, signatures, from }
}

/** By code unit: the same in every locale. */
function sortKeys(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
