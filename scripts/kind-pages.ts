/**
 * The tables of fields in docs/kinds/, between the markers of each page. What stands around them is written by hand.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeProse } from '../src/cli/escape-prose.ts'
import { type PublishedSchema, publishedSchemas } from '../src/cli/published-schema.ts'
import { type FieldGroup, fieldGroups, type FieldText } from '../src/cli/schema-fields.ts'

const BEGIN = '<!-- fields: written by npm run generate -->'
const END = '<!-- end of fields -->'

export interface Page {
  readonly path: string
  readonly text: string
}

/** What leads from the name of a shape to where its fields are. */
type Links = ReadonlyMap<string, string>

/** Throws for a page that no schema stands behind. */
export function fillKindPages(folder: string): Page[] {
  const schemas = [...publishedSchemas()]
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => {
      const schema = schemas.find(([title]) => `${kebab(title)}.md` === name)?.[1]
      if (!schema) throw new Error(`docs/kinds/${name} is about no kind of document.`)
      const path = join(folder, name)
      return { path, text: withFields(readFileSync(path, 'utf8'), schema, name) }
    })
}

/** DevicePolicy to device-policy. */
export function kebab(title: string): string {
  return title.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

function withFields(page: string, schema: PublishedSchema, name: string): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/kinds/${name} has lost its markers: ${BEGIN} … ${END}`)
  const groups = fieldGroups(schema)
  const links = new Map<string, string>(
    groups.flatMap(({ path, shared }) => (shared && !path.includes('.') ? [[path, `[${path}](#${path.toLowerCase()})`] as const] : [])),
  )
  if (name !== 'selector.md') links.set('selector', '[selector](selector.md)')
  return `${before}${BEGIN}\n\n${groups.map((group) => renderGroup(group, schema, links)).join('\n')}\n${END}${after}`
}

function renderGroup({ path, shared, description, fields }: FieldGroup, { title }: PublishedSchema, links: Links): string {
  const heading = path === '' ? `### ${title}` : `### \`${path}\``
  const about = shared && description ? `${escapeProse(description)}\n\n` : ''
  const rows = fields.map((field) => `| ${renderName(field)} | ${renderTaken(field, links)} | ${renderText(field)} |`)
  return `${heading}\n\n${about}| field | takes | what it is |\n|---|---|---|\n${rows.join('\n')}\n`
}

function renderName({ name, required }: FieldText): string {
  return `\`${name}\`${required ? '<br>required' : ''}`
}

function renderTaken({ takes, fallback }: FieldText, links: Links): string {
  const text = escapeProse(takes).replace(/\w+/g, (word) => links.get(word) ?? word)
  return fallback === null ? text : `${text}<br>default ${code(fallback)}`
}

function renderText({ description, risk, examples }: FieldText): string {
  const lines = [
    escapeProse(description),
    ...(risk === null ? [] : [`**Risk:** ${escapeProse(risk)}`]),
    ...examples.map((example) => `Example: ${code(example)}`),
  ]
  return lines.join('<br>')
}

/** A bar would end the cell, also within code. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}
