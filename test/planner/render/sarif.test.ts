import { describe, expect, it } from 'vitest'
import { type Problem, problem, PROBLEMS } from '../../../src/planner/problem.ts'
import type { CheckedPath } from '../../../src/planner/render/checked-path.ts'
import { renderSarif } from '../../../src/planner/render/sarif.ts'
import { AWKWARD_FILE, checked, errorAt, HOSTILE_DETAIL, warningAt } from '../../support/checked-paths.ts'

interface Region {
  startLine: number
  startColumn: number
}
interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId?: string }; region?: Region } }[]
  partialFingerprints: Record<string, string>
}
interface Rule {
  id: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string; markdown: string }
  defaultConfiguration: { level: string }
}
interface Log {
  $schema: string
  version: string
  runs: { tool: { driver: { name: string; version: string; rules: Rule[] } }; columnKind: string; originalUriBaseIds: object; results: Result[] }[]
}

function logOf(problems: readonly Problem[], place: Partial<Pick<CheckedPath, 'prefix'>> = {}): Log {
  return JSON.parse(renderSarif([checked(problems, place)], '1.2.3')) as Log
}

function resultsOf(problems: readonly Problem[], place: Partial<Pick<CheckedPath, 'prefix'>> = {}): Result[] {
  return logOf(problems, place).runs.flatMap(({ results }) => results)
}

function uriOf(problems: readonly Problem[], place: Partial<Pick<CheckedPath, 'prefix'>> = {}): object | undefined {
  return resultsOf(problems, place)[0]?.locations[0]?.physicalLocation.artifactLocation
}

describe('SARIF', () => {
  it('has what version 2.1.0 requires of a log', () => {
    const log = logOf([errorAt('a.yaml', 5), warningAt('a.yaml', 2)])

    // §3.13 sarifLog: version, runs. §3.14 run: tool. §3.18 tool: driver. §3.19 toolComponent: name.
    expect(log.version).toBe('2.1.0')
    expect(log.$schema).toMatch(/sarif.*2\.1\.0.*\.json$/)
    expect(log.runs).toHaveLength(1)
    for (const { tool, columnKind, results } of log.runs) {
      expect({ name: tool.driver.name, version: tool.driver.version, columnKind }).toEqual({ name: 'reeve', version: '1.2.3', columnKind: 'unicodeCodePoints' })
      // §3.49 reportingDescriptor: id, here in the order of the codes, which ruleIndex counts by.
      expect(tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(PROBLEMS))
      for (const { shortDescription, fullDescription, help, defaultConfiguration } of tool.driver.rules) {
        expect([shortDescription.text, fullDescription.text, help.text, help.markdown].filter((text) => text.trim() === '')).toEqual([])
        expect(['none', 'note', 'warning', 'error']).toContain(defaultConfiguration.level)
      }
      // §3.27 result: message; §3.11 message: text or id. Lines and columns count from 1 (§3.30).
      for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
        expect(['none', 'note', 'warning', 'error']).toContain(level)
        expect(message.text).not.toBe('')
        expect(locations[0]?.physicalLocation.artifactLocation.uri).not.toBe('')
        expect(locations[0]?.physicalLocation.region?.startLine).toBeGreaterThan(0)
        expect(locations[0]?.physicalLocation.region?.startColumn).toBeGreaterThan(0)
        expect(Object.values(partialFingerprints).every((print) => print !== '')).toBe(true)
      }
    }
  })

  it('says of each problem what and where, from the root of the work tree', () => {
    const [error, warning] = resultsOf([errorAt('a.yaml', 5), warningAt('a.yaml', 2)], { prefix: 'infra/policies' })

    expect({ ...error, partialFingerprints: null }).toEqual({
      ruleId: 'REEVE_INVALID_VALUE',
      ruleIndex: Object.keys(PROBLEMS).indexOf('REEVE_INVALID_VALUE'),
      level: 'error',
      message: { text: 'Value is not allowed here\nWrong.\nCorrect it.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'infra/policies/a.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 5, startColumn: 7 },
          },
        },
      ],
      partialFingerprints: null,
    })
    expect(warning?.level).toBe('warning')
  })

  it('names files as URIs, whatever they are called', () => {
    expect(uriOf([errorAt(AWKWARD_FILE, 1)])).toEqual({ uri: 'policies/50%25%20off%2C%20a%3Ab%0A%22%3C%C3%A9%3E%26.yaml', uriBaseId: '%SRCROOT%' })
    expect(uriOf([errorAt('\ud800.yaml', 1)])).toEqual({ uri: '%EF%BF%BD.yaml', uriBaseId: '%SRCROOT%' })
    expect(uriOf([errorAt('a.yaml', 1)], { prefix: '/srv/my policies' })).toEqual({ uri: 'file:///srv/my%20policies/a.yaml' })
  })

  it('places what no file is at fault for at the folder', () => {
    expect(resultsOf([problem('REEVE_NO_DOCUMENTS', 'Nothing.', null)])[0]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: '.', uriBaseId: '%SRCROOT%' } } },
    ])
  })

  it('keeps the fingerprint of a problem when lines move, and tells two of a kind apart', () => {
    const prints = (problems: readonly Problem[]): (string | undefined)[] =>
      resultsOf(problems).map(({ partialFingerprints }) => partialFingerprints['reeveProblem/v1'])

    const [before] = prints([errorAt('a.yaml', 5)])
    const [moved, twin, elsewhere] = prints([errorAt('a.yaml', 8), errorAt('a.yaml', 9), errorAt('b.yaml', 8)])

    expect(moved).toBe(before)
    expect(new Set([moved, twin, elsewhere]).size).toBe(3)
  })

  it('makes no link and no placeholder of what a file says', () => {
    const [result] = resultsOf([errorAt('a.yaml', 1, HOSTILE_DETAIL, null), errorAt('a.yaml', 2, 'a\\](b)', null)])

    expect(result?.message.text).toBe('Value is not allowed here\n"]]>\\u{1b}[31m\n::error::x%0A [a\\](http://x) {{0}} \\u{202e}<b>&amp;\'" is not a value.')
    expect(resultsOf([errorAt('a.yaml', 2, 'a\\](b)', null)])[0]?.message.text).toBe('Value is not allowed here\na\\](b)')
  })
})
