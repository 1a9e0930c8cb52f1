/**
 * Compiled three-valued selectors.
 *
 * A selector document becomes a tree of closures over its leaves, one leaf per condition.
 * Nothing is evaluated as code, and no regular expression is built from what a person wrote.
 */
import type { ListSource, Selector as SelectorDocument } from './documents.generated.ts'
import { FIELDS } from './fields.ts'
import { compileLeaves } from './leaf.ts'
import type { EpochSeconds } from './inventory.ts'
import type { ProblemCode } from './problem.ts'
import type { ListFile } from './repository.ts'
import type { Subject } from './subject.ts'
import { FALSE, not, TRUE, type Truth, UNKNOWN } from './truth.ts'

export interface Leaf {
  readonly field: string
  /** file:line:column of the condition. */
  readonly at: string
  readonly cost: number
  readonly evaluate: (subject: Subject) => Truth
  /** Why the leaf is true for this subject, for a person. Asked only when it is. */
  readonly explain: (subject: Subject) => string
  /** What the leaf asks, for a person: `serialNumber in lists/lost.csv`. */
  readonly asks: string
  /** The values of which it takes any, as the document writes them; null for a condition of another kind. */
  readonly wants: readonly string[] | null
  /** What the record holds, for a person; null where nothing says. */
  readonly valueOf: (subject: Subject) => string | null
  /** Every moment at which the answer may become another by time alone. More of them do no harm. */
  readonly turnsAt: (subject: Subject) => readonly EpochSeconds[]
}

/** How a selector is put together, for those who explain it. */
export type Shape =
  | { readonly kind: 'leaf'; readonly leaf: Leaf }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Selector[] }
  | { readonly kind: 'not'; readonly part: Selector }

export interface Selector {
  /** What one look costs, roughly: cheap ones are asked first, which changes no answer. */
  readonly cost: number
  readonly evaluate: (subject: Subject) => Truth
  /** In the order of the document. */
  readonly leaves: readonly Leaf[]
  readonly shape: Shape
  /** Names the true leaves that carry a true selector. */
  readonly explain: (subject: Subject) => string[]
  /** The fields whose unknown values leave the selector undetermined. */
  readonly unknownFields: (subject: Subject) => string[]
}

export interface CompileContext {
  readonly findList: (source: ListSource) => ListFile | null
  /** An empty list would widen what is done (in `except`, in `protect`, under a `not`): an error, not an empty set. */
  readonly protects: boolean
  readonly report: (code: ProblemCode, detail: string, pointer: string, fix?: string) => void
  /** file:line:column of what stands at `pointer`. */
  readonly locate: (pointer: string) => string
}

export function compileSelector(document: SelectorDocument, pointer: string, context: CompileContext): Selector {
  const parts: Selector[] = []
  for (const [key, value] of Object.entries(document)) {
    const at = `${pointer}/${escapePointer(key)}`
    if (key === 'any' || key === 'all') {
      const inner = (value as SelectorDocument[]).map((child, index) => compileSelector(child, `${at}/${index}`, context))
      parts.push(key === 'any' ? anyOf(inner) : allOf(inner))
    } else if (key === 'not') {
      // Under a `not` an empty list would select everything, as it would protect nothing.
      parts.push(negate(compileSelector(value as SelectorDocument, at, { ...context, protects: !context.protects })))
    } else {
      const field = FIELDS.get(key)
      if (!field) throw new TypeError(`The schema allows a field that selectors do not know: ${key}`)
      parts.push(allOf(compileLeaves(field, value, at, context).map(leafSelector)))
    }
  }
  return allOf(parts)
}

export function allOf(parts: readonly Selector[]): Selector {
  const [only] = parts
  if (only && parts.length === 1) return only
  const evaluators = cheapestFirst(parts)
  return {
    cost: Math.max(0, ...parts.map(({ cost }) => cost)),
    evaluate: (subject) => {
      let result: Truth = TRUE
      for (const evaluate of evaluators) {
        const truth = evaluate(subject)
        if (truth === FALSE) return FALSE
        if (truth < result) result = truth
      }
      return result
    },
    leaves: parts.flatMap(({ leaves }) => leaves),
    shape: { kind: 'all', parts },
    explain: (subject) => parts.flatMap((part) => part.explain(subject)),
    unknownFields: (subject) => parts.flatMap((part) => part.unknownFields(subject)),
  }
}

function cheapestFirst(parts: readonly Selector[]): Selector['evaluate'][] {
  return parts.toSorted((a, b) => a.cost - b.cost).map(({ evaluate }) => evaluate)
}

function anyOf(parts: readonly Selector[]): Selector {
  const evaluators = cheapestFirst(parts)
  return {
    cost: 1 + Math.max(0, ...parts.map(({ cost }) => cost)),
    evaluate: (subject) => {
      let result: Truth = FALSE
      for (const evaluate of evaluators) {
        const truth = evaluate(subject)
        if (truth === TRUE) return TRUE
        if (truth > result) result = truth
      }
      return result
    },
    leaves: parts.flatMap(({ leaves }) => leaves),
    shape: { kind: 'any', parts },
    explain: (subject) => parts.filter((part) => part.evaluate(subject) === TRUE).flatMap((part) => part.explain(subject)),
    unknownFields: (subject) => parts.flatMap((part) => part.unknownFields(subject)),
  }
}

function negate(part: Selector): Selector {
  return {
    cost: part.cost,
    evaluate: (subject) => not(part.evaluate(subject)),
    leaves: part.leaves,
    shape: { kind: 'not', part },
    explain: (subject) => part.leaves.filter((leaf) => leaf.evaluate(subject) === FALSE).map((leaf) => `not: ${leaf.asks}`),
    unknownFields: part.unknownFields,
  }
}

export function leafSelector(leaf: Leaf): Selector {
  return {
    cost: leaf.cost,
    evaluate: leaf.evaluate,
    leaves: [leaf],
    shape: { kind: 'leaf', leaf },
    explain: (subject) => (leaf.evaluate(subject) === TRUE ? [leaf.explain(subject)] : []),
    unknownFields: (subject) => (leaf.evaluate(subject) === UNKNOWN ? [leaf.field] : []),
  }
}

/** The same selector as if the leaves that are meant gave `answer`: what would be, were this one condition otherwise. */
export function withAnswer(selector: Selector, isMeant: (leaf: Leaf) => boolean, answer: Truth): Selector {
  const { shape } = selector
  if (shape.kind === 'leaf') return isMeant(shape.leaf) ? leafSelector({ ...shape.leaf, evaluate: () => answer }) : selector
  if (shape.kind === 'not') return negate(withAnswer(shape.part, isMeant, answer))
  const parts = shape.parts.map((part) => withAnswer(part, isMeant, answer))
  return shape.kind === 'any' ? anyOf(parts) : allOf(parts)
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
