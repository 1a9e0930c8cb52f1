/** The questions that are asked of a profile. */
import { isDirectoryAction } from '../action.ts'
import type { ActionName, DataEffect, Risk } from '../documents.generated.ts'
import { askedOptions, type WipeMode, type WipeOptionName, type WipeOptions } from '../wipe-options.ts'
import { findRow, judgeCondition, listPossibleRows } from './condition.ts'
import type { ProfileFacts } from './condition.ts'
import { isPlatform } from './profile.ts'
import type { EffectRow, Profile, ProfileAction, ProfileMode } from './profile.ts'

export type { ProfileFacts } from './condition.ts'
export { compareVersions } from './versions.ts'

export interface ProfileQuestion {
  readonly action: ActionName
  /** Anything but PLAIN_WIPE, asked of anything but a wipe, is unsupported: an option is refused, never dropped. */
  readonly wipe: WipeOptions
  readonly facts: ProfileFacts
}

export type Support =
  | {
      readonly verdict: 'supported'
      /** The worst that may happen; limits, approvals and reports go by it. */
      readonly effectiveEffect: ActionName
      readonly risk: Risk
      readonly removesFromManagement: boolean
      readonly rule: string
      readonly source: string
    }
  | { readonly verdict: 'unsupported'; readonly rule: string; readonly source: string }
  | { readonly verdict: 'unknownFact'; readonly fact: string; readonly rule: string; readonly source: string }

/** Whether the action exists for this device, and what it amounts to. */
export function askSupport(profile: Profile, { action, wipe, facts }: ProfileQuestion): Support {
  // What is done to a directory record alone needs no platform; its rows ask for what they need.
  if (!isDirectoryAction(action) && !isPlatform(profile, facts.platform)) {
    return { verdict: 'unknownFact', fact: 'platform', rule: 'What an action does depends on the platform.', source: profile.source }
  }

  const described = actionOf(profile, action)
  const mode = modeOf(described, wipe)
  const found = mode ? findRow(mode.support, facts) : null
  if (!described || !mode || !found) {
    return { verdict: 'unsupported', rule: `${profile.name} knows no ${action}${IN_MODE[wipe.mode]} for this device.`, source: profile.source }
  }

  const { rule, source, verdict } = found.row
  if (found.missing) return { verdict: 'unknownFact', fact: found.missing, rule, source }
  if (verdict === 'unsupported') return { verdict, rule, source }
  const refused = refusedOption(profile, described, { action, wipe, facts })
  if (refused) return refused

  // The first row that is not false, also where a fact is missing: the worst stands first.
  const effectiveEffect = findRow(described.effectiveEffects, facts)?.row.effect ?? action
  return {
    verdict,
    effectiveEffect,
    risk: (actionOf(profile, effectiveEffect) ?? described).risk.value,
    removesFromManagement: mode.removedFromManagement.value,
    rule,
    source,
  }
}

/** The first option beside the mode that this device does not have, or of which it cannot be said. */
function refusedOption(profile: Profile, described: ProfileAction, { action, wipe, facts }: ProfileQuestion): Support | null {
  for (const name of askedOptions(wipe)) {
    const found = findRow(described.options?.find((option) => option.name === name)?.support ?? [], facts)
    if (!found) return { verdict: 'unsupported', rule: `${profile.name} knows no ${action} with ${name} for this device.`, source: profile.source }
    const { rule, source, verdict } = found.row
    if (found.missing) return { verdict: 'unknownFact', fact: found.missing, rule, source }
    if (verdict === 'unsupported') return { verdict, rule, source }
  }
  return null
}

/**
 * What becomes of each kind of data on this device, in the order of the profile.
 *
 * Kinds that the profile's table is about and that have no row for the device are
 * `notDescribed`. What is not supported touches nothing: its only effect is `blocked`.
 */
export function listEffects(profile: Profile, question: ProfileQuestion): DataEffect[] {
  const mode = modeOf(actionOf(profile, question.action), question.wipe)
  const support = askSupport(profile, question)
  const rows = mode ? rowsFor(mode, question.facts) : []
  if (support.verdict !== 'supported') {
    const blocked = rows.filter(({ outcome }) => outcome === 'blocked')
    return blocked.length > 0 ? blocked.map(toEffect) : [{ data: 'all', outcome: 'blocked', note: support.rule }]
  }

  const silent = mode?.dataKinds?.filter((kind) => !rows.some(({ data }) => data === kind)) ?? []
  return [...rows.map(toEffect), ...silent.map((data) => ({ data, outcome: 'notDescribed', note: null }))]
}

/** One row per kind of data: the first whose condition is not false. */
function rowsFor({ effects }: ProfileMode, facts: ProfileFacts): EffectRow[] {
  const rows: EffectRow[] = []
  for (const row of effects) {
    if (rows.some(({ data }) => data === row.data)) continue
    if (judgeCondition(row.when, facts) !== false) rows.push(row)
  }
  return rows
}

function toEffect({ data, outcome, note }: EffectRow): DataEffect {
  return { data, outcome, note }
}

/** Whether some device of this platform could be acted on: what no device could is a mistake in a policy. */
export function canEverSupport(profile: Profile, { action, wipe }: Pick<ProfileQuestion, 'action' | 'wipe'>, platform: string): boolean {
  const described = actionOf(profile, action)
  const mode = modeOf(described, wipe)
  if (!described || !mode || !isPlatform(profile, platform)) return false

  const options = askedOptions(wipe).map((name) => described.options?.find((option) => option.name === name)?.support ?? [])
  return [mode.support, ...options].every((rules) => listPossibleRows(rules, platform).some(({ verdict }) => verdict === 'supported'))
}

/** Whether the profile has the option at all, on whatever platform. */
export function knowsWipeOption({ actions: { wipe } }: Profile, name: WipeOptionName | 'mode'): boolean {
  return name === 'mode' ? wipe.modes.some(({ option }) => option?.name === 'mode') : (wipe.options ?? []).some((option) => option.name === name)
}

/** Days without a check-in that a cleanup rule may ask for, both ends included. */
export function cleanupRange(profile: Profile): { min: number; max: number } {
  const { min, max } = profile.cleanupRule.thresholdDays
  return { min, max }
}

/** undefined where the profile does not describe the action: those on users and on the tenant. */
export function actionOf(profile: Profile, action: ActionName): ProfileAction | undefined {
  const actions: Partial<Record<ActionName, ProfileAction>> = profile.actions
  return actions[action]
}

function modeOf(action: ProfileAction | undefined, { mode }: WipeOptions): ProfileMode | undefined {
  return action?.modes.find(({ name }) => name === mode)
}

const IN_MODE = { plain: '', keep: ' that keeps enrolment and user account', protected: ' that goes on when the power fails' } as const satisfies Record<
  WipeMode,
  string
>
