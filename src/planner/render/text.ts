/**
 * A plan on a terminal. It leads with what cannot be undone and ends with the one line that
 * sums it up, because these are the two places where people look.
 */
import type { Plan } from '../documents.generated.ts'
import { countOf } from './count.ts'
import { describeEffect, irreversibleEffects, summarize } from './effects.ts'
import { formatMoment } from './moment.ts'
import { renderCommand, renderProse } from './prose.ts'
import { renderActions } from './text-actions.ts'
import { renderBlocked, renderDeferred, renderInProgress, renderUndetermined } from './text-remainder.ts'
import type { TextStyle } from './text-style.ts'

/** What to run next, and what for. */
export interface NextStep {
  readonly why: string
  readonly command: string
}

export interface PlanTextOptions {
  readonly next: readonly NextStep[]
}

export function renderPlanText(plan: Plan, { next }: PlanTextOptions, style: TextStyle): string {
  const sections = [
    renderHead(plan, style),
    renderIrreversible(plan, style),
    ...renderActions(plan, style),
    renderBlocked(plan, style),
    renderDeferred(plan, style),
    renderInProgress(plan, style),
    renderUndetermined(plan, style),
    renderVerdicts(plan, style),
    renderSummary(plan, style),
    ...next.map(({ why, command }) => [...renderProse(why, style), ...renderCommand(command, style)]),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function renderHead({ fleet, createdAt, profile, source, inventory }: Plan, style: TextStyle): string[] {
  const revision = source.revision === null ? 'no revision' : `revision ${source.revision.slice(0, 12)}`
  const inventoryFacts = [
    countOf(inventory.devices, 'device'),
    inventory.takenAt === null ? 'taken at an unknown time' : `taken ${formatMoment(inventory.takenAt)}`,
    ...(inventory.complete ? [] : ['incomplete']),
    ...(inventory.history ? [] : ['past actions unknown']),
  ]
  const facts = [
    ['policies', `${revision}${source.dirty ? ', with uncommitted changes' : ''}`],
    ['inventory', inventoryFacts.join(', ')],
    ['profile', profile],
  ] as const
  return [
    ...renderProse(`Plan for ${fleet}, ${formatMoment(createdAt)}`, style, { tone: 'heading' }),
    ...facts.flatMap(([name, value]) => renderProse(`${name.padEnd(9)} ${value}`, style, { indent: 2, hang: 10 })),
  ]
}

function renderIrreversible(plan: Plan, style: TextStyle): string[] {
  const effects = irreversibleEffects(plan)
  if (effects.length === 0) return []
  return [
    style.paint('danger', 'Cannot be undone'),
    ...effects.flatMap((effect) => renderProse(describeEffect(effect), style, { indent: 2, hang: 2, tone: 'danger' })),
  ]
}

const RESULTS = { block: 'blocks', defer: 'defers', notChecked: 'not checked', pass: 'passes' } as const
const WEIGHT = { block: 0, defer: 1, notChecked: 2, pass: 3 } as const
const TONES = { block: 'danger', defer: 'warning', notChecked: 'warning', pass: 'faint' } as const

function renderVerdicts({ verdicts }: Plan, style: TextStyle): string[] {
  if (verdicts.length === 0) return []
  const sorted = [...verdicts].sort((a, b) => WEIGHT[a.result] - WEIGHT[b.result])
  return [
    style.paint('heading', 'Guardrails'),
    ...sorted.flatMap(({ guardrail, result, message }) =>
      renderProse(`${guardrail} ${RESULTS[result]}: ${message}`, style, { indent: 2, hang: 2, tone: TONES[result] }),
    ),
  ]
}

function renderSummary(plan: Plan, style: TextStyle): string[] {
  const blocked = plan.verdicts.some(({ result }) => result === 'block')
  return [
    ...renderProse(summarize(plan), style, { tone: 'heading' }),
    ...(blocked ? renderProse('A guardrail blocks it: what is marked as held back is not applied.', style, { tone: 'danger' }) : []),
    ...plan.approvals.missing.flatMap(({ actions, signatures, from }) =>
      renderProse(`Missing: ${countOf(signatures, 'signature')} from ${from.join(' or ')} for ${actions.join(', ')}.`, style, { tone: 'warning' }),
    ),
    style.paint('faint', `Digest ${plan.digest}`),
  ]
}
