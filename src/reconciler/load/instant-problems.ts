/** Moments that have the right shape and are not in the calendar: 30 February, hour 25. */
import { parseDocumentInstant } from '../../planner/instant.ts'
import { type Problem, problem } from '../../planner/problem.ts'
import { pointerTo, type ValueTree } from './node.ts'
import { fieldAt, preview } from './schema-messages.ts'

/** Every field of the format that takes an instant. */
export const INSTANT_FIELDS: ReadonlySet<string> = new Set([
  'since',
  'expires',
  'resetSince',
  'before',
  'after',
  'until',
  // Of policy tests.
  'now',
  'takenAt',
  'at',
  'chainStartedAt',
  'enrolledDateTime',
  'lastSyncDateTime',
  'approximateLastSignInDateTime',
  'registrationDateTime',
  'startDateTime',
  'lastUpdatedDateTime',
])
/** Text that starts like a date. `after` takes durations, too; those are the schema's business. */
const LIKE_AN_INSTANT = /^\d{4}-\d{2}-\d{2}/

export function instantProblems(tree: ValueTree, reported: readonly Problem[]): Problem[] {
  const known = new Set(reported.map(({ where }) => where))
  const problems: Problem[] = []
  const spec = (tree.value as { readonly spec?: unknown }).spec
  for (const { pointer, text } of instantsIn(spec, '/spec')) {
    const where = tree.places.get(pointer) ?? null
    if (known.has(where) || parseDocumentInstant(text) !== null) continue
    problems.push(
      problem(
        'REEVE_INVALID_VALUE',
        `${fieldAt(pointer)} is ${preview(text)}, which the calendar does not have.`,
        where,
        'Write a date and time with a zone, like 2026-11-01T00:00:00Z.',
      ),
    )
  }
  return problems
}

function* instantsIn(value: unknown, pointer: string): Generator<{ readonly pointer: string; readonly text: string }> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    const partPointer = pointerTo(pointer, key)
    if (typeof part !== 'string') yield* instantsIn(part, partPointer)
    else if (INSTANT_FIELDS.has(key) && LIKE_AN_INSTANT.test(part)) yield { pointer: partPointer, text: part }
  }
}
