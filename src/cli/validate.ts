/** `reeve validate`: loads and checks everything, and changes nothing. */
import { buildDesiredState } from '../planner/desired.ts'
import { isError } from '../planner/problem.ts'
import type { CheckedPath } from '../planner/render/checked-path.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
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

  const repository = await loadRepository(await openPolicySource(path, null))
  const { problems } = buildDesiredState(repository, now)
  const root = rootOf(path)
  return { path, root, prefix: gitPrefix(root), documents: repository.documents.length, files: repository.files, problems }
}

/** One file of a repository, with the lists where the repository has them. null when the repository does not read it. */
async function checkWithin(path: string, { root, file }: FileOfRepository, now: Date): Promise<CheckedPath | null> {
  const repository = await loadRepository(await openPolicySource(root, null))
  const { problems } = buildDesiredState(repository, now)
  const documents = repository.documents.filter((read) => read.file === file)
  const named = new Set([
    file,
    ...documents.flatMap(({ document, places }) => listReferences({ tree: { value: document, places }, file }).map((list) => list.path)),
  ])
  const about = problems.filter(({ where }) => where !== null && named.has(where.file))
  if (!repository.files.includes(file) && about.length === 0) return null
  const files = repository.files.filter((read) => named.has(read))
  return { path, root, prefix: gitPrefix(root), documents: documents.length, files, problems: about }
}
