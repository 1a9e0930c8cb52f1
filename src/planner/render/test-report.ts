/** What came of policy tests on a terminal: a line for each that passed, and for one that failed what differs and why. */
import type { TestFailure, TestResult } from '../policy-test/result.ts'
import { countOf } from './count.ts'
import { formatMoments } from './moment.ts'
import { renderProse } from './prose.ts'
import type { TextStyle } from './text-style.ts'

/** More of one test is in the JSON. */
const SHOWN = 20

export interface PlacedResult extends TestResult {
  /** Folder of the repository from where the reader stands, so that places can be clicked; `` for here. */
  readonly prefix: string
}

export function renderTestResults(results: readonly PlacedResult[], style: TextStyle): string {
  const lines = results.flatMap((result, index) => [...(index > 0 && result.outcome === 'failed' ? [''] : []), ...renderResult(result, style)])
  return [...lines, '', style.paint(results.some(isFailed) ? 'danger' : 'good', summarizeResults(results))].join('\n')
}

/** `2 of 7 tests failed.` or `All 7 tests passed.` */
function summarizeResults(results: readonly TestResult[]): string {
  const failed = results.filter(isFailed).length
  if (results.length === 1) return failed > 0 ? 'The test failed.' : 'The test passed.'
  if (failed > 0) return `${failed} of ${countOf(results.length, 'test')} failed.`
  return `All ${countOf(results.length, 'test')} passed.`
}

export function isFailed({ outcome }: TestResult): boolean {
  return outcome === 'failed'
}

function renderResult(result: PlacedResult, style: TextStyle): string[] {
  const { name, outcome, failures, prefix, at } = result
  const failed = outcome === 'failed'
  const heading = renderProse(`${failed ? 'FAIL' : 'ok  '}  ${name}  ${placed(at, prefix)}`, style, { hang: 6, tone: failed ? 'danger' : 'good' })
  const rest = failures.length - SHOWN
  return [
    ...heading,
    ...failures.slice(0, SHOWN).flatMap((failure) => renderFailure(failure, prefix, style)),
    ...(rest > 0 ? renderProse(`and ${countOf(rest, 'more difference')}, all of them with --format json`, style, { indent: 6 }) : []),
  ]
}

function renderFailure({ target, at, expected, got, why }: TestFailure, prefix: string, style: TextStyle): string[] {
  const prose = (text: string, indent: number, hang: number) => renderProse(formatMoments(text), style, { indent, hang })
  return [
    '',
    ...renderProse(`${target}  ${placed(at, prefix)}`, style, { indent: 6, hang: 2, tone: 'heading' }),
    ...prose(`- expected ${expected}`, 8, 2),
    ...got.flatMap((line) => prose(`+ got      ${line}`, 8, 2)),
    ...why.flatMap((line) => prose(line, 10, 2)),
  ]
}

export function placed(at: string, prefix: string): string {
  return prefix === '' || prefix === '.' ? at : `${prefix.replace(/\/+$/, '')}/${at}`
}
