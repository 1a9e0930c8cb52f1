/** What a plan does not do, and why: refused, put off, under way, and not known. */
import type { Plan } from '../documents.generated.ts'
import { nameOf, serialOf, type Targeted } from '../plan-target.ts'
import { countOf, formatCount } from './count.ts'
import { escapeText } from './escape-text.ts'
import { formatMoment } from './moment.ts'
import { renderProse } from './prose.ts'
import { renderTable } from './table.ts'
import { type TextStyle, truncate } from './text-style.ts'

/** Beyond these the JSON form has the rest: a person reads reasons, not ten thousand names. */
const NAMES_SHOWN = 5
const GROUPS_SHOWN = 10
const ROWS_SHOWN = 20
const NAME_COLUMNS = 40

export function renderBlocked({ blocked }: Plan, style: TextStyle): string[] {
  if (blocked.length === 0) return []
  const groups = [...group(blocked, ({ code, action, message, policy }) => [code, action, message, policy.name])]
  return [
    style.paint('heading', `Blocked: ${countOf(blocked.length, 'action')}`),
    ...groups.slice(0, GROUPS_SHOWN).flatMap((entries) => {
      const [first] = entries
      if (!first) return []
      return [
        ...renderProse(`${first.code}: ${first.action} of ${nameTargets(entries, style)} (${first.policy.name})`, style, {
          indent: 2,
          hang: 2,
          tone: 'warning',
        }),
        ...renderProse(first.message, style, { indent: 4 }),
        ...(first.source === null ? [] : renderProse(`Source: ${first.source}`, style, { indent: 4, tone: 'faint' })),
      ]
    }),
    ...more(groups.length - GROUPS_SHOWN, 'reason', style),
  ]
}

export function renderDeferred({ deferred }: Plan, style: TextStyle): string[] {
  if (deferred.length === 0) return []
  const groups = [...group(deferred, ({ code, action, until, policy }) => [code, action, until, policy.name])]
  return [
    style.paint('heading', `Deferred: ${countOf(deferred.length, 'action')}`),
    ...groups.slice(0, GROUPS_SHOWN).flatMap((entries) => {
      const [first] = entries
      if (!first) return []
      const until = first.until === null ? '' : ` until ${formatMoment(first.until)}`
      return renderProse(`${first.code}: ${first.action} of ${nameTargets(entries, style)} (${first.policy.name})${until}`, style, { indent: 2, hang: 2 })
    }),
    ...more(groups.length - GROUPS_SHOWN, 'group', style),
  ]
}

export function renderInProgress({ inProgress }: Plan, style: TextStyle): string[] {
  if (inProgress.length === 0) return []
  const rows = inProgress
    .slice(0, ROWS_SHOWN)
    .map(({ action, state, since, ...targeted }) => [
      action,
      escapeText(nameOf(targeted)),
      escapeText(serialOf(targeted) ?? '–'),
      state,
      since === null ? '–' : formatMoment(since),
    ])
  return [
    style.paint('heading', `In progress: ${countOf(inProgress.length, 'action')}`),
    ...renderTable(
      [{ heading: 'ACTION' }, { heading: 'DEVICE', atLeast: 12 }, { heading: 'SERIAL' }, { heading: 'STATE' }, { heading: 'SINCE' }],
      rows,
      style,
      2,
    ),
    ...more(inProgress.length - ROWS_SHOWN, 'action', style),
  ]
}

export function renderUndetermined({ undetermined }: Plan, style: TextStyle): string[] {
  if (undetermined.length === 0) return []
  const rows = undetermined.slice(0, ROWS_SHOWN).map(({ policy, field, devices }) => [escapeText(policy.name), escapeText(field), formatCount(devices)])
  return [
    style.paint('heading', 'Undetermined: the value is missing, so nothing follows from it'),
    ...renderTable([{ heading: 'POLICY' }, { heading: 'FIELD' }, { heading: 'DEVICES', align: 'right' }], rows, style, 2),
    ...more(undetermined.length - ROWS_SHOWN, 'field', style),
  ]
}

function nameTargets(entries: readonly Targeted[], style: TextStyle): string {
  const names = entries.slice(0, NAMES_SHOWN).map((entry) => truncate(escapeText(nameOf(entry)), NAME_COLUMNS, style))
  const rest = entries.length - NAMES_SHOWN
  return rest > 0 ? `${names.join(', ')} and ${formatCount(rest)} more` : names.join(', ')
}

function more(count: number, noun: string, style: TextStyle): string[] {
  return count > 0 ? renderProse(`and ${countOf(count, `more ${noun}`)}; --format json lists them all`, style, { indent: 2 }) : []
}

function group<T>(entries: readonly T[], keyOf: (entry: T) => readonly unknown[]): Iterable<T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const key = JSON.stringify(keyOf(entry))
    const known = groups.get(key)
    if (known) known.push(entry)
    else groups.set(key, [entry])
  }
  return groups.values()
}
