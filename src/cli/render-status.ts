/** What a person wants to know between two passes: what is in doubt first. */
import type { EffectiveGuardrails } from '../planner/desired.ts'
import { nameOf, serialOf } from '../planner/plan-target.ts'
import { countOf, formatCount } from '../planner/render/count.ts'
import { nameAction } from '../planner/render/effects.ts'
import { escapeText } from '../planner/render/escape-text.ts'
import { formatMoment } from '../planner/render/moment.ts'
import { renderProse } from '../planner/render/prose.ts'
import { renderTable } from '../planner/render/table.ts'
import type { TextStyle, Tone } from '../planner/render/text-style.ts'
import type { Status, StatusAction } from '../reconciler/status.ts'

const SHOWN = 50

export function renderStatus(status: Status, limits: EffectiveGuardrails['limits'] | null, style: TextStyle): string {
  const sections = [
    renderProse(`Fleet ${status.fleet}, ${formatMoment(status.at)}`, style, { tone: 'heading' }),
    renderActions('In doubt: sent, and nobody knows what became of it', status.unknown, 'danger', style),
    renderActions('Under way', status.underWay, 'heading', style),
    renderActions('Ended without effect: not tried again until the policy changes', status.ended, 'warning', style),
    renderSpent(status, limits, style),
    renderPasses(status, style),
    renderProse(summarize(status), style, { tone: status.unknown.length > 0 ? 'warning' : 'good' }),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** `3 d`, `5 h`, `12 min`, `40 s`: how long ago, as exactly as anybody wants to know. */
function formatAge(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${formatCount(Math.floor(seconds / 86_400))} d`
  if (seconds >= 2 * 3_600) return `${Math.floor(seconds / 3_600)} h`
  if (seconds >= 2 * 60) return `${Math.floor(seconds / 60)} min`
  return `${seconds} s`
}

function renderActions(heading: string, actions: readonly StatusAction[], tone: Tone, style: TextStyle): string[] {
  if (actions.length === 0) return []
  const rows = actions
    .slice(0, SHOWN)
    .map(({ action, state, ageSeconds, because }) => [
      nameAction(action),
      escapeText(nameOf(action)),
      escapeText(serialOf(action) ?? '–'),
      state,
      formatAge(ageSeconds),
      escapeText(because ?? ''),
    ])
  const columns = [
    { heading: 'ACTION' },
    { heading: 'DEVICE', atLeast: 12 },
    { heading: 'SERIAL', atLeast: 10 },
    { heading: 'STATE', atLeast: 9 },
    { heading: 'SENT', atLeast: 6 },
    { heading: 'BECAUSE', atLeast: 12 },
  ]
  const more = actions.length - SHOWN
  return [
    ...renderProse(`${heading}: ${formatCount(actions.length)}`, style, { tone }),
    ...renderTable(columns, rows, style, 2),
    ...(more > 0 ? renderProse(`and ${countOf(more, 'more action')}; --format json lists them all`, style, { indent: 2 }) : []),
  ]
}

function renderSpent({ spent }: Status, limits: EffectiveGuardrails['limits'] | null, style: TextStyle): string[] {
  if (spent.length === 0) return []
  const of = (limit: number | undefined): string => (limit === undefined ? '' : ` of ${formatCount(limit)}`)
  const rows = spent.map(({ effect, inDay, inWeek }) => [
    effect,
    `${formatCount(inDay)}${of(limits?.[effect].perDay)}`,
    `${formatCount(inWeek)}${of(limits?.[effect].perWeek)}`,
  ])
  return [
    style.paint('heading', 'Limits used'),
    ...renderTable([{ heading: 'EFFECT' }, { heading: 'LAST 24 H', align: 'right' }, { heading: 'LAST 7 D', align: 'right' }], rows, style, 2),
  ]
}

function renderPasses({ passes }: Status, style: TextStyle): string[] {
  if (passes.length === 0) return []
  const rows = passes.map(({ startedAt, outcome, reason, actor, revision }) => [
    formatMoment(startedAt),
    outcome ?? 'did not end',
    escapeText(actor),
    revision?.slice(0, 12) ?? '–',
    escapeText(reason ?? ''),
  ])
  const columns = [
    { heading: 'STARTED' },
    { heading: 'OUTCOME' },
    { heading: 'BY', atLeast: 6 },
    { heading: 'REVISION' },
    { heading: 'WHAT CAME OF IT', atLeast: 12 },
  ]
  return [style.paint('heading', 'Last passes'), ...renderTable(columns, rows, style, 2)]
}

function summarize({ unknown, underWay, ended, passes }: Status): string {
  if (passes.length === 0) return 'Nothing was applied yet.'
  const parts = [
    ...(unknown.length > 0 ? [`${formatCount(unknown.length)} in doubt`] : []),
    ...(underWay.length > 0 ? [`${formatCount(underWay.length)} under way`] : []),
    ...(ended.length > 0 ? [`${formatCount(ended.length)} ended without effect`] : []),
  ]
  return parts.length === 0 ? 'Nothing is under way, and nothing is in doubt.' : `${parts.join(', ')}.`
}
