/**
 * A plan is a function of what it is given: not of the order of files, documents or devices, nor
 * of the machine's locale or time zone.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestInventory } from '../../src/planner/inventory-digest.ts'
import type { PolicyDocument } from '../../src/planner/repository.ts'
import { plan } from '../support/planning.ts'
import { randomPolicies, randomFleet } from '../support/random-fleet.ts'

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })

describe('the same fleet and policies', () => {
  it('give the same bytes in any order of devices and documents', () => {
    const cases = fc
      .tuple(randomFleet, randomPolicies)
      .chain(([fleet, documents]) =>
        fc.tuple(
          fc.constant(fleet),
          fc.constant<readonly PolicyDocument[]>(documents),
          shuffled(fleet.devices),
          shuffled(documents),
          shuffled(fleet.directoryDevices ?? []),
        ),
      )

    fc.assert(
      fc.property(cases, ([fleet, documents, devices, shuffledDocuments, directoryDevices]) => {
        const first = plan({ documents, inventory: { ...fleet, digest: digestInventory(fleet) } })
        const other = { ...fleet, devices, directoryDevices }
        const second = plan({ documents: shuffledDocuments, inventory: { ...other, digest: digestInventory(other) } })

        expect(JSON.stringify(second)).toBe(JSON.stringify(first))
      }),
      { numRuns: 200 },
    )
  })

  it('give the same bytes in any locale and time zone', () => {
    const script = join(import.meta.dirname, '../support/print-random-plan.ts')
    const environments = [
      { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
      { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      { TZ: 'America/St_Johns', LANG: 'sv_SE.UTF-8', LC_ALL: 'sv_SE.UTF-8' },
    ]

    const outputs = environments.map((environment) =>
      execFileSync(process.execPath, [script, '7'], { env: { PATH: process.env.PATH ?? '', ...environment }, encoding: 'utf8' }),
    )

    expect(outputs[0]?.length).toBeGreaterThan(2000)
    expect(new Set(outputs).size).toBe(1)
  })
})
