/**
 * One record of the audit log as a value, and the chain that holds the records together.
 *
 * Each record carries the hash of the one before it, so that a change, a loss, an insertion
 * or a reorder breaks the chain at that place. The chain begins at the fleet's name: the log
 * of one fleet never verifies as that of another. What is cut off at the very end is found
 * by the journal beside it and by the file of JSON lines, not by the chain.
 */
import { isDirectoryAction } from '../planner/action.ts'
import { canonicalJson, digestOf } from '../planner/canonical.ts'
import { targetOf } from '../planner/plan-target.ts'
import type { ActionName, AuditRecord, AuditTarget, PlannedAction, PolicyReference } from '../planner/documents.generated.ts'

/** A record before it has its place in the chain. */
export type AuditDraft = Omit<AuditRecord, 'sequence' | 'fleet' | 'previous' | 'hash'>

export interface ChainEnd {
  readonly sequence: number
  readonly hash: string
}

/** The activities of the seed document on data collection. */
const ACTIVITY: Record<ActionName, AuditRecord['activity']> = {
  wipe: 'remoteTask',
  retire: 'remoteTask',
  resetPasscode: 'remoteTask',
  delete: 'delete',
  deleteDirectoryDevice: 'delete',
  deleteUser: 'delete',
  disableDirectoryDevice: 'update',
  disableUser: 'update',
  setCleanupRule: 'update',
}

/** The order in which a person reads a record, and the whitelist of what leaves the machine. */
const FIELDS = [
  'sequence',
  'at',
  'actor',
  'activity',
  'event',
  'fleet',
  'target',
  'action',
  'actionId',
  'revision',
  'planDigest',
  'policy',
  'guardrails',
  'approvers',
  'outcome',
  'reason',
  'previous',
  'hash',
] as const satisfies readonly (keyof AuditRecord)[]

/** Text of a provider or a policy is cut here, so that a line of the log stays a line. */
const MAX_REASON = 1000

export function activityOf(action: ActionName): AuditRecord['activity'] {
  return ACTIVITY[action]
}

export function policyLabel({ kind, name }: Pick<PolicyReference, 'kind' | 'name'>): string {
  return `${kind}/${name}`
}

/** Ids only: names, serial numbers and people stay in the journal. */
export function auditTargetOf({ action, ...targeted }: Pick<PlannedAction, 'action' | 'device' | 'user' | 'tenant'>): AuditTarget {
  const target = targetOf(targeted)
  switch (target.type) {
    case 'device': {
      const { id, incarnation, directoryId } = target.device
      return isDirectoryAction(action) ? { type: 'directoryDevice', id: directoryId ?? id, incarnation } : { type: 'device', id, incarnation }
    }
    case 'user':
      return { type: 'user', id: target.user.id ?? '', incarnation: null }
    case 'tenant':
      return { type: 'tenant', id: target.tenant.id, incarnation: null }
  }
}

export function genesisOf(fleet: string): ChainEnd {
  return { sequence: 0, hash: digestOf({ fleet }) }
}

export function hashOfRecord({ hash: _hash, ...record }: AuditRecord): string {
  return digestOf(record)
}

export function sealRecord(draft: AuditDraft, fleet: string, end: ChainEnd): AuditRecord {
  const reason = draft.reason === null ? null : clip(draft.reason)
  const unsealed = { ...draft, reason, fleet, sequence: end.sequence + 1, previous: end.hash }
  return { ...unsealed, hash: digestOf(unsealed) }
}

/** The record with its fields in reading order, and no other field. */
export function auditFields(record: AuditRecord): AuditRecord {
  return Object.fromEntries(FIELDS.map((field) => [field, record[field]])) as unknown as AuditRecord
}

export function isSameRecord(a: AuditRecord, b: AuditRecord): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

/** Cuts at a whole character: half a surrogate pair has no UTF-8 form and no stable hash. */
function clip(text: string): string {
  const whole = text.toWellFormed()
  return whole.length <= MAX_REASON ? whole : `${whole.slice(0, MAX_REASON - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
