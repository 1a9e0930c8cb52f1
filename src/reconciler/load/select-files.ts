/** Which files are policies: the globs of reeve.yaml, or without one every document below the root. */
import { type Place, type Problem, problem } from '../../planner/problem.ts'
import { LIMITS } from './limits.ts'
import { compileGlob } from './path-glob.ts'
import { pointerTo, type ValueTree } from './node.ts'

export const FLEET_FILE = 'reeve.yaml'

/** Folders of the root that hold other things: lists, signatures, recorded inventories and the plans they must give. */
const OTHER_FOLDERS: ReadonlySet<string> = new Set(['lists', 'approvals', 'inventory', 'expected'])

export interface WrittenGlob {
  readonly glob: string
  readonly at: Place
}

export interface FileSelection {
  /** Sorted, without reeve.yaml itself. */
  readonly policies: readonly string[]
  /** Could hold a document that somebody believes is in force. */
  readonly strays: readonly string[]
  readonly problems: readonly Problem[]
}

export function selectAllFiles(files: readonly string[]): FileSelection {
  return { policies: files.filter((file) => isDocumentFile(file) && mayHoldPolicies(file)), strays: [], problems: [] }
}

export function selectByGlobs(files: readonly string[], globs: readonly WrittenGlob[]): FileSelection {
  const candidates = files.filter((file) => file !== FLEET_FILE && mayHoldPolicies(file))
  const policies = new Set<string>()
  const problems: Problem[] = []
  for (const { at } of globs.slice(LIMITS.globs, LIMITS.globs + 1))
    problems.push(problem('REEVE_INVALID_VALUE', `More than ${LIMITS.globs} globs.`, at, 'Write fewer, wider globs.'))
  for (const { glob, at } of globs.slice(0, LIMITS.globs)) {
    const matches = compileGlob(glob)
    const matched = matches === null ? [] : candidates.filter(matches)
    for (const file of matched) policies.add(file)
    if (matches === null)
      problems.push(problem('REEVE_INVALID_VALUE', `"${glob}" has braces that do not pair, or stand for too many patterns.`, at, 'Write it as several globs.'))
    else if (matched.length === 0) problems.push(problem('REEVE_GLOB_MATCHES_NOTHING', `"${glob}" matches no file.`, at, 'Correct the glob, or remove it.'))
  }
  for (const file of policies)
    if (!isDocumentFile(file)) {
      policies.delete(file)
      problems.push(
        problem(
          'REEVE_NOT_A_DOCUMENT',
          'A glob matches this file, and only .yaml, .yml and .json files hold documents.',
          { file, line: 1, column: 1 },
          'Narrow the glob.',
        ),
      )
    }
  return { policies: [...policies].sort(), strays: candidates.filter((file) => isDocumentFile(file) && !policies.has(file)), problems }
}

/** The globs of a fleet, as far as they can be read: the schema has reported what cannot. */
export function globsOf({ value, places }: ValueTree): readonly WrittenGlob[] | null {
  const policies = (value as { readonly spec?: { readonly policies?: unknown } | null } | null)?.spec?.policies
  if (!Array.isArray(policies)) return null
  return policies.flatMap((glob, index) => {
    const at = places.get(pointerTo('/spec/policies', index))
    return typeof glob === 'string' && glob !== '' && at ? [{ glob, at }] : []
  })
}

/** Policy tests are checked and are no desired state. */
function mayHoldPolicies(file: string): boolean {
  return !isElsewhere(file) && !isTestFile(file)
}

/** Wherever they lie: what a test is about does not depend on its folder. */
export function selectTestFiles(files: readonly string[]): string[] {
  return files.filter((file) => isTestFile(file) && !isElsewhere(file)).sort()
}

function isTestFile(file: string): boolean {
  return /\.test\.(?:ya?ml|json)$/i.test(file)
}

/** In a folder that holds other things; one with a dot belongs to a tool. */
function isElsewhere(file: string): boolean {
  const names = file.split('/')
  return names.some((name) => name.startsWith('.')) || (names.length > 1 && OTHER_FOLDERS.has(names[0] ?? ''))
}

function isDocumentFile(file: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(file)
}

export function isJson(file: string): boolean {
  return file.toLowerCase().endsWith('.json')
}
