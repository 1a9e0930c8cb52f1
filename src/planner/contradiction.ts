/**
 * Conditions that no device can meet, whatever the fleet: a selector that holds them selects
 * nothing for ever, and as an exception it protects nobody.
 */
import { both, type Condition, type Conditions, conditionsOf } from './conditions.ts'
import type { FieldName } from './fields.ts'
import { surelyImplies } from './implication.ts'
import { formatInstant } from './instant.ts'
import { compareVersions } from './profile/ask.ts'
import { matchesGlob } from './text.ts'

export interface Contradiction {
  /** Of the later of the two that cannot both hold. */
  readonly pointer: string
  readonly detail: string
}

/** Nobody writes so many by hand, and comparing each with each must stay cheap. */
const MOST_CONDITIONS = 300

/** The first contradiction among them; null where none is certain. */
export function findContradiction(conditions: Conditions): Contradiction | null {
  if (conditions.each.length + conditions.nots.length > MOST_CONDITIONS) return null
  for (const [field, each] of Map.groupBy(conditions.each, (condition) => condition.field)) {
    const found = contradictionOfField(field, each)
    if (found) return found
  }
  for (const branches of conditions.anys) {
    const dead = branches.map((branch) => findContradiction(both({ ...conditions, anys: [], nots: [] }, conditionsOf(branch))))
    const [first] = dead
    if (first && dead.every((found) => found !== null)) return { pointer: parentOf(branches[0]?.pointer ?? ''), detail: `No branch can hold: ${first.detail}` }
  }
  for (const part of conditions.nots)
    if (surelyImplies({ ...conditions, nots: [] }, conditionsOf(part)))
      return { pointer: part.pointer, detail: 'What is asked for here is excluded beside it.' }
  return null
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
}

function contradictionOfField(field: FieldName, each: readonly Condition[]): Contradiction | null {
  const [first, ...rest] = each
  if (!first) return null
  return (
    missingAndKnown(field, first, rest) ??
    noValueLeft(field, each) ??
    bothTrueAndFalse(field, each) ??
    emptyRange(field, each, 'atLeast', 'below') ??
    emptyRange(field, each, 'version', 'below') ??
    emptyRange(field, each, 'atLeast', 'version') ??
    emptyRange(field, each, 'version', 'version') ??
    emptySpan(field, each) ??
    emptyPeriod(field, each)
  )
}

function missingAndKnown(field: FieldName, first: Condition, rest: readonly Condition[]): Contradiction | null {
  const isMissing = (condition: Condition): boolean => condition.kind === 'known' && !condition.wanted
  const other = rest.find((condition) => isMissing(condition) !== isMissing(first))
  return other ? { pointer: other.pointer, detail: `"${field}" is asked to be missing, and to have a value.` } : null
}

function noValueLeft(field: FieldName, each: readonly Condition[]): Contradiction | null {
  let left: readonly string[] | null = null
  for (const condition of each) {
    if (condition.kind === 'values') {
      // An empty list selects nothing on purpose: what it was emptied of may come back.
      if (condition.values.size === 0) return null
      left = (left ?? [...condition.values]).filter((value) => condition.values.has(value))
    }
    if (left?.length === 0) return { pointer: condition.pointer, detail: `"${field}" is asked to have two different values at once.` }
  }
  for (const condition of each)
    if (left !== null && condition.kind === 'glob' && !left.some((value) => matchesGlob(condition.pattern, value)))
      return { pointer: condition.pointer, detail: `"${field}" is asked to match ${condition.pattern}, and none of the values that are asked for does.` }
  return null
}

function bothTrueAndFalse(field: FieldName, each: readonly Condition[]): Contradiction | null {
  const [first, ...rest] = each.filter((condition) => condition.kind === 'boolean')
  const other = rest.find(({ value }) => value !== first?.value)
  return other ? { pointer: other.pointer, detail: `"${field}" is asked to be true and false at once.` } : null
}

type VersionKind = 'version' | 'atLeast' | 'below'

const VERSION_WORDS: Readonly<Record<VersionKind, string>> = { version: 'exactly', atLeast: 'at least', below: 'below' }

function emptyRange(field: FieldName, each: readonly Condition[], low: VersionKind, high: VersionKind): Contradiction | null {
  for (const from of each)
    for (const to of each) {
      if (from.kind !== low || to.kind !== high || from === to) continue
      const order = compareVersions(from.version, to.version) ?? -1
      const empty = low === 'version' && high === 'version' ? order !== 0 : high === 'below' ? order >= 0 : order > 0
      if (empty)
        return { pointer: to.pointer, detail: `"${field}" is asked to be ${VERSION_WORDS[low]} ${from.version} and ${VERSION_WORDS[high]} ${to.version}.` }
    }
  return null
}

function emptySpan(field: FieldName, each: readonly Condition[]): Contradiction | null {
  for (const old of each)
    for (const recent of each)
      if (old.kind === 'atLeastAgo' && recent.kind === 'within' && recent.seconds <= old.seconds)
        return { pointer: recent.pointer, detail: `"${field}" is asked to be at least ${spanOf(old.seconds)} ago and within ${spanOf(recent.seconds)}.` }
  return null
}

function emptyPeriod(field: FieldName, each: readonly Condition[]): Contradiction | null {
  // Both bounds are strict, and moments are whole seconds.
  for (const from of each)
    for (const to of each)
      if (from.kind === 'after' && to.kind === 'before' && to.at - from.at < 2)
        return { pointer: to.pointer, detail: `"${field}" is asked to be after ${formatInstant(from.at)} and before ${formatInstant(to.at)}.` }
  return null
}

function spanOf(seconds: number): string {
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= length && seconds % length === 0) return `${seconds / length}${unit}`
  return `${seconds}s`
}
