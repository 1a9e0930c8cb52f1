/**
 * A plan as a comment on a pull request: bounded, the summary first, what cannot be undone before
 * everything else, the rest folded away. Nothing that a device says can be more than text in it.
 */
import type { Plan, PlannedAction } from '../documents.generated.ts'
import { nameOf, placeOfTarget, serialOf } from '../plan-target.ts'
import { countOf, formatCount } from './count.ts'
import { describeEffect, irreversibleEffects, nameAction, summarize } from './effects.ts'
import { toCodeSpan } from './escape-markdown.ts'
import { formatMoment } from './moment.ts'
import { statusNote } from './text-actions.ts'

/** Below the 65,536 characters that GitHub accepts in a comment. */
const MAX_CHARACTERS = 60_000
/** A device may call itself anything, at any length. */
const MAX_CELL = 200

interface Section {
  readonly title: string
  readonly folded: boolean
  /** Heading and rule of a table, or nothing for a list. */
  readonly before: readonly string[]
  readonly rows: readonly string[]
}

export function renderPlanMarkdown(plan: Plan, maxCharacters = MAX_CHARACTERS): string {
  const sections = sectionsOf(plan).filter(({ rows }) => rows.length > 0)
  let text = `${renderHead(plan).join('\n')}\n`
  // Every section keeps its heading and its count, however long the ones before it are.
  let reserved = sections.reduce((total, section) => total + frameLength(section), 0)
  for (const section of sections) {
    reserved -= frameLength(section)
    text += renderSection(section, maxCharacters - text.length - reserved)
  }
  return text
}

function renderHead(plan: Plan): string[] {
  const { source, inventory } = plan
  const effects = irreversibleEffects(plan)
  const verdicts = plan.verdicts.filter(({ result }) => result !== 'pass').sort((a, b) => Number(b.result === 'block') - Number(a.result === 'block'))
  return [
    `## ${summarize(plan).replace(/\.$/, '')}`,
    '',
    ...(effects.length === 0 ? [] : ['**Cannot be undone:**', '']),
    ...effects.map((effect) => `- ${describeEffect(effect).replace(/^[^:]*/, '**$&**')}`),
    ...(effects.length === 0 ? [] : ['']),
    ...verdicts
      .slice(0, 20)
      .map(
        ({ guardrail, result, message }) =>
          `- **${guardrail} ${result === 'block' ? 'blocks' : result === 'defer' ? 'defers' : 'not checked'}**: ${cell(message)}`,
      ),
    ...(verdicts.length === 0 ? [] : ['']),
    ...plan.approvals.missing
      .slice(0, 20)
      .map(
        ({ actions, signatures, from }) => `- **Missing** ${countOf(signatures, 'signature')} from ${cell(from.join(', '))} for ${cell(actions.join(', '))}`,
      ),
    ...(plan.approvals.missing.length === 0 ? [] : ['']),
    `Fleet ${cell(plan.fleet)}, ${source.revision === null ? 'no revision' : `revision ${cell(source.revision)}`}${source.dirty ? ' with uncommitted changes' : ''}, ` +
      `${countOf(inventory.devices, 'device')} read ${inventory.takenAt === null ? 'at an unknown time' : cell(formatMoment(inventory.takenAt))}` +
      `${inventory.complete ? '' : ' (incomplete)'}, profile ${cell(plan.profile)}, digest ${cell(plan.digest)}.`,
  ]
}

const ACTION_TABLE = ['| Action | Device | Serial | Platform | Policy | Because |', '|---|---|---|---|---|---|']

function sectionsOf(plan: Plan): Section[] {
  const irreversible = plan.actions.filter(({ risk }) => risk === 'irreversible')
  const others = plan.actions.filter(({ risk }) => risk !== 'irreversible')
  return [
    { title: `Actions that cannot be undone: ${formatCount(irreversible.length)}`, folded: false, before: ACTION_TABLE, rows: irreversible.map(actionRow) },
    { title: `Other actions: ${formatCount(others.length)}`, folded: false, before: ACTION_TABLE, rows: others.map(actionRow) },
    {
      title: `Blocked: ${formatCount(plan.blocked.length)}`,
      folded: true,
      before: ['| Code | Action | Device | Policy | Message |', '|---|---|---|---|---|'],
      rows: plan.blocked.map(({ code, action, policy, message, ...targeted }) => row([code, action, cell(nameOf(targeted)), cell(policy.name), cell(message)])),
    },
    {
      title: `Deferred: ${formatCount(plan.deferred.length)}`,
      folded: true,
      before: ['| Action | Device | Policy | Because | Until |', '|---|---|---|---|---|'],
      rows: plan.deferred.map(({ action, policy, code, until, ...targeted }) =>
        row([action, cell(nameOf(targeted)), cell(policy.name), code, until === null ? '–' : cell(formatMoment(until))]),
      ),
    },
    {
      title: `In progress: ${formatCount(plan.inProgress.length)}`,
      folded: true,
      before: ['| Action | Device | State | Since |', '|---|---|---|---|'],
      rows: plan.inProgress.map(({ action, state, since, ...targeted }) =>
        row([action, cell(nameOf(targeted)), state, since === null ? '–' : cell(formatMoment(since))]),
      ),
    },
    {
      title: `Undetermined: ${formatCount(plan.undetermined.length)}`,
      folded: true,
      before: ['| Policy | Field | Devices |', '|---|---|--:|'],
      rows: plan.undetermined.map(({ policy, field, devices }) => row([cell(policy.name), cell(field), formatCount(devices)])),
    },
    {
      title: `Unchanged: ${formatCount(plan.summary.unchanged)}`,
      folded: true,
      before: [],
      rows: plan.summary.unchanged === 0 ? [] : [`Nothing is due on ${countOf(plan.summary.unchanged, 'device')}.`],
    },
  ]
}

function actionRow(action: PlannedAction): string {
  const { policy, because } = action
  const serial = serialOf(action)
  const note = statusNote(action)
  return row([
    `**${nameAction(action)}**${note === null ? '' : ` (${note})`}`,
    cell(nameOf(action)),
    serial === null ? '–' : cell(serial),
    cell(placeOfTarget(action)),
    cell(policy.name),
    cell(because.join('; ')),
  ])
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cell(text: string): string {
  const characters = [...text]
  return toCodeSpan(characters.length > MAX_CELL ? `${characters.slice(0, MAX_CELL).join('')}…` : text)
}

/** As many rows of the section as `room` allows, and how many there are beyond. */
function renderSection(section: Section, room: number): string {
  const { head, cut, foot } = frameOf(section)
  const shown: string[] = []
  let free = room - frameLength(section)
  for (const line of section.rows) {
    free -= line.length + 1
    if (free < 0) break
    shown.push(line)
  }
  const left = section.rows.length - shown.length
  return `${[...head, ...shown, ...(left > 0 ? cut(left) : []), ...foot].join('\n')}\n`
}

function frameOf({ title, folded, before }: Section) {
  return {
    head: folded ? ['', '<details>', `<summary>${title}</summary>`, '', ...before] : ['', `### ${title}`, '', ...before],
    cut: (left: number) => ['', `${countOf(left, 'more row')}: see the plan as JSON.`],
    foot: folded ? ['', '</details>'] : [],
  }
}

function frameLength(section: Section): number {
  const { head, cut, foot } = frameOf(section)
  return [...head, ...cut(section.rows.length), ...foot].reduce((total, line) => total + line.length + 1, 0)
}
