/**
 * From documents to desired state: defaults filled in, lists resolved, and whatever makes no
 * sense, though its form is right, reported with its place. Any error means no desired state:
 * a repository is read whole or not at all.
 */
import { digestOf } from './canonical.ts'
import { checkFleet } from './check-fleet.ts'
import { checkRivals, type Rival } from './check-rivals.ts'
import { compileCleanupRule } from './desired-cleanup.ts'
import { compileDataCollection } from './desired-data-collection.ts'
import { compileGuardrails } from './desired-guardrails.ts'
import { compileUserOffboarding } from './desired-offboarding.ts'
import { compileDevicePolicy } from './desired-policy.ts'
import { createReporter, type Reporter } from './desired-reporter.ts'
import type { DesiredState, Policy, TenantRule } from './desired-state.ts'
import { compileTenantRule, refuseRivals } from './desired-tenant-rule.ts'
import type { CleanupRule, DataCollectionPolicy, DevicePolicy, Fleet, Guardrails, UserOffboarding } from './documents.generated.ts'
import { firstOfEachFile } from './first-problems.ts'
import { isError, type Problem, problem, sortProblems } from './problem.ts'
import { placeOf, type PolicyDocument, type Repository, type SourceDocument } from './repository.ts'
import { compareText } from './text.ts'

export type * from './desired-state.ts'

export interface DesiredResult {
  /** null when there is an error among the problems. */
  readonly desired: DesiredState | null
  /** The loader's and these, sorted by place. */
  readonly problems: readonly Problem[]
}

/** `now` only decides warnings: what has expired, what lies in the future. */
export function buildDesiredState(repository: Repository, now: Date): DesiredResult {
  const problems: Problem[] = []
  const result = (desired: DesiredState | null): DesiredResult => ({
    desired: [...repository.problems, ...problems].some(isError) ? null : desired,
    problems: sortProblems([...repository.problems, ...firstOfEachFile(problems)]),
  })

  const fleet = only<Fleet>(repository, 'Fleet')
  if (!fleet) return result(null)
  const profile = checkFleet(fleet, problems)
  if (!profile) return result(null)

  const report = createReporter(repository, profile, Math.floor(now.getTime() / 1000), problems)
  const policies = compilePolicies(repository, report)
  const tenantRules = compileTenantRules(repository, report)
  if (policies.length + tenantRules.length === 0 && ![...repository.problems, ...problems].some(isError))
    problems.push(problem('REEVE_NO_DOCUMENTS', 'The repository declares a fleet and no policy; an empty desired state is never meant.', placeOf(fleet, '')))
  const { guardrails, written } = compileGuardrails(only<Guardrails>(repository, 'Guardrails'), policies, report)
  const dataCollection = compileDataCollection(only<DataCollectionPolicy>(repository, 'DataCollectionPolicy'), report)
  const { spec, metadata } = fleet.document

  return result({
    fleet: metadata.name,
    profile: profile.name,
    tenant: spec.provider?.intune?.tenantId ?? `fleet:${metadata.name}`,
    provider: spec.provider ?? null,
    approvals: spec.approvals ?? null,
    policies,
    tenantRules,
    guardrails: { ...guardrails, signedCommits: spec.source?.signatures !== undefined },
    dataCollection,
    guardrailsDigest: digestOf({
      guardrails: written,
      approvals: spec.approvals ?? null,
      principals: spec.principals ?? null,
      ...(spec.source?.signatures === undefined ? {} : { signatures: spec.source.signatures }),
      // Who may approve is a rule of approving; the form and the time in which something is kept change nothing that is done.
      ...(dataCollection.access === null ? {} : { access: dataCollection.access }),
    }),
    lists: [...repository.lists.values()]
      .map(({ path, digest, rows }) => ({ file: path, digest, entries: rows.length }))
      .sort((a, b) => compareText(a.file, b.file)),
    digest: repository.digest,
  })
}

/** Sorted by kind and name, so that nothing downstream depends on the order of files. */
function compilePolicies(repository: Repository, report: Reporter): Policy[] {
  const rivals: Rival[] = []
  const offboardings: Policy[] = []
  for (const source of repository.documents) {
    if (isKind<DevicePolicy>(source, 'DevicePolicy')) rivals.push({ source, policy: compileDevicePolicy(source, report) })
    if (isKind<UserOffboarding>(source, 'UserOffboarding')) offboardings.push(compileUserOffboarding(source, report))
    if (isKind<CleanupRule>(source, 'CleanupRule') && source.document.spec.enforcedBy !== 'intune') {
      const policy = compileCleanupRule(source, report)
      if (policy) rivals.push({ source, policy })
    }
  }
  checkRivals(rivals, report)
  return [...rivals.map(({ policy }) => policy), ...offboardings].sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name))
}

function compileTenantRules(repository: Repository, report: Reporter): TenantRule[] {
  const sources = repository.documents
    .filter((source) => isKind<CleanupRule>(source, 'CleanupRule'))
    .filter(({ document }) => document.spec.enforcedBy === 'intune')
  const compiled = sources.flatMap((source) => {
    const rule = compileTenantRule(source, report)
    return rule ? [{ source, rule }] : []
  })
  refuseRivals(compiled, report)
  return compiled.map(({ rule }) => rule).sort((a, b) => compareText(a.platform, b.platform) || compareText(a.name, b.name))
}

function only<D extends PolicyDocument>(repository: Repository, kind: D['kind']): SourceDocument<D> | null {
  const found = repository.documents.find(({ document }) => document.kind === kind)
  return found ? (found as SourceDocument<D>) : null
}

function isKind<D extends PolicyDocument>(source: SourceDocument, kind: D['kind']): source is SourceDocument<D> {
  return source.document.kind === kind
}
