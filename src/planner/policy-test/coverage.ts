/**
 * What of a repository its tests have touched: which policies selected a device, which conditions came out both ways,
 * which exceptions and protections held, which stages of a clean-up, which accounts and which rules of the
 * tenant were asked for.
 *
 * It says what no test has looked at. That a test looked does not mean that it looked hard.
 */
import { type Decision, decideDevice, decideFollowUp } from '../decide.ts'
import { decideTenantRules } from '../decide-tenant.ts'
import { decideUsers } from '../decide-user.ts'
import { type DesiredState, type OffboardingPolicy, overOf, type Policy, type TenantRule } from '../desired-state.ts'
import { latestOfEachChain } from '../latest-of-chain.ts'
import { activePolicies, contextOf, type PlanInput } from '../plan-context.ts'
import { subjectOf } from '../record-index.ts'
import { findRecordSubjects } from '../record-subject.ts'
import type { Subject } from '../subject.ts'
import { isSilentOnDevices, sleepsUntil } from '../target.ts'
import { FALSE, TRUE } from '../truth.ts'

export interface CoverageItem {
  readonly kind: 'policy' | 'condition' | 'exception' | 'protection' | 'stage' | 'account' | 'rule'
  /** `policy lost-laptops`, or what a condition asks. */
  readonly what: string
  /** The policy that it belongs to; null for protections. */
  readonly policy: string | null
  /** file:line:column */
  readonly at: string
  readonly covered: boolean
  /** What no test has shown; null when it is covered. */
  readonly missing: string | null
}

export interface Coverage {
  readonly items: readonly CoverageItem[]
  readonly covered: number
  /** A whole number, cut: 100 means all of it. */
  readonly percent: number
}

type Known = Pick<CoverageItem, 'kind' | 'what' | 'policy' | 'at'>

interface Seen extends Known {
  wasTrue: boolean
  wasFalse: boolean
}

/** By what does not change between two moments for which the same documents are compiled. */
export type CoverageRecord = Map<string, Seen>

export function startCoverage(desired: DesiredState): CoverageRecord {
  const record: CoverageRecord = new Map()
  for (const policy of desired.policies) for (const item of itemsOf(policy)) record.set(keyOf(item), { ...item, wasTrue: false, wasFalse: false })
  for (const rule of desired.tenantRules) for (const item of itemsOfRule(rule)) record.set(keyOf(item), { ...item, wasTrue: false, wasFalse: false })
  for (const { at, reason } of desired.guardrails.protect) {
    const item: Known = { kind: 'protection', what: `protection: ${reason}`, policy: null, at }
    record.set(keyOf(item), { ...item, wasTrue: false, wasFalse: false })
  }
  return record
}

/** Counts what the test of this plan looks at. */
export function observe(record: CoverageRecord, input: PlanInput): void {
  const context = contextOf(input)
  const active = activePolicies(input.desired, context.now)
  const see = (item: Known, truth: boolean): void => {
    const seen = record.get(keyOf(item))
    if (!seen) return
    if (truth) seen.wasTrue = true
    else seen.wasFalse = true
  }
  const seeDecision = (decision: Decision): void => {
    const proposal = decision.kind === 'act' ? decision.action.proposal : decision.kind === 'blocked' || decision.kind === 'deferred' ? decision.proposal : null
    if (proposal) for (const item of itemsOf(proposal.policy)) if (isStage(item, proposal.stage)) see(item, true)
  }

  const devices = input.inventory.devices.map((device) => subjectOf(device, context.records, context.now))
  for (const subject of [...devices, ...findRecordSubjects(input.inventory.directoryDevices ?? [], context)]) {
    for (const policy of active) if (overOf(policy) === subject.over) observePolicy(policy, subject, see)
    for (const { select, at, reason } of input.desired.guardrails.protect)
      if (select.evaluate(subject) === TRUE) see({ kind: 'protection', what: `protection: ${reason}`, policy: null, at }, true)
    seeDecision(decideDevice(subject, context).decision)
  }
  for (const { policy } of decideUsers(context)) for (const item of itemsOf(policy)) if (item.kind === 'account' || isSilentOnDevices(policy)) see(item, true)
  for (const { rule } of decideTenantRules(context, input.inventory)) for (const item of itemsOfRule(rule)) see(item, true)
  for (const entry of latestOfEachChain(context.history.entries)) seeDecision(decideFollowUp(entry, context).decision)
}

function observePolicy(policy: Policy, subject: Subject, see: (item: Known, truth: boolean) => void): void {
  const selects = policy.select.evaluate(subject) === TRUE
  for (const leaf of policy.select.leaves) {
    const truth = leaf.evaluate(subject)
    if (truth === TRUE || truth === FALSE) see(conditionOf(policy, leaf), truth === TRUE)
  }
  if (!selects || sleepsUntil(policy, subject) !== null) return
  see(policyItem(policy), true)
  const exception = exceptionOf(policy)
  if (exception && policy.except?.evaluate(subject) === TRUE) see(exception, true)
}

function itemsOf(policy: Policy): Known[] {
  const exception = exceptionOf(policy)
  const stages = policy.kind === 'CleanupRule' && policy.stages.length > 1 ? policy.stages : []
  return [
    policyItem(policy),
    ...(isSilentOnDevices(policy) ? [] : conditionsThatTurn(policy)),
    ...(exception ? [exception] : []),
    ...(policy.kind === 'UserOffboarding' && policy.user !== null && policy.user !== 'kept' ? [accountOf(policy, policy.user)] : []),
    ...stages.map((stage, index): Known => ({ kind: 'stage', what: `stage ${index + 1}, ${stage.action}`, policy: policy.name, at: policy.at })),
  ]
}

/** No managed record comes before a rule over the directory, so that condition has no other answer. */
function conditionsThatTurn(policy: Policy): Known[] {
  const leaves = policy.select.leaves.filter(({ field }) => overOf(policy) === 'devices' || field !== 'directory.isManaged')
  return leaves.map((leaf) => conditionOf(policy, leaf))
}

/** A rule that the tenant enforces selects no device here: that its number was compared with the tenant's is all there is to see. */
function itemsOfRule({ kind, name, at, platform }: TenantRule): Known[] {
  return [
    { kind: 'policy', what: `${kind} ${name}`, policy: name, at },
    { kind: 'rule', what: `cleanup rule for ${platform}`, policy: name, at },
  ]
}

function isStage({ kind, what }: Known, stage: number): boolean {
  return kind === 'stage' && what.startsWith(`stage ${stage + 1},`)
}

function policyItem({ kind, name, at }: Policy): Known {
  return { kind: 'policy', what: `${kind} ${name}`, policy: name, at }
}

function conditionOf({ name }: Policy, { asks, at }: { readonly asks: string; readonly at: string }): Known {
  return { kind: 'condition', what: asks, policy: name, at }
}

function accountOf({ name, usersAt }: OffboardingPolicy, user: 'disabled' | 'deleted'): Known {
  return { kind: 'account', what: `account ${user}`, policy: name, at: usersAt }
}

/** An exception counts as a whole: its conditions rarely hold one by one. */
function exceptionOf({ name, except }: Policy): Known | null {
  const [first] = except?.leaves ?? []
  return first ? { kind: 'exception', what: `exception: ${except?.leaves.map(({ asks }) => asks).join(', ')}`, policy: name, at: first.at } : null
}

function keyOf({ kind, policy, what, at }: Known): string {
  return [kind, policy ?? '', what, at].join('\n')
}

/** In the order of the documents. */
export function finishCoverage(record: CoverageRecord): Coverage {
  const items = [...record.values()].map(({ kind, what, policy, at, wasTrue, wasFalse }): CoverageItem => {
    const missing = missingOf(kind, wasTrue, wasFalse)
    return { kind, what, policy, at, covered: missing === null, missing }
  })
  const covered = items.filter((item) => item.covered).length
  return { items, covered, percent: items.length === 0 ? 100 : Math.floor((covered * 100) / items.length) }
}

function missingOf(kind: Known['kind'], wasTrue: boolean, wasFalse: boolean): string | null {
  switch (kind) {
    case 'policy':
      return wasTrue ? null : 'selected no device'
    case 'condition':
      return wasTrue && wasFalse ? null : wasTrue ? 'was never false' : wasFalse ? 'was never true' : 'was neither true nor false'
    case 'exception':
      return wasTrue ? null : 'excepted no device that the policy selects'
    case 'protection':
      return wasTrue ? null : 'protected no device'
    case 'stage':
    case 'account':
    case 'rule':
      return wasTrue ? null : 'was never asked for'
  }
}
