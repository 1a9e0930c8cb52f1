/** Loads the example of a message as reeve would, from memory. */
import { buildDesiredState } from '../src/planner/desired.ts'
import { type Problem, sortProblems } from '../src/planner/problem.ts'
import { findProfile } from '../src/planner/profile/profile.ts'
import { findPlanWarnings } from '../src/planner/plan-warnings.ts'
import { collectValue, finishCollecting, startCollecting } from '../src/reconciler/inventory-collector.ts'
import { loadRepository } from '../src/reconciler/load.ts'
import { checkPolicyTests } from '../src/reconciler/load-tests.ts'
import type { FileContent, PolicySource } from '../src/reconciler/sources/source.ts'
import { type ExampleFile, repositoryOf } from './message-entries.ts'

/** When it is in every example. */
export const EXAMPLE_NOW = new Date('2026-11-22T08:00:00Z')

export async function runExample(files: readonly ExampleFile[]): Promise<readonly Problem[]> {
  const all = repositoryOf(files)
  const inventory = all.get(INVENTORY)
  const source = memorySource(new Map([...all].filter(([path]) => path !== INVENTORY)))
  const repository = await loadRepository(source)
  const { desired, problems: found } = buildDesiredState(repository, EXAMPLE_NOW)
  const tests = await checkPolicyTests(source, repository, desired && findProfile(desired.profile))
  const problems = sortProblems([...found, ...tests.problems])
  if (!inventory || !desired) return problems
  const collected = startCollecting(INVENTORY, {})
  collectValue(collected, JSON.parse(Buffer.from(inventory).toString('utf8')), 0)
  return [...problems, ...findPlanWarnings({ desired, ...finishCollecting(collected, EXAMPLE_NOW), now: EXAMPLE_NOW })]
}

const INVENTORY = 'inventory.json'

function memorySource(files: ReadonlyMap<string, Uint8Array | null>): PolicySource {
  const read = (path: string, maxBytes: number): FileContent => {
    const bytes = files.get(path)
    if (bytes === undefined) return { outcome: 'missing' }
    if (bytes === null) return { outcome: 'unreadable', reason: 'a link that leaves the policy repository' }
    return bytes.length > maxBytes ? { outcome: 'tooLarge', size: bytes.length } : { outcome: 'read', bytes }
  }
  return {
    name: 'contoso',
    describe: async () => ({ path: '.', revision: null, dirty: false, differing: [] }),
    listFiles: async () => [...files.keys()].sort(),
    readFiles: async (paths, maxBytes) => new Map(paths.map((path) => [path, read(path, maxBytes)])),
  }
}
