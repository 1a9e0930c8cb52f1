/**
 * Compares requests and answers with the published description of Graph: path, method, query, body, status.
 *
 * Every function gives the problems as sentences; none is conformance.
 */
import { Ajv, type ValidateFunction } from 'ajv'
import { type Schema, nameOf, toJsonSchema, toJsonSchemas } from '../conformance/graph/json-schema.ts'
import { DOCUMENTS, type GraphVersion, type Operation, findOperation } from '../conformance/graph/operations.ts'

export interface GraphRequest {
  readonly method: string
  /** Absolute, or from `/v1.0` or `/beta` on. */
  readonly url: string
  /** Parsed JSON; null or left out: no body. */
  readonly body?: unknown
}

export interface GraphResponse {
  readonly status: number
  readonly body?: unknown
}

export type Handle = (request: Request) => Promise<Response>

export function checkRequest(request: GraphRequest): string[] {
  const found = locate(request)
  if (typeof found === 'string') return [found]
  const { operation, url, version } = found
  const hasBody = request.body !== undefined && request.body !== null

  return [
    ...checkQuery(url, operation),
    ...(hasBody && !operation.requestSchema ? [`${describe(request)} takes no body`] : []),
    ...(!hasBody && operation.isBodyRequired ? [`${describe(request)} needs a body`] : []),
    ...(hasBody && operation.requestSchema ? validate(operation, operation.requestSchema, request.body) : []),
    ...innerRequests(request, version).flatMap(({ inner }) => checkRequest(inner)),
  ]
}

export function checkResponse(request: GraphRequest, response: GraphResponse): string[] {
  const found = locate(request)
  if (typeof found === 'string') return [found]
  const { operation, version } = found
  const described = [String(response.status), `${Math.floor(response.status / 100)}XX`].find((status) => Object.hasOwn(operation.responses, status))
  if (described === undefined) return [`${describe(request)} is not described to answer ${response.status}`]

  const schema = operation.responses[described] ?? null
  const hasBody = response.body !== undefined && response.body !== null
  if (!schema) return hasBody ? [`${describe(request)} answers ${response.status} without a body`] : []
  return [...validate(operation, schema, response.body ?? null), ...checkInnerResponses(request, { version, response })]
}

/** The same handler, which throws on the first request or answer that does not conform. Other paths than Graph's pass. */
export function conforming(handle: Handle): Handle {
  return async (request) => {
    if (!/^\/(v1\.0|beta)\//.test(new URL(request.url).pathname)) return handle(request)
    const graphRequest: GraphRequest = { method: request.method, url: request.url, body: parse(await request.clone().text()) }
    assertNone(checkRequest(graphRequest))

    const response = await handle(request)
    assertNone(checkResponse(graphRequest, { status: response.status, body: parse(await response.clone().text()) }))
    return response
  }
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`Expected conformance to Graph:\n${problems.join('\n')}`)
}

function parse(text: string): unknown {
  return text === '' ? null : JSON.parse(text)
}

interface Located {
  readonly operation: Operation
  readonly url: URL
  readonly version: GraphVersion
}

function locate(request: GraphRequest): Located | string {
  const url = new URL(request.url, 'https://graph.invalid')
  const [, version = '', ...segments] = url.pathname.split('/')
  if (version !== 'v1.0' && version !== 'beta') return `${describe(request)} is not below /v1.0 or /beta`
  const operation = findOperation(version, { method: request.method, path: `/${segments.map(decodeURIComponent).join('/')}` })
  return operation ? { operation, url, version } : `${describe(request)} is not in the subset`
}

function checkQuery(url: URL, operation: Operation): string[] {
  const selectable = selectableOf(operation)
  return [...url.searchParams].flatMap(([name, text]) => {
    // Only ever followed from a nextLink.
    if (name === '$skiptoken') return []
    const parameter = operation.queryParameters.find((known) => known.name === name)
    if (!parameter) return [`query option ${name} is not in the subset`]
    if (name === '$select' && selectable)
      return text
        .split(',')
        .filter((property) => !selectable.has(property))
        .map((property) => `$select names ${property}, which is no property`)
    return validate(operation, parameter.schema, valueOf(text, parameter.schema)).map((problem) => `${name}: ${problem}`)
  })
}

function valueOf(text: string, schema: Schema): unknown {
  if (schema['type'] === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text
  if (schema['type'] === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return schema['type'] === 'array' ? text.split(',') : text
}

/** Names of the properties of what a read answers: of the entity, or of what the collection holds. */
function selectableOf({ described, responses }: Operation): ReadonlySet<string> | null {
  const { schemas } = DOCUMENTS[described].components
  const entity = nameOf(responses['200'] ?? {})
  if (entity === null) return null
  const properties = propertiesOf(schemas[entity] ?? {}, schemas)
  const items = (properties['value']?.['items'] ?? {}) as Schema
  const held = nameOf(items)
  return new Set(Object.keys(held === null ? properties : propertiesOf(schemas[held] ?? {}, schemas)))
}

function propertiesOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const whole = toJsonSchema(schema, schemas)
  const last = lastBranch(whole)
  return (last['properties'] ?? {}) as Record<string, Schema>
}

/** A type with subtypes is a chain of if and else; at its end stands the type itself. */
function lastBranch(schema: Schema): Schema {
  return 'else' in schema ? lastBranch(schema['else'] as Schema) : schema
}

function innerRequests(request: GraphRequest, version: GraphVersion): readonly { readonly id: string; readonly inner: GraphRequest }[] {
  if (!new URL(request.url, 'https://graph.invalid').pathname.endsWith('/$batch')) return []
  const { requests = [] } = (request.body ?? {}) as {
    readonly requests?: readonly { readonly id: string; readonly method: string; readonly url: string; readonly body?: unknown }[]
  }
  return requests.map(({ id, method, url, body }) => ({ id, inner: { method, url: `/${version}/${url.replace(/^\//, '')}`, body } }))
}

function checkInnerResponses(request: GraphRequest, { version, response }: { readonly version: GraphVersion; readonly response: GraphResponse }): string[] {
  if (response.status !== 200) return []
  const { responses = [] } = (response.body ?? {}) as { readonly responses?: readonly (GraphResponse & { readonly id: string })[] }
  return innerRequests(request, version).flatMap(({ id, inner }) => {
    const given = responses.filter((answer) => answer.id === id)
    return given.length === 1 && given[0] ? checkResponse(inner, given[0]) : [`request ${id} has ${given.length} answers`]
  })
}

function describe({ method, url }: GraphRequest): string {
  return `${method} ${new URL(url, 'https://graph.invalid').pathname}`
}

const validators: Readonly<Record<GraphVersion, Ajv>> = { 'v1.0': createValidator('v1.0'), beta: createValidator('beta') }
const compiled = new Map<Schema, ValidateFunction>()

function createValidator(version: GraphVersion): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: false })
  // innerError.date comes without a zone; everything else has one.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$/)
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  ajv.addFormat('base64url', /^[\w-]*$/)
  ajv.addFormat('time', /^\d\d:\d\d:\d\d(\.\d{1,7})?$/)
  ajv.addFormat('int32', { type: 'number', validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 0x7fffffff })
  ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger })
  ajv.addFormat('double', { type: 'number', validate: Number.isFinite })
  ajv.addSchema({ $id: documentId(version), components: { schemas: toJsonSchemas(DOCUMENTS[version].components.schemas) } })
  return ajv
}

function documentId(version: GraphVersion): string {
  return `https://graph.invalid/${version}`
}

function validate({ described }: Operation, schema: Schema, value: unknown): string[] {
  const check = compiled.get(schema) ?? compile(described, schema)
  if (check(value)) return []
  return (check.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`)
}

function compile(version: GraphVersion, schema: Schema): ValidateFunction {
  const { schemas } = DOCUMENTS[version].components
  const converted = JSON.parse(JSON.stringify(toJsonSchema(schema, schemas)).replaceAll('"#/components/', `"${documentId(version)}#/components/`))
  const check = validators[version].compile(converted)
  compiled.set(schema, check)
  return check
}
