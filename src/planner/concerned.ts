/**
 * The devices that any policy has anything to say about: of 100,000 a handful.
 *
 * Policy by policy over a block of devices, not device by device over the policies: so the processor finds its
 * way through one selector before the next, and the block is still at hand for that. Only what is found here is decided.
 */
import type { DecisionContext } from './decide.ts'
import { overOf } from './desired-state.ts'
import type { Device } from './inventory.ts'
import { subjectOf } from './record-index.ts'
import type { Subject } from './subject.ts'
import { FALSE } from './truth.ts'

const BLOCK = 256

/** In the order of `devices`. A device that every selector is false for is left out, and no other. */
export function findConcerned(devices: readonly Device[], { policies, records, now }: Pick<DecisionContext, 'policies' | 'records' | 'now'>): Subject[] {
  const found: Subject[] = []
  const overDevices = policies.filter((policy) => overOf(policy) === 'devices')
  for (let first = 0; first < devices.length; first += BLOCK) {
    const block = devices.slice(first, first + BLOCK)
    const subjects = block.map((device) => subjectOf(device, records, now))
    const concerned = new Uint8Array(subjects.length)
    for (const { select } of overDevices) {
      const { evaluate } = select
      for (let at = 0; at < subjects.length; at += 1) if (evaluate(subjects[at] as Subject) !== FALSE) concerned[at] = 1
    }
    for (let at = 0; at < subjects.length; at += 1) if (concerned[at] === 1) found.push(subjects[at] as Subject)
  }
  return found
}
