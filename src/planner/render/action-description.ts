/** `reeve explain action`: what a profile says of an action, in the order in which a person asks. */
import type { ActionDescription, DescribedEffect, EffectsOnPlatforms, ModeDescription } from '../profile/describe-action.ts'
import { listOf } from './count.ts'
import { renderProse } from './prose.ts'
import type { TextStyle } from './text-style.ts'

export const UNDOING = { irreversible: 'cannot be undone', recoverable: 'can be recovered', reversible: 'can be undone' } as const

type Condition = DescribedEffect['when']

export function renderActionDescription(description: ActionDescription, style: TextStyle): string {
  const { action, platform, profile, risk, propagation, statements, modes, effectiveEffects, options, sources } = description
  const where = platform === null ? 'every platform' : platform.text
  const speed = propagation === null ? [] : [`reaches a device in under ${propagation.underMinutes} minutes while ${propagation.while}`]
  const sections = [
    [
      ...renderProse(`${action} on ${where}, by ${profile}: ${UNDOING[risk.value]}`, style, { tone: risk.value === 'irreversible' ? 'danger' : 'heading' }),
      ...[...statements.map(({ about, text, when }) => `${inWords(about)}${inBrackets(when)}: ${text}`), ...speed].flatMap((text) =>
        renderProse(text, style, { indent: 2, hang: 2 }),
      ),
    ],
    renderEffectiveEffects(action, effectiveEffects, style),
    ...modes.flatMap((mode) => renderMode(mode, platform !== null, style)),
    ...options.map((option) => [...renderProse(`Option ${option.name}: ${option.text}`, style, { tone: 'heading' }), ...renderSupport(option.support, style)]),
    renderSources(sources, platform !== null, style),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function renderEffectiveEffects(action: string, effects: ActionDescription['effectiveEffects'], style: TextStyle): string[] {
  const others = effects.filter(({ effect }) => effect !== action)
  if (others.length === 0) return []
  return [
    style.paint('danger', 'Judged by a worse effect'),
    ...others.flatMap(({ when, effect, reading }) =>
      renderProse(`${describeCondition(when)}: as ${effect}. ${reading ?? ''}`.trim(), style, { indent: 2, hang: 2 }),
    ),
  ]
}

function renderMode(mode: ModeDescription, onePlatform: boolean, style: TextStyle): string[][] {
  const option = mode.option === null ? 'What it does' : mode.option.text
  return [
    [
      ...renderProse(option, style, { tone: 'heading' }),
      ...renderProse(mode.effect.text, style, { indent: 2 }),
      ...(mode.removedFromManagement.value ? ['  The device leaves management.'] : ['  The device stays in management.']),
      ...mode.statements.flatMap(({ about, text }) => renderProse(`${inWords(about)}: ${text}`, style, { indent: 2, hang: 2 })),
    ],
    ['  Where it works; the first line that fits answers', ...renderSupport(mode.support, style)],
    ...mode.effects.map((effects) => renderEffects(effects, onePlatform, style)),
  ]
}

function renderSupport(support: ModeDescription['support'], style: TextStyle): string[] {
  return support.flatMap(({ when, verdict, rule }) =>
    renderProse(`${verdict === 'supported' ? 'yes' : 'no '}  ${describeCondition(when, support.length === 1)}: ${rule}`, style, {
      indent: 4,
      hang: 5,
      tone: verdict === 'supported' ? 'good' : 'warning',
    }),
  )
}

function renderEffects({ platforms, rows, notDescribed }: EffectsOnPlatforms, onePlatform: boolean, style: TextStyle): string[] {
  const outcomes = rows.map(({ outcome }) => inWords(outcome))
  const column = Math.max(...outcomes.map((outcome) => outcome.length)) + 2
  return [
    ...renderProse(onePlatform ? 'What goes and what stays' : `What goes and what stays on ${listOf(platforms)}`, style, { indent: 2 }),
    ...rows.flatMap(({ text, note, when }, index) => {
      const { platform: _same, ...further } = when
      return renderProse(`${(outcomes[index] ?? '').padEnd(column)}${text}${inBrackets(further)}${note === null ? '' : `: ${note}`}`, style, {
        indent: 4,
        hang: column,
      })
    }),
    ...(notDescribed.length === 0 ? [] : renderProse(`The documents say nothing of ${listOf(notDescribed)}.`, style, { indent: 4, tone: 'faint' })),
  ]
}

function renderSources(sources: readonly string[], all: boolean, style: TextStyle): string[] {
  if (!all) return renderProse(`${sources.length} passages of the documents say so; --platform NAME or --format json names them.`, style, { tone: 'faint' })
  return [style.paint('faint', 'Sources'), ...sources.flatMap((source) => renderProse(source, style, { indent: 2, hang: 2, tone: 'faint' }))]
}

/** `windows10, before version 10.0.16299`. The condition that always holds is `everything else`, or `always` where it stands alone. */
export function describeCondition({ platform, osVersion, ...facts }: Condition, alone = false): string {
  const parts = [
    ...(platform ? [platform.join(', ')] : []),
    ...(osVersion?.atLeast ? [`version ${osVersion.atLeast} and later`] : []),
    ...(osVersion?.below ? [`before version ${osVersion.below}`] : []),
    ...Object.entries(facts).map(([fact, value]) => (typeof value === 'boolean' ? `${fact} ${value ? 'true' : 'false'}` : `${fact} ${value.join(' or ')}`)),
  ]
  if (parts.length === 0) return alone ? 'always' : 'everything else'
  return parts.join(', ')
}

function inBrackets(when: Condition | undefined): string {
  return when === undefined || Object.keys(when).length === 0 ? '' : ` (${describeCondition(when)})`
}

/** `removedAndRevoked` as `removed and revoked`. */
export function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
