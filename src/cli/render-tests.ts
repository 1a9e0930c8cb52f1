/** What came of policy tests, in the format that was asked for. */
import type { CheckedPath } from '../planner/render/checked-path.ts'
import { type PlacedCoverage, renderCoverage } from '../planner/render/test-coverage.ts'
import { isFailed, placed, type PlacedResult, renderTestResults } from '../planner/render/test-report.ts'
import type { Context } from './context.ts'

export interface TestAnswer {
  readonly results: readonly PlacedResult[]
  readonly coverages: readonly PlacedCoverage[]
  /** Whether what no test has touched is listed. */
  readonly listed: boolean
}

export async function renderTests(
  { results, coverages, listed }: TestAnswer,
  format: 'text' | 'json' | 'junit',
  { style }: Pick<Context, 'style'>,
): Promise<string> {
  switch (format) {
    case 'text':
      return [renderTestResults(results, style), ...coverages.map((coverage) => renderCoverage(coverage, style, { listed }))].join(listed ? '\n\n' : '\n')
    case 'json':
      return renderJson(results, coverages)
    case 'junit':
      return (await import('../planner/render/test-junit.ts')).renderTestJunit(results)
  }
}

/** Of documents that are not valid, and so were not tested: a pipeline reads the report and not what stands beside it. null in text, which that is. */
export async function renderInvalid(checked: readonly CheckedPath[], format: 'text' | 'json' | 'junit'): Promise<string | null> {
  switch (format) {
    case 'text':
      return null
    case 'json': {
      const problems = checked.flatMap(({ root, problems: found }) => found.map((problem) => ({ root, ...problem })))
      return JSON.stringify({ apiVersion: 'reeve/v1', kind: 'TestReport', formatVersion: '1.0', passed: false, tests: [], coverage: null, problems }, null, 2)
    }
    case 'junit':
      return (await import('../planner/render/junit.ts')).renderJunit(checked, 'reeve test')
  }
}

function renderJson(results: readonly PlacedResult[], coverages: readonly PlacedCoverage[]): string {
  const tests = results.map(({ prefix, at, failures, ...result }) => ({
    ...result,
    at: placed(at, prefix),
    failures: failures.map((failure) => ({ ...failure, at: placed(failure.at, prefix) })),
  }))
  const items = coverages.flatMap(({ items: own, prefix }) => own.map((item) => ({ ...item, at: placed(item.at, prefix) })))
  const covered = items.filter((item) => item.covered).length
  const coverage = { covered, of: items.length, percent: items.length === 0 ? 100 : Math.floor((covered * 100) / items.length), items }
  return JSON.stringify(
    { apiVersion: 'reeve/v1', kind: 'TestReport', formatVersion: '1.0', passed: !results.some(isFailed), tests, coverage, problems: [] },
    null,
    2,
  )
}
