/**
 * What of a saved plan may still be carried out: the actions that a fresh plan comes to as well.
 *
 * The file is trusted for nothing but what it leaves out. Everything that is sent comes from
 * the fresh plan, so an edit of the file can only make it do less.
 */
import { canonicalJson } from './canonical.ts'
import type { Plan, PlannedAction } from './documents.generated.ts'
import { identityOf } from './plan-target.ts'

export interface Intersection {
  /** For `only` of a plan that is made from this: guardrails judge what is left. */
  readonly allowed: ReadonlySet<string>
  readonly dropped: readonly DroppedAction[]
}

export interface DroppedAction {
  readonly action: PlannedAction
  readonly because: string
  /** A guardrail blocked it in the saved plan, so nobody has agreed to it. */
  readonly heldBack: boolean
}

export function intersectPlan(saved: Plan, fresh: Plan): Intersection {
  const freshById = new Map(fresh.actions.map((action) => [action.id, action]))
  const allowed = new Set<string>()
  const dropped: DroppedAction[] = []
  for (const action of saved.actions) {
    if (action.mode === 'report') continue
    const heldBack = action.status === 'blockedByGuardrail'
    const because = heldBack ? 'A guardrail held it back when the plan was made.' : whyDropped(action, freshById.get(action.id))
    if (because === null) allowed.add(action.id)
    else dropped.push({ action, because, heldBack })
  }
  return { allowed, dropped }
}

function whyDropped(saved: PlannedAction, fresh: PlannedAction | undefined): string | null {
  if (fresh === undefined) return 'It is not planned any more.'
  if (saved.precondition !== fresh.precondition) return 'What the decision rests on has changed since it was planned.'
  if ((fresh.tenant?.devices ?? 0) > (saved.tenant?.devices ?? 0)) return 'It would now reach more devices than were agreed to.'
  if (substanceOf(saved) !== substanceOf(fresh)) return 'It would now do something else.'
  return null
}

function substanceOf({ action, effectiveEffect, parameters, policy, ...targeted }: PlannedAction): string {
  return canonicalJson({ action, effectiveEffect, target: identityOf(targeted), parameters, policy: { kind: policy.kind, name: policy.name } })
}
