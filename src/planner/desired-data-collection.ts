/**
 * DataCollectionPolicy: what may be read and kept, with the defaults where it is silent.
 *
 * This version reads none of the groups that can be chosen, prints identifiers as they are and forgets nothing by
 * itself. A wish that it does not keep is a warning at its place: nobody may take it for kept.
 */
import type { Reporter } from './desired-reporter.ts'
import type { DataCollection } from './desired-state.ts'
import type { DataCollectionPolicy, DataCollectionSpec } from './documents.generated.ts'
import { parseDuration } from './instant.ts'
import type { SourceDocument } from './repository.ts'

const DEFAULT_FORMS: DataCollection['identifiers'] = { plans: 'clear', logs: 'pseudonym', audit: 'pseudonym', pullRequests: 'pseudonym' }
const DEFAULT_RETENTION = { snapshots: '30d', audit: '730d' } as const

export function compileDataCollection(source: SourceDocument<DataCollectionPolicy> | null, reporter: Reporter): DataCollection {
  const spec: DataCollectionSpec = source?.document.spec ?? {}
  if (source) warnOfWhatIsNotKept(source, spec, reporter)
  if (source && Object.keys(spec.access ?? {}).some((name) => name.trim() === ''))
    reporter.report(
      source,
      'REEVE_INVALID_VALUE',
      'A person in "access" has no name.',
      '/spec/access',
      'Write the address of the person, like alice@contoso.com.',
    )
  return {
    compliantApps: spec.required?.applicationInventory?.compliantApps ?? false,
    diagnostics: spec.optional?.diagnostics ?? false,
    identifiers: { ...DEFAULT_FORMS, ...spec.identifiers },
    retention: {
      snapshotsSeconds: parseDuration(spec.retention?.snapshots ?? DEFAULT_RETENTION.snapshots) ?? 0,
      auditSeconds: parseDuration(spec.retention?.audit ?? DEFAULT_RETENTION.audit) ?? 0,
    },
    access: spec.access ?? null,
  }
}

function warnOfWhatIsNotKept(source: SourceDocument<DataCollectionPolicy>, spec: DataCollectionSpec, { report }: Reporter): void {
  const warn = (pointer: string, detail: string, fix: string): void => report(source, 'REEVE_NOT_ENFORCED_YET', detail, pointer, fix)
  if (spec.optional?.diagnostics)
    warn('/spec/optional/diagnostics', 'This version collects no diagnostics, so there is nothing to opt in to.', 'Write diagnostics: false.')
  for (const name of ['plans', 'logs', 'audit', 'pullRequests'] as const)
    if (spec.identifiers?.[name] === 'pseudonym')
      warn(
        `/spec/identifiers/${name}`,
        'This version prints names, serial numbers and ids as they are, everywhere.',
        'Keep plans and logs where only those may read them who may know the devices.',
      )
  if (spec.retention?.snapshots !== undefined)
    warn('/spec/retention/snapshots', 'This version keeps no snapshots of the inventory, for however long.', 'Leave it out, or keep it for a later version.')
  if (spec.retention?.audit !== undefined)
    warn(
      '/spec/retention/audit',
      'This version keeps the audit log for ever, and deletes nothing of it.',
      'Delete the state folder yourself when its time has come.',
    )
  if (spec.access !== undefined)
    warn('/spec/access', 'This version does not tell people apart: who can read the files can read everything.', 'Guard the repository and the state folder.')
}
