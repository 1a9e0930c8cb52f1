/** CleanupRule: what happens to devices that have been silent. */
import { checkDirectoryRule, unmanagedOnly } from './check-directory-rule.ts'
import { checkSupport } from './check-platforms.ts'
import { checkSelection, checkSelector } from './check-selector.ts'
import type { Part } from './conditions.ts'
import { commonFields } from './desired-common.ts'
import type { Reporter } from './desired-reporter.ts'
import type { CleanupPolicy, CleanupStage } from './desired-state.ts'
import type { CleanupRule, CleanupRuleSpec, Selector as SelectorDocument } from './documents.generated.ts'
import { parseDuration } from './instant.ts'
import { cleanupRange } from './profile/ask.ts'
import type { SourceDocument } from './repository.ts'
import { allOf, compileSelector } from './selector.ts'

/** Entra moves a device's last sign-in only every 14 (±5) days, so less than this says nothing. */
const DIRECTORY_MIN_DAYS = 21

/** A record that says that it is managed is never one without a device. */
const NOT_MANAGED: Part = { document: { not: { 'directory.isManaged': true } }, pointer: '/spec/over' }

/** A stage may take away more than the one before, never less. */
const STAGE_RANK = { retire: 0, delete: 1, disableDirectoryDevice: 2, deleteDirectoryDevice: 3 } as const

type Signal = keyof Days

interface Days {
  readonly intune: number | null
  readonly directory: number | null
}

/** null for what this version does not have; it has been reported. */
export function compileCleanupRule(source: SourceDocument<CleanupRule>, reporter: Reporter): CleanupPolicy | null {
  const { spec } = source.document
  const over = spec.over ?? 'devices'
  if (over === 'directory') checkDirectoryRule(source, reporter)
  if (spec.select) checkSelector(source, spec.select, '/spec/select', reporter)
  if (spec.except) checkSelector(source, spec.except, '/spec/except', reporter)
  const silence = { document: silenceOf(firstDays(spec)), pointer: '/spec/inactiveDays' }
  const unmanaged = over === 'directory' ? [{ document: unmanagedOnly(spec.select), pointer: '/spec/over' }] : []
  checkSelection(
    source,
    [...(spec.select ? [{ document: spec.select, pointer: '/spec/select' }] : []), ...(over === 'directory' ? [NOT_MANAGED] : []), silence],
    spec.except ? { document: spec.except, pointer: '/spec/except' } : null,
    reporter,
  )

  const stages = compileStages(source, reporter)
  const context = reporter.selectorContext(source, false)
  const [first] = stages
  if (!first) throw new TypeError('A CleanupRule has at least one stage')
  const chosen = spec.select ? [compileSelector(spec.select, '/spec/select', context)] : []
  // Found at the word that asks for it, and not below.
  const kept = unmanaged.map(({ document }) => compileSelector(document, '/spec/over', { ...context, locate: () => context.locate('/spec/over') }))
  return {
    ...commonFields(source, 0, reporter),
    over,
    select: allOf([...chosen, ...kept, first.silence]),
    stages,
  }
}

function compileStages(source: SourceDocument<CleanupRule>, reporter: Reporter): CleanupStage[] {
  const { spec } = source.document
  const signals = signalsOf(spec)
  if (spec.over !== 'directory' && !signals.includes('intune'))
    reporter.report(
      source,
      'REEVE_INVALID_VALUE',
      'The signals leave out intune, so a device that checks in every day would count as silent.',
      '/spec/signals',
      'Write signals: [intune, directory].',
    )
  const written = spec.stages ?? [{ action: spec.over === 'directory' ? ('disableDirectoryDevice' as const) : ('delete' as const) }]
  const stages: CleanupStage[] = []
  let before: Days | null = null
  for (const [index, stage] of written.entries()) {
    const pointer = spec.stages ? `/spec/stages/${index}` : '/spec'
    const days: Days = { ...daysOf(spec.inactiveDays, signals), ...definedDays(stage.inactiveDays, signals) }
    checkDays(
      source,
      days,
      signals,
      stage.inactiveDays === undefined ? '/spec/inactiveDays' : `${pointer}/inactiveDays`,
      index > 0 && stage.inactiveDays === undefined,
      reporter,
    )
    if (before && ((days.intune ?? 0) < (before.intune ?? 0) || (days.directory ?? 0) < (before.directory ?? 0)))
      reporter.report(
        source,
        'REEVE_STAGE_ORDER',
        'A stage may not ask for fewer silent days than the one before.',
        `${pointer}/inactiveDays`,
        'Ask for at least as many days as the stage before, or put this stage first.',
      )
    const previous = written[index - 1]
    if (previous && STAGE_RANK[stage.action] <= STAGE_RANK[previous.action])
      reporter.report(
        source,
        'REEVE_STAGE_ORDER',
        `"${stage.action}" comes after "${previous.action}", and takes away no more than it.`,
        `${pointer}/action`,
        'Put the stage that takes away less first, or remove one of the two.',
      )
    // A longer silence says it, too.
    if (index > 0 && stage.after === undefined && stage.inactiveDays === undefined)
      reporter.report(
        source,
        'REEVE_MISSING_FIELD',
        'Nothing says how long after the stage before this one comes; it would come at once.',
        pointer,
        'Write after: with a number of days, for example after: 30d.',
      )
    if (index === 0 && stage.after !== undefined)
      reporter.report(
        source,
        'REEVE_STAGE_ORDER',
        'The first stage has nothing to come after.',
        `${pointer}/after`,
        'Remove "after"; inactiveDays says when the first stage comes.',
      )
    if (stage.action === 'retire' || stage.action === 'delete')
      checkSupport(source, spec.select ?? {}, { action: stage.action, pointer: spec.stages ? `${pointer}/action` : '/spec/inactiveDays' }, reporter)
    stages.push({
      action: stage.action,
      afterSeconds: stage.after === undefined ? 0 : (parseDuration(stage.after) ?? 0),
      silence: compileSelector(
        silenceOf(days),
        stage.inactiveDays === undefined ? '/spec/inactiveDays' : `${pointer}/inactiveDays`,
        reporter.selectorContext(source, false),
      ),
    })
    before = days
  }
  return stages
}

/** A rule over the directory asks the directory, whatever else it names: that was reported. */
function signalsOf({ over, signals }: CleanupRuleSpec): readonly Signal[] {
  return over === 'directory' ? ['directory'] : (signals ?? ['intune'])
}

function daysOf(days: CleanupRuleSpec['inactiveDays'], signals: readonly string[]): Days {
  const by = typeof days === 'number' ? { intune: days, directory: days } : days
  return { intune: signals.includes('intune') ? (by.intune ?? null) : null, directory: signals.includes('directory') ? (by.directory ?? null) : null }
}

/** A stage that names a signal asks for it, whether or not the rule does. */
function definedDays(days: CleanupRuleSpec['inactiveDays'] | undefined, signals: readonly string[]): Partial<Days> {
  if (days === undefined) return {}
  if (typeof days === 'number') return daysOf(days, signals)
  return { ...(days.intune === undefined ? {} : { intune: days.intune }), ...(days.directory === undefined ? {} : { directory: days.directory }) }
}

/** Which devices a rule selects, as a document: what it names, when they have been silent for long enough. */
export function cleanupSelection(spec: CleanupRuleSpec): SelectorDocument {
  const silence = silenceOf(firstDays(spec))
  return spec.select ? { all: [spec.select, silence] } : silence
}

function firstDays(spec: CleanupRuleSpec): Days {
  const { inactiveDays, stages } = spec
  const signals = signalsOf(spec)
  return { ...daysOf(inactiveDays, signals), ...definedDays(stages?.[0]?.inactiveDays, signals) }
}

function silenceOf({ intune, directory }: Days): SelectorDocument {
  return {
    ...(intune === null ? {} : { lastSyncDateTime: { atLeastAgo: `${intune}d` } }),
    ...(directory === null ? {} : { 'directory.approximateLastSignInDateTime': { atLeastAgo: `${directory}d` } }),
  }
}

function checkDays(
  source: SourceDocument<CleanupRule>,
  days: Days,
  signals: readonly Signal[],
  pointer: string,
  inherited: boolean,
  { profile, report }: Reporter,
): void {
  if (inherited) return
  const { min, max } = cleanupRange(profile)
  if (days.intune !== null && (days.intune < min || days.intune > max))
    report(
      source,
      'REEVE_THRESHOLD',
      `${days.intune} days; ${profile.name} takes ${min} to ${max}, bounds included.`,
      pointer,
      `Write a number from ${min} to ${max}.`,
    )
  if (days.directory !== null && days.directory < DIRECTORY_MIN_DAYS)
    report(
      source,
      'REEVE_THRESHOLD',
      `${days.directory} days without a sign-in; the directory's own stamp is up to ${DIRECTORY_MIN_DAYS - 2} days late, so at least ${DIRECTORY_MIN_DAYS}.`,
      pointer,
      `Write ${DIRECTORY_MIN_DAYS} or more.`,
    )
  for (const signal of signals)
    if (days[signal] === null)
      report(
        source,
        'REEVE_MISSING_FIELD',
        `No number of days for the signal "${signal}".`,
        pointer,
        'Give inactiveDays for each signal, for example {intune: 120, directory: 150}.',
      )
}
