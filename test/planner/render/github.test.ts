import { describe, expect, it } from 'vitest'
import { problem } from '../../../src/planner/problem.ts'
import { renderGithub } from '../../../src/planner/render/github.ts'
import { AWKWARD_FILE, checked, errorAt, HOSTILE_DETAIL, warningAt } from '../../support/checked-paths.ts'

/** As the runner reads a command: https://github.com/actions/runner, ActionCommand.TryParseV2. */
function parseCommand(line: string): { command: string; properties: Record<string, string>; data: string } | null {
  const [, command = '', written = '', data = ''] = /^::(\w+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
  if (command === '') return null
  const decode = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
  const properties = Object.fromEntries(
    written.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), decode(pair.slice(pair.indexOf('=') + 1))] as const),
  )
  return { command, properties, data: decode(data) }
}

describe('annotations of GitHub', () => {
  it('name file, line and column from the root of the work tree, errors first, and end with a sentence', () => {
    const text = renderGithub([checked([warningAt('a.yaml', 2), errorAt('b.yaml', 5)], { prefix: 'infra/policies' })])

    expect(text.split('\n')).toEqual([
      '::error file=infra/policies/b.yaml,line=5,col=7,title=REEVE_INVALID_VALUE%3A Value is not allowed here::Wrong.%0ACorrect it.',
      '::warning file=infra/policies/a.yaml,line=2,col=3,title=REEVE_EXPIRED%3A Policy has expired::Expired.',
      '1 error and 1 warning in policies.',
    ])
  })

  it('keep the name of any file, so that it is found', () => {
    const [line = ''] = renderGithub([checked([errorAt(AWKWARD_FILE, 5)])]).split('\n')

    expect(parseCommand(line)?.properties).toEqual({
      file: AWKWARD_FILE,
      line: '5',
      col: '7',
      title: 'REEVE_INVALID_VALUE: Value is not allowed here',
    })
  })

  it('are one command each, whatever a file says', () => {
    const lines = renderGithub([checked([errorAt('a.yaml', 1, HOSTILE_DETAIL, null)])]).split('\n')

    expect(lines.map((line) => parseCommand(line)?.command ?? null)).toEqual(['error', null])
    expect(parseCommand(lines[0] ?? '')?.data).toBe('"]]>\\u{1b}[31m\n::error::x%0A [a](http://x) {0} \\u{202e}<b>&amp;\'" is not a value.')
  })

  it('stand at no line where no file is at fault', () => {
    const text = renderGithub([checked([problem('REEVE_NO_DOCUMENTS', 'Nothing.', null)])])

    expect(text.split('\n')[0]).toBe('::error title=REEVE_NO_DOCUMENTS%3A No policy was found::Nothing.')
  })
})
