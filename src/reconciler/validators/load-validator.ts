/**
 * The validators of schemas/, compiled ahead of time, one file each: loading one takes longer than most of what
 * a command does, and a repository holds few kinds.
 */
import { createRequire } from 'node:module'

export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly schemaPath: string
}

export interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}

const require = createRequire(import.meta.url)

/** `schema` is the name of a file in schemas/, such as `device-policy.schema.json`. */
export function loadValidator(schema: string): Validator {
  const { validate } = require(`./${schema.replace('.schema.json', '.generated.cjs')}`) as { readonly validate: Validator }
  return validate
}
