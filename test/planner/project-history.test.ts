import { describe, expect, it } from 'vitest'
import type { Device } from '../../src/planner/inventory.ts'
import { createProjection, projectDevice } from '../../src/planner/project-device.ts'
import { projectHistoryItem } from '../../src/planner/project-history.ts'

const projection = createProjection({ liveTenant: false })
const LAPTOP = projectDevice({ id: 'd1', serialNumber: 'SN-1', azureADDeviceId: 'e1' }, projection) as Device
const DEVICES = new Map([[LAPTOP.id, LAPTOP]])
const AT = '2026-11-01T00:00:00Z'
const SECONDS = 1_793_491_200

describe('an item of the history', () => {
  it('about a device of the inventory is found by all its ids', () => {
    expect(read({ device: 'D1', action: 'wipe', at: AT, outcome: 'confirmed' })).toEqual({
      valid: true,
      entry: {
        actionId: null,
        action: 'wipe',
        effectiveEffect: 'wipe',
        state: 'confirmed',
        keepsEnrollment: null,
        device: { id: 'd1', incarnation: null, serialNumber: 'SN-1', azureADDeviceId: 'e1', directoryId: null, facts: null },
        user: null,
        tenant: null,
        policy: null,
        chainStartedAt: null,
        dispatchedAt: SECONDS,
        acceptedAt: SECONDS,
        completedAt: SECONDS,
      },
    })
  })

  it('about another device may name its serial number, also where its record is gone', () => {
    const item = read({ device: ' SN-9 ', action: 'retire', at: AT, outcome: 'accepted' })

    expect(item).toMatchObject({ valid: true, entry: { device: { id: 'sn-9', serialNumber: 'SN-9', azureADDeviceId: null, facts: null } } })
  })

  it('keeps what a whole entry says about the device and the policy', () => {
    const item = read({
      device: { id: 'D7', serialNumber: 'SN-7', azureADDeviceId: 'E7', directoryId: 'O7', enrolledDateTime: AT },
      action: 'delete',
      effectiveEffect: 'retire',
      actionId: 'a-1',
      state: 'dispatched',
      keepsEnrollment: true,
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'g1' },
      stage: 1,
      dispatchedAt: AT,
      chainStartedAt: '2026-06-01T00:00:00Z',
    })

    expect(item).toEqual({
      valid: true,
      entry: {
        actionId: 'a-1',
        action: 'delete',
        effectiveEffect: 'retire',
        state: 'dispatched',
        keepsEnrollment: true,
        device: {
          id: 'd7',
          incarnation: 'd7@2026-11-01T00:00:00Z',
          serialNumber: 'SN-7',
          azureADDeviceId: 'e7',
          directoryId: 'o7',
          facts: expect.objectContaining({ id: 'd7', serialNumber: 'SN-7' }) as Device,
        },
        user: null,
        tenant: null,
        policy: { kind: 'CleanupRule', name: 'silent', generation: 'g1', stage: 1 },
        chainStartedAt: 1_780_272_000,
        dispatchedAt: SECONDS,
        acceptedAt: null,
        completedAt: null,
      },
    })
  })

  it.each([
    ['planned', null, null, null],
    ['refused', null, null, null],
    ['dispatched', SECONDS, null, null],
    ['unknown', SECONDS, null, null],
    ['awaitingTenantApproval', SECONDS, null, null],
    ['accepted', SECONDS, SECONDS, null],
    ['pending', SECONDS, SECONDS, null],
    ['failed', SECONDS, SECONDS, null],
    ['confirmed', SECONDS, SECONDS, SECONDS],
  ])('that is %s has happened only as far as that says', (outcome, dispatchedAt, acceptedAt, completedAt) => {
    const item = read({ device: 'd1', action: 'wipe', at: AT, outcome })

    expect(item).toMatchObject({ valid: true, entry: { state: outcome, dispatchedAt, acceptedAt, completedAt } })
  })

  it.each<[string, unknown]>([
    ['is not an object', 'wipe d1'],
    ['has an action that is none of', { device: 'd1', action: 'explode', at: AT, outcome: 'confirmed' }],
    ['has an outcome that is none of', { device: 'd1', action: 'wipe', at: AT, outcome: 'done' }],
    ['has an outcome that is none of', { device: 'd1', action: 'wipe', at: AT }],
    ['names no device', { action: 'wipe', at: AT, outcome: 'confirmed' }],
    ['names no device', { device: ' ', action: 'wipe', at: AT, outcome: 'confirmed' }],
    ['names no device', { device: { deviceName: 'PC' }, action: 'wipe', at: AT, outcome: 'confirmed' }],
    ['says at with something that is no instant', { device: 'd1', action: 'wipe', at: '2026-11-01', outcome: 'confirmed' }],
    ['says completedAt with something that is no instant', { device: 'd1', action: 'wipe', at: AT, completedAt: 5, outcome: 'confirmed' }],
    ['has no at', { device: 'd1', action: 'wipe', outcome: 'confirmed' }],
  ])('that %s is refused, because lost evidence could mean acting twice', (reason, raw) => {
    const item = projectHistoryItem(raw, DEVICES, projection)

    expect(item).toEqual({ valid: false, reason: expect.stringContaining(reason) as string })
  })
})

function read(raw: unknown): ReturnType<typeof projectHistoryItem> {
  return projectHistoryItem(raw, DEVICES, projection)
}
