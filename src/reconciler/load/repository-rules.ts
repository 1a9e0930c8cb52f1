/** What must hold between the documents of a repository. */
import { formatPlace, type Place, type Problem, type ProblemCode, problem } from '../../planner/problem.ts'
import type { ReadDocument } from './documents.ts'
import { isPolicyKind } from './kinds.ts'
import { FLEET_FILE } from './select-files.ts'
import { policyInTestFile, testOutsideTestFile } from './test-place.ts'

interface Attempt {
  readonly kind: string
  readonly name: string | null
  readonly file: string
  readonly at: Place
  readonly nameAt: Place
  readonly globsAt: Place | null
}

const SINGLETONS = ['Fleet', 'Guardrails', 'DataCollectionPolicy']

/** As repositoryProblems, for the documents of test files. */
export function testFileProblems(documents: readonly ReadDocument[]): Problem[] {
  const attempts = documents.flatMap(attemptOf)
  return [
    ...attempts.filter(({ kind }) => kind !== 'PolicyTest' && isPolicyKind(kind)).map(({ kind, at }) => policyInTestFile(kind, at)),
    ...duplicateNames(attempts.filter(({ kind }) => kind === 'PolicyTest')),
  ]
}

/** Judges what the documents set out to be, so that a mistake inside the only Fleet does not read as a missing one. */
export function repositoryProblems(documents: readonly ReadDocument[], { hasFleetFile }: { readonly hasFleetFile: boolean }): Problem[] {
  const attempts = documents.flatMap(attemptOf)
  return [
    ...singletonProblems(attempts, 'Fleet', 'REEVE_FLEET_COUNT', 'Keep the one in reeve.yaml.'),
    ...singletonProblems(attempts, 'Guardrails', 'REEVE_SINGLETON', 'Put both into one document.'),
    ...singletonProblems(attempts, 'DataCollectionPolicy', 'REEVE_SINGLETON', 'Put both into one document.'),
    ...duplicateNames(attempts.filter(({ kind }) => !SINGLETONS.includes(kind))),
    ...attempts.filter(({ kind }) => kind === 'PolicyTest').map(({ at }) => testOutsideTestFile(at)),
    ...(hasFleetFile ? fleetFileProblems(documents, attempts) : globsWithoutFleetFile(attempts)),
  ]
}

/** What asks for something to be done. */
const POLICY_KINDS: ReadonlySet<string> = new Set(['DevicePolicy', 'CleanupRule', 'UserOffboarding'])

export function hasPolicy(documents: readonly ReadDocument[]): boolean {
  return documents.flatMap(attemptOf).some(({ kind }) => POLICY_KINDS.has(kind))
}

export function declaresFleet(documents: readonly ReadDocument[]): boolean {
  return documents.flatMap(attemptOf).some(({ kind }) => kind === 'Fleet')
}

function attemptOf({ tree, file }: ReadDocument): Attempt[] {
  const { kind, metadata } = (tree.value ?? {}) as { readonly kind?: unknown; readonly metadata?: { readonly name?: unknown } | null }
  if (typeof kind !== 'string') return []
  const at = tree.places.get('') ?? { file, line: 1, column: 1 }
  const name = metadata?.name
  return [
    {
      kind,
      name: typeof name === 'string' ? name : null,
      file,
      at,
      nameAt: tree.places.get('/metadata/name') ?? at,
      globsAt: tree.places.get('/spec/policies') ?? null,
    },
  ]
}

function singletonProblems(attempts: readonly Attempt[], kind: string, code: ProblemCode, fix: string): Problem[] {
  const [first, ...others] = attempts.filter((attempt) => attempt.kind === kind)
  return others.map(({ at }) => problem(code, `There is a ${kind} already, at ${first ? formatPlace(first.at) : ''}.`, at, fix))
}

function duplicateNames(attempts: readonly Attempt[]): Problem[] {
  const first = new Map<string, Place>()
  const problems: Problem[] = []
  for (const { kind, name, nameAt } of attempts) {
    if (name === null) continue
    const known = first.get(`${kind}/${name}`)
    if (known)
      problems.push(problem('REEVE_DUPLICATE_NAME', `A ${kind} is called "${name}" already, at ${formatPlace(known)}.`, nameAt, 'Give it another name.'))
    else first.set(`${kind}/${name}`, nameAt)
  }
  return problems
}

function fleetFileProblems(documents: readonly ReadDocument[], attempts: readonly Attempt[]): Problem[] {
  if (attempts.some(({ kind }) => kind === 'Fleet')) return []
  const unread = documents.some(({ file, document }) => file === FLEET_FILE && document === null)
  return unread
    ? []
    : [problem('REEVE_FLEET_COUNT', 'reeve.yaml holds no Fleet.', { file: FLEET_FILE, line: 1, column: 1 }, 'Add a document of kind Fleet to it.')]
}

/** Globs of another file would look as if they were obeyed. */
function globsWithoutFleetFile(attempts: readonly Attempt[]): Problem[] {
  return attempts.flatMap(({ kind, globsAt }) =>
    kind === 'Fleet' && globsAt
      ? [
          problem(
            'REEVE_INVALID_VALUE',
            'spec.policies is only read from reeve.yaml at the root.',
            globsAt,
            'Rename the file to reeve.yaml, or remove the field.',
          ),
        ]
      : [],
  )
}
