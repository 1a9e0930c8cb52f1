/**
 * Finds records by a folded text, without a new text or a list for each of them.
 *
 * A Map of the folded serial numbers of 100,000 devices takes longer to build than ten policies take
 * to be heard, and a pass asks for a handful. So the places of the records are chained by a hash of
 * their text, and only texts of one chain are folded and compared.
 */
import { foldText } from './text.ts'
import { hashFolded } from './text-filter.ts'

const NONE = -1

/** Every record whose text equals the one that is asked for, folded, in their order. */
export function indexByText<T>(records: readonly T[], textOf: (record: T) => string | null): (text: string) => readonly T[] {
  const chains = new Int32Array(2 ** Math.ceil(Math.log2(records.length + 1))).fill(NONE)
  const next = new Int32Array(records.length)
  const mask = chains.length - 1
  // From the last to the first, so that every chain runs from the first to the last.
  for (let place = records.length - 1; place >= 0; place -= 1) {
    const text = textOf(records[place] as T)
    if (text === null) continue
    const chain = hashFolded(text) & mask
    next[place] = chains[chain] as number
    chains[chain] = place
  }

  return (text) => {
    const folded = foldText(text)
    const found: T[] = []
    for (let place = chains[hashFolded(text) & mask] as number; place !== NONE; place = next[place] as number) {
      const record = records[place] as T
      if (foldText(textOf(record) ?? '') === folded) found.push(record)
    }
    return found
  }
}
