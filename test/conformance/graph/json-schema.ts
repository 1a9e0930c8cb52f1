/**
 * OpenAPI 3.0 schemas to JSON Schema, stricter on the way: a property that the subset does not name is a mistake.
 *
 * OData inherits by `allOf` and tells subtypes by `@odata.type`; both are resolved here, because
 * "no other property" can only be said of a type that is whole.
 */
export type Schema = Readonly<Record<string, unknown>>
export type Schemas = Readonly<Record<string, Schema>>

const PREFIX = '#/components/schemas/'

export function toJsonSchemas(schemas: Schemas): Schemas {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema, schemas)]))
}

/** References stay references, so that types may refer to each other. */
export function toJsonSchema(schema: Schema, schemas: Schemas): Schema {
  const subtypes = (schema['discriminator'] as { readonly mapping?: Readonly<Record<string, string>> } | undefined)?.mapping
  const whole = convert(isInheriting(schema) ? flatten(schema, schemas) : schema)
  if (!subtypes) return whole

  return Object.entries(subtypes).reduce<Schema>(
    (otherwise, [type, $ref]) => ({
      if: { type: 'object', properties: { '@odata.type': { const: type } }, required: ['@odata.type'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { $ref },
      else: otherwise,
    }),
    whole,
  )
}

function isInheriting(schema: Schema): boolean {
  return Array.isArray(schema['allOf']) && schema['allOf'].length > 1
}

function flatten(schema: Schema, schemas: Schemas): Schema {
  const parts = ((schema['allOf'] as readonly Schema[] | undefined) ?? [schema]).map((part) => {
    const name = nameOf(part)
    return name === null ? part : flatten(schemas[name] ?? {}, schemas)
  })
  return { type: 'object', properties: Object.assign({}, ...parts.map((part) => part['properties'] ?? {})) }
}

function convert(schema: Schema): Schema {
  if (nameOf(schema) !== null) return { $ref: schema['$ref'] }
  const { nullable, anyOf, allOf, items, properties, type, format, enum: values, required, minimum, minItems, maxItems, additionalProperties } = schema
  const options = (anyOf ?? allOf) as readonly Schema[] | undefined
  if (options) {
    // "Reference or any object or null" means: the reference, or null.
    const kept = options.filter((option) => !(option['type'] === 'object' && !option['properties']))
    const mayBeNull = nullable === true || options.some((option) => option['nullable'] === true)
    return { anyOf: [...kept.map((option) => convert(option)), ...(mayBeNull ? [{ type: 'null' }] : [])] }
  }

  const isObject = properties !== undefined
  return {
    ...(type !== undefined && { type: nullable === true ? [type, 'null'] : type }),
    ...(typeof format === 'string' && { format }),
    ...(Array.isArray(values) && { enum: nullable === true ? [...new Set([...values, null])] : values }),
    ...(Array.isArray(required) && { required }),
    ...(minimum !== undefined && { minimum }),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
    ...(isSchema(items) && { items: convert(items) }),
    ...(isObject && {
      properties: Object.fromEntries(Object.entries(properties as Schemas).map(([name, property]) => [name, convert(property)])),
      // Annotations such as @odata.context may stand on every object.
      patternProperties: { '@odata\\.': {} },
      additionalProperties: additionalProperties === true && schema['x-ms-open-type'] !== true,
    }),
    ...(isSchema(additionalProperties) && { additionalProperties: convert(additionalProperties) }),
  }
}

export function nameOf(schema: Schema): string | null {
  const reference = schema['$ref']
  return typeof reference === 'string' && reference.startsWith(PREFIX) ? reference.slice(PREFIX.length) : null
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
