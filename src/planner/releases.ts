/**
 * When what time itself holds back is let through: the end of a suspension, the opening of a window.
 *
 * Limits, rings and the age of an inventory depend on what else there is then, so nobody can foretell them here.
 */
import { isDestructive } from './action.ts'
import type { DecidedAction, Decision, DecisionContext } from './decide.ts'
import type { EffectiveGuardrails } from './desired-state.ts'
import type { ActionName } from './documents.generated.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { findSignsOfLife, gistOf, type SignOfLife, type UpcomingDecision } from './upcoming.ts'
import { isOpen, nextOpening, windowsFor } from './window.ts'

export interface Release {
  readonly at: EpochSeconds
  readonly by: 'suspension' | 'window'
  readonly decision: Extract<Decision, { kind: 'act' }>
  readonly effect: ActionName
  readonly unless: readonly SignOfLife[]
}

/** Of the decision of now and each that follows: the first moment at which it is let through, unless it is another one by then. */
export function findReleases(device: Device, context: DecisionContext, now: Decision, upcoming: readonly UpcomingDecision[]): Release[] {
  return [{ at: context.now, decision: now }, ...upcoming].flatMap(({ at: from, decision }, index) => {
    if (decision.kind !== 'act' || decision.policy.mode === 'report') return []
    const release = findRelease(decision.action, context.desired.guardrails, from)
    const next = upcoming[index]
    if (release === null || (next && next.at <= release.at)) return []
    return [{ ...release, decision, effect: decision.action.effectiveEffect, unless: findSignsOfLife(device, context, release.at, gistOf(decision)) }]
  })
}

/** null where neither holds it back, and where no end of that is in sight. */
function findRelease(action: DecidedAction, { suspend, windows }: EffectiveGuardrails, from: EpochSeconds): Pick<Release, 'at' | 'by'> | null {
  const isSuspended = suspend !== null && isDestructive(action.effectiveEffect, action.risk) && (suspend.until === null || from < suspend.until)
  const resumed = isSuspended ? suspend.until : from
  if (resumed === null) return null

  const having = windowsFor(windows, { ...action, action: action.proposal.action })
  if (isOpen(having, resumed)) return isSuspended ? { at: resumed, by: 'suspension' } : null
  const opening = nextOpening(having, resumed)
  return opening === null ? null : { at: opening, by: 'window' }
}
