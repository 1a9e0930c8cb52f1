/** Whether a selector can ever be true: names that the profile and Graph know, and conditions that can hold together. */
import { checkPlatformNames } from './check-platforms.ts'
import { both, type Condition, type Conditions, conditionsOf, type Part } from './conditions.ts'
import { findContradiction } from './contradiction.ts'
import type { Reporter } from './desired-reporter.ts'
import { suggestion } from './did-you-mean.ts'
import type { Selector as SelectorDocument } from './documents.generated.ts'
import { GRAPH_VALUES } from './graph-values.ts'
import { surelyImplies } from './implication.ts'
import type { SourceDocument } from './repository.ts'
import { foldText, matchesGlob, shorten } from './text.ts'

export function checkSelector(source: SourceDocument, document: SelectorDocument, pointer: string, reporter: Reporter): void {
  const part = { document, pointer }
  checkPlatformNames(source, document, pointer, reporter)
  checkGraphValues(source, document, pointer, reporter)
  checkContradictions(source, part, reporter)
}

/** What a policy selects, taken whole: `select` with what its kind adds, and without what it excepts. */
export function checkSelection(source: SourceDocument, selected: readonly Part[], except: Part | null, { report }: Reporter): void {
  const conditions = both(...selected.map(conditionsOf))
  const alone = selected.some((part) => findContradiction(conditionsOf(part)) !== null)
  const found = alone ? null : findContradiction(conditions)
  if (found) report(source, 'REEVE_SELECTOR_NEVER_MATCHES', found.detail, found.pointer, NEVER_FIX)
  if (!alone && !found && except && surelyImplies(conditions, conditionsOf(except)))
    report(source, 'REEVE_SELECTOR_NEVER_MATCHES', 'Everything that the policy selects is excepted.', except.pointer, 'Except less, or remove the policy.')
}

const NEVER_FIX = 'Remove one of the two conditions, or put them under "any".'

/** Each selector by itself, those inside it too; of one that is dead as a whole the parts are not looked at. */
function checkContradictions(source: SourceDocument, part: Part, reporter: Reporter): void {
  const conditions = conditionsOf(part)
  const found = findContradiction(conditions) ?? platformOfNoProfile(conditions, reporter)
  if (found) {
    reporter.report(source, 'REEVE_SELECTOR_NEVER_MATCHES', found.detail, found.pointer, NEVER_FIX)
    return
  }
  for (const inner of [...conditions.anys.flat(), ...conditions.nots]) checkContradictions(source, inner, reporter)
}

function platformOfNoProfile({ each }: Conditions, { profile }: Reporter): { readonly detail: string; readonly pointer: string } | null {
  const globs = each.filter((condition): condition is Condition & { kind: 'glob' } => condition.field === 'platform' && condition.kind === 'glob')
  const dead = globs.find(({ pattern }) => !profile.platforms.some(({ name }) => matchesGlob(pattern, foldText(name))))
  return dead ? { pointer: dead.pointer, detail: `No platform of profile ${profile.name} matches ${dead.pattern}.` } : null
}

function checkGraphValues(source: SourceDocument, document: SelectorDocument, pointer: string, reporter: Reporter): void {
  for (const [key, value] of Object.entries(document)) {
    const at = `${pointer}/${key}`
    if (key === 'any' || key === 'all')
      for (const [index, part] of (value as SelectorDocument[]).entries()) checkGraphValues(source, part, `${at}/${index}`, reporter)
    else if (key === 'not') checkGraphValues(source, value as SelectorDocument, at, reporter)
    else checkValues(source, { field: key, matcher: value, pointer: at }, reporter)
  }
}

interface WrittenField {
  readonly field: string
  readonly matcher: unknown
  readonly pointer: string
}

/** Words of the portal for words of Graph. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([['corporate', 'Did you mean "company"?']])

function checkValues(source: SourceDocument, { field, matcher, pointer }: WrittenField, { report }: Reporter): void {
  for (const { value, at } of writtenValues(matcher, pointer))
    if (/[*?]/.test(value))
      report(
        source,
        'REEVE_LITERAL_WILDCARD',
        `"${shorten(value)}" is compared letter by letter, and matches a value that holds the sign itself.`,
        at,
        `Did you mean {glob: "${shorten(value)}"}?`,
      )
  const known = Object.entries(GRAPH_VALUES).find(([name]) => name === field)?.[1]
  if (!known) return
  const folded = new Set(known.map(foldText))
  for (const { value, at } of writtenValues(matcher, pointer)) {
    if (folded.has(foldText(value))) continue
    const fix =
      foldText(value) === 'unknown'
        ? `Write ${field}: {known: false}.`
        : (SYNONYMS.get(foldText(value)) ?? suggestion(value, known) ?? `One of: ${known.join(', ')}.`)
    report(source, 'REEVE_UNKNOWN_VALUE', `"${field}" never has the value "${shorten(value)}".`, at, fix)
  }
}

function* writtenValues(matcher: unknown, pointer: string): Generator<{ readonly value: string; readonly at: string }> {
  if (typeof matcher === 'string') yield { value: matcher, at: pointer }
  else if (Array.isArray(matcher)) for (const [index, value] of (matcher as string[]).entries()) yield { value, at: `${pointer}/${index}` }
  else if (typeof matcher === 'object' && matcher !== null && 'in' in matcher && Array.isArray(matcher.in)) yield* writtenValues(matcher.in, `${pointer}/in`)
}
