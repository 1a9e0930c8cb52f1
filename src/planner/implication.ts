/**
 * Whether every device that one selector is true for is one that another is true for, too.
 *
 * true only where the two documents prove it, whatever the fleet, the lists and the time; false
 * means "not proved". What follows from it (an error, a warning) must never rest on a guess.
 */
import { canonicalJson } from './canonical.ts'
import { both, type Condition, type Conditions, conditionsOf, type Part } from './conditions.ts'
import type { Selector as SelectorDocument } from './documents.generated.ts'
import { compareVersions } from './profile/ask.ts'
import { matchesGlob } from './text.ts'

/** Branches of branches multiply; nobody writes so many, and what is not looked at is not proved. */
const MOST_STEPS = 500

const STEP_COST = 200

/** What may still be spent on proofs, in comparisons of characters at most; whoever proves much shares one among all. */
export interface Effort {
  left: number
}

export function surelyImplies(inner: Conditions, outer: Conditions, effort: Effort = { left: 10_000_000 }): boolean {
  let steps = 0

  function implies(from: Conditions, to: Conditions): boolean {
    steps += 1
    effort.left -= STEP_COST
    if (steps > MOST_STEPS || effort.left < 0) return false
    if (impliesDirectly(from, to)) return true
    // Whichever branch of an `any` it is that holds.
    const [branches, ...anys] = from.anys
    return branches !== undefined && branches.every((branch) => implies(both({ ...from, anys }, conditionsOf(branch)), to))
  }

  function impliesDirectly(from: Conditions, to: Conditions): boolean {
    return (
      to.each.every((asked) => from.each.some((given) => conditionImplies(given, asked, effort))) &&
      to.anys.every(
        (branches) => from.anys.some((given) => canonicalOf(given) === canonicalOf(branches)) || branches.some((branch) => implies(from, conditionsOf(branch))),
      ) &&
      to.nots.every(({ document }) => from.nots.some((given) => canonicalOf([given]) === canonicalOf([{ document }])))
    )
  }

  return implies(inner, outer)
}

/** Asked for once per pair of policies, and the same each time. */
const canonicals = new WeakMap<SelectorDocument, string>()

function canonicalOf(parts: readonly Pick<Part, 'document'>[]): string {
  return parts
    .map(({ document }) => {
      const known = canonicals.get(document)
      if (known !== undefined) return known
      const canonical = canonicalJson(document)
      canonicals.set(document, canonical)
      return canonical
    })
    .join()
}

function surelyMatches(pattern: string, value: string, effort: Effort): boolean {
  // Most patterns begin with what tells their names apart, and nothing more has to be compared.
  const fixed = pattern.search(/[*?]/)
  if (!value.startsWith(fixed < 0 ? pattern : pattern.slice(0, fixed))) return false
  effort.left -= pattern.length * value.length
  return effort.left >= 0 && matchesGlob(pattern, value)
}

function conditionImplies(given: Condition, asked: Condition, effort: Effort): boolean {
  if (given.field !== asked.field) return false
  // What is true of a value is false or unknown where there is none.
  if (asked.kind === 'known') return asked.wanted ? given.kind !== 'known' || given.wanted : given.kind === 'known' && !given.wanted
  switch (given.kind) {
    case 'known':
      return false
    case 'values':
      if (asked.kind === 'values') return [...given.values].every((value) => asked.values.has(value))
      return asked.kind === 'glob' && [...given.values].every((value) => surelyMatches(asked.pattern, value, effort))
    case 'list':
      return asked.kind === 'list' && given.list === asked.list
    case 'glob':
      return asked.kind === 'glob' && (given.pattern === asked.pattern || /^\*+$/.test(asked.pattern))
    case 'boolean':
      return asked.kind === 'boolean' && given.value === asked.value
    case 'version':
    case 'atLeast':
    case 'below':
      return versionImplies(given, asked)
    case 'atLeastAgo':
      return asked.kind === 'atLeastAgo' && given.seconds >= asked.seconds
    case 'within':
      return asked.kind === 'within' && given.seconds <= asked.seconds
    case 'before':
      return asked.kind === 'before' && given.at <= asked.at
    case 'after':
      return asked.kind === 'after' && given.at >= asked.at
  }
}

function versionImplies(given: Condition & { readonly version: string }, asked: Condition): boolean {
  if (asked.kind !== 'version' && asked.kind !== 'atLeast' && asked.kind !== 'below') return false
  const order = compareVersions(given.version, asked.version)
  if (order === null) return false
  if (asked.kind === 'version') return given.kind === 'version' && order === 0
  if (asked.kind === 'atLeast') return given.kind !== 'below' && order >= 0
  return given.kind === 'below' ? order <= 0 : given.kind === 'version' && order < 0
}
