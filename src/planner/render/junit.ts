/**
 * Problems as JUnit XML: a test suite per path, a test case per file.
 *
 * A case has one failure at most, with every error of the file in it: readers disagree about
 * several. Warnings fail nothing and stand in the case's output.
 */
import { formatPlace, isError, type Problem } from '../problem.ts'
import { annotatedFile, type CheckedPath } from './checked-path.ts'
import { countOf } from './count.ts'
import { escapeXml, escapeXmlAttribute } from './escape-xml.ts'

interface TestCase {
  readonly name: string
  /** null for what no file is at fault for. */
  readonly file: string | null
  readonly problems: readonly Problem[]
}

export function renderJunit(checked: readonly CheckedPath[], command: 'reeve validate' | 'reeve test' = 'reeve validate'): string {
  const suites = checked.map((path) => ({ path, cases: casesOf(path) }))
  const all = suites.flatMap(({ cases }) => cases)
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${command}" ${counts(all)}>
${suites.map(({ path, cases }) => renderSuite(path, cases, command)).join('\n')}
</testsuites>`
}

function casesOf({ path, files, problems }: CheckedPath): TestCase[] {
  const named = new Set([...files, ...problems.flatMap(({ where }) => (where ? [where.file] : []))])
  const elsewhere = problems.filter(({ where }) => where === null)
  return [
    ...(elsewhere.length > 0 || named.size === 0 ? [{ name: path, file: null, problems: elsewhere }] : []),
    ...[...named].sort().map((file) => ({ name: file, file, problems: problems.filter(({ where }) => where?.file === file) })),
  ]
}

function counts(cases: readonly TestCase[]): string {
  return `tests="${cases.length}" failures="${cases.filter(({ problems }) => problems.some(isError)).length}" errors="0" skipped="0"`
}

function renderSuite(path: CheckedPath, cases: readonly TestCase[], command: string): string {
  return `  <testsuite name="${escapeXmlAttribute(path.path)}" ${counts(cases)}>
${cases.map((testCase) => renderCase(path, testCase, command)).join('\n')}
  </testsuite>`
}

function renderCase(path: CheckedPath, { name, file, problems }: TestCase, command: string): string {
  const errors = problems.filter(isError)
  const warnings = problems.filter((problem) => !isError(problem))
  const at = file === null ? '' : ` file="${escapeXmlAttribute(annotatedFile(path, file))}"`
  const inner = [...renderFailure(errors), ...(warnings.length > 0 ? [`      <system-out>${describeAll(warnings)}</system-out>`] : [])]
  const opening = `    <testcase classname="${command}" name="${escapeXmlAttribute(name)}"${at}`
  return inner.length === 0 ? `${opening} />` : `${opening}>\n${inner.join('\n')}\n    </testcase>`
}

function renderFailure(errors: readonly Problem[]): string[] {
  const [first] = errors
  if (!first) return []
  const message = errors.length === 1 ? first.summary : `${countOf(errors.length, 'error')}, the first: ${first.summary}`
  return [`      <failure type="${first.code}" message="${escapeXmlAttribute(message)}">${describeAll(errors)}</failure>`]
}

function describeAll(problems: readonly Problem[]): string {
  return escapeXml(
    problems
      .map(({ code, severity, summary, detail, where, fix }) =>
        [`${where ? `${formatPlace(where)}: ` : ''}${severity} ${code}: ${summary}`, detail, ...(fix === null ? [] : [fix])].join('\n'),
      )
      .join('\n\n'),
  )
}
