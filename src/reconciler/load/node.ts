/**
 * What YAML and JSON have in common: values with their offsets, keys in the order and the
 * number in which they were written.
 */
import { type Place, type Problem, problem } from '../../planner/problem.ts'
import { LIMITS } from './limits.ts'
import type { SourceText } from './source-text.ts'

export type ScalarValue = string | number | boolean | null

export type Node = MapNode | ListNode | ScalarNode | RefusedNode

export interface MapNode {
  readonly kind: 'map'
  readonly at: number
  readonly entries: readonly Entry[]
  /** A key of this map was refused, so fields that look missing may not be. */
  readonly incomplete: boolean
}

export interface Entry {
  readonly key: string
  readonly at: number
  readonly value: Node
}

export interface ListNode {
  readonly kind: 'list'
  readonly at: number
  readonly items: readonly Node[]
}

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly at: number
  readonly value: ScalarValue
  /** As it was written, for a suggestion to quote it. */
  readonly written: string
}

/** A value that was reported already: nothing further is said about it. */
export interface RefusedNode {
  readonly kind: 'refused'
  readonly at: number
}

/** A document as a plain value, with a place for every part of it, by JSON pointer. */
export interface ValueTree {
  readonly value: unknown
  readonly places: ReadonlyMap<string, Place>
  readonly written: ReadonlyMap<string, string>
  readonly refused: ReadonlyMap<string, Place>
  readonly incomplete: ReadonlySet<string>
}

interface Building {
  readonly source: SourceText
  readonly problems: Problem[]
  readonly places: Map<string, Place>
  readonly written: Map<string, string>
  readonly refused: Map<string, Place>
  readonly incomplete: Set<string>
}

/** Names that reach the prototype of an object in a careless reader. No document needs them. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

export function buildValue(source: SourceText, root: Node, problems: Problem[]): ValueTree {
  const building: Building = { source, problems, places: new Map(), written: new Map(), refused: new Map(), incomplete: new Set() }
  building.places.set('', source.placeAt(root.at))
  const value = build(building, root, '')
  return { value, places: building.places, written: building.written, refused: building.refused, incomplete: building.incomplete }
}

export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function build(building: Building, node: Node, pointer: string): unknown {
  switch (node.kind) {
    case 'map':
      return buildMap(building, node, pointer)
    case 'list':
      return buildList(building, node, pointer)
    case 'scalar':
      building.written.set(pointer, node.written)
      return node.value
    case 'refused':
      building.refused.set(pointer, building.source.placeAt(node.at))
      return null
  }
}

function buildList(building: Building, node: ListNode, pointer: string): unknown[] | null {
  const { source, problems, places, refused } = building
  if (node.items.length > LIMITS.itemsPerList) {
    problems.push(
      problem('REEVE_TOO_MANY_DOCUMENTS', `The list has more than ${LIMITS.itemsPerList} items.`, source.placeAt(node.at), 'Put them into a list file.'),
    )
    refused.set(pointer, source.placeAt(node.at))
    return null
  }
  return node.items.map((item, index) => {
    const itemPointer = pointerTo(pointer, index)
    places.set(itemPointer, source.placeAt(item.at))
    return build(building, item, itemPointer)
  })
}

function buildMap(building: Building, node: MapNode, pointer: string): Record<string, unknown> {
  const { source, problems, places } = building
  const value: Record<string, unknown> = {}
  if (node.incomplete) building.incomplete.add(pointer)
  for (const entry of node.entries) {
    const entryPointer = pointerTo(pointer, entry.key)
    const first = places.get(entryPointer)
    if (RESERVED_KEYS.has(entry.key))
      problems.push(problem('REEVE_RESERVED_KEY', `"${entry.key}" may not be used as a key.`, source.placeAt(entry.at), 'Choose another name.'))
    else if (first)
      problems.push(problem('REEVE_DUPLICATE_KEY', `"${entry.key}" is given already in line ${first.line}.`, source.placeAt(entry.at), 'Keep one of the two.'))
    else {
      places.set(entryPointer, source.placeAt(entry.at))
      value[entry.key] = build(building, entry.value, entryPointer)
    }
  }
  return value
}
