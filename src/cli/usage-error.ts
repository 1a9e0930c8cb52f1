/** The command line itself is wrong: exit 64. */
import { ReeveError } from '../reconciler/reeve-error.ts'

export function usageError(detail: string, fix?: string): ReeveError {
  return new ReeveError('REEVE_USAGE', detail, fix === undefined ? {} : { fix })
}
