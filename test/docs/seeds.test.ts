/** docs/seeds.md: every statement of the documents has a place in the repository and a test, and both are there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATA_MAP } from '../../src/planner/data-map/data-map.ts'
import { profile2018 } from '../support/planning.ts'

const root = join(import.meta.dirname, '../..')

interface Row {
  readonly id: string
  readonly statement: string
  readonly path: string
  readonly pointer: string | null
  readonly test: string
  readonly title: string
}

const ROW = /^\| ([RPD]-\d+) \| (.+) \| `([^`#]+)(?:#([^`]+))?` \| `([^`]+)`: `([^`]+)` \|$/
const lines = readFileSync(join(root, 'docs/seeds.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-Z]-/.test(line))
const rows: Row[] = lines.flatMap((line) => {
  const [, id = '', statement = '', path = '', pointer = null, test = '', title = ''] = ROW.exec(line) ?? []
  return id === '' ? [] : [{ id, statement, path, pointer, test, title }]
})

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** undefined where the pointer leads nowhere. */
function resolve(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((inner: unknown, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined), value)
}

function pointersInto(path: string): Set<string> {
  return new Set(rows.flatMap((row) => (row.path === path && row.pointer !== null ? [row.pointer] : [])))
}

describe('docs/seeds.md', () => {
  it('has rows of one form', () => {
    expect(rows).toHaveLength(lines.length)
  })

  it.each([
    ['R', 144],
    ['P', 23],
    ['D', 118],
  ])('has every statement of %s, numbered without a gap: %i', (document, count) => {
    const ids = rows.map(({ id }) => id).filter((id) => id.startsWith(`${document}-`))

    expect(ids).toEqual(Array.from({ length: count }, (_, index) => `${document}-${String(index + 1).padStart(3, '0')}`))
  })

  it.each(rows)('$id lives where it says', ({ path, pointer }) => {
    expect(existsSync(join(root, path))).toBe(true)
    if (pointer !== null) expect(resolve(JSON.parse(read(path)), pointer)).toBeDefined()
  })

  it.each(rows)('$id has a test of that title', ({ test, title }) => {
    expect(read(test)).toContain(`'${title}'`)
  })

  it('has a row for every effect and every statement of the profile of 2018', () => {
    const { actions, cleanupRule, selfService, userOffboarding } = profile2018()
    const pointers = pointersInto('src/planner/profile/intune-2018.json')
    // Of what reeve adds by itself nothing stands in the documents.
    const added = new Set(['disableDirectoryDevice'])
    const wanted = Object.entries(actions)
      .filter(([name]) => !added.has(name))
      .flatMap(([name, { statements, modes }]) => [
        ...statements.map((_, index) => `/actions/${name}/statements/${index}`),
        ...modes.flatMap(({ support }, mode) => support.map((_, index) => `/actions/${name}/modes/${mode}/support/${index}`)),
      ])
    const retire = actions.retire.modes.flatMap(({ effects }) => effects.map((_, index) => `/actions/retire/modes/0/effects/${index}`))
    const people = [
      ...cleanupRule.statements.map((_, index) => `/cleanupRule/statements/${index}`),
      ...selfService.map((_, index) => `/selfService/${index}`),
      ...userOffboarding.map((_, index) => `/userOffboarding/${index}`),
    ]

    expect([...wanted, ...retire, ...people].filter((pointer) => !pointers.has(pointer))).toEqual([])
  })

  it('has a row for everything that the data map has from its document', () => {
    const pointers = pointersInto('src/planner/data-map/intune.json')
    const wanted = [
      ...DATA_MAP.sources.map((_, index) => `/sources/${index}`),
      ...DATA_MAP.classes.map((_, index) => `/classes/${index}`),
      ...DATA_MAP.categories.flatMap(({ statements }, index) => [
        `/categories/${index}`,
        ...statements.map((_, at) => `/categories/${index}/statements/${at}`),
      ]),
      ...DATA_MAP.groups.flatMap(({ items }, index) => [`/groups/${index}`, ...items.map((_, at) => `/groups/${index}/items/${at}`)]),
      ...DATA_MAP.neverCollected.map((_, index) => `/neverCollected/${index}`),
      ...DATA_MAP.promises.map((_, index) => `/promises/${index}`),
    ]

    expect(wanted.filter((pointer) => !pointers.has(pointer))).toEqual([])
  })
})
