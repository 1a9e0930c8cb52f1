/** What a pass did, action by action. */
import { nameOf, serialOf, type Targeted, targetOf } from '../planner/plan-target.ts'
import { countOf, formatCount } from '../planner/render/count.ts'
import { nameAction } from '../planner/render/effects.ts'
import { escapeText } from '../planner/render/escape-text.ts'
import { renderCommand, renderProse } from '../planner/render/prose.ts'
import { renderTable } from '../planner/render/table.ts'
import type { TextStyle, Tone } from '../planner/render/text-style.ts'
import type { ActionOutcome, Outcome } from '../reconciler/apply.ts'
import type { Report } from '../reconciler/reconcile.ts'
import { quoteArgument } from './quote-argument.ts'
import type { SavedPlanRemainder } from './apply-saved.ts'

/** From good to bad; the tone says which a person has to look at. */
const OUTCOMES: Readonly<Record<Outcome, { readonly words: string; readonly tone: Tone }>> = {
  confirmed: { words: 'confirmed', tone: 'good' },
  accepted: { words: 'accepted; what becomes of it is confirmed later', tone: 'good' },
  moved: { words: 'dropped, because the device has moved since', tone: 'warning' },
  refused: { words: 'refused, nothing was done', tone: 'warning' },
  notAttempted: { words: 'not attempted', tone: 'warning' },
  failed: { words: 'failed', tone: 'danger' },
  unknown: { words: 'in doubt: sent, and nobody knows what became of it; never sent again', tone: 'danger' },
}
const ORDER = Object.keys(OUTCOMES) as Outcome[]

export interface ReportContext {
  readonly remainder: SavedPlanRemainder
  /** The policy repository, for the command that comes next. */
  readonly path: string
}

export function renderReport(report: Report, { remainder, path }: ReportContext, style: TextStyle): string {
  const outcomes = report.applied?.outcomes ?? []
  const sections = [
    renderConfirmations(report, style),
    ...ORDER.map((outcome) =>
      renderOutcome(
        outcome,
        outcomes.filter((entry) => entry.outcome === outcome),
        style,
      ),
    ),
    renderDropped(remainder, style),
    renderSummary(report, { remainder, path }, style),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

export function reportJson({ outcome, plan, applied, confirmed }: Report, { done, dropped }: SavedPlanRemainder): string {
  const nameConfirmations = (changes: Report['confirmed']['before']['changes'] = []) =>
    changes.map(({ action, from, to, because }) => ({ id: action.id, from, to, because }))
  const value = {
    outcome,
    planDigest: plan.digest,
    revision: plan.source.revision,
    outcomes: (applied?.outcomes ?? []).map(({ action, outcome, because }) => ({
      id: action.id,
      action: action.action,
      effectiveEffect: action.effectiveEffect,
      ...nameTargetId(action),
      outcome,
      because,
    })),
    dropped: dropped.map(({ action, because }) => ({ id: action.id, ...nameTargetId(action), because })),
    done: done.map((action) => ({ id: action.id, ...nameTargetId(action) })),
    confirmed: [...nameConfirmations(confirmed.before.changes), ...nameConfirmations(confirmed.after?.changes)],
    verdicts: plan.verdicts,
    missingApprovals: plan.approvals.missing,
    interrupted: applied?.interrupted ?? false,
  }
  return JSON.stringify(value, null, 2)
}

/** `device`, `user` or `tenant`, with its id. */
function nameTargetId(action: Targeted): Readonly<Record<string, string | null>> {
  const target = targetOf(action)
  return target.type === 'device' ? { device: target.device.id } : target.type === 'user' ? { user: target.user.id } : { tenant: target.tenant.id }
}

function renderOutcome(outcome: Outcome, entries: readonly ActionOutcome[], style: TextStyle): string[] {
  if (entries.length === 0) return []
  const { words, tone } = OUTCOMES[outcome]
  return [
    ...renderProse(`${countOf(entries.length, 'action')} ${words}`, style, { tone }),
    ...renderTable(
      [{ heading: 'ACTION' }, { heading: 'DEVICE', atLeast: 12 }, { heading: 'SERIAL', atLeast: 10 }, { heading: 'BECAUSE', atLeast: 20 }],
      entries.map(({ action, because }) => [nameAction(action), escapeText(nameOf(action)), escapeText(serialOf(action) ?? '–'), escapeText(because ?? '')]),
      style,
      2,
    ),
  ]
}

function renderConfirmations({ confirmed: { before } }: Report, style: TextStyle): string[] {
  if (before.changes.length === 0 && before.unread.length === 0) return []
  const counts = Map.groupBy(before.changes, ({ to }) => to)
  const parts = [...counts].map(([state, changes]) => `${formatCount(changes.length)} ${state}`)
  const unread = before.unread.length === 0 ? [] : [`${formatCount(before.unread.length)} could not be looked at`]
  return renderProse(`Of ${countOf(before.underWay, 'earlier action')} under way: ${[...parts, ...unread].join(', ')}.`, style)
}

function renderDropped({ dropped, done }: SavedPlanRemainder, style: TextStyle): string[] {
  if (dropped.length === 0 && done.length === 0) return []
  const rows = dropped.map(({ action, because }) => [nameAction(action), escapeText(nameOf(action)), escapeText(because)])
  return [
    ...(done.length === 0 ? [] : renderProse(`${countOf(done.length, 'action')} of the saved plan had been sent before.`, style)),
    ...(dropped.length === 0
      ? []
      : renderProse(`${countOf(dropped.length, 'action')} of the saved plan no longer hold and were left out`, style, { tone: 'warning' })),
    ...renderTable([{ heading: 'ACTION' }, { heading: 'DEVICE', atLeast: 12 }, { heading: 'BECAUSE', atLeast: 20 }], rows, style, 2),
  ]
}

function renderSummary({ outcome, applied, plan }: Report, { remainder: { dropped }, path }: ReportContext, style: TextStyle): string[] {
  const counts = Map.groupBy(applied?.outcomes ?? [], (entry) => entry.outcome)
  const parts = ORDER.flatMap((name) => {
    const count = counts.get(name)?.length ?? 0
    return count === 0 ? [] : [`${formatCount(count)} ${name === 'unknown' ? 'in doubt' : name === 'notAttempted' ? 'not attempted' : name}`]
  })
  const lead = parts.length === 0 ? 'Nothing was applied' : `Applied: ${parts.join(', ')}`
  if (outcome === 'blocked') return renderProse(`${lead}. A guardrail blocks ${parts.length === 0 ? 'the plan' : 'the rest'}.`, style, { tone: 'danger' })
  if (outcome === 'awaitingApproval') {
    const missing = plan.approvals.missing.map(
      ({ actions, signatures, from }) => `${countOf(signatures, 'signature')} from ${from.join(' or ')} for ${actions.join(', ')}`,
    )
    return renderProse(`${lead}. Missing: ${missing.join('; ')}.`, style, { tone: 'warning' })
  }
  if (parts.length === 0) return renderProse(dropped.length === 0 ? `${lead}: nothing was to be done.` : `${lead}.`, style)
  const open = counts.has('accepted') || counts.has('unknown')
  const summary = renderProse(`${lead}.`, style, { tone: outcome === 'applied' ? 'good' : 'warning' })
  if (!open) return summary
  return [...summary, '', ...renderProse('To see what becomes of it:', style), ...renderCommand(`reeve status ${quoteArgument(path)}`, style)]
}
