import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestInventory } from '../../src/planner/inventory-digest.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { neededFields } from '../../src/planner/needed-fields.ts'
import { createProjection, DEVICE_FIELDS, projectDevice } from '../../src/planner/project-device.ts'
import { cleanupRule, desired, device, devicePolicy, guardrails, plan } from '../support/planning.ts'
import { randomFleet, randomPolicies } from '../support/random-fleet.ts'

describe('what has to be known of a device', () => {
  it('is every field that a selector, an exception, a stage or a protection names', () => {
    const named = desired([
      devicePolicy('one', {
        select: { any: [{ model: 'X' }, { not: { jailBroken: 'True' } }] },
        except: { isSupervised: true },
        desired: { state: 'retired' },
      }),
      cleanupRule('two', { select: { complianceState: 'noncompliant' }, inactiveDays: 120 }),
      guardrails({ protect: [{ select: { deviceCategoryDisplayName: 'Board', 'user.mail': 'a@b.example' }, reason: 'Board' }] }),
    ])
    const nothing = neededFields(desired([devicePolicy('one', { select: { id: 'x' }, desired: { state: 'managed' } })]))

    const more = [...neededFields(named)].filter((field) => !nothing.has(field))

    expect(more.sort()).toEqual(['complianceState', 'deviceCategoryDisplayName', 'isSupervised', 'jailBroken', 'model', 'userId'])
  })

  it('is kept of a record, and nothing else, in record and digest', () => {
    const fields = new Set<keyof Device>(['id', 'serialNumber'])
    const raws = [
      { id: 'a', serialNumber: 'S', model: 'one' },
      { id: 'a', serialNumber: 'S', model: 'two' },
      { id: 'a', serialNumber: 'T', model: 'two' },
    ]

    const devices = raws.map((raw) => projectDevice(raw, createProjection({ liveTenant: false, fields })))
    const digests = devices.map((each) => digestInventory({ devices: each ? [each] : [], directoryDevices: null, users: null }, fields))

    expect(devices.map((each) => each?.model)).toEqual([null, null, null])
    expect(digests[0]).toBe(digests[1])
    expect(digests[1]).not.toBe(digests[2])
  })

  it.each(DEVICE_FIELDS.filter((field) => field !== 'id' && field !== 'platform'))(
    'leaves %s out of a record where it is not needed, and nothing else',
    (field) => {
      const raw = {
        ...device({ id: 'd1' }),
        ...Object.fromEntries(
          ['managedDeviceName', 'imei', 'userId', 'emailAddress', 'enrollmentProfileName', 'deviceCategoryDisplayName', 'jailBroken'].map((name) => [
            name,
            `some ${name}`,
          ]),
        ),
        enrolledDateTime: '2026-01-01T00:00:00Z',
        lastSyncDateTime: '2026-11-01T00:00:00Z',
        deviceActionResults: [{ actionName: 'wipe', actionState: 'done' }],
      }
      const fields = new Set(DEVICE_FIELDS.filter((each) => each !== field))

      const whole = projectDevice(raw, createProjection({ liveTenant: false }))
      const without = projectDevice(raw, createProjection({ liveTenant: false, fields }))

      expect(Object.values(whole ?? {})).not.toContain(null)
      expect(without).toEqual({ ...whole, [field]: field === 'deviceActionResults' ? [] : null })
    },
  )

  it('gives the plan that everything gives', () => {
    fc.assert(
      fc.property(randomFleet, randomPolicies, (fleet, documents) => {
        const fields = neededFields(desired(documents))
        const blank = device({ id: 'blank' })
        const strip = (each: Device): Device =>
          Object.fromEntries(
            DEVICE_FIELDS.map((field) => [field, fields.has(field) ? each[field] : field === 'deviceActionResults' ? blank[field] : null]),
          ) as unknown as Device

        const whole = plan({ documents, inventory: fleet })
        const stripped = plan({ documents, inventory: { ...fleet, devices: fleet.devices.map(strip) } })

        expect(stripped).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })
})
