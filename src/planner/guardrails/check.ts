/** Runs every guardrail. The only file that knows them all. */
import type { Guardrail, GuardrailInput, Judgement } from './guardrail.ts'
import { checkHistoryKnown } from './history-known.ts'
import { checkInventoryJump } from './inventory-jump.ts'
import { checkInventoryTrust } from './inventory-trust.ts'
import { checkLimits } from './limit.ts'
import { checkRings } from './ring.ts'
import { checkSignedCommits } from './signed-commits.ts'
import { checkSuspension } from './suspend.ts'
import { checkWindows } from './window.ts'

const GUARDRAILS: readonly Guardrail[] = [
  checkSignedCommits,
  checkSuspension,
  checkInventoryTrust,
  checkInventoryJump,
  checkLimits,
  checkRings,
  checkWindows,
  checkHistoryKnown,
]

export function checkGuardrails(input: GuardrailInput): Judgement {
  const judgements = GUARDRAILS.map((check) => check(input))
  return {
    verdicts: judgements.flatMap(({ verdicts }) => verdicts),
    blocked: new Set(judgements.flatMap(({ blocked }) => [...blocked])),
    // The last one speaks: a window says until when.
    deferred: new Map(judgements.flatMap(({ deferred }) => [...deferred])),
  }
}
