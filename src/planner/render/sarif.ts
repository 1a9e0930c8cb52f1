/**
 * Problems as SARIF 2.1.0, which code scanning and editors read.
 *
 * Columns count code points, as everywhere in reeve, and the log says so. A fingerprint is over
 * what is wrong and not over the line, so that a problem stays the same one when lines move.
 */
import { digestOf } from '../canonical.ts'
import { type Problem, type ProblemCode, PROBLEMS } from '../problem.ts'
import { annotatedFile, type CheckedPath } from './checked-path.ts'
import { escapeLines } from './escape-text.ts'
import { PROBLEM_HELP } from './problem-help.generated.ts'

/** The root of the git work tree, in the name that code scanning gives it. */
const ROOT = '%SRCROOT%'

const CODES = Object.keys(PROBLEMS) as ProblemCode[]

export function renderSarif(checked: readonly CheckedPath[], version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'reeve', version, semanticVersion: version, rules: CODES.map(ruleOf) } },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the git work tree, or the folder that reeve was started in.' } } },
        invocations: [{ executionSuccessful: true }],
        results: resultsOf(checked),
      },
    ],
  }
  return JSON.stringify(log, null, 2)
}

function ruleOf(code: ProblemCode): object {
  const { severity, summary } = PROBLEMS[code]
  const { why, fix } = PROBLEM_HELP[code]
  return {
    id: code,
    shortDescription: { text: plain(summary) },
    fullDescription: { text: plain(why) },
    help: { text: plain(`${why}\n\n${fix}`), markdown: `${why}\n\n${fix}` },
    defaultConfiguration: { level: severity },
    properties: { 'problem.severity': severity, tags: ['policy'] },
  }
}

function resultsOf(checked: readonly CheckedPath[]): object[] {
  const seen = new Map<string, number>()
  return checked.flatMap((path) =>
    path.problems.map((problem) => {
      const file = problem.where ? annotatedFile(path, problem.where.file).toWellFormed() : null
      const identity = digestOf([problem.code, file, problem.detail.toWellFormed()]).replace('sha256:', '')
      // The same mistake twice in one file is two results.
      const times = (seen.get(identity) ?? 0) + 1
      seen.set(identity, times)
      return {
        ruleId: problem.code,
        ruleIndex: CODES.indexOf(problem.code),
        level: problem.severity,
        message: { text: plain([problem.summary, problem.detail, ...(problem.fix === null ? [] : [problem.fix])].join('\n')) },
        locations: [{ physicalLocation: locate(path, problem) }],
        partialFingerprints: { 'reeveProblem/v1': `${identity}:${times}` },
      }
    }),
  )
}

/** Code scanning takes no result without a place: what no file is at fault for stands at the folder. */
function locate(path: CheckedPath, { where }: Problem): object {
  const file = where ? annotatedFile(path, where.file) : path.prefix === '' ? '.' : path.prefix
  return { artifactLocation: artifact(file), ...(where ? { region: { startLine: where.line, startColumn: where.column } } : {}) }
}

function artifact(file: string): object {
  const uri = file.toWellFormed().split('/').map(encodeURIComponent).join('/')
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT }
}

/** In a plain text of SARIF `[a](b)` is a link and `{0}` a placeholder; what a file says must be neither. */
function plain(text: string): string {
  const [first = '', ...rest] = escapeLines(text).join('\n').split('](')
  let inert = first
  for (const part of rest) inert += `${endsInOddBackslashes(inert) ? '' : '\\'}](${part}`
  return inert.replace(/\{(\d+)\}/g, '{{$1}}')
}

function endsInOddBackslashes(text: string): boolean {
  let count = 0
  while (text[text.length - 1 - count] === '\\') count++
  return count % 2 === 1
}
