import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findConcerned } from '../../src/planner/concerned.ts'
import { decideDevice } from '../../src/planner/decide.ts'
import { indexHistory } from '../../src/planner/history-index.ts'
import { indexRecords, subjectOf } from '../../src/planner/record-index.ts'
import { at, crowd, desired, device, devicePolicy, inventory, NOON, profile2018 } from '../support/planning.ts'
import { randomFleet, randomPolicies } from '../support/random-fleet.ts'

const now = at(NOON.toISOString())

describe('the devices that policies have anything to say about', () => {
  it('leave out none about which anything would be decided', () => {
    fc.assert(
      fc.property(randomFleet, randomPolicies, (fleet, documents) => {
        const state = desired(documents)
        const records = indexRecords(fleet)
        const context = { desired: state, policies: state.policies, profile: profile2018(), history: indexHistory({ known: true, entries: [] }), records, now }
        const found = new Set(findConcerned(fleet.devices, context).map((subject) => subject.device.id))

        const decided = fleet.devices
          .filter((each) => !found.has(each.id))
          .map((each) => decideDevice(subjectOf(each, records, now), context))
          .filter(({ decision, undetermined }) => decision.kind !== 'none' || undetermined.length > 0)

        expect(decided).toEqual([])
      }),
    )
  })

  it('are found in every block of a large fleet, in their order', () => {
    const { policies } = desired([devicePolicy('all', { select: { serialNumber: { glob: 'sn-*' } }, desired: { state: 'retired' } })])
    const devices = crowd(1000).map((each, place) => (place % 3 === 0 ? device({ id: each.id, serialNumber: 'other' }) : each))

    const found = findConcerned(devices, { policies, records: indexRecords(inventory(devices)), now })

    expect(found.map((subject) => subject.device)).toEqual(devices.filter((_, place) => place % 3 !== 0))
  })
})
