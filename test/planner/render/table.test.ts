import { describe, expect, it } from 'vitest'
import { renderTable } from '../../../src/planner/render/table.ts'
import { plainStyle } from '../../../src/planner/render/text-style.ts'

const COLUMNS = [{ heading: 'NAME' }, { heading: 'COUNT', align: 'right' }, { heading: 'WHY' }] as const

describe('a table', () => {
  it('is as wide as it needs to be', () => {
    const lines = renderTable(
      COLUMNS,
      [
        ['a', '1', 'because'],
        ['bbbbbb', '1,000', ''],
      ],
      plainStyle(),
      2,
    )

    expect(lines).toEqual(['  NAME    COUNT  WHY', '  a           1  because', '  bbbbbb  1,000'])
  })

  it('narrows the widest column first, and marks what it cut', () => {
    const lines = renderTable(COLUMNS, [['abcdefgh', '1', 'a reason that goes on and on']], plainStyle(30))

    expect(lines).toEqual(['NAME      COUNT  WHY', 'abcdefgh      1  a reason tha…'])
  })

  it('goes on in the next line where the end of a text matters, and cuts what needs more than three', () => {
    const columns = [{ heading: 'NAME' }, { heading: 'WHY', wraps: true }]

    const lines = renderTable(
      columns,
      [
        ['abcd', 'listed as lost; no wipe since then'],
        ['efgh', 'one two three four five six seven eight nine ten'],
        ['ijkl', 'short'],
      ],
      plainStyle(20),
    )

    expect(lines).toEqual([
      'NAME  WHY',
      'abcd  listed as',
      '      lost; no wipe',
      '      since then',
      'efgh  one two three',
      '      four five six',
      '      seven eight n…',
      'ijkl  short',
    ])
  })

  it('measures wide glyphs as they are drawn, and never cuts one in half', () => {
    const style = { ...plainStyle(20), measure: (text: string) => [...text].length * 2 }

    const lines = renderTable([{ heading: 'N' }], [['端末端末端末端末端末端末']], style)

    expect(lines).toEqual(['N', '端末端末端末端末端…'])
  })

  it('leaves out a column in which nothing stands', () => {
    const lines = renderTable(
      COLUMNS,
      [
        ['a', '1', ''],
        ['b', '2', ''],
      ],
      plainStyle(),
    )

    expect(lines).toEqual(['NAME  COUNT', 'a         1', 'b         2'])
  })

  it('without rows has no lines', () => {
    expect(renderTable(COLUMNS, [], plainStyle())).toEqual([])
  })
})
