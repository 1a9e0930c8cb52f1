/** Of the problems of one file only the first are listed: a file of nothing but mistakes must not hide those of the others. */
import { isError, type Problem, problem, sortProblems } from './problem.ts'

const PROBLEMS_PER_FILE = 200

/** Errors and warnings are counted apart: no number of warnings makes an error, and none hides one. */
export function firstOfEachFile(problems: readonly Problem[]): Problem[] {
  const byFile = Map.groupBy(problems, ({ where }) => where?.file ?? null)
  return [...byFile].flatMap(([file, found]) => (file === null ? found : firstOfFile(found, file)))
}

export function firstOfFile(problems: readonly Problem[], file: string): Problem[] {
  if (problems.length <= PROBLEMS_PER_FILE) return [...problems]
  const where = { file, line: 1, column: 1 }
  const [errors, warnings] = [problems.filter(isError), problems.filter((found) => !isError(found))]
  const [moreErrors, moreWarnings] = [errors.length - PROBLEMS_PER_FILE, warnings.length - PROBLEMS_PER_FILE]
  const listed = [...sortProblems(errors).slice(0, PROBLEMS_PER_FILE), ...sortProblems(warnings).slice(0, PROBLEMS_PER_FILE)]
  if (moreErrors > 0) listed.push(problem('REEVE_TOO_MANY_PROBLEMS', `${moreErrors} more problems in this file are not listed.`, where, 'Correct these first.'))
  if (moreWarnings > 0)
    listed.push(problem('REEVE_MORE_WARNINGS', `${moreWarnings} more warnings about this file are not listed.`, where, 'See to these first.'))
  return listed
}
