/** Guardrails: the document's numbers, with the defaults where it is silent. */
import { checkSelector } from './check-selector.ts'
import type { Reporter } from './desired-reporter.ts'
import type { EffectiveGuardrails, EffectLimit, Policy } from './desired-state.ts'
import type { ActionName, EffectLimit as EffectLimitDocument, Guardrails, GuardrailsSpec } from './documents.generated.ts'
import { suggestion } from './did-you-mean.ts'
import { parseDuration } from './instant.ts'
import { listsNamedIn } from './named-lists.ts'
import { formatPlace } from './problem.ts'
import { placeOf, type SourceDocument } from './repository.ts'
import { compileSelector } from './selector.ts'

const IRREVERSIBLE: EffectLimit = { perPass: { count: 10, percent: 1 }, perDay: 25, perWeek: 100 }
const RETIRE: EffectLimit = { perPass: { count: 50, percent: 3 }, perDay: 100, perWeek: 500 }
const OTHER: EffectLimit = { perPass: { count: 100, percent: 5 }, perDay: 500, perWeek: 1000 }

const DEFAULT_LIMITS: Readonly<Record<ActionName, EffectLimit>> = {
  wipe: IRREVERSIBLE,
  deleteUser: IRREVERSIBLE,
  retire: RETIRE,
  delete: OTHER,
  deleteDirectoryDevice: OTHER,
  disableDirectoryDevice: OTHER,
  resetPasscode: OTHER,
  disableUser: OTHER,
  setCleanupRule: OTHER,
}

const DEFAULT_MIN_DEVICES = 1
const DEFAULT_MAX_AGE = '6h'

export interface GuardrailsResult {
  readonly guardrails: EffectiveGuardrails
  /** The same without compiled selectors: what the digest is made over. */
  readonly written: unknown
}

export function compileGuardrails(source: SourceDocument<Guardrails> | null, policies: readonly Policy[], reporter: Reporter): GuardrailsResult {
  const spec: GuardrailsSpec = source?.document.spec ?? {}
  const limits = Object.fromEntries(
    Object.entries(DEFAULT_LIMITS).map(([effect, fallback]) => [effect, withDefaults(spec.limits?.[effect as ActionName], fallback)]),
  ) as Record<ActionName, EffectLimit>
  const overLimit = spec.overLimit ?? 'abort'
  const inventory = {
    minDevices: spec.inventory?.minDevices ?? DEFAULT_MIN_DEVICES,
    maxAgeSeconds: parseDuration(spec.inventory?.maxAge ?? DEFAULT_MAX_AGE) ?? 0,
  }
  const allow = spec.allow ?? []
  if (source) refuseWhatIsNotKept(source, spec, reporter)
  if (source) checkAllowances(source, policies, reporter)

  return {
    guardrails: { limits, overLimit, inventory, allow, protect: source ? compileProtections(source, reporter) : [] },
    written: { limits, overLimit, inventory, allow, protect: spec.protect ?? [], lists: source ? listDigests(spec, reporter) : [] },
  }
}

/** A guardrail that is declared and not kept would be trusted. */
function refuseWhatIsNotKept(source: SourceDocument<Guardrails>, spec: GuardrailsSpec, { report }: Reporter): void {
  for (const field of ['rings', 'windows', 'suspend'] as const)
    if (spec[field]) report(source, 'REEVE_NOT_AVAILABLE', `"${field}" is not part of this version.`, `/spec/${field}`, 'Leave it out.')
}

function withDefaults(written: EffectLimitDocument | undefined, fallback: EffectLimit): EffectLimit {
  return {
    perPass: { count: written?.perPass?.count ?? fallback.perPass.count, percent: written?.perPass?.percent ?? fallback.perPass.percent },
    perDay: written?.perDay ?? fallback.perDay,
    perWeek: written?.perWeek ?? fallback.perWeek,
  }
}

/** The contents of every list that protects: shrinking one changes the guardrails as much as striking a line of them. */
function listDigests({ protect }: GuardrailsSpec, { findList }: Reporter): string[] {
  const digests = new Set<string>()
  for (const { select } of protect ?? [])
    for (const list of listsNamedIn(select)) {
      const found = findList(list)
      if (found) digests.add(`${found.path} ${found.digest}`)
    }
  return [...digests].sort()
}

function compileProtections(source: SourceDocument<Guardrails>, reporter: Reporter): EffectiveGuardrails['protect'] {
  return (source.document.spec.protect ?? []).map(({ select, reason }, index) => {
    const pointer = `/spec/protect/${index}/select`
    checkSelector(source, select, pointer, reporter)
    return {
      select: compileSelector(select, pointer, reporter.selectorContext(source, true)),
      reason,
      at: formatPlace(placeOf(source, `/spec/protect/${index}`)),
    }
  })
}

function checkAllowances(source: SourceDocument<Guardrails>, policies: readonly Policy[], { report }: Reporter): void {
  const names = policies.map(({ name }) => name)
  for (const [index, { policy }] of (source.document.spec.allow ?? []).entries())
    if (!names.includes(policy)) {
      const fix = suggestion(policy, names) ?? 'Name a policy of this repository, or remove the allowance.'
      report(source, 'REEVE_INVALID_VALUE', `No policy is named "${policy}".`, `/spec/allow/${index}/policy`, fix)
    }
}
