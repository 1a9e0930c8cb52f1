import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldText } from '../../src/planner/text.ts'
import { indexByText } from '../../src/planner/text-index.ts'

const text = fc.string({ unit: fc.constantFrom(...'aAbB1', ' ', '\u00a0', 'É'), maxLength: 3 })

describe('records found by a text', () => {
  it('are those whose text is the same once it is folded, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.option(text, { nil: null })), text, (texts, asked) => {
        const records = texts.map((each, place) => ({ each, place }))

        const found = indexByText(records, ({ each }) => each)(asked)

        expect(found).toEqual(records.filter(({ each }) => each !== null && foldText(each) === foldText(asked)))
      }),
    )
  })
})
