/** The rules of src/README.md that a reviewer would otherwise have to remember. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generate } from '../scripts/generate.ts'
import { EXIT_CODES } from '../src/cli/exit-codes.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')

interface SourceFile {
  /** From `src/`. */
  readonly name: string
  readonly text: string
  readonly imports: readonly string[]
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(join(source, name), 'utf8')
    return { name, text, imports: [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '') }
  })

function below(folder: string): SourceFile[] {
  return files.filter(({ name }) => name.startsWith(`${folder}/`))
}

/** Where a relative import leads, from `src/`; null for a package. */
function target(file: SourceFile, specifier: string): string | null {
  return specifier.startsWith('.') ? relative(source, resolve(source, dirname(file.name), specifier)) : null
}

/** Imports of `folder` that no `allowed` prefix covers. Packages are judged elsewhere. */
function strays(folder: string, allowed: readonly string[]): string[] {
  return below(folder).flatMap((file) =>
    file.imports
      .map((specifier) => target(file, specifier))
      .filter((path) => path !== null)
      .filter((path) => !allowed.some((prefix) => path.startsWith(prefix)))
      .map((path) => `${file.name} imports ${path}`),
  )
}

const PORTS = ['reconciler/provider.ts', 'reconciler/reeve-error.ts', 'reconciler/clock.ts']

describe('the planner is pure', () => {
  it.each(below('planner'))('$name imports only its siblings and what makes digests', (file) => {
    const outside = file.imports.filter((from) => !['node:crypto', 'canonicalize'].includes(from) && !target(file, from)?.startsWith('planner/'))

    expect(outside).toEqual([])
  })

  it.each(below('planner'))('$name reads no clock, no chance, no locale, and waits for nothing', ({ name, text }) => {
    let code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/'[^'\n]*'|`[^`]*`/g, "''")

    // The one file that may: with a fixed locale and a named zone, local time is a function of the moment.
    if (name === 'planner/zone.ts') code = code.replaceAll(/\bIntl\b/g, '')
    const impure = code.match(/Date\.now|new Date\(\)|Math\.random|\bprocess\.|\basync\b|\bawait\b|setTimeout|toLocale|localeCompare|\bIntl\b|console\./g) ?? []

    expect(impure).toEqual([])
  })
})

describe('each folder imports only what it may', () => {
  it.each<[string, readonly string[]]>([
    ['planner', ['planner/']],
    ['reconciler', ['planner/', 'reconciler/']],
    ['intune', ['planner/', 'intune/', ...PORTS]],
    ['twin', ['planner/', 'twin/']],
  ])('%s', (folder, allowed) => {
    expect(strays(folder, allowed)).toEqual([])
  })

  it('only wiring names concrete sources, stores and providers', () => {
    const concrete = /^(intune\/|twin\/|reconciler\/store\/sqlite|reconciler\/sources\/(git|folder))/

    const namers = below('cli').flatMap((file) => file.imports.filter((from) => concrete.test(target(file, from) ?? '')).map(() => file.name))

    expect([...new Set(namers)].filter((name) => name !== 'cli/wiring.ts')).toEqual([])
  })

  it('what reads never holds what writes: planning imports no writer', () => {
    const writers = below('planner').filter(({ text }) => text.includes('ActionWriter'))

    expect(writers.map(({ name }) => name)).toEqual([])
  })

  it('guardrails do not know each other', () => {
    const meetings = below('planner/guardrails')
      .filter(({ name }) => !name.endsWith('/check.ts'))
      .flatMap((file) =>
        file.imports.map((from) => target(file, from)).filter((path) => path?.startsWith('planner/guardrails/') && !path.endsWith('/guardrail.ts')),
      )

    expect(meetings).toEqual([])
  })
})

describe('packages', () => {
  const homes: Readonly<Record<string, readonly string[]>> = {
    yaml: ['reconciler/load/'],
    'csv-parse': ['reconciler/'],
    'simple-git': ['reconciler/sources/'],
    execa: ['reconciler/sources/'],
    'p-queue': ['reconciler/'],
    pino: ['reconciler/log.ts'],
    'node:sqlite': ['reconciler/store/', 'reconciler/state-lock.ts'],
    canonicalize: ['planner/canonical.ts'],
    commander: ['cli/'],
    undici: ['intune/'],
    hono: ['twin/'],
    '@hono/node-server': ['twin/'],
    'string-width': ['cli/'],
  }

  it.each(Object.entries(homes))('%s has one home', (name, allowed) => {
    const users = files.filter(({ imports }) => imports.some((from) => from === name || from.startsWith(`${name}/`))).map((file) => file.name)

    expect(users.length).toBeGreaterThan(0)
    expect(users.filter((user) => !allowed.some((prefix) => user.startsWith(prefix)))).toEqual([])
  })

  it('are all named, with their reason, in src/README.md', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    const map = readFileSync(join(source, 'README.md'), 'utf8')

    expect(Object.keys(dependencies).filter((name) => !map.includes(`\`${name}\``))).toEqual([])
  })
})

describe('what is written twice is the same', () => {
  it('generated files are fresh: types, validators, the map of src/README.md, docs/messages.md, docs/actions.md', async () => {
    for (const { path, text } of await generate())
      expect(readFileSync(path, 'utf8') === text, `${relative(root, path)} is stale; run npm run generate`).toBe(true)
  })

  it('exit codes stand in the README with their meaning', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const rows = [...readme.matchAll(/^\| `(\d+)` \| (.+) \|$/gm)].map(([, code, meaning]) => ({ code: Number(code), meaning }))

    expect(rows).toEqual(Object.values(EXIT_CODES))
  })
})

describe('the runtime', () => {
  it('is the pinned one, also in workers', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }

    expect(process.version).toBe(`v${devDependencies.node}`)
  })
})
