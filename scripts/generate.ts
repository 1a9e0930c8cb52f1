/**
 * Writes what is derived from something else: the types and validators of schemas/, the table
 * of files in src/README.md, the list of messages. `--check` compares instead of writing.
 *
 * The validators are compiled ahead of time because compiling them at start-up costs
 * about 200 ms, and `reeve validate` is run on every save.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standaloneModule from 'ajv/dist/standalone/index.js'
import { compile } from 'json-schema-to-typescript'
import { listActions } from './action-list.ts'
import { writeDataCollectionPage } from './data-collection-page.ts'
import { fillKindPages } from './kind-pages.ts'
import { generateProblemHelp, listMessages } from './message-list.ts'
import { TEXT_KEYWORDS, withoutKeywords } from './schema-texts.ts'
import { withFileTable } from './source-map.ts'

const root = join(import.meta.dirname, '..')
const schemaFolder = join(root, 'schemas')
const standaloneCode = standaloneModule.default

export interface GeneratedFile {
  readonly path: string
  readonly text: string
}

type Schema = Record<string, unknown> & { $id: string; title: string }

function readSchemas(): Schema[] {
  return readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(schemaFolder, name), 'utf8')) as Schema)
}

const banner = '// Generated from schemas/ by scripts/generate.ts. Do not edit.\n'

/**
 * What only confuses the type generator: a description beside a $ref makes it invent a second name for the
 * shared shape, and a choice of required fields a union that no code could read a field of.
 */
function forTypes(schema: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === 'oneOf') return undefined
    return typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string' ? { $ref: value.$ref } : value
  }) as Record<string, unknown>
}

/** One bundle with a single $defs, so that every shared shape gets one TypeScript name. */
async function generateTypes(schemas: readonly Schema[]): Promise<string> {
  const definitions: Record<string, unknown> = {}
  for (const { $schema: _dialect, $id: _id, $defs, ...schema } of schemas) {
    Object.assign(definitions, $defs)
    if (schema.title !== 'Common') definitions[schema.title] = schema
  }
  const bundle = JSON.parse(
    JSON.stringify({ title: 'Bundle', type: 'object', additionalProperties: false, properties: {}, $defs: definitions }).replaceAll(
      /"\$ref":"(?:[a-z-]+\.schema\.json)?#\/\$defs\/(\w+)"/g,
      '"$ref":"#/$defs/$1"',
    ),
  )
  const text = await compile(forTypes(withoutKeywords(bundle, ['x-risk', 'default', 'examples'])), 'Bundle', {
    bannerComment: banner,
    unreachableDefinitions: true,
    format: true,
    style: { singleQuote: true, semi: false, printWidth: 140 },
    maxItems: -1,
  })
  return text
    .replace(/\/\*\*\n \* This interface was referenced by `Bundle`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, '')
    .replace(/ \*\n \* This interface was referenced by `Bundle`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, '')
    .replace(/export interface Bundle \{\}\n/, '')
    .replace(/[^\S\n]+$/gm, '')
}

/** Without the texts: they judge nothing, and would be read at every start. */
/** A file for each schema: of the kinds there are, one repository holds a few. */
function generateValidators(schemas: readonly Schema[]): GeneratedFile[] {
  return schemas
    .filter(({ title }) => title !== 'Common')
    .map(({ $id }) => ({
      path: join(root, 'src/reconciler/validators', $id.replace('.schema.json', '.generated.cjs')),
      text: generateValidator($id, schemas),
    }))
}

function generateValidator(id: string, schemas: readonly Schema[]): string {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: false,
    strict: true,
    // "Exactly one of these" names fields that stand beside it.
    strictRequired: false,
    allowUnionTypes: true,
    code: { source: true, lines: false },
    formats: { 'reeve-instant': /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/ },
    schemas: schemas.map((schema) => withoutKeywords(schema, TEXT_KEYWORDS) as Schema),
  })
  return banner + standaloneCode(ajv, { validate: id })
}

export async function generate(): Promise<GeneratedFile[]> {
  return [...(await generateFromSchemas()), ...(await generateFromSources())]
}

async function generateFromSchemas(): Promise<GeneratedFile[]> {
  const schemas = readSchemas()
  return [{ path: join(root, 'src/planner/documents.generated.ts'), text: await generateTypes(schemas) }, ...generateValidators(schemas)]
}

async function generateFromSources(): Promise<GeneratedFile[]> {
  return [
    { path: join(root, 'src/README.md'), text: withFileTable(readFileSync(join(root, 'src/README.md'), 'utf8'), join(root, 'src')) },
    { path: join(root, 'src/planner/render/problem-help.generated.ts'), text: generateProblemHelp() },
    { path: join(root, 'docs/messages.md'), text: await listMessages() },
    ...fillKindPages(join(root, 'docs/kinds')),
    { path: join(root, 'docs/actions.md'), text: listActions() },
    { path: join(root, 'docs/data-collection.md'), text: writeDataCollectionPage() },
  ]
}

if (import.meta.main) {
  const stale: string[] = []
  // The examples of messages are judged by the validators, so those are in their place first.
  for (const generateFiles of [generateFromSchemas, generateFromSources])
    for (const { path, text } of await generateFiles()) {
      if (process.argv.includes('--check')) {
        if (readFileSync(path, 'utf8') !== text) stale.push(basename(path))
      } else writeFileSync(path, text)
    }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run: npm run generate`)
    process.exitCode = 1
  }
}
