/** Runs every guardrail. The only file that knows them all. */
import type { Guardrail, GuardrailInput, Judgement } from './guardrail.ts'
import { checkHistoryKnown } from './history-known.ts'
import { checkInventoryTrust } from './inventory-trust.ts'
import { checkLimits } from './limit.ts'

const GUARDRAILS: readonly Guardrail[] = [checkInventoryTrust, checkLimits, checkHistoryKnown]

export function checkGuardrails(input: GuardrailInput): Judgement {
  const judgements = GUARDRAILS.map((check) => check(input))
  return {
    verdicts: judgements.flatMap(({ verdicts }) => verdicts),
    blocked: new Set(judgements.flatMap(({ blocked }) => [...blocked])),
    deferred: new Set(judgements.flatMap(({ deferred }) => [...deferred])),
  }
}
