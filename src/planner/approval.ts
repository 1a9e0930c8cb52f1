/** What a plan needs signed before it is applied, and what is still missing. */
import type { DesiredState } from './desired-state.ts'
import type { ActionName, ApprovalNeed, PlanApprovals } from './documents.generated.ts'

export interface ApprovalResult {
  readonly approvals: PlanApprovals
  /** Whether an action of this effective effect still waits for a signature. */
  readonly isMissing: (effect: ActionName) => boolean
}

/** `effects` are those of the actions that would be applied. No signature is known in this version, so all that is required is missing. */
export function checkApprovals(rules: DesiredState['approvals'], effects: ReadonlySet<ActionName>): ApprovalResult {
  const required: ApprovalNeed[] = (rules === null || rules === 'none' ? [] : rules)
    .filter(({ actions }) => actions.some((action) => effects.has(action)))
    .map(({ actions, signatures, from }) => ({ actions: actions.filter((action) => effects.has(action)), signatures, from: [...from] }))
  const missing = required
  return { approvals: { required, missing }, isMissing: (effect) => missing.some(({ actions }) => actions.includes(effect)) }
}
