/** Defers what stands outside its windows until the next one opens. */
import type { ActionName, PlanVerdict } from '../documents.generated.ts'
import { formatInstant } from '../instant.ts'
import { isOpen, nextOpening, windowsFor } from '../window.ts'
import type { Deferral, Guardrail, JudgedAction } from './guardrail.ts'

export const checkWindows: Guardrail = ({ actions, guardrails: { windows }, now }) => {
  const verdicts: PlanVerdict[] = []
  const deferred = new Map<string, Deferral>()
  for (const [effect, asked] of byEffect(actions)) {
    const concerned = asked.map((action) => ({ action, having: windowsFor(windows, action) })).filter(({ having }) => having.length > 0)
    const [first] = concerned
    if (!first) continue
    const closed = concerned.filter(({ having }) => !isOpen(having, now))
    if (closed.length === 0) {
      verdicts.push({ guardrail: 'window', result: 'pass', message: `${effect}: within its window.` })
      continue
    }
    const until = nextOpening(closed[0]?.having ?? [], now)
    for (const { action } of closed) deferred.set(action.id, { code: 'window', until })
    const opening = until === null ? 'and none opens within 400 days' : `and the next one opens at ${formatInstant(until)}`
    verdicts.push({ guardrail: 'window', result: 'defer', message: `${effect}: ${closed.length} outside its window, ${opening}.` })
  }
  return { verdicts, blocked: new Set(), deferred }
}

/** In the order of the names. What is destructive goes by effect and risk, and one effect has one risk. */
function byEffect(actions: readonly JudgedAction[]): [ActionName, JudgedAction[]][] {
  const groups = new Map<ActionName, JudgedAction[]>()
  for (const action of actions) groups.set(action.effectiveEffect, [...(groups.get(action.effectiveEffect) ?? []), action])
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
