/**
 * What reeve did, written down before it does it.
 *
 * Every step of an action is one entry and one audit record in one transaction. The newest
 * entry of an action is its state; what may follow which stands in transitions.ts.
 */
import type { AuditRecord, Plan, PlannedAction } from '../planner/documents.generated.ts'
import type { EpochSeconds } from '../planner/inventory.ts'
import { activityOf, type AuditDraft, auditTargetOf, policyLabel } from './audit-record.ts'
import { readAuditRecords, verifyAudit } from './audit.ts'
import type { Clock } from './clock.ts'
import type { AuditFile } from './log.ts'
import { ReeveError } from './reeve-error.ts'
import type { AttemptHistory, Change, Origin, Store } from './store/store.ts'
import { endedWithoutEffect, type JournalState, mayFollow } from './transitions.ts'

export interface Journal {
  readonly store: Store
  readonly file: AuditFile
  readonly clock: Clock
  /** Who runs this process, for the audit log. */
  readonly actor: string
}

/** The plan that a pass applies, and who agreed to it. */
export interface Pass {
  readonly plan: Plan
  readonly approvers: readonly string[]
}

export interface StepResult {
  readonly state: JournalState
  readonly because: string | null
  /** When it happened by the provider's own evidence. */
  readonly evidenceAt?: EpochSeconds | null
}

export interface Remark {
  readonly action: PlannedAction
  readonly because: string
}

/**
 * Takes up the journal where the last process left it: the file of JSON lines is caught up,
 * and what was sent without an answer becomes unknown. Throws REEVE_AUDIT_DAMAGED for a log
 * that does not verify, because on such a record nothing may be sent.
 */
export async function openJournal(journal: Journal): Promise<Journal> {
  const { problem } = await verifyAudit(journal.store)
  if (problem) throw damaged(problem.detail)
  await catchUp(journal)

  const attempts = await journal.store.readAttempts()
  const unanswered = attempts.filter((attempt) => newestState(attempt) === 'dispatched')
  const result: StepResult = { state: 'unknown', because: 'reeve ended before it knew the answer' }
  await append(
    journal,
    unanswered.map((attempt) => resultOf(journal, attempt, result)),
  )
  return journal
}

export function closeJournal({ store, file }: Journal): void {
  file.close()
  store.close()
}

export async function startPass(journal: Journal, pass: Pass): Promise<void> {
  await append(journal, [{ plan: pass.plan, audit: passRecord(journal, pass, { event: 'passStarted', outcome: null, reason: null }) }])
}

export async function finishPass(journal: Journal, pass: Pass, { outcome, reason }: { outcome: string; reason: string | null }): Promise<void> {
  await append(journal, [{ audit: passRecord(journal, pass, { event: 'passFinished', outcome, reason }) }])
}

export async function refusePlan(journal: Journal, pass: Pass, { outcome, reason }: { outcome: string; reason: string }): Promise<void> {
  await append(journal, [{ audit: passRecord(journal, pass, { event: 'planRefused', outcome, reason }) }])
}

/**
 * The intent to send `action`, on the disk when this returns. Nothing may be sent without it,
 * and whoever calls it sends exactly once. Throws when the action was sent before in any way
 * that may have had an effect.
 */
export async function recordDispatch(journal: Journal, pass: Pass, { action, origin }: { action: PlannedAction; origin: Origin }): Promise<void> {
  const before = await journal.store.readAttempt(action.id)
  const obstacle = whyNotDispatched(before, origin.generation)
  if (obstacle !== null) throw new Error(`${action.id} must not be sent: ${obstacle}`)

  const repeats = before !== null && newestState(before) === 'refused'
  const attempt = repeats ? before.attempt : (before?.attempt ?? 0) + 1
  const at = timestamp(journal)
  const change: Change = {
    ...(repeats ? {} : { attempt: { actionId: action.id, attempt, action, origin, planDigest: pass.plan.digest, revision: pass.plan.source.revision } }),
    entry: { at, actionId: action.id, attempt, state: 'dispatched', because: null, evidenceAt: null, after: newestSequence(before) },
    audit: {
      ...actionRecord(journal, action),
      at,
      event: 'dispatched',
      revision: pass.plan.source.revision,
      planDigest: pass.plan.digest,
      guardrails: guardrailsOf(pass.plan),
      approvers: [...pass.approvers],
      reason: action.reason,
    },
  }
  await append(journal, [change])
}

/** What became of an action that was sent. Throws when that cannot follow what is known of it. */
export async function recordResult(journal: Journal, actionId: string, result: StepResult): Promise<void> {
  const attempt = await journal.store.readAttempt(actionId)
  if (attempt === null) throw new Error(`${actionId} was never sent`)
  await append(journal, [resultOf(journal, attempt, result)])
}

/** Actions of a plan that were not sent, all in one transaction: after a signal there is little time. */
export async function recordNotSent(journal: Journal, pass: Pass, event: 'moved' | 'notAttempted', remarks: readonly Remark[]): Promise<void> {
  const changes = remarks.map(({ action, because }) => ({
    audit: {
      ...actionRecord(journal, action),
      event,
      revision: pass.plan.source.revision,
      planDigest: pass.plan.digest,
      guardrails: guardrailsOf(pass.plan),
      approvers: [...pass.approvers],
      outcome: event,
      reason: because,
    },
  }))
  await append(journal, changes)
}

/**
 * Why an action must not be sent, or null. Another attempt exists only where the one before
 * was refused unread, or ended without effect under a policy that has changed since.
 */
export function whyNotDispatched(before: AttemptHistory | null, generation: string): string | null {
  if (before === null) return null
  const state = newestState(before)
  if (state === 'refused') return null
  if (!endedWithoutEffect(state)) return `it was sent before and is ${state}`
  return before.origin.generation === generation ? `it ended as ${state} under the same policy` : null
}

export function statesOf({ entries }: AttemptHistory): JournalState[] {
  return entries.map(({ state }) => state)
}

export function newestState({ entries }: AttemptHistory): JournalState {
  return (entries.at(-1) ?? entries[0]).state
}

function newestSequence(attempt: AttemptHistory | null): number {
  return attempt?.entries.at(-1)?.sequence ?? 0
}

function resultOf(journal: Journal, attempt: AttemptHistory, { state, because, evidenceAt = null }: StepResult): Change {
  const past = statesOf(attempt)
  if (!mayFollow(past, state)) throw new Error(`${attempt.actionId} is ${past.at(-1)} and cannot become ${state}`)

  const at = timestamp(journal)
  const { actionId, action, revision, planDigest } = attempt
  return {
    entry: { at, actionId, attempt: attempt.attempt, state, because, evidenceAt, after: newestSequence(attempt) },
    audit: { ...actionRecord(journal, action), at, event: state, revision, planDigest, outcome: state, reason: because },
  }
}

/** The database first: it is the truth. A file that cannot follow stops everything as well. */
async function append({ store, file }: Journal, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  for (const record of await store.append(changes)) file.write(record)
}

async function catchUp({ store, file }: Journal): Promise<void> {
  const { last } = file
  const [kept] = last === null ? [] : await store.readAudit({ after: last.sequence - 1, limit: 1 })
  if (last !== null && (kept?.sequence !== last.sequence || kept.hash !== last.hash)) {
    throw damaged(`audit.jsonl ends with record ${last.sequence}, and the journal holds another one or none: it may have been restored from a backup.`)
  }
  for await (const record of readAuditRecords(store, last?.sequence ?? 0)) file.write(record)
}

function damaged(detail: string): ReeveError {
  return new ReeveError('REEVE_AUDIT_DAMAGED', `${detail} Nothing is sent on the strength of such a log.`, {
    fix: 'Look at what is wrong:\n\n    reeve audit verify',
  })
}

function passRecord(journal: Journal, { plan, approvers }: Pass, what: Pick<AuditRecord, 'event' | 'outcome' | 'reason'>): AuditDraft {
  return {
    ...what,
    at: timestamp(journal),
    actor: journal.actor,
    activity: 'manage',
    target: null,
    action: null,
    actionId: null,
    revision: plan.source.revision,
    planDigest: plan.digest,
    policy: null,
    guardrails: guardrailsOf(plan),
    approvers: [...approvers],
  }
}

function actionRecord(journal: Journal, action: PlannedAction): Omit<AuditDraft, 'event'> {
  return {
    at: timestamp(journal),
    actor: journal.actor,
    activity: activityOf(action.action),
    target: auditTargetOf(action),
    action: action.action,
    actionId: action.id,
    revision: null,
    planDigest: null,
    policy: policyLabel(action.policy),
    guardrails: [],
    approvers: [],
    outcome: null,
    reason: null,
  }
}

function guardrailsOf({ verdicts }: Plan): string[] {
  return verdicts.map(({ guardrail, result }) => `${guardrail}: ${result}`)
}

function timestamp({ clock }: Journal): string {
  return clock.now().toISOString()
}
