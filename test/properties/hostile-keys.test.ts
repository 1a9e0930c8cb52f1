/** No key that a file may hold changes what every object has, or what a document says. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildDesiredState } from '../../src/planner/desired.ts'
import { loadRepository } from '../../src/reconciler/load.ts'
import type { PolicySource } from '../../src/reconciler/sources/source.ts'

const NOW = new Date('2026-11-22T08:00:00Z')

const RESERVED = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then', 'toJSON', 'length']
const key = fc.oneof(fc.constantFrom(...RESERVED), fc.string({ unit: 'binary', maxLength: 12 }))
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>('x', 1, true, null, [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }),
  ),
})).value

/** Pairs become objects in the text, so that `__proto__` is a key like any other there. */
function write(part: unknown): string {
  if (!Array.isArray(part)) return JSON.stringify(part)
  const isMap = part.length > 0 && part.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
  return isMap
    ? `{${part.map(([name, inner]: [string, unknown]) => `${JSON.stringify(name)}: ${write(inner)}`).join(', ')}}`
    : `[${part.map(write).join(', ')}]`
}

function sourceOf(files: Readonly<Record<string, string>>): PolicySource {
  return {
    name: 'contoso',
    describe: async () => ({ path: '.', revision: null, dirty: false, differing: [] }),
    listFiles: async () => Object.keys(files).sort(),
    readFiles: async (paths) =>
      new Map(paths.map((path) => [path, path in files ? { outcome: 'read', bytes: Buffer.from(files[path] ?? '') } : { outcome: 'missing' }])),
  }
}

const shapes = (name: string, inner: string): string[] => [
  `{"apiVersion": "reeve/v1", "kind": "DevicePolicy", "metadata": {"name": "a"}, "spec": {${JSON.stringify(name)}: ${inner}, "reason": "x", "select": {"model": "x"}, "desired": {"state": "retired"}}}`,
  `{"apiVersion": "reeve/v1", "kind": "DevicePolicy", "metadata": {"name": "a", "labels": {${JSON.stringify(name)}: ${inner}}}, "spec": {"reason": "x", "select": {"model": "x"}, "desired": {"state": "retired"}}}`,
  `{"apiVersion": "reeve/v1", "kind": "DevicePolicy", "metadata": {"name": "a"}, "spec": {"reason": "x", "select": {"any": [{${JSON.stringify(name)}: ${inner}}]}, "desired": {"state": "retired"}}}`,
  `{"apiVersion": "reeve/v1", "kind": ${JSON.stringify(name)}, "metadata": ${inner}, ${JSON.stringify(name)}: ${inner}}`,
  `{"apiVersion": "reeve/v1", "kind": "Fleet", "metadata": {"name": "a"}, "spec": {"principals": {${JSON.stringify(name)}: ${inner}}, "approvals": [{"actions": ["wipe"], "signatures": 1, "from": [${JSON.stringify(name)}]}]}}`,
]

function fingerprint(): string[] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype].flatMap((prototype) =>
    Reflect.ownKeys(prototype).map((name) => `${String(name)} ${typeof Object.getOwnPropertyDescriptor(prototype, name)?.value}`),
  )
}

describe('keys of files', () => {
  it('change no prototype, and are never looked up in one', async () => {
    const before = fingerprint()

    await fc.assert(
      fc.asyncProperty(key, value, async (name, inner) => {
        for (const [index, text] of shapes(name, write(inner)).entries()) {
          for (const file of ['a.json', 'a.yaml']) {
            const { desired } = buildDesiredState(await loadRepository(sourceOf({ [file]: text })), NOW)

            // A label is the only place of these where any key may stand.
            if (desired !== null) expect(index).toBe(1)
          }
        }
      }),
      { numRuns: 150 },
    )

    expect(fingerprint()).toEqual(before)
  })

  it('of a list are columns only where they are no reserved names', async () => {
    const before = fingerprint()

    await fc.assert(
      fc.asyncProperty(key, key, async (column, cell) => {
        const policy = `{"apiVersion": "reeve/v1", "kind": "DevicePolicy", "metadata": {"name": "a"}, "spec": {"reason": "x", "select": {"model": {"in": {"file": "lists/a.csv", "column": ${JSON.stringify(column)}}}}, "desired": {"state": "retired"}}}`
        const files = { 'a.json': policy, 'lists/a.csv': `"${column.replaceAll('"', '""')}"\n"${cell.replaceAll('"', '""')}"\n` }

        const { lists } = await loadRepository(sourceOf(files))

        for (const { columns } of lists.values()) expect(columns.filter((name) => ['__proto__', 'constructor', 'prototype'].includes(name))).toEqual([])
      }),
      { numRuns: 150 },
    )

    expect(fingerprint()).toEqual(before)
  })
})
