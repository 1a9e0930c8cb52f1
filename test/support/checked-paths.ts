/** What checking a path gave, with the names and texts that formats get wrong. */
import { type Problem, problem } from '../../src/planner/problem.ts'
import type { CheckedPath } from '../../src/planner/render/checked-path.ts'

/** A space, a percent sign, a comma, a colon, a line break, a quote and a mark of Markdown: all of them may stand in a file's name. */
export const AWKWARD_FILE = 'policies/50% off, a:b\n"<é>&.yaml'

export const HOSTILE_DETAIL = '"]]>\u001b[31m\r\n::error::x%0A [a](http://x) {0} \u202e<b>&amp;\'" is not a value.'

export function checked(problems: readonly Problem[], { prefix = '', files = [] }: Partial<Pick<CheckedPath, 'prefix' | 'files'>> = {}): CheckedPath {
  return { path: 'policies', root: 'policies', prefix, documents: 2, files, problems }
}

export function errorAt(file: string, line: number, detail = 'Wrong.', fix: string | null = 'Correct it.'): Problem {
  return problem('REEVE_INVALID_VALUE', detail, { file, line, column: 7 }, fix)
}

export function warningAt(file: string, line: number): Problem {
  return problem('REEVE_EXPIRED', 'Expired.', { file, line, column: 3 })
}
