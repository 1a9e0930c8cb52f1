/** What came of checking one path, as every format of `reeve validate` takes it. */
import { isError, type Problem } from '../problem.ts'
import { countOf } from './count.ts'
import { countProblems } from './problems.ts'

export interface CheckedPath {
  /** As it was given. */
  readonly path: string
  /** Folder of the policy repository, from where the reader stands. */
  readonly root: string
  /** The same folder from the root of the git work tree, where annotations are looked for; absolute where there is none around it. */
  readonly prefix: string
  readonly documents: number
  /** Every file that was read, from the root of the policy repository. */
  readonly files: readonly string[]
  readonly problems: readonly Problem[]
}

/** `2 documents in this folder are valid, with 1 warning.` or `3 errors in this folder.`; escape it. */
export function summarizeChecked({ path, documents, problems }: CheckedPath): string {
  const counted = countProblems(problems)
  const where = path === '.' ? 'this folder' : path
  if (problems.some(isError)) return `${counted} in ${where}.`
  // A list holds no document.
  if (documents === 0) return `${where} is valid${counted === '' ? '' : `, with ${counted}`}.`
  return `${countOf(documents, 'document')} in ${where} ${documents === 1 ? 'is' : 'are'} valid${counted === '' ? '' : `, with ${counted}`}.`
}

/** Where a program finds the file of a problem. */
export function annotatedFile({ prefix }: CheckedPath, file: string): string {
  return prefix === '' ? file : `${prefix}/${file}`
}
