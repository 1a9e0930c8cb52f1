import { describe, expect, it } from 'vitest'
import type { DesiredDeviceState } from '../../src/planner/documents.generated.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { crowd, daysAgo, device, devicePolicy, directoryDevice, gist, guardrails, inventory, plan } from '../support/planning.ts'

const SINCE = '2026-11-01T00:00:00Z'
const wiped: DesiredDeviceState = { state: 'wiped', since: SINCE }

function askAbout(desired: DesiredDeviceState, devices: readonly Device[], select = { deviceName: 'LAPTOP-one' } as object) {
  return plan({
    documents: [devicePolicy('policy', { select: { managementState: 'managed', ...select }, desired })],
    inventory: inventory([...devices, ...crowd(300)]),
  })
}

describe('an action is refused', () => {
  it('for a platform that nothing says', () => {
    expect(gist(askAbout(wiped, [device({ id: 'one', platform: 'unknown' })]))).toEqual(['unknownPlatform: wipe one'])
  })

  it('where the profile does not have it, with rule and source', () => {
    const made = askAbout({ state: 'retired' }, [device({ id: 'one', joinType: 'azureADJoined' })])

    expect(gist(made)).toEqual(['unsupported: retire one'])
    expect(made.blocked[0]?.source).toMatch(/Remove devices/)
  })

  it('where the profile asks for a fact that is missing', () => {
    expect(gist(askAbout({ state: 'retired' }, [device({ id: 'one', joinType: null })]))).toEqual(['unknownFact: retire one'])
  })

  it('where an option is missing, rather than drop the option', () => {
    const keep: DesiredDeviceState = { ...wiped, wipe: { keepEnrollmentStateAndUserAccount: true } }

    const verdicts = [askAbout(keep, [device({ id: 'one', osVersion: '10.0.16298.9' })]), askAbout(keep, [device({ id: 'one', osVersion: '10.0.16299.15' })])]

    expect(verdicts.map(gist)).toEqual([['unsupported: wipe one'], ['wipe one']])
    expect(verdicts[1]?.actions[0]?.parameters).toEqual({ keepEnrollmentData: true, keepUserData: true })
  })

  it.each(['personal', null])('as a wipe of a device whose owner is %s', (managedDeviceOwnerType) => {
    expect(gist(askAbout(wiped, [device({ id: 'one', managedDeviceOwnerType })]))).toEqual(['personal: wipe one'])
  })

  it('unless the policy is named for that hazard', () => {
    const made = plan({
      documents: [
        devicePolicy('byod', { select: { deviceName: 'LAPTOP-one' }, desired: wiped }),
        guardrails({ allow: [{ policy: 'byod', hazards: ['personal'] }] }),
      ],
      inventory: inventory([device({ id: 'one', managedDeviceOwnerType: 'personal' }), ...crowd(300)]),
    })

    expect(gist(made)).toEqual(['wipe one'])
  })

  it.each([
    ['hybrid', { joinType: 'hybridAzureADJoined' }],
    ['autopilot', { autopilotEnrolled: true }],
  ])('as deletion of a directory record: %s', (code, facts) => {
    const made = plan({
      documents: [devicePolicy('policy', { select: { deviceName: 'LAPTOP-one' }, desired: { directory: 'deleted' } })],
      inventory: inventory([device({ id: 'one', ...facts }), ...crowd(300)], { directoryDevices: [directoryDevice('one')] }),
    })

    expect(gist(made)).toEqual([`${code}: deleteDirectoryDevice one`])
  })
})

describe('a device that cannot be told from others', () => {
  const twins = [device({ id: 'one', serialNumber: 'SAME' }), device({ id: 'two', serialNumber: 'same' })]

  it('is not wiped, however it was selected', () => {
    expect(gist(askAbout(wiped, twins))).toEqual(['ambiguousIdentity: wipe one'])
  })

  it('is not touched when it was selected by serial number', () => {
    const made = plan({ documents: [devicePolicy('policy', { select: { serialNumber: 'SAME' }, desired: { state: 'retired' } })], inventory: inventory(twins) })

    expect(gist(made)).toEqual(['ambiguousIdentity: retire one', 'ambiguousIdentity: retire two'])
  })

  it('is retired when something else than the serial number selected it', () => {
    expect(gist(askAbout({ state: 'retired' }, twins))).toEqual(['retire one'])
  })

  it.each(['0', '00000000', 'To Be Filled By O.E.M.', 'System Serial Number'])(
    'because its serial number is the placeholder %s is not wiped',
    (serialNumber) => {
      expect(gist(askAbout(wiped, [device({ id: 'one', serialNumber })]))).toEqual(['ambiguousIdentity: wipe one'])
    },
  )

  it('is told apart when its old record was last seen before the new enrolment', () => {
    const old = device({ id: 'old', serialNumber: 'SN-one', lastSyncDateTime: daysAgo(100) })
    const current = device({ id: 'one', enrolledDateTime: daysAgo(90) })

    expect(gist(askAbout(wiped, [current, old]))).toEqual(['wipe one'])
  })

  it('is not wiped through a record that is not live any more', () => {
    const old = device({ id: 'one', lastSyncDateTime: daysAgo(100) })
    const current = device({ id: 'new', serialNumber: 'SN-one', enrolledDateTime: daysAgo(90) })

    expect(gist(askAbout(wiped, [old, current]))).toEqual(['ambiguousIdentity: wipe one'])
  })
})

describe('of several reasons to refuse', () => {
  it('the first in the order of the codes is given', () => {
    const both = device({ id: 'one', managedDeviceOwnerType: 'personal', enrolledDateTime: daysAgo(1) })

    expect(gist(askAbout(wiped, [both]))).toEqual(['personal: wipe one'])
  })
})
