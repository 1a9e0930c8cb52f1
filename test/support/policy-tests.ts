/** A repository with policies and their tests, checked as `reeve validate` checks it. */
import { buildDesiredState } from '../../src/planner/desired.ts'
import { type Problem, sortProblems } from '../../src/planner/problem.ts'
import { findProfile } from '../../src/planner/profile/profile.ts'
import { loadRepository } from '../../src/reconciler/load.ts'
import { checkPolicyTests } from '../../src/reconciler/load-tests.ts'
import { openFolder } from '../../src/reconciler/sources/folder.ts'
import { type Files, policyFolder } from './policy-folder.ts'

export async function problemsOfTests(files: Files): Promise<readonly Problem[]> {
  const source = await openFolder(policyFolder(files))
  const repository = await loadRepository(source)
  const { desired, problems } = buildDesiredState(repository, new Date('2026-11-22T08:00:00Z'))
  const tests = await checkPolicyTests(source, repository, desired && findProfile(desired.profile))
  return sortProblems([...problems, ...tests.problems])
}

/** One test as YAML; `spec` without its indent. */
export function testOf(spec: string, name = 'lost'): string {
  return `apiVersion: reeve/v1
kind: PolicyTest
metadata: {name: ${name}}
spec:
${spec
  .trim()
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`
}
