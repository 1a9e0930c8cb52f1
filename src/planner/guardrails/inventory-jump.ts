/** Says which bounds on a jump of the inventory were declared and not checked: no earlier snapshot is kept to compare with. */
import type { Guardrail } from './guardrail.ts'

export const checkInventoryJump: Guardrail = ({ guardrails: { uncheckedJumps } }) => ({
  verdicts:
    uncheckedJumps.length === 0
      ? []
      : [{ guardrail: 'inventory', result: 'notChecked', message: `${uncheckedJumps.join(', ')}: not checked, because no earlier snapshot is kept.` }],
  blocked: new Set(),
  deferred: new Map(),
})
