/** From a path on the command line to a desired state, or to a list of problems for a person. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DesiredState } from '../planner/desired.ts'
import { buildDesiredState } from '../planner/desired.ts'
import { isError, type Problem } from '../planner/problem.ts'
import { countProblems, renderProblems } from '../planner/render/problems.ts'
import type { Repository } from '../planner/repository.ts'
import { loadRepository } from '../reconciler/load.ts'
import type { SourceDescription } from '../reconciler/sources/source.ts'
import { type Context, note } from './context.ts'
import { openPolicySource } from './wiring.ts'

export interface LoadedPolicies {
  /** The path as it was given. */
  readonly path: string
  /** Folder of the policy repository, as seen from here. */
  readonly root: string
  readonly description: SourceDescription
  readonly repository: Repository
  readonly desired: DesiredState
  readonly problems: readonly Problem[]
}

export interface PolicyLocation {
  readonly path: string
  /** null: the files on disk. */
  readonly revision: string | null
  /** Decides only which warnings there are. */
  readonly now: Date
}

/** null when there are errors, which have been reported then. Warnings are reported too, and do not stop anything. */
export async function loadPolicies({ path, revision, now }: PolicyLocation, context: Context): Promise<LoadedPolicies | null> {
  const source = await openPolicySource(path, revision)
  const repository = await loadRepository(source)
  const description = await source.describe(repository.files)
  const { desired, problems } = buildDesiredState(repository, now)
  const root = rootOf(path)

  if (problems.length > 0) note(context, `${renderProblems(problems, { root }, context.errorStyle)}\n`)
  if (!desired || problems.some(isError)) {
    note(context, `${countProblems(problems)}. Nothing is planned from policies that are not valid.`)
    return null
  }
  return { path, root, description, repository, desired, problems }
}

/** Places in problems are seen from the root of the repository; people click on them from where they are. */
export function rootOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path
}
