/** Problems as a person walks through them: a place to click on, what, and what to do. */
import { formatPlace, isError, type Problem } from '../problem.ts'
import { countOf, listOf } from './count.ts'
import { escapeText } from './escape-text.ts'
import { renderFix, renderLines } from './prose.ts'
import type { TextStyle } from './text-style.ts'

export interface ProblemsContext {
  /** Path of the repository from where the reader stands, so that places can be clicked. `.` and `` add nothing. */
  readonly root: string
}

/** Errors first, then warnings: what stops everything must not be looked for between what stops nothing. */
export function renderProblems(problems: readonly Problem[], { root }: ProblemsContext, style: TextStyle): string {
  return errorsFirst(problems)
    .map((problem) => renderProblem(problem, root, style).join('\n'))
    .join('\n\n')
}

export function errorsFirst(problems: readonly Problem[]): Problem[] {
  return [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))]
}

/** `3 errors and 1 warning`; empty when there is none. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(isError).length
  const warnings = problems.length - errors
  return listOf([...(errors > 0 ? [countOf(errors, 'error')] : []), ...(warnings > 0 ? [countOf(warnings, 'warning')] : [])])
}

function renderProblem(problem: Problem, root: string, style: TextStyle): string[] {
  const place = problem.where ? [style.paint('heading', escapeText(formatPlace({ ...problem.where, file: placed(root, problem.where.file) })))] : []
  const tone = problem.severity === 'error' ? 'danger' : 'warning'
  const heading = `${style.paint(tone, `${problem.severity} ${problem.code}`)}  ${problem.summary}`
  return [...place, `  ${heading}`, ...renderLines(problem.detail, style, 4), ...renderFix(problem.fix, style, 4)]
}

function placed(root: string, file: string): string {
  if (root === '' || root === '.') return file
  return `${root.replace(/\/+$/, '')}/${file}`
}
