/**
 * Blocks everything destructive that rests on an inventory which cannot be trusted.
 *
 * A device that was not read is not a device that is gone. The guardrail bites only where
 * something destructive is planned: a look at a half-read fleet is always allowed.
 */
import { isDestructive } from '../action.ts'
import type { PlanVerdict } from '../documents.generated.ts'
import { formatInstant } from '../instant.ts'
import { FUTURE_TOLERANCE_SECONDS } from '../subject.ts'
import type { Guardrail, GuardrailInput } from './guardrail.ts'

export const checkInventoryTrust: Guardrail = (input) => {
  const destructive = input.actions.filter(({ effectiveEffect, risk }) => isDestructive(effectiveEffect, risk))
  const doubts = findDoubts(input)
  if (doubts.length === 0) {
    const verdict: PlanVerdict =
      input.inventory.takenAt === null
        ? { guardrail: 'inventory', result: 'notChecked', message: 'The inventory does not say when it was taken; its age was not checked.' }
        : {
            guardrail: 'inventory',
            result: 'pass',
            message: `Complete, ${input.inventory.devices.length} devices, taken at ${formatInstant(input.inventory.takenAt)}.`,
          }
    return { verdicts: [verdict], blocked: new Set(), deferred: new Map() }
  }
  const result = destructive.length > 0 ? 'block' : 'pass'
  const consequence = destructive.length > 0 ? 'Nothing can be removed on the strength of it.' : 'Nothing destructive is planned, so it does no harm.'
  return {
    verdicts: [{ guardrail: 'inventory', result, message: `${doubts.join(' ')} ${consequence}` }],
    blocked: new Set(destructive.map(({ id }) => id)),
    deferred: new Map(),
  }
}

function findDoubts({ inventory, guardrails, now }: GuardrailInput): string[] {
  const { minDevices, maxAgeSeconds } = guardrails.inventory
  const doubts: string[] = []
  if (!inventory.complete) doubts.push(`The inventory is incomplete: ${inventory.incompleteBecause.join('; ') || 'no reason given'}.`)
  if (inventory.devices.length < minDevices) doubts.push(`It holds ${inventory.devices.length} devices, fewer than the ${minDevices} expected.`)
  if (inventory.takenAt !== null && now - inventory.takenAt > maxAgeSeconds)
    doubts.push(`It was taken at ${formatInstant(inventory.takenAt)}, more than ${hours(maxAgeSeconds)} before now.`)
  if (inventory.takenAt !== null && inventory.takenAt - now > FUTURE_TOLERANCE_SECONDS)
    doubts.push(`It was taken at ${formatInstant(inventory.takenAt)}, which lies in the future.`)
  return doubts
}

function hours(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds} s`
}
