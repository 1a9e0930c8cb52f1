/** The kill switch in git: while it is set nothing destructive is sent, whoever asks for it. */
import { isDestructive } from '../action.ts'
import { formatInstant } from '../instant.ts'
import type { Guardrail } from './guardrail.ts'

export const checkSuspension: Guardrail = ({ actions, guardrails: { suspend }, now }) => {
  if (!suspend) return { verdicts: [], blocked: new Set(), deferred: new Map() }
  const { reason, by, until } = suspend
  if (until !== null && now >= until)
    return {
      verdicts: [{ guardrail: 'suspend', result: 'pass', message: `The suspension ended at ${formatInstant(until)}.` }],
      blocked: new Set(),
      deferred: new Map(),
    }

  const destructive = actions.filter(({ effectiveEffect, risk }) => isDestructive(effectiveEffect, risk))
  const who = by === null ? 'Suspended' : `Suspended by ${by}`
  const end = until === null ? '' : ` until ${formatInstant(until)}`
  const consequence = destructive.length > 0 ? 'Nothing destructive is applied.' : 'Nothing destructive is planned, so it holds nothing back.'
  return {
    verdicts: [
      {
        guardrail: 'suspend',
        result: destructive.length > 0 ? 'block' : 'pass',
        message: `${who}${end}: ${/[.!?]$/.test(reason) ? reason : `${reason}.`} ${consequence}`,
      },
    ],
    blocked: new Set(destructive.map(({ id }) => id)),
    deferred: new Map(),
  }
}
