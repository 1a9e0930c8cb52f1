/** Whatever bytes a file holds: problems, never an exception, and never a document that its schema would not accept. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadRepository } from '../../../src/reconciler/load.ts'
import type { FileContent, PolicySource } from '../../../src/reconciler/sources/source.ts'
import { loadValidator } from '../../../src/reconciler/validators/load-validator.ts'
import { policyNamed } from '../../support/policy-folder.ts'

function sourceOf(files: Readonly<Record<string, Uint8Array>>): PolicySource {
  const contentOf = (path: string): FileContent => (files[path] ? { outcome: 'read', bytes: files[path] } : { outcome: 'missing' })
  return {
    name: 'contoso',
    describe: async () => ({ path: '.', revision: null, dirty: false, differing: [] }),
    listFiles: async () => Object.keys(files).sort(),
    readFiles: async (paths) => new Map(paths.map((path) => [path, contentOf(path)])),
  }
}

const YAML = policyNamed('a', '{serialNumber: {in: {file: lists/lost.csv, column: serial}}, lastSyncDateTime: {before: 2026-01-01}}')
const JSON_TEXT = JSON.stringify(
  { apiVersion: 'reeve/v1', kind: 'DevicePolicy', metadata: { name: 'a' }, spec: { reason: 'x', select: { model: ['x'] }, desired: { state: 'retired' } } },
  null,
  1,
)
const CSV = 'serial,"reported, at"\nC02,"x ""y"""\nC03,\n'

/** Pieces that mean something to a parser, and bytes that mean nothing to anybody. */
const piece = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    ', ',
    '"',
    "'",
    '\n',
    '\n  ',
    '\t',
    '#',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '? ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '%',
    '@',
    '`',
    '\\u',
    '\0',
    '\u202e',
    '\ufeff',
    '~',
    'null',
    'yes',
    '012',
    '__proto__: ',
    '{a: b}: x',
    '[a]: x',
    ': ',
  ),
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
)
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(12), insert: piece })

function damaged(text: string) {
  return fc.array(edit, { minLength: 0, maxLength: 6 }).map((edits) => {
    let result = text
    for (const { at, remove, insert } of edits) {
      const index = Math.floor(at * result.length)
      result = result.slice(0, index) + insert + result.slice(index + remove)
    }
    return Buffer.from(result)
  })
}

describe('a damaged repository', () => {
  it('is read without an exception; every problem has a place in a file, and every document fits its schema', async () => {
    const files = fc.record({ 'a.yaml': damaged(YAML), 'b.json': damaged(JSON_TEXT), 'lists/lost.csv': damaged(CSV) })

    await fc.assert(
      fc.asyncProperty(files, async (damage) => {
        const { documents, problems } = await loadRepository(sourceOf(damage))

        for (const { where } of problems) {
          const lines = Buffer.from(damage[where?.file as keyof typeof damage] ?? '')
            .toString()
            .split('\n')
          expect(where?.line).toBeLessThanOrEqual(lines.length)
          expect(where?.column).toBeGreaterThanOrEqual(1)
          expect(where?.column).toBeLessThanOrEqual((lines[(where?.line ?? 0) - 1]?.length ?? 0) + 1)
        }
        for (const { document } of documents) if (document.kind === 'DevicePolicy') expect(loadValidator('device-policy.schema.json')(document)).toBe(true)
      }),
      { numRuns: 600 },
    )
  })

  it('is read without an exception when its files are random bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })

    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (yaml, json) => {
        const { documents } = await loadRepository(sourceOf({ 'a.yaml': yaml, 'b.json': json }))

        expect(documents.map(({ document }) => document.kind)).toEqual(['Fleet'])
      }),
      { numRuns: 300 },
    )
  })
})
