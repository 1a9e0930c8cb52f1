/** The list files that a selector document names, wherever they stand in it. */
import type { ListSource, Selector as SelectorDocument } from './documents.generated.ts'

export function listsNamedIn(document: SelectorDocument): ListSource[] {
  const lists: ListSource[] = []
  for (const [key, value] of Object.entries(document)) {
    if (key === 'any' || key === 'all') lists.push(...(value as SelectorDocument[]).flatMap(listsNamedIn))
    else if (key === 'not') lists.push(...listsNamedIn(value as SelectorDocument))
    else if (typeof value === 'object' && value !== null && 'in' in value && !Array.isArray(value.in)) lists.push(value.in as ListSource)
  }
  return lists
}
