/** The list files that documents name, wherever a selector stands. */
import type { Place } from '../../planner/problem.ts'
import type { ReadDocument } from './documents.ts'
import { pointerTo } from './node.ts'

export interface ListReference {
  /** As it was written. */
  readonly path: string
  readonly column: string | null
  readonly pathAt: Place
  readonly columnAt: Place
}

export function listReferences({ tree, file }: { readonly tree: Pick<ReadDocument['tree'], 'value' | 'places'>; readonly file: string }): ListReference[] {
  const references: ListReference[] = []
  const at = (pointer: string) => tree.places.get(pointer) ?? { file, line: 1, column: 1 }
  for (const { source, pointer } of listSources((tree.value as { readonly spec?: unknown } | null)?.spec, '/spec')) {
    const { file: path, column } = source
    if (typeof path !== 'string' || path === '') continue
    const pathAt = at(pointerTo(pointer, 'file'))
    const named = typeof column === 'string' && column !== ''
    // A column of the wrong kind was reported by the schema: as if none were asked for.
    references.push({ path, column: named ? column : null, pathAt, columnAt: named ? at(pointerTo(pointer, 'column')) : pathAt })
  }
  return references
}

interface WrittenListSource {
  readonly source: { readonly file?: unknown; readonly column?: unknown }
  readonly pointer: string
}

/** Every map that is the value of an `in`, and of the `users` of an offboarding: where the format takes a list file. */
function* listSources(value: unknown, pointer: string): Generator<WrittenListSource> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    const partPointer = pointerTo(pointer, key)
    const takesList = key === 'in' || partPointer === '/spec/users'
    if (takesList && typeof part === 'object' && part !== null && !Array.isArray(part)) yield { source: part, pointer: partPointer }
    else yield* listSources(part, partPointer)
  }
}
