/**
 * assemblePlan(): the whole decision in one page.
 *
 * Pure: the same input gives the same bytes, on any machine, in any locale, in any order of
 * files or devices.
 */
import { ACTIONS } from './action.ts'
import { checkApprovals } from './approval.ts'
import { type Candidate, deviceCandidate, tenantCandidate, userCandidate } from './candidate.ts'
import { findConcerned } from './concerned.ts'
import { decideTenantRules } from './decide-tenant.ts'
import { decideUsers } from './decide-user.ts'
import { type DecisionContext, decideDevice, decideFollowUp, type DeviceDecision } from './decide.ts'
import type { PolicyIdentity } from './desired-state.ts'
import type { ActionName, BlockedAction, Plan, PlannedAction } from './documents.generated.ts'
import { checkGuardrails } from './guardrails/check.ts'
import { formatInstant } from './instant.ts'
import { latestOfEachChain } from './latest-of-chain.ts'
import { compareActions } from './order.ts'
import { contextOf, type PlanInput } from './plan-context.ts'
import { digestPlan } from './plan-digest.ts'
import { describeBlocked, describeBlockedUser, describeDeferred, describeInProgress, describeUserInProgress, policyReference } from './plan-entry.ts'
import { describeBlockedRule, describeRuleInProgress } from './plan-entry-tenant.ts'
import { type Targeted, targetKey } from './plan-target.ts'
import { beyondQuota } from './quota.ts'
import { checkDirectoryRead, findRecordSubjects } from './record-subject.ts'
import type { Subject } from './subject.ts'
import { compareText } from './text.ts'
import { tallyUndetermined } from './undetermined.ts'

export function assemblePlan(input: PlanInput): Plan {
  const { desired, inventory, history, profile } = input
  const context = contextOf(input)
  const isAsked = ({ id }: { readonly id: string }): boolean => input.onlyDevice === undefined || id === input.onlyDevice
  const records = findRecordSubjects(inventory.directoryDevices?.filter(isAsked) ?? [], context)
  const concerned = [...findConcerned(input.onlyDevice === undefined ? inventory.devices : inventory.devices.filter(isAsked), context), ...records]
  const decisions = decideAll(concerned, input, context)
  const users = input.onlyDevice === undefined ? decideUsers(context).filter(({ policy }) => isAskedBy(policy, input)) : []
  const rules = input.onlyDevice === undefined ? decideTenantRules(context, inventory).filter(({ rule }) => isAskedBy(rule, input)) : []
  const candidates = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'act' ? [deviceCandidate(decision.subject, decision.action, profile)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'act' ? [userCandidate(decision, profile)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'act' ? [tenantCandidate(decision, profile)] : [])),
  ]
    .filter((candidate) => isWanted(candidate, input))
    .sort(compareActions)

  const enforced = candidates.filter(({ mode }) => mode === 'enforce')
  const judgement = checkGuardrails({ actions: enforced, guardrails: desired.guardrails, inventory, history, now: context.now })
  const applicable = enforced.filter(({ id }) => !judgement.blocked.has(id) && !judgement.deferred.has(id))
  const waiting = beyondQuota(applicable, { profile, entries: history.entries, now: context.now })
  const approvals = checkApprovals(desired.approvals, new Set(applicable.filter(({ id }) => !waiting.has(id)).flatMap(approvedAs)))

  const actions = candidates
    .filter(({ id }) => !judgement.deferred.has(id) && !waiting.has(id))
    .map((candidate): PlannedAction => {
      const blocked = candidate.mode === 'report' || judgement.blocked.has(candidate.id)
      return candidate.describe(blocked ? 'blockedByGuardrail' : approvedAs(candidate).some(approvals.isMissing) ? 'awaitingApproval' : 'ready')
    })
  const blocked = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'blocked' ? [describeBlocked(decision)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'blocked' ? [describeBlockedUser(decision)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'blocked' ? [describeBlockedRule(decision)] : [])),
  ].sort(compareEntries)
  const deferred = [
    ...decisions.flatMap(({ decision }) =>
      decision.kind === 'deferred' ? [describeDeferred(decision.subject, decision.proposal, { code: 'limit', until: decision.until })] : [],
    ),
    ...candidates.flatMap(({ id, defer }) => {
      const deferral = judgement.deferred.get(id)
      return deferral === undefined ? [] : [defer(deferral)]
    }),
    ...candidates.flatMap(({ id, defer }) => {
      const until = waiting.get(id)
      return until === undefined ? [] : [defer({ code: 'quota', until })]
    }),
  ].sort(compareEntries)
  const inProgress = [
    ...decisions.flatMap(({ decision }) => (decision.kind === 'inProgress' ? [describeInProgress(decision)] : [])),
    ...users.flatMap((decision) => (decision.kind === 'inProgress' ? [describeUserInProgress(decision)] : [])),
    ...rules.flatMap((decision) => (decision.kind === 'inProgress' ? [describeRuleInProgress(decision)] : [])),
  ].sort(compareEntries)

  return {
    apiVersion: 'reeve/v1',
    kind: 'Plan',
    formatVersion: '1.0',
    digest: digestPlan({ fleet: desired.fleet, tenant: desired.tenant, profile: profile.name, guardrailsDigest: desired.guardrailsDigest, actions }),
    fleet: desired.fleet,
    profile: profile.name,
    createdAt: formatInstant(context.now),
    source: { ...input.source, digest: desired.digest, lists: [...desired.lists] },
    inventory: {
      digest: inventory.digest,
      takenAt: inventory.takenAt === null ? null : formatInstant(inventory.takenAt),
      devices: inventory.devices.length,
      complete: inventory.complete,
      history: history.known,
    },
    actions,
    blocked,
    deferred,
    inProgress,
    undetermined: tallyUndetermined(decisions).map(({ policy, ...rest }) => ({ policy: policyReference(policy), ...rest })),
    verdicts: [...judgement.verdicts, ...checkDirectoryRead(context)],
    approvals: approvals.approvals,
    summary: {
      actions: countBy(actions.map(({ effectiveEffect }) => effectiveEffect)),
      blocked: countBy(blocked.map(({ code }) => code)),
      unchanged: inventory.devices.length - countPresent([...actions, ...blocked, ...deferred, ...inProgress], concerned),
      change: null,
    },
  }
}

function decideAll(concerned: readonly Subject[], input: PlanInput, context: DecisionContext): DeviceDecision[] {
  const { onlyDevice } = input
  const decisions: DeviceDecision[] = []
  const keep = ({ decision, undetermined }: DeviceDecision): void => {
    if (decision.kind !== 'none' && !isAskedBy(decision.policy, input)) return
    if (decision.kind !== 'none' || undetermined.length > 0) decisions.push({ decision, undetermined })
  }
  for (const subject of concerned) keep(decideDevice(subject, context))
  for (const entry of latestOfEachChain(context.history.entries)) {
    if (onlyDevice !== undefined && entry.device.id !== onlyDevice) continue
    keep(decideFollowUp(entry, context))
  }
  return decisions
}

function isAskedBy({ name }: PolicyIdentity, { onlyPolicy }: PlanInput): boolean {
  return onlyPolicy === undefined || name === onlyPolicy
}

/** Whoever has to agree to an action has to agree to it also where it amounts to more: the worst adds a guard and replaces none. */
function approvedAs({ action, effectiveEffect }: Candidate): ActionName[] {
  return effectiveEffect === action ? [action] : [effectiveEffect, action]
}

function isWanted({ id, effectiveEffect }: Candidate, { only, withoutRemovals }: PlanInput): boolean {
  if (only && !only.has(id)) return false
  return !(withoutRemovals && ACTIONS[effectiveEffect].removal)
}

function compareEntries(a: Targeted & Pick<BlockedAction, 'action'>, b: Targeted & Pick<BlockedAction, 'action'>): number {
  return compareText(targetKey(a), targetKey(b)) || compareText(a.action, b.action)
}

/** Entries about devices that the inventory still holds; follow-ups are about devices it does not, and records are no devices. */
function countPresent(entries: readonly Targeted[], concerned: readonly Subject[]): number {
  const ids = new Set(entries.flatMap(({ device }) => (device ? [device.id] : [])))
  return concerned.filter(({ device, over }) => over === 'devices' && ids.has(device.id)).length
}

/** Counts in the order of the names, so that the bytes do not depend on the order of the values. */
function countBy(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => compareText(a, b)))
}
