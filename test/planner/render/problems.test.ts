import { describe, expect, it } from 'vitest'
import { problem } from '../../../src/planner/problem.ts'
import { countProblems, renderProblems } from '../../../src/planner/render/problems.ts'
import { plainStyle } from '../../../src/planner/render/text-style.ts'

describe('problems as text', () => {
  it('give a place to click on from where the reader stands, what is wrong, and a command on a line of its own', () => {
    const problems = [
      problem(
        'REEVE_UNKNOWN_FIELD',
        '"stat" is not a field of desired.',
        { file: 'policies/lost.yaml', line: 14, column: 7 },
        'Did you mean "state"?\n\nreeve schema DevicePolicy',
      ),
      problem('REEVE_NO_DOCUMENTS', 'Nothing was found.', null),
    ]

    const text = renderProblems(problems, { root: 'examples/lost/' }, plainStyle())

    expect(text).toBe(`\
examples/lost/policies/lost.yaml:14:7
  error REEVE_UNKNOWN_FIELD  Unknown field
    "stat" is not a field of desired.
    Did you mean "state"?

        reeve schema DevicePolicy

  error REEVE_NO_DOCUMENTS  No policy was found
    Nothing was found.`)
  })

  it('keep a quoted line from passing for a line of ours', () => {
    const detail = 'The value is "x\n\nREEVE  All is well\n\u001b[32mok".'

    const text = renderProblems([problem('REEVE_INVALID_VALUE', detail, { file: 'a\nb.yaml', line: 1, column: 1 })], { root: '.' }, plainStyle())

    expect(text).toBe(`\
a\\nb.yaml:1:1
  error REEVE_INVALID_VALUE  Value is not allowed here
    The value is "x
    REEVE  All is well
    \\u{1b}[32mok".`)
  })

  it.each([
    [[], ''],
    [['REEVE_EXPIRED'], '1 warning'],
    [['REEVE_UNKNOWN_FIELD', 'REEVE_UNKNOWN_FIELD'], '2 errors'],
    [['REEVE_UNKNOWN_FIELD', 'REEVE_EXPIRED', 'REEVE_EXPIRED'], '1 error and 2 warnings'],
  ] as const)('%j are counted as "%s"', (codes, counted) => {
    expect(countProblems(codes.map((code) => problem(code, '', null)))).toBe(counted)
  })
})
