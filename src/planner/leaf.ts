/** One condition on one field, compiled. */
import type { InstantMatcher, ListSource } from './documents.generated.ts'
import type { Field } from './fields.ts'
import type { EpochSeconds } from './inventory.ts'
import { formatInstant, parseDocumentInstant, parseDuration } from './instant.ts'
import { compareVersions } from './profile/ask.ts'
import type { CompileContext, Leaf } from './selector.ts'
import { FUTURE_TOLERANCE_SECONDS, type Subject } from './subject.ts'
import { foldText, matchesGlob } from './text.ts'
import { mayBeAmong, mayMatchGlob } from './text-filter.ts'
import { FALSE, not, TRUE, type Truth, UNKNOWN } from './truth.ts'

/** A moment is compared as a number, a word is looked up, a text is gone through letter by letter. */
const COST: Readonly<Record<Field['type'], number>> = { boolean: 0, instant: 0, version: 1, text: 3 }

/** More than these are counted and not named. */
const NAMED_VALUES = 5

type TextField = Extract<Field, { type: 'text' }>
type VersionField = Extract<Field, { type: 'version' }>
type InstantField = Extract<Field, { type: 'instant' }>
type BooleanField = Extract<Field, { type: 'boolean' }>

/** Every condition in `matcher` as a leaf; all of them have to hold. `matcher` satisfies its schema. */
export function compileLeaves(field: Field, matcher: unknown, pointer: string, context: CompileContext): Leaf[] {
  const locate: Locate = (condition) => context.locate(condition === '' ? pointer : `${pointer}/${condition}`)
  if (field.type === 'boolean') return booleanLeaves(field, matcher as boolean | { known: boolean }, locate)
  if (field.type === 'instant') return instantLeaves(field, matcher as InstantMatcher, locate)
  if (field.type === 'version') return versionLeaves(field, matcher as string | { atLeast?: string; below?: string; glob?: string; known?: boolean }, locate)
  return textLeaves(field, matcher as TextMatcherDocument, pointer, context)
}

/** The place of one condition of the matcher; of the whole matcher for an empty name. */
type Locate = (condition: string) => string

/** What every leaf of a field has. */
function leafBase(field: Field, at: string): Pick<Leaf, 'field' | 'at' | 'cost' | 'wants' | 'valueOf' | 'turnsAt'> {
  return {
    field: field.name,
    at,
    cost: costOf(field),
    wants: null,
    valueOf: (subject) => describeValue(field, subject),
    turnsAt: (subject) => becomesKnownAt(field, subject),
  }
}

function describeValue(field: Field, subject: Subject): string | null {
  if (field.type !== 'instant') {
    const value = field.read(subject)
    return value === null ? null : String(value)
  }
  const at = readWhenever(field, subject)
  if (at === null) return null
  return field.read(subject) === null ? `${formatInstant(at)}, in the future` : formatInstant(at)
}

/** The moment as it stands, also where it lies too far ahead to count yet. */
function readWhenever(field: InstantField, subject: Subject): EpochSeconds | null {
  return field.read({ ...subject, now: Number.MAX_SAFE_INTEGER })
}

function becomesKnownAt(field: Field, subject: Subject): EpochSeconds[] {
  const at = field.type === 'instant' ? readWhenever(field, subject) : null
  return at === null ? [] : [at - FUTURE_TOLERANCE_SECONDS]
}

type TextMatcherDocument = string | string[] | { in?: ListSource | string[]; glob?: string; known?: boolean }

function textLeaves(field: TextField, matcher: TextMatcherDocument, pointer: string, context: CompileContext): Leaf[] {
  if (typeof matcher === 'string') return [valuesLeaf(field, [matcher], context.locate(pointer))]
  if (Array.isArray(matcher)) return [inlineList(field, matcher, pointer, context)]

  const leaves: Leaf[] = []
  if (Array.isArray(matcher.in)) leaves.push(inlineList(field, matcher.in, `${pointer}/in`, context))
  else if (matcher.in) leaves.push(fileList(field, matcher.in, `${pointer}/in`, context))
  if (matcher.glob !== undefined) leaves.push(globLeaf(field, matcher.glob, context.locate(`${pointer}/glob`)))
  if (matcher.known !== undefined) leaves.push(knownLeaf(field, matcher.known, context.locate(`${pointer}/known`)))
  return leaves
}

const EMPTY_PROTECTION_FIX = 'Name what is to be protected, or remove the condition.'

function inlineList(field: TextField, values: readonly string[], pointer: string, context: CompileContext): Leaf {
  if (values.length === 0 && context.protects)
    context.report(
      'REEVE_LIST_EMPTY_PROTECTION',
      `"${field.name}" is compared with an empty list, so nothing would be kept out by it.`,
      pointer,
      EMPTY_PROTECTION_FIX,
    )
  if (values.length === 0 && !context.protects) context.report('REEVE_LIST_EMPTY', `"${field.name}" is compared with an empty list.`, pointer)
  return valuesLeaf(field, values, context.locate(pointer))
}

function valuesLeaf(field: TextField, values: readonly string[], at: string): Leaf {
  const folded = new Set(values.map(foldText))
  const oneOf = values.length <= NAMED_VALUES ? values.join(', ') : `${values.length} values`
  return {
    ...leafBase(field, at),
    wants: values,
    asks: values.length === 1 ? `${field.name} is ${values[0]}` : `${field.name} is one of ${oneOf}`,
    evaluate: folded.size === 0 ? () => FALSE : textTruth(field, mayBeAmong(folded), (text) => folded.has(text)),
    explain: (subject) => `${field.name} is ${field.read(subject)}`,
  }
}

function fileList(field: TextField, source: ListSource, pointer: string, context: CompileContext): Leaf {
  const lines = new Map<string, number>()
  const list = context.findList(source)
  for (const row of list?.rows ?? []) {
    const value = row.values[source.column ?? 'value']
    // The first line wins: `because` names one line, and the order of a file is its author's.
    if (value && !lines.has(foldText(value))) lines.set(foldText(value), row.line)
  }
  // Of a column that is not there the loader has spoken.
  if (list && lines.size === 0 && (list.columns.length === 0 || list.columns.includes(source.column ?? 'value'))) {
    const code = context.protects ? 'REEVE_LIST_EMPTY_PROTECTION' : 'REEVE_LIST_EMPTY'
    context.report(code, `${source.file} has no entry for "${field.name}".`, pointer, context.protects ? EMPTY_PROTECTION_FIX : undefined)
  }
  return {
    ...leafBase(field, context.locate(pointer)),
    asks: `${field.name} in ${source.file}`,
    evaluate: lines.size === 0 ? () => FALSE : textTruth(field, mayBeAmong(lines.keys()), (text) => lines.has(text)),
    explain: (subject) => `${field.name} in ${source.file}:${lines.get(foldText(field.read(subject) ?? '')) ?? 0}`,
  }
}

function globLeaf(field: TextField | VersionField, glob: string, at: string): Leaf {
  const pattern = foldText(glob)
  const evaluate =
    field.type === 'text'
      ? textTruth(field, mayMatchGlob(pattern), (text) => matchesGlob(pattern, text))
      : remembered(field.read, (text) => (matchesGlob(pattern, foldText(text)) ? TRUE : FALSE))
  return {
    ...leafBase(field, at),
    asks: `${field.name} matches ${glob}`,
    evaluate,
    explain: (subject) => `${field.name} ${field.read(subject)} matches ${glob}`,
  }
}

function costOf(field: Field): number {
  return field.type === 'text' && field.fewValues ? COST.version : COST[field.type]
}

/** `mayPass` is asked of the text as it stands, and only where it says so the text is folded for the test. */
function textTruth(field: TextField, mayPass: (text: string) => boolean, test: (folded: string) => boolean): (subject: Subject) => Truth {
  const judge = (text: string): Truth => (mayPass(text) && test(foldText(text)) ? TRUE : FALSE)
  if (field.fewValues) return remembered(field.read, judge)
  const { read } = field
  return (subject) => {
    const text = read(subject)
    return text === null ? UNKNOWN : judge(text)
  }
}

/** Remembers the answer per distinct value, and starts anew rather than grow without bound. */
function remembered(read: (subject: Subject) => string | null, judge: (text: string) => Truth): (subject: Subject) => Truth {
  const answers = new Map<string, Truth>()
  return (subject) => {
    const text = read(subject)
    if (text === null) return UNKNOWN
    let answer = answers.get(text)
    if (answer === undefined) {
      answer = judge(text)
      if (answers.size >= 4096) answers.clear()
      answers.set(text, answer)
    }
    return answer
  }
}

function versionLeaves(field: VersionField, matcher: string | { atLeast?: string; below?: string; glob?: string; known?: boolean }, locate: Locate): Leaf[] {
  if (typeof matcher === 'string') return [versionLeaf(field, locate(''), 'is', matcher, (order) => order === 0)]
  const leaves: Leaf[] = []
  if (matcher.atLeast !== undefined) leaves.push(versionLeaf(field, locate('atLeast'), 'at least', matcher.atLeast, (order) => order >= 0))
  if (matcher.below !== undefined) leaves.push(versionLeaf(field, locate('below'), 'below', matcher.below, (order) => order < 0))
  if (matcher.glob !== undefined) leaves.push(globLeaf(field, matcher.glob, locate('glob')))
  if (matcher.known !== undefined) leaves.push(knownLeaf(field, matcher.known, locate('known')))
  return leaves
}

function versionLeaf(field: VersionField, at: string, word: string, bound: string, test: (order: number) => boolean): Leaf {
  const judge = (text: string): Truth => {
    const order = compareVersions(text, bound)
    return order === null ? UNKNOWN : test(order) ? TRUE : FALSE
  }
  return {
    ...leafBase(field, at),
    asks: `${field.name} ${word} ${bound}`,
    evaluate: remembered(field.read, judge),
    explain: (subject) => `${field.name} ${field.read(subject)} ${word === 'is' ? `is ${bound}` : `is ${word} ${bound}`}`,
  }
}

function instantLeaves(field: InstantField, matcher: InstantMatcher, locate: Locate): Leaf[] {
  const leaves: Leaf[] = []
  if (matcher.atLeastAgo !== undefined) {
    const seconds = requireNumber(parseDuration(matcher.atLeastAgo))
    leaves.push(agoLeaf(field, locate('atLeastAgo'), `at least ${matcher.atLeastAgo} ago`, seconds, (at, now) => at <= now - seconds))
  }
  if (matcher.within !== undefined) {
    const seconds = requireNumber(parseDuration(matcher.within))
    leaves.push(agoLeaf(field, locate('within'), `within ${matcher.within}`, seconds, (at, now) => at > now - seconds))
  }
  if (matcher.before !== undefined) {
    const bound = requireNumber(parseDocumentInstant(matcher.before))
    leaves.push(instantLeaf(field, locate('before'), `before ${formatInstant(bound)}`, (at) => at < bound))
  }
  if (matcher.after !== undefined) {
    const bound = requireNumber(parseDocumentInstant(matcher.after))
    leaves.push(instantLeaf(field, locate('after'), `after ${formatInstant(bound)}`, (at) => at > bound))
  }
  if (matcher.known !== undefined) leaves.push(knownLeaf(field, matcher.known, locate('known')))
  return leaves
}

/** Compares with a moment that moves along with now: the answer turns once, `seconds` after the event. */
function agoLeaf(field: InstantField, place: string, words: string, seconds: number, test: (at: EpochSeconds, now: EpochSeconds) => boolean): Leaf {
  return {
    ...instantLeaf(field, place, words, test),
    turnsAt: (subject) => {
      const at = readWhenever(field, subject)
      return at === null ? [] : [at - FUTURE_TOLERANCE_SECONDS, at + seconds]
    },
  }
}

function instantLeaf(field: InstantField, place: string, words: string, test: (at: EpochSeconds, now: EpochSeconds) => boolean): Leaf {
  const { read } = field
  return {
    ...leafBase(field, place),
    asks: `${field.name} ${words}`,
    evaluate: (subject) => {
      const at = read(subject)
      return at === null ? UNKNOWN : test(at, subject.now) ? TRUE : FALSE
    },
    explain: (subject) => `${field.name} ${formatInstant(read(subject) ?? 0)} is ${words}`,
  }
}

function booleanLeaves(field: BooleanField, matcher: boolean | { known: boolean }, locate: Locate): Leaf[] {
  if (typeof matcher !== 'boolean') return [knownLeaf(field, matcher.known, locate('known'))]
  const { read } = field
  return [
    {
      ...leafBase(field, locate('')),
      asks: `${field.name} is ${matcher}`,
      evaluate: (subject) => {
        const value = read(subject)
        return value === null ? UNKNOWN : value === matcher ? TRUE : FALSE
      },
      explain: () => `${field.name} is ${matcher}`,
    },
  ]
}

/** Missing values on purpose. Of a record that was never read, not even that it is missing is known. */
function knownLeaf(field: Field, wanted: boolean, at: string): Leaf {
  const whenKnown = wanted ? TRUE : FALSE
  return {
    ...leafBase(field, at),
    asks: `${field.name} is ${wanted ? 'known' : 'missing'}`,
    evaluate: (subject) => {
      if (field.wasRead && !field.wasRead(subject)) return UNKNOWN
      return field.read(subject) === null ? not(whenKnown) : whenKnown
    },
    explain: () => `${field.name} is ${wanted ? 'known' : 'missing'}`,
  }
}

/** The loader has checked it; anything else is a broken invariant. */
function requireNumber(value: number | null): number {
  if (value === null) throw new TypeError('The loader let a malformed time through')
  return value
}
