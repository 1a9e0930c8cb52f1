import { describe, expect, it } from 'vitest'
import { readEvidence } from '../../src/planner/evidence.ts'
import type { AwaitedAction } from '../../src/planner/evidence.ts'
import type { Device, DeviceActionResult } from '../../src/planner/inventory.ts'
import { createProjection, projectDevice } from '../../src/planner/project-device.ts'

const SENT = 1_800_000_000
const NOT_SEEN = { pendingSeenAt: null } as const
const SEEN = { pendingSeenAt: SENT + 600 } as const

function device(fields: Partial<Device>): Device {
  const blank = projectDevice({ id: 'd-1' }, createProjection({ liveTenant: true }))
  if (blank === null) throw new Error('Expected a device')
  return { ...blank, ...fields }
}

function result(actionName: string, actionState: string, begun: number | null = SENT + 5, updated: number | null = SENT + 900): DeviceActionResult {
  return { actionName, actionState, startDateTime: begun, lastUpdatedDateTime: updated }
}

function evidenceOf(action: AwaitedAction['action'], fields: Partial<Device> | null, awaited: Partial<AwaitedAction> = {}): unknown {
  const asked = { action, keepsEnrollment: false, dispatchedAt: SENT, pendingSeenAt: null, ...awaited }
  const reading = { device: fields === null ? null : device(fields), directoryDevice: null, user: null }
  const { state, at } = readEvidence(asked, reading)
  return { state, at }
}

describe('a result of the action that began after it was asked for', () => {
  it.each([
    ['pending', 'pending'],
    ['active', 'pending'],
    ['done', 'confirmed'],
    ['failed', 'failed'],
    ['notSupported', 'notSupported'],
    ['canceled', 'cancelled'],
    ['DONE', 'confirmed'],
  ])('%s is %s, whatever managementState says', (actionState, state) => {
    for (const action of ['wipe', 'retire', 'delete', 'resetPasscode'] as const) {
      const evidence = evidenceOf(action, { deviceActionResults: [result(action, actionState)], managementState: 'wipeFailed' }, SEEN)

      expect(evidence).toEqual({ state, at: SENT + 900 })
    }
  })

  it('is dated by its begin where it has no other time', () => {
    expect(evidenceOf('wipe', { deviceActionResults: [result('wipe', 'done', SENT + 5, null)] })).toEqual({ state: 'confirmed', at: SENT + 5 })
  })

  it('may have begun a minute before, by a clock that runs behind, and not more', () => {
    const within = evidenceOf('wipe', { deviceActionResults: [result('wipe', 'done', SENT - 60)] })
    const before = evidenceOf('wipe', { deviceActionResults: [result('wipe', 'done', SENT - 61)] })

    expect([within, before]).toEqual([
      { state: 'confirmed', at: SENT + 900 },
      { state: 'none', at: null },
    ])
  })

  it('counts when it is the newest of several', () => {
    const results = [result('wipe', 'failed', SENT + 50), result('wipe', 'pending', SENT + 70), result('wipe', 'done', SENT + 60)]

    expect(evidenceOf('wipe', { deviceActionResults: results })).toEqual({ state: 'pending', at: SENT + 900 })
  })

  it.each([
    ['of another action', result('retire', 'done')],
    ['without a time', result('wipe', 'done', null)],
    ['that says none', result('wipe', 'none')],
    ['that says what nobody knows', result('wipe', 'reticulating')],
  ])('%s says nothing', (_name, other) => {
    expect(evidenceOf('wipe', { deviceActionResults: [other] }, SEEN)).toEqual({ state: 'none', at: null })
  })

  it.each([
    ['wipe', 'factoryReset'],
    ['retire', 'removeCompanyData'],
  ] as const)('of a %s may go by its older name %s', (action, actionName) => {
    expect(evidenceOf(action, { deviceActionResults: [result(actionName, 'done')] })).toEqual({ state: 'confirmed', at: SENT + 900 })
  })
})

describe('managementState, where no result speaks', () => {
  it.each([
    ['wipe', 'wipePending'],
    ['wipe', 'wipeIssued'],
    ['retire', 'retirePending'],
    ['retire', 'retireIssued'],
    ['delete', 'deletePending'],
    ['delete', 'retirePending'],
    ['delete', 'wipeIssued'],
  ] as const)('of a %s: %s is pending', (action, managementState) => {
    expect(evidenceOf(action, { managementState }, NOT_SEEN)).toEqual({ state: 'pending', at: null })
  })

  it.each([
    ['wipe', 'wipeFailed', 'failed'],
    ['wipe', 'wipeCanceled', 'cancelled'],
    ['retire', 'retireFailed', 'failed'],
    ['retire', 'retireCanceled', 'cancelled'],
  ] as const)('of a %s: %s is %s only after a pending was seen', (action, managementState, state) => {
    expect(evidenceOf(action, { managementState }, SEEN)).toEqual({ state, at: null })
    expect(evidenceOf(action, { managementState }, NOT_SEEN)).toEqual({ state: 'none', at: null })
  })

  it.each([
    ['wipe', 'retirePending'],
    ['retire', 'wipePending'],
    ['resetPasscode', 'wipePending'],
    ['wipe', 'managed'],
    ['wipe', null],
  ] as const)('of a %s: %s says nothing', (action, managementState) => {
    expect(evidenceOf(action, { managementState, lastSyncDateTime: SENT + 9_999 }, SEEN)).toEqual({ state: 'none', at: null })
  })
})

describe('a keeping wipe', () => {
  const kept = { managementState: 'managed', lastSyncDateTime: SENT + 601 } as const

  it('is confirmed by its result', () => {
    const evidence = evidenceOf('wipe', { ...kept, deviceActionResults: [result('wipe', 'done')] }, { keepsEnrollment: true })

    expect(evidence).toEqual({ state: 'confirmed', at: SENT + 900 })
  })

  it('is confirmed by a device that was pending, is managed again and has synced since', () => {
    expect(evidenceOf('wipe', kept, { keepsEnrollment: true, ...SEEN })).toEqual({ state: 'confirmed', at: SENT + 601 })
  })

  it.each<[string, Partial<Device>, Partial<AwaitedAction>]>([
    ['was never seen pending', kept, { keepsEnrollment: true, ...NOT_SEEN }],
    ['has not synced since', { ...kept, lastSyncDateTime: SENT + 600 }, { keepsEnrollment: true, ...SEEN }],
    ['has a sync that nobody knows', { ...kept, lastSyncDateTime: null }, { keepsEnrollment: true, ...SEEN }],
    ['was to be wiped without keeping anything', kept, { keepsEnrollment: false, ...SEEN }],
  ])('is not confirmed by a managed device that %s', (_name, fields, awaited) => {
    expect(evidenceOf('wipe', fields, awaited)).toEqual({ state: 'none', at: null })
  })
})

describe('a record that is not there', () => {
  it.each(['wipe', 'retire', 'delete', 'resetPasscode', 'disableDirectoryDevice', 'deleteDirectoryDevice', 'disableUser', 'deleteUser'] as const)(
    'proves nothing of a %s, not even after a pending',
    (action) => {
      expect(evidenceOf(action, null, SEEN)).toEqual({ state: 'none', at: null })
    },
  )
})

describe('a directory record or user', () => {
  const record = {
    id: 'o-1',
    deviceId: null,
    displayName: null,
    isManaged: null,
    trustType: null,
    operatingSystem: null,
    autopilotEnrolled: null,
    registrationDateTime: null,
    approximateLastSignInDateTime: null,
  }
  const asked = { keepsEnrollment: false, dispatchedAt: SENT, pendingSeenAt: null }

  it.each([
    [false, 'confirmed'],
    [true, 'none'],
    [null, 'none'],
  ] as const)('with accountEnabled %s: disabling is %s', (accountEnabled, state) => {
    const directoryDevice = { ...record, accountEnabled }
    const user = { id: 'u-1', userPrincipalName: null, mail: null, accountEnabled }

    const ofDevice = readEvidence({ ...asked, action: 'disableDirectoryDevice' }, { device: null, directoryDevice, user: null })
    const ofUser = readEvidence({ ...asked, action: 'disableUser' }, { device: null, directoryDevice: null, user })

    expect([ofDevice.state, ofUser.state]).toEqual([state, state])
  })

  it('that is still there says nothing about its deletion', () => {
    const directoryDevice = { ...record, accountEnabled: false }

    const evidence = readEvidence({ ...asked, action: 'deleteDirectoryDevice' }, { device: null, directoryDevice, user: null })

    expect(evidence.state).toBe('none')
  })
})
