/**
 * The policy tests of a repository.
 *
 * They are read by what checks them and by nothing that plans: a test is no desired state, has no part in its
 * digest, and a mistake in one never stops a plan.
 */
import { type Problem, sortProblems } from '../planner/problem.ts'
import type { PolicyTest } from '../planner/documents.generated.ts'
import type { Profile } from '../planner/profile/profile.ts'
import type { Repository, SourceDocument } from '../planner/repository.ts'
import { loadFiles, type Loading } from './load.ts'
import { testFileProblems } from './load/repository-rules.ts'
import { selectTestFiles } from './load/select-files.ts'
import type { PolicySource } from './sources/source.ts'

export interface LoadedTests {
  readonly documents: readonly SourceDocument<PolicyTest>[]
  /** Every test file, sorted. */
  readonly files: readonly string[]
  /** Every file of the repository: what a test names as its inventory is one of them. */
  readonly repositoryFiles: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

async function loadPolicyTests(source: PolicySource): Promise<LoadedTests> {
  const repositoryFiles = await source.listFiles()
  const files = selectTestFiles(repositoryFiles)
  const loading: Loading = { source, problems: [], documents: [], contents: new Map() }
  await loadFiles(loading, files)
  const problems = [...loading.problems, ...testFileProblems(loading.documents)]
  return {
    documents: loading.documents.flatMap(({ document }) => (document && isPolicyTest(document) ? [document] : [])),
    files,
    repositoryFiles: new Set(repositoryFiles),
    problems: sortProblems(problems),
  }
}

/** Loads the tests and says what is wrong with them, as far as that can be said without their inventory files. */
export async function checkPolicyTests(source: PolicySource, repository: Repository, profile: Profile | null): Promise<LoadedTests> {
  const loaded = await loadPolicyTests(source)
  if (loaded.documents.length === 0) return loaded
  // Most of it is only needed where there are tests, and `validate` is run on every save.
  const { preparePolicyTest } = await import('../planner/policy-test/prepare.ts')
  const context = { repository, profile, files: loaded.repositoryFiles, brought: null }
  const problems = loaded.documents.flatMap((document) => preparePolicyTest(document, context).problems)
  return { ...loaded, problems: sortProblems([...loaded.problems, ...problems]) }
}

function isPolicyTest(source: SourceDocument): source is SourceDocument<PolicyTest> {
  return source.document.kind === 'PolicyTest'
}
