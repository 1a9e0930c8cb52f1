/**
 * Which state of an action may follow which.
 *
 *   planned ─► dispatched ─► accepted ─► pending ─► confirmed | failed | notSupported | cancelled | expired
 *                  │   └───► refused ─► dispatched   (no byte was executed)
 *                  └───────► unknown ─► pending, confirmed   (positive evidence)
 *
 * An action that was ever unknown ends by nothing but `confirmed`: evidence of a failure can
 * belong to another administrator's request, while ours is still on its way. What it can do
 * is go back to unknown. So no attempt that may have executed is ever followed by another.
 */
import type { ActionState } from '../planner/history.ts'

/** The states that are written down. What is planned stands in the plan itself. */
export type JournalState = Exclude<ActionState, 'planned' | 'awaitingTenantApproval'>

export const JOURNAL_STATES = [
  'dispatched',
  'accepted',
  'pending',
  'unknown',
  'refused',
  'confirmed',
  'failed',
  'notSupported',
  'cancelled',
  'expired',
] as const satisfies readonly JournalState[]

const ENDED_WITHOUT_EFFECT: readonly JournalState[] = ['failed', 'notSupported', 'cancelled', 'expired']
const ENDS: readonly JournalState[] = ['confirmed', ...ENDED_WITHOUT_EFFECT]

const NEXT: Record<JournalState, readonly JournalState[]> = {
  dispatched: ['accepted', 'refused', 'unknown'],
  refused: ['dispatched'],
  accepted: ['pending', ...ENDS],
  // Seen pending once more: when it was last seen so is evidence of its own.
  pending: ['pending', 'unknown', ...ENDS],
  unknown: ['pending', 'confirmed'],
  confirmed: [],
  failed: [],
  notSupported: [],
  cancelled: [],
  expired: [],
}

/** Sent, or possibly sent, and without an end. */
export function isUnderWay(state: JournalState): boolean {
  return state === 'dispatched' || state === 'accepted' || state === 'pending' || state === 'unknown'
}

export function endedWithoutEffect(state: JournalState): boolean {
  return ENDED_WITHOUT_EFFECT.includes(state)
}

/** `past` holds every state of this attempt, oldest first; empty for one that is only planned. */
export function mayFollow(past: readonly JournalState[], next: JournalState): boolean {
  const newest = past.at(-1)
  if (newest === undefined) return next === 'dispatched'
  if (!NEXT[newest].includes(next)) return false

  if (isInDoubt(past)) return !endedWithoutEffect(next)
  return newest !== 'pending' || next !== 'unknown'
}

/** Whether nobody knew at some time if this attempt was carried out. */
export function isInDoubt(past: readonly JournalState[]): boolean {
  return past.includes('unknown')
}
