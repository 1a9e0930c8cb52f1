/**
 * A schema as a person reads it: every field with its path, what it takes, and what is said of it.
 *
 * A shape that stands in several places is listed once, under its name.
 */
import { flowYaml } from './flow-yaml.ts'
import type { PublishedSchema, SchemaNode } from './published-schema.ts'

export interface FieldText {
  readonly name: string
  /** In words: "text", "list of wipe | retire". */
  readonly takes: string
  readonly required: boolean
  readonly description: string
  /** null where nothing can go wrong. */
  readonly risk: string | null
  /** As in a YAML file, on one line. null without a default. */
  readonly fallback: string | null
  readonly examples: readonly string[]
}

/** The fields of one object. */
export interface FieldGroup {
  /** From the top of the document, or the name of a shape. Empty for the document itself. */
  readonly path: string
  readonly shared: boolean
  readonly description: string | null
  readonly fields: readonly FieldText[]
}

/** Shapes with a page of their own, and in words what stands there. */
const SELECTING: Readonly<Record<string, string>> = {
  Selector: 'selector',
  TextMatcher: 'text, list of texts, or TextConditions',
  BooleanMatcher: 'true or false, or BooleanConditions',
  InstantMatcher: 'InstantMatcher',
  VersionMatcher: 'version, or VersionConditions',
}
const WORDS: Readonly<Record<string, string>> = {
  ...SELECTING,
  Instant: 'moment',
  Duration: 'duration',
  TextValues: 'list of texts',
  ListSource: 'list file',
  SecretReference: 'reference to a secret',
  Metadata: 'fields',
}
/** How the last names of the path are written behind a list, and behind a map whose names are free. */
const OF_LIST = '[]'
const OF_MAP = '.*'

export function fieldGroups(schema: PublishedSchema): FieldGroup[] {
  const definitions = schema.$defs ?? {}
  const selecting = schema.title === 'Selector'
  const named = namedShapes(schema, selecting)
  const groups: FieldGroup[] = []

  const collect = (node: SchemaNode, path: string, shared: boolean): void => {
    const { properties, required = [] } = node
    const description = node.description ?? node.$comment
    if (properties) {
      const fields = Object.entries(properties).map(([name, field]) => fieldText(name, field, required.includes(name), definitions))
      groups.push({ path, shared, description: description ?? null, fields })
      for (const [name, field] of Object.entries(properties)) collectBelow(field, path === '' ? name : `${path}.${name}`, shared)
    }
    collectParts(node, path, shared)
  }
  const collectParts = ({ items, additionalProperties, anyOf = [] }: SchemaNode, path: string, shared: boolean): void => {
    if (items) collectBelow(items, `${path}${OF_LIST}`, shared)
    if (typeof additionalProperties === 'object') collectBelow(additionalProperties, `${path}${OF_MAP}`, shared)
    for (const arm of anyOf) collectBelow(arm, path, shared)
  }
  const collectBelow = (node: SchemaNode, path: string, shared: boolean): void => {
    const name = referredTo(node)
    if (name === null) return collect(node, path, shared)
    if (named.has(name) || name === 'Selector' || (name in SELECTING && !selecting)) return
    const target = definitions[name]
    if (target) collect({ ...target, description: node.description ?? target.$comment ?? '' }, path, shared)
  }

  collect(schema, '', false)
  for (const name of named) {
    const shape = definitions[name]
    // Below a name, and not below the place where it was met first.
    if (shape) collect(shape, shape.properties ? name : (shape.anyOf?.find(({ properties }) => properties)?.title ?? name), true)
  }
  return groups.filter(({ fields }) => fields.length > 0)
}

/** Shapes with fields of their own that more than one place refers to. */
function namedShapes(schema: PublishedSchema, selecting: boolean): ReadonlySet<string> {
  const counted = new Map<string, number>()
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)) counted.set(name, (counted.get(name) ?? 0) + 1)
  const definitions = schema.$defs ?? {}
  const names = [...counted].filter(([name, count]) => count > 1 && hasFields(definitions[name])).map(([name]) => name)
  const insideSelecting = new Set(Object.keys(SELECTING))
  return new Set(names.filter((name) => name !== 'Selector' && (selecting || !insideSelecting.has(name))))
}

function hasFields(node: SchemaNode | undefined): boolean {
  return node !== undefined && (node.properties !== undefined || (node.anyOf ?? []).some(({ properties }) => properties !== undefined))
}

function fieldText(name: string, field: SchemaNode, required: boolean, definitions: Readonly<Record<string, SchemaNode>>): FieldText {
  const { description, 'x-risk': risk, examples = [] } = field
  return {
    name,
    takes: describeTaken(field, definitions),
    required,
    description: description ?? definitions[referredTo(field) ?? '']?.$comment ?? '',
    risk: risk === undefined || risk === 'none' ? null : risk,
    fallback: 'default' in field ? flowYaml(field.default) : null,
    examples: examples.map(flowYaml),
  }
}

/** What a value may be, in words. */
function describeTaken(node: SchemaNode, definitions: Readonly<Record<string, SchemaNode>>): string {
  const name = referredTo(node)
  if (name !== null) return WORDS[name] ?? (definitions[name]?.properties ? name : describeTaken(definitions[name] ?? {}, definitions))
  if (node.const !== undefined) return flowYaml(node.const)
  if (node.enum) return node.enum.map(flowYaml).join(' | ')
  if (node.anyOf) return [...new Set(node.anyOf.map((arm) => describeTaken(arm, definitions)))].join(', or ')
  switch (node.type) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'true or false'
    case 'integer':
      return `whole number${node.minimum === undefined ? '' : node.maximum === undefined ? `, at least ${node.minimum}` : `, ${node.minimum} to ${node.maximum}`}`
    case 'array':
      return `list of ${node.items ? describeTaken(node.items, definitions) : 'values'}`
    default:
      return typeof node.additionalProperties === 'object' ? `map of names to ${describeTaken(node.additionalProperties, definitions)}` : 'fields'
  }
}

function referredTo({ $ref }: SchemaNode): string | null {
  return $ref === undefined ? null : $ref.slice($ref.lastIndexOf('/') + 1)
}
