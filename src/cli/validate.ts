/** `reeve validate`: loads and checks everything, and changes nothing. */
import { buildDesiredState } from '../planner/desired.ts'
import { isError, sortProblems } from '../planner/problem.ts'
import { findProfile } from '../planner/profile/profile.ts'
import type { CheckedPath } from '../planner/render/checked-path.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
import { checkPolicyTests } from '../reconciler/load-tests.ts'
import { listReferences } from '../reconciler/load/list-references.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { type FileOfRepository, findRepositoryAround } from './file-of-repository.ts'
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

/** Each path is a policy repository of its own, or a file of the repository around it. Warnings alone are not an error. */
export async function validate(paths: readonly string[], options: ValidateOptions, context: Context): Promise<Exit> {
  const now = parseInstantOption('--now', options.now) ?? systemClock.now()
  const checked: CheckedPath[] = []
  for (const path of paths.length === 0 ? ['.'] : paths) checked.push(await check(path, now))

  answer(context, await renderValidation(checked, options.format, context))
  return checked.some(({ problems }) => problems.some(isError)) ? 'error' : 'done'
}

async function check(path: string, now: Date): Promise<CheckedPath> {
  const within = findRepositoryAround(path)
  const inItsPlace = within === null ? null : await checkWithin(path, within, now)
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

/** One file of a repository, with the lists where the repository has them. null when the repository does not read it. */
async function checkWithin(path: string, { root, file }: FileOfRepository, now: Date): Promise<CheckedPath | null> {
  const source = await openPolicySource(root, null)
  const repository = await loadRepository(source)
  const built = buildDesiredState(repository, now)
  const tests = await checkPolicyTests(source, repository, built.desired && findProfile(built.desired.profile))
  const documents = [...repository.documents, ...tests.documents].filter((read) => read.file === file)
  const named = new Set([
    file,
    ...documents.flatMap(({ document, places }) => listReferences({ tree: { value: document, places }, file }).map((list) => list.path)),
  ])
  const about = sortProblems([...built.problems, ...tests.problems]).filter(({ where }) => where !== null && named.has(where.file))
  const files = [...repository.files, ...tests.files]
  if (!files.includes(file) && about.length === 0) return null
  return { path, root, prefix: gitPrefix(root), documents: documents.length, files: files.filter((read) => named.has(read)), problems: about }
}
