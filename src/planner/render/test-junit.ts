/** Policy tests as JUnit XML: a suite per file, a case per test, one failure at most with everything that differs in it. */
import type { TestFailure } from '../policy-test/result.ts'
import { countOf } from './count.ts'
import { escapeXml, escapeXmlAttribute } from './escape-xml.ts'
import { isFailed, placed, type PlacedResult } from './test-report.ts'

export function renderTestJunit(results: readonly PlacedResult[]): string {
  const byFile = Map.groupBy(results, ({ at, prefix }) => fileOf(placed(at, prefix)))
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="reeve test" ${counts(results)}>
${[...byFile].map(([file, tests]) => renderSuite(file, tests)).join('\n')}
</testsuites>`
}

function fileOf(at: string): string {
  return at.replace(/:\d+:\d+$/, '')
}

function counts(results: readonly PlacedResult[]): string {
  return `tests="${results.length}" failures="${results.filter(isFailed).length}" errors="0" skipped="0"`
}

function renderSuite(file: string, tests: readonly PlacedResult[]): string {
  return `  <testsuite name="${escapeXmlAttribute(file)}" ${counts(tests)}>
${tests.map((test) => renderCase(file, test)).join('\n')}
  </testsuite>`
}

function renderCase(file: string, { name, failures, at }: PlacedResult): string {
  const line = /:(\d+):\d+$/.exec(at)?.[1] ?? '1'
  const opening = `    <testcase classname="${escapeXmlAttribute(file)}" name="${escapeXmlAttribute(name)}" file="${escapeXmlAttribute(file)}" line="${line}"`
  if (failures.length === 0) return `${opening} />`
  const message = failures.length === 1 ? summarize(failures[0]) : `${countOf(failures.length, 'difference')}, the first: ${summarize(failures[0])}`
  const text = escapeXml(failures.map(describeFailure).join('\n\n'))
  return `${opening}>
      <failure type="difference" message="${escapeXmlAttribute(message)}">${text}</failure>
    </testcase>`
}

function summarize(failure: TestFailure | undefined): string {
  return failure === undefined ? '' : `${failure.target}: expected ${failure.expected}, got ${failure.got.join(' and ')}`
}

function describeFailure({ target, at, expected, got, why }: TestFailure): string {
  return [`${target}  ${at}`, `- expected ${expected}`, ...got.map((line) => `+ got      ${line}`), ...why.map((line) => `  ${line}`)].join('\n')
}
