/** Which operation of the subset a request is, if any. */
import { readFileSync } from 'node:fs'
import type { Schema, Schemas } from './json-schema.ts'

export type GraphVersion = 'v1.0' | 'beta'

export interface Operation {
  /** The document that describes it. */
  readonly described: GraphVersion
  readonly method: string
  readonly queryParameters: readonly { readonly name: string; readonly schema: Schema }[]
  /** Null: the request has no body. */
  readonly requestSchema: Schema | null
  readonly isBodyRequired: boolean
  readonly responses: Readonly<Record<string, Schema | null>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: { readonly schemas: Schemas; readonly parameters: Readonly<Record<string, Schema>>; readonly responses: Readonly<Record<string, Schema>> }
}

interface RawOperation {
  readonly parameters?: readonly Schema[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Schema>>
}

type Content = { readonly 'application/json'?: { readonly schema: Schema } }

export const DOCUMENTS: Readonly<Record<GraphVersion, Document>> = { 'v1.0': readDocument('v1.0'), beta: readDocument('beta') }

function readDocument(version: GraphVersion): Document {
  return JSON.parse(readFileSync(new URL(`openapi-${version}.json`, import.meta.url), 'utf8'))
}

/** The beta document holds what only beta has, and the shape of managedDevice there; the rest is as in v1.0. */
export function findOperation(version: GraphVersion, { method, path }: { readonly method: string; readonly path: string }): Operation | null {
  const order = version === 'beta' ? (['beta', 'v1.0'] as const) : (['v1.0'] as const)
  for (const described of order) {
    const operation = templatesFor(described, path)
      .map((template) => DOCUMENTS[described].paths[template]?.[method.toLowerCase()])
      .find((found) => found !== undefined)
    if (operation) return readOperation(operation, { described, method })
  }
  return null
}

/** Templates that fit the path, those with the fewest parameters first: a name beats a placeholder. */
function templatesFor(version: GraphVersion, path: string): string[] {
  const fitting = Object.keys(DOCUMENTS[version].paths).filter((template) => matches(template, path))
  return fitting.toSorted((a, b) => a.split('{').length - b.split('{').length)
}

function matches(template: string, path: string): boolean {
  const pattern = template
    .split(/\{[^}]+\}/)
    .map((text) => text.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`))
    .join("[^/']+")
  return new RegExp(`^${pattern}$`).test(path)
}

function readOperation(raw: RawOperation, { described, method }: { readonly described: GraphVersion; readonly method: string }): Operation {
  const { parameters, responses } = DOCUMENTS[described].components
  const known = (raw.parameters ?? []).map((parameter) => parameters[lastSegment(parameter)] ?? parameter)
  return {
    described,
    method,
    queryParameters: known.filter((parameter) => parameter['in'] === 'query').map(({ name, schema }) => ({ name: String(name), schema: schema as Schema })),
    requestSchema: schemaIn(raw.requestBody?.content),
    isBodyRequired: raw.requestBody?.required === true,
    responses: Object.fromEntries(
      Object.entries(raw.responses).map(([status, response]) => [status, schemaIn((responses[lastSegment(response)] ?? response)['content'] as Content | undefined)]),
    ),
  }
}

function lastSegment(value: Schema): string {
  const { $ref: reference } = value
  return typeof reference === 'string' ? (reference.split('/').at(-1) ?? '') : ''
}

function schemaIn(content: Content | undefined): Schema | null {
  return content?.['application/json']?.schema ?? null
}
