import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/reconciler/load/json-document.ts'
import { buildValue, RESERVED_KEYS } from '../../../src/reconciler/load/node.ts'
import { sourceText } from '../../../src/reconciler/load/source-text.ts'

function read(text: string): { readonly value: unknown; readonly codes: readonly string[] } {
  const source = sourceText('a.json', text)
  const { roots, problems } = parseJson(source)
  const found = [...problems]
  return { value: roots[0] && buildValue(source, roots[0], found).value, codes: found.map(({ code }) => code) }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** No reserved keys, no numbers beyond 2^53, no half characters: those are refused on purpose. */
const plain = fc.jsonValue({ depthSize: 'small', stringUnit: 'binary' }).filter((value) => {
  const text = JSON.stringify(value)
  return ![...RESERVED_KEYS].some((key) => text.includes(key)) && !/\d{16}|e\+/.test(text)
})

describe('JSON', () => {
  it('is read as JSON.parse reads it, however it is laid out', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom('', ' ', '\t', 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent)

        // Through JSON.parse once more, because -0 is written as 0.
        expect(read(text)).toEqual({ value: JSON.parse(text), codes: [] })
      }),
    )
  })

  it('is refused exactly where JSON.parse refuses it', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '1',
        '-',
        '01',
        '1.',
        '.5',
        '1e',
        '1e5',
        'true',
        'nul',
        ' ',
        '\n',
        '\\',
        '\\u12',
        '/*x*/',
        "'a'",
        'NaN',
      ),
      { minLength: 1, maxLength: 7 },
    )

    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        fc.pre(text.trim() !== '')

        expect(read(text).codes.includes('REEVE_JSON_SYNTAX')).toBe(!parses(text))
      }),
      { numRuns: 3000 },
    )
  })
})
