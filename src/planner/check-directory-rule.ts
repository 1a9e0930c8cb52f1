/** What a CleanupRule over the directory may say: of a record without a managed device only the directory tells anything. */
import type { Reporter } from './desired-reporter.ts'
import type { CleanupRule, CleanupRuleSpec, Selector as SelectorDocument } from './documents.generated.ts'
import type { SourceDocument } from './repository.ts'

export function checkDirectoryRule(source: SourceDocument<CleanupRule>, { report }: Reporter): void {
  const { spec } = source.document
  const contradiction = (detail: string, pointer: string, fix: string): void => report(source, 'REEVE_CONTRADICTION', detail, pointer, fix)

  const signal = spec.signals?.indexOf('intune') ?? -1
  if (signal >= 0) contradiction('No managed device checks in for such a record.', `/spec/signals/${signal}`, 'Write signals: [directory], or leave it out.')
  for (const { pointer } of daysOfIntune(spec))
    contradiction('No managed device checks in for such a record.', pointer, 'Write one number, or {directory: 120}.')
  for (const [index, { action }] of (spec.stages ?? []).entries())
    if (action === 'retire' || action === 'delete')
      contradiction(
        `"${action}" is done to a managed device, and such a record has none.`,
        `/spec/stages/${index}/action`,
        'Write disableDirectoryDevice or deleteDirectoryDevice.',
      )
  for (const part of ['select', 'except'] as const)
    for (const { field, pointer } of spec[part] ? foreignFields(spec[part], `/spec/${part}`) : [])
      contradiction(
        `No record without a managed device has "${field}".`,
        pointer,
        'Use fields that begin with "directory.", for example directory.trustType: Workplace.',
      )
}

function* daysOfIntune({ inactiveDays, stages }: CleanupRuleSpec): Generator<{ readonly pointer: string }> {
  const written = [
    { days: inactiveDays, pointer: '/spec/inactiveDays' },
    ...(stages ?? []).map((stage, index) => ({ days: stage.inactiveDays, pointer: `/spec/stages/${index}/inactiveDays` })),
  ]
  for (const { days, pointer } of written) if (typeof days === 'object' && days.intune !== undefined) yield { pointer: `${pointer}/intune` }
}

function* foreignFields(document: SelectorDocument, pointer: string): Generator<{ readonly field: string; readonly pointer: string }> {
  for (const [key, value] of Object.entries(document)) {
    const at = `${pointer}/${key}`
    if (key === 'any' || key === 'all') for (const [index, part] of (value as SelectorDocument[]).entries()) yield* foreignFields(part, `${at}/${index}`)
    else if (key === 'not') yield* foreignFields(value as SelectorDocument, at)
    else if (!key.startsWith('directory.')) yield { field: key, pointer: at }
  }
}

/**
 * Records that may be managed by somebody are left alone unless the rule itself says which it means: where
 * `directory.isManaged` is not known, nobody has said that the record is not managed.
 */
export function unmanagedOnly(select: SelectorDocument | undefined): SelectorDocument {
  return select && namesManaged(select) ? {} : { 'directory.isManaged': false }
}

function namesManaged(document: SelectorDocument): boolean {
  return Object.entries(document).some(([key, value]) => {
    if (key === 'any' || key === 'all') return (value as SelectorDocument[]).some(namesManaged)
    if (key === 'not') return namesManaged(value as SelectorDocument)
    return key === 'directory.isManaged'
  })
}
