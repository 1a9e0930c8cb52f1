/** `reeve validate`: loads and checks everything, and changes nothing. */
import { buildDesiredState } from '../planner/desired.ts'
import { isError, sortProblems } from '../planner/problem.ts'
import { findProfile } from '../planner/profile/profile.ts'
import type { CheckedPath } from '../planner/render/checked-path.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
import { checkPolicyTests } from '../reconciler/load-tests.ts'
import { listReferences } from '../reconciler/load/list-references.ts'
import { checkUnnamedList } from '../reconciler/load/lists.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { findRepositoryAround, liesIn, type PartOfRepository } from './file-of-repository.ts'
import { parseInstantOption, type ReportFormat } from './format.ts'
import { gitPrefix } from './git-prefix.ts'
import { rootOf } from './load-policies.ts'
import { renderValidation } from './render-validation.ts'
import { openPolicySource } from './wiring.ts'

export interface ValidateOptions {
  readonly format: ReportFormat
  /** Decides which warnings there are. */
  readonly now?: string
}

/** Each path is a policy repository of its own, or a part of the repository around it. Warnings alone are not an error. */
export async function validate(paths: readonly string[], options: ValidateOptions, context: Context): Promise<Exit> {
  const now = parseInstantOption('--now', options.now) ?? systemClock.now()
  const checked: CheckedPath[] = []
  for (const path of paths.length === 0 ? ['.'] : paths) checked.push(await check(path, now))

  answer(context, await renderValidation(checked, options.format, context))
  return checked.some(({ problems }) => problems.some(isError)) ? 'error' : 'done'
}

async function check(path: string, now: Date): Promise<CheckedPath> {
  const part = findRepositoryAround(path)
  const inItsPlace = part === null || part.within === '' ? null : await checkWithin(path, part, now)
  if (inItsPlace) return inItsPlace

  const source = await openPolicySource(path, null)
  const repository = await loadRepository(source)
  const built = buildDesiredState(repository, now)
  const tests = await checkPolicyTests(source, repository, built.desired && findProfile(built.desired.profile))
  const root = rootOf(path)
  return {
    path,
    root,
    prefix: gitPrefix(root),
    documents: repository.documents.length + tests.documents.length,
    files: [...repository.files, ...tests.files],
    problems: sortProblems([...built.problems, ...tests.problems]),
  }
}

/** A part of a repository, with the lists where the repository has them. null when the repository reads nothing there. */
async function checkWithin(path: string, { root, within }: PartOfRepository, now: Date): Promise<CheckedPath | null> {
  const source = await openPolicySource(root, null)
  const repository = await loadRepository(source)
  const built = buildDesiredState(repository, now)
  const tests = await checkPolicyTests(source, repository, built.desired && findProfile(built.desired.profile))
  const documents = [...repository.documents, ...tests.documents].filter(({ file }) => liesIn(file, within))
  const lists = documents.flatMap(({ document, places, file }) => listReferences({ tree: { value: document, places }, file }).map((list) => list.path))
  const isAbout = (file: string): boolean => liesIn(file, within) || lists.includes(file)
  const read = [...repository.files, ...tests.files].filter(isAbout)
  const unnamed = LIST_FILE.test(within) && !read.includes(within) ? await checkUnnamedList(source, within) : []
  // The warning that nothing names it comes from both when nothing else is wrong.
  const others = [...built.problems, ...tests.problems].filter(
    ({ where }) => where !== null && isAbout(where.file) && !(unnamed.length > 0 && where.file === within),
  )
  const problems = sortProblems([...others, ...unnamed])
  if (!read.some((file) => liesIn(file, within)) && problems.length === 0) return null
  return { path, root, prefix: gitPrefix(root), documents: documents.length, files: read, problems }
}

const LIST_FILE = /\.(?:csv|txt)$/i
