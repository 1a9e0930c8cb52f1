/** A way to say what is wrong with a policy test, at its place. */
import type { PolicyTest } from '../documents.generated.ts'
import { type Problem, type ProblemCode, problem } from '../problem.ts'
import { placeOf, type SourceDocument } from '../repository.ts'

export type TestReporter = (code: ProblemCode, detail: string, pointer: string, fix?: string) => void

export function createTestReporter(source: SourceDocument<PolicyTest>, problems: Problem[]): TestReporter {
  return (code, detail, pointer, fix) => {
    problems.push(problem(code, detail, placeOf(source, pointer), fix ?? null))
  }
}
