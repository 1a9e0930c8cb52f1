/** Guardrails: the document's numbers, with the defaults where it is silent. */
import { isDestructive } from './action.ts'
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
import { compileSuspension, compileWindows } from './desired-windows.ts'

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
  /** What the fleet's own document adds is not among them. */
  readonly guardrails: Omit<EffectiveGuardrails, 'signedCommits'>
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
  if (source) warnOfWhatIsNotKept(source, spec, reporter)
  if (source) checkRingShape(source, spec, reporter)
  if (source) checkAllowances(source, policies, reporter)

  return {
    guardrails: {
      limits,
      overLimit,
      inventory,
      allow,
      protect: source ? compileProtections(source, reporter) : [],
      windows: source ? compileWindows(source, reporter) : [],
      suspend: source ? compileSuspension(source, reporter) : null,
      ringsFor: spec.rings?.for ?? [],
      uncheckedJumps: UNCHECKED_JUMPS.filter((name) => spec.inventory?.[name] !== undefined),
    },
    written: {
      limits,
      overLimit,
      inventory,
      allow,
      protect: spec.protect ?? [],
      lists: source ? listDigests(spec, reporter) : [],
      ...(spec.windows ? { windows: spec.windows } : {}),
      ...(spec.suspend ? { suspend: spec.suspend } : {}),
      ...(spec.rings ? { rings: spec.rings } : {}),
    },
  }
}

const UNCHECKED_JUMPS = ['maxShrinkPercent', 'maxGrowthPercent', 'maxNewlyInactivePercent'] as const

/** What is declared and not kept holds everything back or says so; nobody may take it for kept. */
function warnOfWhatIsNotKept(source: SourceDocument<Guardrails>, { rings, inventory }: GuardrailsSpec, { report }: Reporter): void {
  if (rings)
    report(
      source,
      'REEVE_NOT_ENFORCED_YET',
      `This version does not keep rings: of ${rings.for.join(', ')} nothing at all is applied.`,
      '/spec/rings',
      'Leave it out, and set limits per pass that are small enough to watch.',
    )
  for (const name of UNCHECKED_JUMPS)
    if (inventory?.[name] !== undefined)
      report(
        source,
        'REEVE_NOT_ENFORCED_YET',
        'This version keeps no earlier snapshot to compare with.',
        `/spec/inventory/${name}`,
        'Rely on minDevices and maxAge.',
      )
}

function checkRingShape(source: SourceDocument<Guardrails>, { rings }: GuardrailsSpec, { report }: Reporter): void {
  if (!rings) return
  for (const [index, percent] of rings.percent.entries())
    if (percent <= (rings.percent[index - 1] ?? 0))
      report(
        source,
        'REEVE_CONTRADICTION',
        `A ring reaches ${percent} % after one that reaches as much.`,
        `/spec/rings/percent/${index}`,
        'Let each be larger than the one before.',
      )
  if (rings.percent.at(-1) !== 100)
    report(
      source,
      'REEVE_CONTRADICTION',
      'The last ring does not reach the whole fleet.',
      `/spec/rings/percent/${rings.percent.length - 1}`,
      'Let the last be 100.',
    )
  for (const [index, action] of rings.for.entries())
    if (!isDestructive(action, 'reversible'))
      report(source, 'REEVE_CONTRADICTION', `${action} is not destructive, so it does not go in rings.`, `/spec/rings/for/${index}`, 'Leave it out.')
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
    } else if (names.indexOf(policy) !== names.lastIndexOf(policy))
      report(
        source,
        'REEVE_CONTRADICTION',
        `Policies of several kinds are named "${policy}", and the allowance would hold for each of them.`,
        `/spec/allow/${index}/policy`,
        'Give one of them another name.',
      )
}
