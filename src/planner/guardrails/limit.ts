/**
 * Blocks an effect of which a plan, a day or a week would see too much.
 *
 * All bounds hold at once: a share alone is too loose for a fleet of 40,000, a count alone too
 * loose for a fleet of 40. The share never rounds below one, so that a fleet of 40 is not
 * blocked for ever, and an explicit 0 stays 0. An action on many devices at once counts as many. Days and weeks roll and count every request that
 * may have been executed, whatever became of it.
 */
import type { EffectLimit, PassLimit } from '../desired-state.ts'
import type { ActionName, PlanVerdict } from '../documents.generated.ts'
import type { HistoryEntry } from '../history.ts'
import { mayHaveRun } from '../history-index.ts'
import type { EpochSeconds } from '../inventory.ts'
import type { Deferral, Guardrail, GuardrailInput, JudgedAction } from './guardrail.ts'

const DAY_SECONDS = 86_400
const WEEK_SECONDS = 7 * DAY_SECONDS

export const checkLimits: Guardrail = (input) => {
  const byEffect = new Map<ActionName, JudgedAction[]>()
  for (const action of input.actions) {
    const group = byEffect.get(action.effectiveEffect)
    if (group) group.push(action)
    else byEffect.set(action.effectiveEffect, [action])
  }

  const verdicts: PlanVerdict[] = []
  const blocked = new Set<string>()
  const deferred = new Map<string, Deferral>()
  for (const effect of [...byEffect.keys()].sort()) {
    const actions = byEffect.get(effect) ?? []
    const { allowed, because } = allowedNow(effect, input)
    const asked = weighAll(actions)
    const fitting = takeFitting(actions, allowed)
    if (asked <= allowed) {
      verdicts.push({ guardrail: 'limit', result: 'pass', message: `${effect}: ${asked} of at most ${allowed}.` })
    } else if (input.guardrails.overLimit === 'trickle' && fitting.length > 0) {
      const now = new Set(fitting)
      for (const action of actions) if (!now.has(action)) deferred.set(action.id, { code: 'limit', until: null })
      verdicts.push({ guardrail: 'limit', result: 'defer', message: `${effect}: ${asked}, of which ${weighAll(fitting)} now (${because}); the rest waits.` })
    } else {
      for (const { id } of actions) blocked.add(id)
      verdicts.push({ guardrail: 'limit', result: 'block', message: `${effect}: ${asked}, and at most ${allowed} allowed (${because}).` })
    }
  }
  for (const { name, ids } of forbiddenByName(input)) {
    for (const id of ids) blocked.add(id)
    verdicts.push({ guardrail: 'limit', result: 'block', message: `${name}: ${ids.length}, and its limit is 0, whatever it amounts to.` })
  }
  return { verdicts, blocked, deferred }
}

/**
 * A limit of 0 forbids the action itself, also where it counts by what it amounts to: every delete of today's
 * service is a retire or a wipe, and whoever forbids deletes means those.
 */
function forbiddenByName({ actions, guardrails: { limits } }: GuardrailInput): { readonly name: ActionName; readonly ids: readonly string[] }[] {
  const otherwise = actions.filter(({ action, effectiveEffect }) => action !== effectiveEffect && isZero(limits[action]))
  return [...Map.groupBy(otherwise, ({ action }) => action)].map(([name, group]) => ({ name, ids: group.map(({ id }) => id) }))
}

function isZero({ perPass, perDay, perWeek }: EffectLimit): boolean {
  return perPass.count === 0 || perPass.percent === 0 || perDay === 0 || perWeek === 0
}

/** In plan order, each that still fits; one that does not is passed over, because it cannot be carried out in part. */
function takeFitting(actions: readonly JudgedAction[], allowed: number): JudgedAction[] {
  let left = allowed
  return actions.filter(({ weight }) => {
    if (weight > left) return false
    left -= weight
    return true
  })
}

function weighAll(actions: readonly Pick<JudgedAction, 'weight'>[]): number {
  return actions.reduce((total, { weight }) => total + weight, 0)
}

/** Allowed in a pass: the smaller of the count and the share, which is never below one unless it is 0 itself. */
export function allowedPerPass({ count, percent }: PassLimit, fleet: number): number {
  return percent === 0 ? 0 : Math.min(count, Math.max(1, Math.floor((fleet * percent) / 100)))
}

function allowedNow(effect: ActionName, { guardrails, inventory, history, now }: GuardrailInput): { allowed: number; because: string } {
  const limit: EffectLimit = guardrails.limits[effect]
  const fleet = inventory.devices.length
  const spentIn = (seconds: number): number => countSpent(history.entries, effect, now - seconds)
  const bounds = [
    { allowed: allowedPerPass(limit.perPass, fleet), because: `${limit.perPass.count} and ${limit.perPass.percent} % of ${fleet} devices per pass` },
    { allowed: Math.max(0, limit.perDay - spentIn(DAY_SECONDS)), because: `${limit.perDay} per day, ${spentIn(DAY_SECONDS)} spent` },
    { allowed: Math.max(0, limit.perWeek - spentIn(WEEK_SECONDS)), because: `${limit.perWeek} per week, ${spentIn(WEEK_SECONDS)} spent` },
  ]
  return bounds.reduce((tightest, bound) => (bound.allowed < tightest.allowed ? bound : tightest))
}

/** Devices of requests of this effect that may have been executed since `from`. */
export function countSpent(entries: readonly HistoryEntry[], effect: ActionName, from: EpochSeconds): number {
  const spent = entries.filter(
    (entry) =>
      entry.effectiveEffect === effect &&
      entry.actionId !== null &&
      entry.dispatchedAt !== null &&
      entry.dispatchedAt > from &&
      (mayHaveRun(entry) || wasExecuted(entry)),
  )
  return spent.reduce((total, { tenant }) => total + (tenant ? Math.max(1, tenant.devices) : 1), 0)
}

// Failed, cancelled and expired requests were sent as well; only a refused one never ran.
function wasExecuted({ state }: HistoryEntry): boolean {
  return state === 'failed' || state === 'notSupported' || state === 'cancelled' || state === 'expired'
}
