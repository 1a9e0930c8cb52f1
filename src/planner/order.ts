/** The total order of a plan: phase, ring, priority descending, risk ascending, id. */
import { ACTIONS, RISK_ORDER } from './action.ts'
import type { ActionName, Risk } from './documents.generated.ts'
import { compareText } from './text.ts'

export interface Ordered {
  readonly id: string
  readonly action: ActionName
  readonly ring: number
  readonly priority: number
  readonly risk: Risk
}

export function compareActions(a: Ordered, b: Ordered): number {
  return (
    ACTIONS[a.action].phase - ACTIONS[b.action].phase ||
    a.ring - b.ring ||
    b.priority - a.priority ||
    RISK_ORDER[a.risk] - RISK_ORDER[b.risk] ||
    compareText(a.id, b.id)
  )
}
