/** `reeve test`: what the policies make of the devices of a test, compared with what the test expects. */
import { join } from 'node:path'
import { buildDesiredState } from '../planner/desired.ts'
import type { PolicyTest } from '../planner/documents.generated.ts'
import { finishCoverage, observe, startCoverage } from '../planner/policy-test/coverage.ts'
import type { Fleet } from '../planner/policy-test/fleet.ts'
import type { ReadyTest } from '../planner/policy-test/policy-test.ts'
import { preparePolicyTest } from '../planner/policy-test/prepare.ts'
import { planInputOf, runPolicyTest } from '../planner/policy-test/run.ts'
import { isError, type Problem, sortProblems } from '../planner/problem.ts'
import { findProfile, type Profile } from '../planner/profile/profile.ts'
import type { CheckedPath } from '../planner/render/checked-path.ts'
import { countProblems, renderProblems } from '../planner/render/problems.ts'
import type { PlacedCoverage } from '../planner/render/test-coverage.ts'
import { isFailed, type PlacedResult } from '../planner/render/test-report.ts'
import type { Repository, SourceDocument } from '../planner/repository.ts'
import { foldText, matchesGlob } from '../planner/text.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
import { checkPolicyTests, type LoadedTests } from '../reconciler/load-tests.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { answer, type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'

import { renderInvalid, renderTests } from './render-tests.ts'
import { parseCountOption } from './format.ts'
import { gitPrefix } from './git-prefix.ts'
import { groupByRepository, liesWithin, type TestedRepository } from './test-paths.ts'
import { openPolicySource } from './wiring.ts'

export interface TestOptions {
  readonly format: 'text' | 'json' | 'junit'
  readonly filter?: string
  /** Lists what no test has touched. */
  readonly coverage?: boolean
  readonly coverageMin?: string
}

export async function test(paths: readonly string[], options: TestOptions, context: Context): Promise<Exit> {
  const least = options.coverageMin === undefined ? null : parseCountOption('--coverage-min', options.coverageMin, { atLeast: 0, atMost: 100 })
  const results: PlacedResult[] = []
  const coverages: PlacedCoverage[] = []
  const invalid: CheckedPath[] = []
  for (const repository of groupByRepository(paths.length === 0 ? ['.'] : paths)) {
    const ran = await testRepository(repository, options, context)
    if ('problems' in ran) invalid.push(ran)
    else if (ran.results.length > 0) {
      results.push(...ran.results)
      coverages.push(ran.coverage)
    }
  }
  if (invalid.length > 0) {
    const report = await renderInvalid(invalid, options.format)
    if (report !== null) answer(context, report)
    return 'error'
  }
  // A pipeline in which nothing is tested looks the same as one in which everything passes.
  if (results.length === 0) throw noTests(options)

  answer(context, await renderTests({ results, coverages, listed: options.coverage ?? false }, options.format, context))
  const below = coverages.filter(({ percent }) => least !== null && percent < least)
  for (const { percent, prefix } of below) note(context, `The tests of ${prefix} cover ${percent} %, and --coverage-min asks for ${least} %.`)
  return results.some(isFailed) || below.length > 0 ? 'error' : 'done'
}

interface Ran {
  readonly results: readonly PlacedResult[]
  /** By the tests that ran, which may not be all. */
  readonly coverage: PlacedCoverage
}

/** What is wrong when policies or tests are not valid, which a person has been told then. */
async function testRepository(tested: TestedRepository, { filter }: TestOptions, context: Context): Promise<Ran | CheckedPath> {
  const { root } = tested
  const source = await openPolicySource(root, null)
  const repository = await loadRepository(source)
  const { desired, problems } = buildDesiredState(repository, systemClock.now())
  const loaded = await checkPolicyTests(source, repository, desired && findProfile(desired.profile))
  const broken = [...problems.filter(isError), ...loaded.problems.filter(({ where }) => where === null || liesWithin(where.file, tested))]
  if (broken.length > 0 || !desired) return report(broken, root, context)

  const chosen = loaded.documents.filter(({ file, document }) => liesWithin(file, tested) && isWanted(document.metadata.name, filter))
  const profile = findProfile(desired.profile)
  if (!profile) throw new ReeveError('REEVE_PROVIDER', `This version does not have the profile ${desired.profile}.`)
  const ready: ReadyTest[] = []
  const found: Problem[] = []
  for (const document of chosen) {
    const { test: one, problems: wrong } = await prepare(document, { repository, loaded, root, profile, context })
    found.push(...wrong)
    if (one) ready.push(one)
  }
  if (found.some(isError)) return report(found, root, context)

  const record = startCoverage(desired)
  const results = ready.map((one) => {
    // Some errors depend on the time: what a selector surely selects may change as it passes.
    const then = buildDesiredState(repository, one.now)
    if (!then.desired) throw new ReeveError('REEVE_NOT_FOUND', `The policies are not valid at the moment of the test ${one.name} (${one.at}).`)
    const input = planInputOf(one, then.desired, profile)
    observe(record, input)
    return { ...runPolicyTest(one, input), prefix: root }
  })
  return { results, coverage: { ...finishCoverage(record), prefix: root } }
}

interface Preparing {
  readonly repository: Repository
  readonly loaded: LoadedTests
  readonly root: string
  readonly profile: NonNullable<ReturnType<typeof findProfile>>
  readonly context: Context
}

async function prepare(document: SourceDocument<PolicyTest>, { repository, loaded, root, profile, context }: Preparing) {
  const { file } = document.document.spec
  const asked = { repository, profile, files: loaded.repositoryFiles }
  const first = preparePolicyTest(document, { ...asked, brought: null })
  if (file === undefined || first.problems.some(isError)) return first
  return preparePolicyTest(document, { ...asked, brought: await readFleetFile(join(root, file), profile.name, context) })
}

async function readFleetFile(file: string, profile: Profile['name'], { signal }: Context): Promise<Fleet> {
  const { readInventoryFile } = await import('../reconciler/inventory-file.ts')
  return readInventoryFile(file, { profile, signal })
}

function report(problems: readonly Problem[], root: string, context: Context): CheckedPath {
  note(context, `${renderProblems(sortProblems(problems), { root }, context.errorStyle)}\n`)
  note(context, `${countProblems(problems)}. Nothing is tested with documents that are not valid.`)
  return { path: root, root, prefix: gitPrefix(root), documents: 0, files: [], problems: sortProblems(problems) }
}

/** Part of the name, or a glob for all of it. */
function isWanted(name: string, filter: string | undefined): boolean {
  if (filter === undefined) return true
  const wanted = foldText(filter)
  return wanted.includes('*') ? matchesGlob(wanted, foldText(name)) : foldText(name).includes(wanted)
}

function noTests({ filter }: TestOptions): ReeveError {
  if (filter !== undefined) return new ReeveError('REEVE_NOT_FOUND', `No policy test has a name with "${filter}" in it.`)
  return new ReeveError('REEVE_NOT_FOUND', 'There is no policy test here, and a run that tests nothing must not look like one that passed.', {
    fix: 'Write a PolicyTest into a file whose name ends with .test.yaml; docs/testing.md shows how.',
  })
}
