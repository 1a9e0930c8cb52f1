/**
 * From what the validator found to what a person did wrong.
 *
 * The validator reports every rule that a value breaks, in every arm of a choice: a
 * misspelt field is unknown and missing, a number in place of text fails three arms. One
 * mistake must read as one problem, so per place the first cause is kept.
 */
import { type Problem, type ProblemCode, problem } from '../../planner/problem.ts'
import type { SchemaError } from '../validators/load-validator.ts'
import { didYouMean, suggestion } from '../../planner/did-you-mean.ts'
import type { DocumentKind } from './kinds.ts'
import { LIMITS } from './limits.ts'
import { pointerTo, type ValueTree } from './node.ts'
import { describeType, explainValue, fieldAt, list } from './schema-messages.ts'
import { schemaAt } from './schema-lookup.ts'

/** Causes before consequences: a value of the wrong type also breaks patterns and bounds. */
const VALUE_KEYWORDS = [
  'type',
  'anyOf',
  'const',
  'enum',
  'format',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
]

export function schemaProblems(kind: DocumentKind, tree: ValueTree, errors: readonly SchemaError[]): Problem[] {
  const relevant = withoutOtherArms(errors, tree).filter(({ instancePath }) => !isRefused(tree, instancePath))
  const mistakes = [...unknownFields(kind, tree, relevant), ...missingFields(kind, tree, relevant), ...wrongValues(kind, tree, relevant)]
  if (mistakes.length <= LIMITS.problemsPerDocument) return mistakes
  const rest = mistakes.length - LIMITS.problemsPerDocument
  const more = problem('REEVE_TOO_MANY_PROBLEMS', `${rest} more problems in this document are not listed.`, tree.places.get('') ?? null, 'Correct these first.')
  return [...mistakes.slice(0, LIMITS.problemsPerDocument), more]
}

/**
 * Drops what the arms of a choice say that were not meant.
 *
 * No two arms of a choice in our schemas take the same type, so the type of the value says
 * which was meant: the others complain about the type at the very place of the choice.
 */
function withoutOtherArms(errors: readonly SchemaError[], { value }: ValueTree): SchemaError[] {
  const choices = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath))
  const isOfOtherArm = ({ keyword, instancePath }: SchemaError): boolean =>
    choices.has(instancePath) && (keyword === 'type' || keyword === 'const' || (keyword === 'enum' && typeof valueAt(value, instancePath) === 'object'))
  const meant = errors.filter((error) => !isOfOtherArm(error))
  const explained = new Set<string>()
  for (const { keyword, instancePath } of meant) {
    // A choice is explained by what is wrong inside it, and a choice inside it is such a thing.
    const from = keyword === 'anyOf' ? parentOf(instancePath) : instancePath
    for (let path = from; path !== ''; path = parentOf(path)) explained.add(path)
  }
  return meant.filter(({ keyword, instancePath }) => keyword !== 'anyOf' || !explained.has(instancePath))
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
}

function isRefused({ refused }: ValueTree, pointer: string): boolean {
  for (let path = pointer; path !== ''; path = parentOf(path)) if (refused.has(path)) return true
  return refused.has('')
}

function unknownFields(kind: DocumentKind, tree: ValueTree, errors: readonly SchemaError[]): Problem[] {
  return distinct(
    errors.filter(({ keyword }) => keyword === 'additionalProperties'),
    ({ instancePath, params }) => pointerTo(instancePath, String(params.additionalProperty)),
  )
    .slice(0, LIMITS.problemsPerDocument * 2)
    .map(({ instancePath, params }) => {
      const name = String(params.additionalProperty)
      const known = fieldNames(kind, tree, instancePath)
      const fix = synonymOf(name, known) ?? suggestion(name, known) ?? (known.length <= 12 ? `Known fields: ${list(known)}.` : whereListed(known))
      return report(tree, 'REEVE_UNKNOWN_FIELD', pointerTo(instancePath, name), `${fieldAt(instancePath)} has no field "${name}".`, fix)
    })
}

/** What other tools, portals and people call the fields of Graph. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['os', 'operatingSystem'],
  ['upn', 'userPrincipalName'],
  ['ownertype', 'managedDeviceOwnerType'],
  ['ownership', 'managedDeviceOwnerType'],
  ['serial', 'serialNumber'],
  ['name', 'deviceName'],
  ['category', 'deviceCategoryDisplayName'],
])

function synonymOf(name: string, known: readonly string[]): string | null {
  const meant = SYNONYMS.get(name.toLowerCase())
  return meant !== undefined && known.includes(meant) ? `Did you mean "${meant}"?` : null
}

function whereListed(known: readonly string[]): string | null {
  return known.includes('deviceName') && known.includes('not') ? 'reeve schema Selector --format text lists the fields of a selector.' : null
}

/** Whoever wrote the secret itself where its place belongs must not find it in the log of a pipeline. */
const SECRET = /\/(?:secretRef|macOsUnlockCode)$/

function missingFields(kind: DocumentKind, tree: ValueTree, errors: readonly SchemaError[]): Problem[] {
  const missing = distinct(
    errors.filter(({ keyword }) => keyword === 'required'),
    ({ instancePath, params }) => pointerTo(instancePath, String(params.missingProperty)),
  )
  return missing
    .filter(({ instancePath, params }) => !tree.incomplete.has(instancePath) && !isMisspelt(kind, tree, instancePath, String(params.missingProperty)))
    .map(({ instancePath, params }) => {
      const name = String(params.missingProperty)
      const about = schemaAt(kind, tree.value, pointerTo(instancePath, name))?.description ?? null
      return report(tree, 'REEVE_MISSING_FIELD', instancePath, `${fieldAt(instancePath)} needs the field "${name}".`, about)
    })
}

/** An unknown field beside it was reported with this very name as the one that was meant. */
function isMisspelt(kind: DocumentKind, tree: ValueTree, parent: string, missing: string): boolean {
  const known = fieldNames(kind, tree, parent)
  const written = Object.keys((valueAt(tree.value, parent) ?? {}) as object)
  return written.some((name) => !known.includes(name) && didYouMean(name, known) === missing)
}

function wrongValues(kind: DocumentKind, tree: ValueTree, errors: readonly SchemaError[]): Problem[] {
  const first = new Map<string, SchemaError>()
  for (const error of errors) {
    const rank = VALUE_KEYWORDS.indexOf(error.keyword)
    if (rank === -1 || (error.keyword === 'minProperties' && tree.incomplete.has(error.instancePath))) continue
    const known = first.get(error.instancePath)
    if (!known || rank < VALUE_KEYWORDS.indexOf(known.keyword)) first.set(error.instancePath, error)
  }
  return [...first.values()].map((error) => {
    const { instancePath } = error
    if (SECRET.test(instancePath))
      return report(
        tree,
        'REEVE_INVALID_VALUE',
        instancePath,
        `${fieldAt(instancePath)} does not say where a secret is kept; what it holds is not repeated here.`,
        SECRET_FIX,
      )
    const value = valueAt(tree.value, instancePath)
    const choices = error.keyword === 'anyOf' ? typesOfChoice(kind, tree, instancePath) : null
    const { detail, fix } = explainValue({
      error,
      value,
      written: tree.written.get(instancePath) ?? null,
      schema: schemaAt(kind, tree.value, instancePath),
      choices,
    })
    return report(tree, 'REEVE_INVALID_VALUE', instancePath, `${fieldAt(instancePath)} ${detail}`, fix)
  })
}

const SECRET_FIX = 'Write {secretRef: "env:NAME"} or {secretRef: "file:/path"}; a secret that was committed must be changed.'

function typesOfChoice(kind: DocumentKind, tree: ValueTree, pointer: string): string[] {
  const arms = schemaAt(kind, tree.value, pointer)?.anyOf ?? []
  return [...new Set(arms.map((arm) => describeType(arm)))]
}

function fieldNames(kind: DocumentKind, tree: ValueTree, pointer: string): string[] {
  return Object.keys(schemaAt(kind, tree.value, pointer)?.properties ?? {})
}

function report(tree: ValueTree, code: ProblemCode, pointer: string, detail: string, fix: string | null): Problem {
  return problem(code, detail, tree.places.get(pointer) ?? tree.places.get('') ?? null, fix)
}

function distinct(errors: readonly SchemaError[], keyOf: (error: SchemaError) => string): SchemaError[] {
  return [...new Map(errors.map((error) => [keyOf(error), error])).values()]
}

function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const part of pointer.split('/').slice(1)) value = (value as Record<string, unknown> | null)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  return value
}
