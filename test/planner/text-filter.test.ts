import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText, matchesGlob } from '../../src/planner/text.ts'
import { hashFolded, mayBeAmong, mayMatchGlob } from '../../src/planner/text-filter.ts'

// Blanks that are trimmed and blanks that are not ASCII, capitals, letters that only look alike, and what a glob means.
const letters = fc.constantFrom(...'aAbBzZ09-_*?', ' ', '\t', '\u00a0', '\ufeff', 'É', 'é', 'İ', '\u212a', '私', '😀')
const text = fc.string({ unit: letters, maxLength: 8 })

describe('a quick answer about a text', () => {
  it('is never no for a text that is among the values once it is folded', () => {
    fc.assert(
      fc.property(text, fc.array(text), (one, others) => {
        const folded = [one, ...others].map(foldText)

        expect(mayBeAmong(folded)(one)).toBe(true)
        expect(mayBeAmong(folded)(` ${one.toUpperCase()}`) || !folded.includes(foldText(` ${one.toUpperCase()}`))).toBe(true)
      }),
    )
  })

  it('is never no for a text that matches the pattern once it is folded', () => {
    fc.assert(
      fc.property(text, text, (pattern, one) => {
        const folded = foldText(pattern)

        expect(mayMatchGlob(folded)(one) || !matchesGlob(folded, foldText(one))).toBe(true)
        expect(mayMatchGlob(`${foldText(one).slice(0, 3)}*`)(one)).toBe(true)
      }),
    )
  })

  it('is no for nearly every text that is not among the values', () => {
    const serials = Array.from({ length: 300 }, (_, index) => `5cg${(index * 7919).toString(36)}`)
    const others = Array.from({ length: 10_000 }, (_, index) => `8XQ${(index * 104_729).toString(36).toUpperCase()}`)

    expect(others.filter(mayBeAmong(serials)).length).toBeLessThan(20)
    expect(['LAPTOP-1', 'kiosk', 'KIOSK-7'].map(mayMatchGlob('kiosk-*'))).toEqual([false, false, true])
  })

  it('rests on a number that texts have in common once they fold alike', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(foldText(one) !== foldText(other) || hashFolded(one) === hashFolded(other)).toBe(true)
        expect(hashFolded(foldText(one))).toBe(hashFolded(one))
      }),
    )
  })
})
