/** Between now and the moment that is found no decision differs; at that moment it does, and a second before it does not. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createContext } from '../../src/planner/plan-context.ts'
import { decideAt, findUpcoming, gistOf } from '../../src/planner/upcoming.ts'
import { planInput } from '../support/planning.ts'
import { randomFleet, randomPolicies } from '../support/random-fleet.ts'

const YEARS = 3 * 365 * 86_400

describe('the next change by time alone', () => {
  it('is the first, and exact to the second', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 })
    let changes = 0

    fc.assert(
      fc.property(randomFleet, randomPolicies, shares, (fleet, documents, sampled) => {
        const context = createContext(planInput({ documents, inventory: fleet }))
        for (const device of fleet.devices.slice(0, 6)) {
          const gistAt = (moment: number): string => gistOf(decideAt(device, context, moment))
          const [next] = findUpcoming(device, context)
          const end = next?.at ?? context.now + YEARS
          const before = sampled.map((share) => gistAt(context.now + Math.floor(share * (end - 1 - context.now))))

          expect(new Set([gistAt(context.now), ...before, gistAt(end - 1)]).size).toBe(1)
          if (next) expect(gistAt(next.at)).not.toBe(gistAt(context.now))
          changes += next ? 1 : 0
        }
      }),
      { numRuns: 150 },
    )

    expect(changes).toBeGreaterThan(50)
  })
})
