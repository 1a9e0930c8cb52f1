/** docs/actions.md: what every action does, on every platform, by each profile, with the passage that says so. */
import type { ActionName } from '../src/planner/documents.generated.ts'
import { compareAction } from '../src/planner/profile/compare-action.ts'
import { describeAction, type EffectsOnPlatforms, type ModeDescription } from '../src/planner/profile/describe-action.ts'
import { ACTIONS_BEYOND_DEVICES, type ActionBeyondDevices, describeBeyondDevices } from '../src/planner/profile/describe-beyond-devices.ts'
import { type Profile, PROFILES } from '../src/planner/profile/profile.ts'
import { describeAnswer } from '../src/planner/render/action-comparison.ts'
import { describeCondition, inWords } from '../src/planner/render/action-description.ts'

const UNDOING = { irreversible: 'cannot be undone', recoverable: 'can be recovered from', reversible: 'can be undone' } as const

export function listActions(): string {
  const actions = [...new Set(PROFILES.flatMap((profile) => Object.keys(profile.actions)))] as ActionName[]
  return `# Actions

What each action does, by the capability profiles that come with this version: the same tables that the planner reads, and
\`reeve explain action\` prints. A number in brackets is the passage at the end of the section. This page is written by
\`npm run generate\` from \`src/planner/profile/\`.

In the tables, "–" is no platform of that profile, and "as" is the worst that the action may do there: limits, approvals and
reports go by it.

${actions.map(actionSection).join('\n')}
${ACTIONS_BEYOND_DEVICES.map(beyondSection).join('\n')}
${PROFILES.map(numbersSection).join('\n')}`.replace(/\n{3,}/g, '\n\n')
}

function actionSection(action: ActionName): string {
  const comparison = compareAction(PROFILES, action)
  if (!comparison) return ''
  const sources = createFootnotes()
  const rows = comparison.platforms.map(({ platform, answers }) => {
    const cited = PROFILES.flatMap(({ name }) =>
      [...(answers[name]?.rules ?? []), ...(answers[name]?.effectiveEffects ?? [])].map(({ source }) => sources.cite(source)),
    )
    return `| ${[platform, ...PROFILES.map(({ name }) => describeAnswer(action, answers[name] ?? null)), [...new Set(cited)].join(' ')].map(cell).join(' | ')} |`
  })
  const details = PROFILES.map((profile) => detailsOf(profile, action, sources)).join('\n')
  return `## ${action}

| platform | ${PROFILES.map(({ name }) => name).join(' | ')} | says |
|---|${PROFILES.map(() => '---|').join('')}---|
${rows.join('\n')}

${details}
### Passages on ${action}

${sources.list()}
`
}

/** An action that is not about one device. */
function beyondSection(action: ActionBeyondDevices): string {
  const sources = createFootnotes()
  const parts = PROFILES.map((profile) => {
    const { risk, thresholdDays, statements } = describeBeyondDevices(profile, action)
    const lines = [
      `- ${UNDOING[risk]}`,
      ...(thresholdDays === null ? [] : [`- ${thresholdDays.min} to ${thresholdDays.max} days, both included ${sources.cite(thresholdDays.source)}`]),
      ...statements.map((statement) => `- ${inWords(statement.about)}: ${statement.text} ${sources.cite(statement.source)}${reading(statement.reading)}`),
    ]
    return `### ${action} in ${profile.name}\n\n${lines.join('\n')}\n`
  })
  const [first] = PROFILES.map((profile) => describeBeyondDevices(profile, action).text)
  return `## ${action}\n\nWhat reeve does: ${first ?? ''}.\n\n${parts.join('\n')}\n### Passages on ${action}\n\n${sources.list()}\n`
}

function detailsOf(profile: Profile, action: ActionName, sources: Footnotes): string {
  const description = describeAction(profile, { action, platform: null })
  if (!description) return ''
  const { options } = description
  const lines = [
    `- ${UNDOING[description.risk.value]} ${sources.cite(description.risk.source)}${reading(description.risk.reading)}`,
    ...(description.propagation
      ? [
          `- reaches a device in under ${description.propagation.underMinutes} minutes while ${description.propagation.while} ${sources.cite(description.propagation.source)}`,
        ]
      : []),
    ...description.statements.map(
      (statement) => `- ${inWords(statement.about)}${about(statement.when)}: ${statement.text} ${sources.cite(statement.source)}${reading(statement.reading)}`,
    ),
  ]
  return `### ${action} in ${profile.name}

${lines.join('\n')}

${description.modes.map((mode) => modeText(mode, sources)).join('\n')}${options.length === 0 ? '' : `\nOptions beside the mode; a device that lacks one is not wiped.\n\n${options.flatMap(({ name, text, support }) => [`- \`${name}\`: ${text}`, ...rules(support, sources, '  ')]).join('\n')}\n`}`
}

function modeText(mode: ModeDescription, sources: Footnotes): string {
  const heading = mode.option === null ? 'What it does' : mode.option.text
  return `**${heading}**: ${mode.effect.text} ${sources.cite(mode.effect.source)}

${rules(mode.support, sources, '').join('\n')}
${mode.statements.map((statement) => `- ${inWords(statement.about)}: ${statement.text} ${sources.cite(statement.source)}\n`).join('')}
${mode.effects.map((effects) => effectsText(effects, sources)).join('\n')}`
}

function rules(support: ModeDescription['support'], sources: Footnotes, indent: string): string[] {
  return support.map(
    ({ when, verdict, rule, source, reading: read }) =>
      `${indent}- ${verdict === 'supported' ? 'yes' : 'no'}, ${describeCondition(when)}: ${rule} ${sources.cite(source)}${reading(read)}`,
  )
}

function effectsText({ platforms, rows, notDescribed }: EffectsOnPlatforms, sources: Footnotes): string {
  const table = rows.map(
    ({ text, outcome, note, when: { platform: _same, ...further }, source, reading: read }) =>
      `| ${[`${text}${about(further)}`, inWords(outcome), `${note ?? ''}${reading(read)}`, sources.cite(source)].map(cell).join(' | ')} |`,
  )
  const silence = notDescribed.length === 0 ? '' : `\nThe documents say nothing of ${notDescribed.join(', ')}.\n`
  return `On ${platforms.join(', ')}:

| data | becomes | note | says |
|---|---|---|---|
${table.join('\n')}
${silence}`
}

/** What is no action: hazards, limits, clean-up rules. */
function numbersSection(profile: Profile): string {
  const { cleanupRule, hazards = [], dailyLimits = [], bulkMaximum, multiAdminApproval } = profile
  const { min, max, source } = cleanupRule.thresholdDays
  const lines = [
    `- a clean-up rule takes ${min} to ${max} days, both included (${source})`,
    ...(cleanupRule.platformTypes ? [`- one rule for each of ${cleanupRule.platformTypes.map(({ name }) => name).join(', ')}`] : []),
    ...cleanupRule.statements.map((statement) => `- clean-up rule, ${inWords(statement.about)}: ${statement.text} (${statement.source})`),
    ...dailyLimits.map(({ action, perTenant, source: from, reading: read }) => `- a tenant takes ${perTenant} ${action} a day (${from})${reading(read)}`),
    ...(bulkMaximum ? [`- a bulk action takes ${bulkMaximum.value} devices (${bulkMaximum.source})`] : []),
    ...(multiAdminApproval ? [`- ${multiAdminApproval.text} It dies after ${multiAdminApproval.requestExpiryDays} days. (${multiAdminApproval.source})`] : []),
    ...hazards.map(
      ({ code, actions, text, source: from, reading: read }) => `- hazard \`${code}\` for ${actions.join(', ')}: ${text} (${from})${reading(read)}`,
    ),
  ]
  return `## Numbers and hazards in ${profile.name}\n\n${lines.join('\n')}\n`
}

interface Footnotes {
  readonly cite: (source: string) => string
  readonly list: () => string
}

function createFootnotes(): Footnotes {
  const numbers = new Map<string, number>()
  return {
    cite: (source) => {
      const number = numbers.get(source) ?? numbers.size + 1
      numbers.set(source, number)
      return `[${number}]`
    },
    list: () => [...numbers].map(([source, number]) => `${number}. ${source}`).join('\n'),
  }
}

function about(when: Parameters<typeof describeCondition>[0] | undefined): string {
  return when === undefined || Object.keys(when).length === 0 ? '' : ` (${describeCondition(when)})`
}

function reading(text: string | undefined): string {
  return text === undefined ? '' : ` *Reading: ${text}*`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').trim()
}
