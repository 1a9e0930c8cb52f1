/** Policies and their tests do not share a file: what a file is for is known by its name, before anything of it is read. */
import { type Place, type Problem, problem } from '../../planner/problem.ts'

export function testOutsideTestFile(at: Place): Problem {
  const renamed = at.file.replace(/(\.\w+)$/, '.test$1')
  return problem('REEVE_TEST_PLACE', 'This is a PolicyTest, and the name of its file does not end with .test.yaml.', at, `Move it into ${renamed}.`)
}

export function policyInTestFile(kind: string, at: Place): Problem {
  return problem(
    'REEVE_TEST_PLACE',
    `This is a ${kind}, and files that end with .test.yaml hold policy tests only: it is not in force.`,
    at,
    'Move it into a file without .test in its name.',
  )
}
