/**
 * Blocks the effects that are to go in rings: this version does not keep rings.
 *
 * Whoever declared rings counts on the first one being small. Without them the whole fleet would be the first one.
 */
import type { Guardrail } from './guardrail.ts'

export const checkRings: Guardrail = ({ actions, guardrails: { ringsFor } }) => {
  const held = actions.filter(({ action, effectiveEffect }) => ringsFor.includes(effectiveEffect) || ringsFor.includes(action))
  const effects = [...new Set(held.map(({ effectiveEffect }) => effectiveEffect))].sort()
  return {
    verdicts: effects.map((effect) => ({
      guardrail: 'ring' as const,
      result: 'block' as const,
      message: `${effect}: is to go in rings, which this version does not keep, so none is applied.`,
    })),
    blocked: new Set(held.map(({ id }) => id)),
    deferred: new Map(),
  }
}
