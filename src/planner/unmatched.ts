/**
 * Selectors that no device of this fleet can match, because one value that they ask for is not
 * there at all: most often a slip in the name of a category, a model or a manufacturer.
 *
 * Only fields with few distinct values are looked at. That no device has a lost phone's serial
 * number, or has been silent for long enough, is how things should be; and what is in a list
 * file comes and goes.
 */
import { type DesiredState, overOf } from './desired-state.ts'
import { didYouMean } from './did-you-mean.ts'
import { type Field, FIELDS } from './fields.ts'
import type { EpochSeconds, Inventory } from './inventory.ts'
import { parsePlace, type Problem, problem, sortProblems } from './problem.ts'
import { indexRecords, type RecordIndex, subjectOf } from './record-index.ts'
import { countOf, formatCount } from './render/count.ts'
import type { Leaf, Selector } from './selector.ts'
import { compareText, foldText, shorten } from './text.ts'

interface Question {
  readonly desired: Pick<DesiredState, 'policies'>
  readonly inventory: Inventory
  readonly now: EpochSeconds
}

type WordField = Extract<Field, { type: 'text' }>

interface Spelling {
  readonly name: string
  count: number
}

/** By folded value. */
type Values = ReadonlyMap<string, Spelling>

/** One pass over the fleet for each field that is asked, whatever the number of policies. */
export function findUnmatchedSelectors({ desired, inventory, now }: Question): Problem[] {
  if (inventory.devices.length === 0) return []
  // Built when a field is first asked for: in most fleets none is.
  let records: RecordIndex | null = null
  const counted = new Map<WordField, Values>()
  const valuesOf = (field: WordField): Values => {
    const values = counted.get(field) ?? countValues(field, inventory, (records ??= indexRecords(inventory)), now)
    counted.set(field, values)
    return values
  }
  const problems: Problem[] = []
  for (const policy of desired.policies) {
    const { select, expires } = policy
    // What is counted is devices, and a rule over the directory is about records that have none.
    if ((expires !== null && expires <= now) || overOf(policy) === 'directory') continue
    for (const leaf of requiredLeaves(select)) {
      const field = FIELDS.get(leaf.field)
      if (leaf.wants === null || leaf.wants.length === 0 || field?.type !== 'text' || !field.fewValues) continue
      const values = valuesOf(field)
      // Records that were not read, or have no value at all, say nothing about a name.
      if (values.size > 0 && !leaf.wants.some((wanted) => values.has(foldText(wanted))))
        problems.push(describe(leaf, leaf.wants, values, inventory.devices.length))
    }
  }
  return sortProblems(problems)
}

/** The conditions that every selected device meets: not those of a branch, nor what is excluded. */
function requiredLeaves({ shape }: Selector): Leaf[] {
  if (shape.kind === 'leaf') return [shape.leaf]
  return shape.kind === 'all' ? shape.parts.flatMap(requiredLeaves) : []
}

function countValues(field: WordField, { devices }: Inventory, records: RecordIndex, now: EpochSeconds): Values {
  const values = new Map<string, Spelling>()
  for (const device of devices) {
    const value = field.read(subjectOf(device, records, now))
    if (value === null) continue
    const known = values.get(foldText(value))
    if (known) known.count += 1
    else values.set(foldText(value), { name: value, count: 1 })
  }
  return values
}

const MOST_NAMED = 5

function describe(leaf: Leaf, wants: readonly string[], values: Values, devices: number): Problem {
  const written = wants.length === 1 ? shorten(wants[0] ?? '') : `[${shorten(wants.join(', '))}]`
  const asked = `"${leaf.field}: ${written}" is true for 0 of ${countOf(devices, 'device')}`
  const names = [...values.values()].sort((a, b) => b.count - a.count || compareText(a.name, b.name))
  const known = names.map(({ name }) => name)
  for (const wanted of wants) {
    const meant = didYouMean(wanted, known)
    const near = names.find(({ name }) => name === meant)
    if (near)
      return problem('REEVE_SELECTOR_MATCHES_NOTHING', `${asked}; "${shorten(near.name)}" would be for ${formatCount(near.count)}.`, parsePlace(leaf.at))
  }
  const most = names.slice(0, MOST_NAMED).map(({ name, count }) => `${shorten(name)} (${formatCount(count)})`)
  return problem(
    'REEVE_SELECTOR_MATCHES_NOTHING',
    `${asked}.`,
    parsePlace(leaf.at),
    `The fleet has ${most.join(', ')}${names.length > MOST_NAMED ? ' and others' : ''}.`,
  )
}
