/** What of a saved plan is left to do, judged by a fresh one. */
import type { Plan, PlanList, PlannedAction } from '../planner/documents.generated.ts'
import type { History } from '../planner/history.ts'
import { type DroppedAction, intersectPlan } from '../planner/intersect.ts'
import { isIntact } from '../planner/plan-digest.ts'
import { assemblePlan } from '../planner/plan.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'

export interface SavedPlanRemainder {
  /** The file's digest does not fit what it says: it was edited, or the guardrails have changed since. */
  readonly changed: boolean
  /** List files that are not what they were when the plan was made, by path. What is applied goes by what they say now. */
  readonly changedLists: readonly string[]
  /** Sent before, under way or confirmed: applying a file twice does nothing twice. */
  readonly done: readonly PlannedAction[]
  /** No longer planned, or not as it was. */
  readonly dropped: readonly DroppedAction[]
}

export const NOTHING_SAVED: SavedPlanRemainder = { changed: false, changedLists: [], done: [], dropped: [] }

const SENT = new Set(['dispatched', 'accepted', 'pending', 'confirmed'])

/** The input narrowed to what the file and a fresh plan agree on. The file can only make it do less. */
export function narrowToSaved(saved: Plan, input: PlanInput): { readonly input: PlanInput; readonly remainder: SavedPlanRemainder } {
  assertSameFleet(saved, input)
  const fresh = assemblePlan({ ...input, only: new Set(saved.actions.map(({ id }) => id)) })
  const { allowed, dropped } = intersectPlan(saved, fresh)
  const sent = sentActions(input.history)
  return {
    input: { ...input, only: allowed },
    remainder: {
      changed: !isIntact(saved, input.desired),
      changedLists: listsThatChanged(saved, input.desired.lists),
      done: dropped.map(({ action }) => action).filter(({ id }) => sent.has(id)),
      dropped: dropped.filter(({ action }) => !sent.has(action.id)),
    },
  }
}

/** Only of lists that the plan knew: a new one came with a new policy. */
export function listsThatChanged({ source }: Pick<Plan, 'source'>, lists: readonly PlanList[]): string[] {
  const now = new Map(lists.map(({ file, digest }) => [file, digest]))
  return (source.lists ?? []).filter(({ file, digest }) => now.get(file) !== digest).map(({ file }) => file)
}

function sentActions({ entries }: History): ReadonlySet<string> {
  return new Set(entries.flatMap(({ actionId, state }) => (actionId !== null && SENT.has(state) ? [actionId] : [])))
}

function assertSameFleet(saved: Plan, { desired }: PlanInput): void {
  if (saved.fleet === desired.fleet) return
  throw new ReeveError('REEVE_PLAN_OF_OTHER_FLEET', `The plan is of the fleet ${saved.fleet}, and the policies are of ${desired.fleet}.`, {
    fix: 'Name the policy repository of the plan with --repo.',
  })
}
