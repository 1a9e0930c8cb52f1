/** `reeve explain action` without a profile: what each profile says, platform by platform. */
import type { ActionComparison, PlatformAnswer } from '../profile/compare-action.ts'
import { describeCondition } from './action-description.ts'
import { renderProse } from './prose.ts'
import { renderTable } from './table.ts'
import type { TextStyle } from './text-style.ts'

export function renderActionComparison(comparison: ActionComparison, style: TextStyle): string {
  const { action, profiles, platforms } = comparison
  const columns = [{ heading: 'PLATFORM', atLeast: 27 }, ...profiles.map((profile) => ({ heading: profile.toUpperCase(), wraps: true }))]
  const rows = platforms.map(({ platform, answers }) => [platform, ...profiles.map((profile) => describeAnswer(action, answers[profile] ?? null))])
  return [
    ...renderProse(`${action}, by ${profiles.join(' and ')}`, style, { tone: 'heading' }),
    '',
    ...renderTable(columns, rows, style, 2),
    '',
    ...renderProse('–: no platform of that profile. "as": counted by the worst it may do.', style, { tone: 'faint' }),
    ...renderProse(`What goes and what stays: reeve explain action ${action} --profile ${profiles.at(-1) ?? ''}`, style, { tone: 'faint' }),
  ].join('\n')
}

/** `yes`, `no`, `–`, `yes, as wipe; also keep`, `version 10.2 and later`. */
export function describeAnswer(action: string, answer: PlatformAnswer | null): string {
  if (answer === null) return '–'
  if (answer.supported === 'no') return 'no'
  const yes = answer.supported === 'yes' ? ['yes'] : describeConditions(answer.rules)
  const worse = answer.effectiveEffects.filter(({ effect }) => effect !== action)
  const effects = worse.map(({ when, effect }) => `as ${effect}${Object.keys(when).length === 0 ? '' : ` if ${describeCondition(when)}`}`)
  const modes = answer.modes.length === 0 ? [] : [`also ${answer.modes.join(', ')}`]
  return [`${yes.join(' or ')}${effects.length === 0 ? '' : `, ${effects.join(', ')}`}`, ...modes].join('; ')
}

/** Rows are ordered, so what comes last and always holds is everything that those before it did not refuse. */
function describeConditions(rules: PlatformAnswer['rules']): string[] {
  const refused = rules.filter(({ verdict }) => verdict === 'unsupported').map(({ when }) => describeCondition(when))
  return rules
    .filter(({ verdict }) => verdict === 'supported')
    .map(({ when }) => (Object.keys(when).length === 0 ? `unless ${refused.join(' or ')}` : describeCondition(when)))
}
