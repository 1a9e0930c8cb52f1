/**
 * What the service collects of people and devices, what it never does, and which of it reeve reads.
 *
 * One JSON file of the shape `schemas/data-map.schema.json`, each row with its source. A field that is in no row
 * of `reads` may not be read: a test compares the rows with the records of the inventory.
 */
import type { DataMap as DataMapDocument } from '../documents.generated.ts'
import map from './intune.json' with { type: 'json' }

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

export type DataMap = DeepReadonly<DataMapDocument>
export type FieldRead = DataMap['reads'][number]

// TypeScript widens the strings of a JSON import, so it cannot see that they are the
// schema's; a test validates the file.
export const DATA_MAP: DataMap = map as unknown as DataMap

/** In the words of the map: "hardware inventory: serial number". */
export function describeOrigin({ groups }: DataMap, { group: groupName, item: itemName }: Pick<FieldRead, 'group' | 'item'>): string {
  const group = groups.find(({ name }) => name === groupName)
  const item = group?.items.find(({ name }) => name === itemName)
  return [group?.text ?? groupName, ...(item ? [item.text] : [])].join(': ')
}
