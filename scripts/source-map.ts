/**
 * The table of every source file in src/README.md, from the first sentence of each file's first comment.
 *
 * A map that people keep by hand is wrong within a month; this one is compared in a test.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = [
  'planner',
  'planner/policy-test',
  'planner/profile',
  'planner/data-map',
  'planner/guardrails',
  'planner/render',
  'reconciler',
  'reconciler/load',
  'reconciler/sources',
  'reconciler/store',
  'reconciler/validators',
  'intune',
  'twin',
  'twin/routes',
  'cli',
]

const BEGIN = '<!-- files: written by npm run generate -->'
const END = '<!-- end of files -->'

/** Throws for a file without a comment, and for a folder that the map does not know. */
export function withFileTable(readme: string, source: string): string {
  const strays = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(source.length + 1))
    .filter((folder) => !FOLDERS.includes(folder))
  if (strays.length > 0) throw new Error(`Name these folders in scripts/source-map.ts: ${strays.join(', ')}`)

  const tables = FOLDERS.map((folder) => {
    const files = readdirSync(join(source, folder))
      .filter((name) => /\.(ts|json)$/.test(name) && !name.endsWith('.d.cts'))
      .sort()
    const rows = files.map((name) => `| \`${folder}/${name}\` | ${describeFile(join(source, folder, name))} |`)
    return `### \`${folder}/\`\n\n| file | what it is for |\n|---|---|\n${rows.join('\n')}\n`
  })
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`src/README.md has lost its markers: ${BEGIN} … ${END}`)
  return `${before}${BEGIN}\n\n${tables.join('\n')}\n${END}${after}`
}

function describeFile(path: string): string {
  if (path.endsWith('problem-help.generated.ts')) return 'Why each problem matters and what to do, from `scripts/messages/`; generated.'
  if (path.endsWith('.generated.ts')) return 'Types of everything in `schemas/`; generated.'
  if (path.endsWith('.json')) return `Data: ${path.split('/').at(-1)?.replace('.json', '')}, each row with its source.`
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(path, 'utf8'))?.[1]
  if (comment === undefined) throw new Error(`${path} has no comment that says what it is for.`)
  const text = comment.replace(/^\s*\*? ?/gm, '').trim()
  const sentence = /^[\s\S]*?[.](?=\s|$)/.exec(text.replace(/\s+/g, ' '))?.[0] ?? text
  return sentence.replaceAll('|', '\\|')
}
