/** The moment from which a completed action counts: written once, or per device in a list. */
import { instantOf } from './desired-common.ts'
import type { Reporter } from './desired-reporter.ts'
import type { Since } from './desired-state.ts'
import type { DesiredDeviceState, DevicePolicy, ListSource, Selector as SelectorDocument } from './documents.generated.ts'
import { suggestion } from './did-you-mean.ts'
import { FIELDS, type FieldName } from './fields.ts'
import { formatInstant, parseDocumentInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import type { SourceDocument } from './repository.ts'
import type { Subject } from './subject.ts'
import { foldText, shorten } from './text.ts'

export function compileSince(
  source: SourceDocument<DevicePolicy>,
  select: SelectorDocument,
  since: DesiredDeviceState['since'],
  reporter: Reporter,
): Since | null {
  if (since === undefined) return null
  if (typeof since === 'string') return { from: 'document', at: instantOf(since) }

  const pointer = '/spec/desired/since'
  const lists = listsThatMustMatch(select)
  const [match] = lists
  if (!match || lists.length > 1) {
    const found = lists.length === 0 ? 'none' : `${lists.length}`
    reporter.report(
      source,
      'REEVE_CONTRADICTION',
      `"since: {column: …}" reads the row that matched, so "select" needs exactly one list with columns; it has ${found}.`,
      pointer,
    )
    return null
  }
  const list = reporter.findList(match.list)
  if (!list) return null
  if (!list.columns.includes(since.column)) {
    reporter.report(
      source,
      'REEVE_LIST_COLUMN',
      `${list.path} has no column "${since.column}".`,
      `${pointer}/column`,
      suggestion(since.column, list.columns) ?? `Columns: ${list.columns.join(', ')}.`,
    )
    return null
  }

  const byValue = new Map<string, EpochSeconds | null>()
  for (const { line, values } of list.rows) {
    const key = foldText(values[match.list.column ?? 'value'] ?? '')
    if (key === '') continue
    const cell = values[since.column] ?? ''
    const at = cell === '' ? null : parseDocumentInstant(cell)
    const place = { file: list.path, line, column: 1 }
    if (cell !== '' && at === null)
      reporter.reportAt(
        place,
        'REEVE_LIST_INVALID',
        `"${shorten(cell)}" in column "${since.column}" is not an instant.`,
        'Write ISO 8601 with a zone, for example 2026-11-20T08:00:00Z, or a date.',
      )
    const row = `"${shorten(values[match.list.column ?? 'value'] ?? '')}"`
    if (cell === '')
      reporter.reportAt(
        place,
        'REEVE_SINCE_MISSING',
        `The row of ${row} gives no "${since.column}"; so ${nameOf(source)} decides nothing about it.`,
        `Write the moment into column "${since.column}", or take the row out.`,
      )
    if (at !== null && at > reporter.now)
      reporter.reportAt(place, 'REEVE_SINCE_IN_FUTURE', `${nameOf(source)} sleeps until ${formatInstant(at)} for ${row}.`, FUTURE_FIX)
    if (byValue.has(key) && byValue.get(key) !== at)
      reporter.reportAt(
        place,
        'REEVE_LIST_INVALID',
        `"${shorten(key)}" is listed twice with different values of "${since.column}".`,
        'Keep the row that counts.',
      )
    if (!byValue.has(key)) byValue.set(key, at)
  }
  return { from: 'list', field: match.field, column: since.column, byValue }
}

export const FUTURE_FIX = 'Correct the moment, or leave it: until then the policy does nothing.'

function nameOf({ document }: SourceDocument<DevicePolicy>): string {
  return `DevicePolicy "${document.metadata.name}"`
}

/** null: the row that matched gives no moment, so nothing can be decided. */
export function sinceFor(since: Since, subject: Subject): EpochSeconds | null {
  if (since.from === 'document') return since.at
  const field = FIELDS.get(since.field)
  const value = field?.type === 'text' ? field.read(subject) : null
  return value === null ? null : (since.byValue.get(foldText(value)) ?? null)
}

function listsThatMustMatch(select: SelectorDocument): { field: FieldName; list: ListSource }[] {
  const found: { field: FieldName; list: ListSource }[] = []
  for (const [key, matcher] of Object.entries(select)) {
    if (key === 'all') for (const part of select.all ?? []) found.push(...listsThatMustMatch(part))
    else if (FIELDS.has(key) && typeof matcher === 'object' && 'in' in matcher && !Array.isArray(matcher.in))
      found.push({ field: key as FieldName, list: matcher.in as ListSource })
  }
  return found
}
