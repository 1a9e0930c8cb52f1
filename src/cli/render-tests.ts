/** What came of policy tests, in the format that was asked for. */
import { isFailed, placed, type PlacedResult, renderTestResults } from '../planner/render/test-report.ts'
import type { Context } from './context.ts'

export async function renderTests(results: readonly PlacedResult[], format: 'text' | 'json' | 'junit', { style }: Pick<Context, 'style'>): Promise<string> {
  switch (format) {
    case 'text':
      return renderTestResults(results, style)
    case 'json':
      return renderJson(results)
    case 'junit':
      return (await import('../planner/render/test-junit.ts')).renderTestJunit(results)
  }
}

function renderJson(results: readonly PlacedResult[]): string {
  const tests = results.map(({ prefix, at, failures, ...result }) => ({
    ...result,
    at: placed(at, prefix),
    failures: failures.map((failure) => ({ ...failure, at: placed(failure.at, prefix) })),
  }))
  return JSON.stringify({ apiVersion: 'reeve/v1', kind: 'TestReport', formatVersion: '1.0', passed: !results.some(isFailed), tests }, null, 2)
}
