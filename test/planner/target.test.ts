import { describe, expect, it } from 'vitest'
import { crowd, device, devicePolicy, gist, guardrails, inventory, listFile, plan } from '../support/planning.ts'

const SINCE = '2026-11-01T00:00:00Z'
const LOST = { serialNumber: 'SN-lost' }
const fleet = inventory([device({ id: 'lost' }), ...crowd(300)])

const wipe = devicePolicy('wipe-lost', { select: LOST, desired: { state: 'wiped', since: SINCE } })

describe('of several policies for one device', () => {
  it('the highest priority speaks and the others stay silent', () => {
    const retire = devicePolicy('retire-lost', { priority: 200, select: LOST, desired: { state: 'retired' } })

    const made = plan({ documents: [wipe, retire], inventory: fleet })

    expect(gist(made)).toEqual(['retire lost'])
  })

  it('one that is satisfied holds its priority', () => {
    const keep = devicePolicy('keep-lost', { priority: 200, select: LOST, desired: { state: 'managed' } })

    const made = plan({ documents: [wipe, keep], inventory: fleet })

    expect(gist(made)).toEqual([])
  })

  it('different targets at one priority block each other', () => {
    const retire = devicePolicy('retire-lost', { select: { deviceName: 'LAPTOP-lost' }, desired: { state: 'retired' } })

    const made = plan({ documents: [wipe, retire], inventory: fleet })

    expect(gist(made)).toEqual(['conflict: wipe lost'])
  })

  it('the same target at one priority is no conflict', () => {
    const again = devicePolicy('wipe-lost-too', { select: { deviceName: 'LAPTOP-lost' }, desired: { state: 'wiped', since: SINCE } })

    const made = plan({ documents: [wipe, again], inventory: fleet })

    expect(gist(made)).toEqual(['wipe lost'])
  })

  it('an expired one is not heard', () => {
    const keep = devicePolicy('keep-lost', { priority: 200, expires: '2026-11-21T00:00:00Z', select: LOST, desired: { state: 'managed' } })

    const made = plan({ documents: [wipe, keep], inventory: fleet })

    expect(gist(made)).toEqual(['wipe lost'])
  })

  it('one in mode report never silences one that is enforced, and is shown where it alone speaks', () => {
    const rehearsal = devicePolicy('rehearsal', { mode: 'report', priority: 900, select: { managedDeviceOwnerType: 'company' }, desired: { state: 'retired' } })
    const two = inventory([device({ id: 'lost' }), device({ id: 'other' })])

    const made = plan({ documents: [wipe, rehearsal], inventory: two })

    expect(made.actions.map(({ action, device, status, mode }) => ({ action, id: device?.id, status, mode }))).toEqual(
      [
        { action: 'retire', id: 'other', status: 'blockedByGuardrail', mode: 'report' },
        { action: 'wipe', id: 'lost', status: 'ready', mode: undefined },
      ].sort((a, b) => (a.action < b.action ? -1 : 1)),
    )
  })

  it('a since in the future sleeps', () => {
    const later = devicePolicy('later', { select: LOST, desired: { state: 'wiped', since: '2026-12-01T00:00:00Z' } })

    const made = plan({ documents: [later], inventory: fleet })

    expect(gist(made)).toEqual([])
  })
})

describe('who might be protected is', () => {
  const hold = listFile('lists/hold.csv', ['upn'], [['eve@contoso.com']])
  const exceptHold = { userPrincipalName: { in: { file: 'lists/hold.csv', column: 'upn' } } }

  it('an exception that is true leaves the device alone', () => {
    const policy = devicePolicy('wipe-lost', { select: LOST, except: exceptHold, desired: { state: 'wiped', since: SINCE } })

    const made = plan({ documents: [policy], lists: [hold], inventory: inventory([device({ id: 'lost', userPrincipalName: 'EVE@contoso.com' })]) })

    expect(gist(made)).toEqual([])
  })

  it('an exception that is unknown blocks', () => {
    const policy = devicePolicy('wipe-lost', { select: LOST, except: exceptHold, desired: { state: 'wiped', since: SINCE } })

    const made = plan({ documents: [policy], lists: [hold], inventory: inventory([device({ id: 'lost', userPrincipalName: null })]) })

    expect(gist(made)).toEqual(['protectionUnknown: wipe lost'])
  })

  it('a managed policy that is unknown blocks what it would silence', () => {
    const keep = devicePolicy('keep', { priority: 200, select: { deviceCategoryDisplayName: 'Board' }, desired: { state: 'managed' } })

    const made = plan({ documents: [wipe, keep], inventory: fleet })

    expect(gist(made)).toEqual(['protectionUnknown: wipe lost'])
  })

  it('a managed policy of lower priority that is unknown blocks nothing', () => {
    const keep = devicePolicy('keep', { priority: 1, select: { deviceCategoryDisplayName: 'Board' }, desired: { state: 'managed' } })

    const made = plan({ documents: [wipe, keep], inventory: fleet })

    expect(gist(made)).toEqual(['wipe lost'])
  })

  it('protect beats every policy', () => {
    const made = plan({ documents: [wipe, guardrails({ protect: [{ select: LOST, reason: 'Evidence' }] })], inventory: fleet })

    expect(gist(made)).toEqual(['protected: wipe lost'])
    expect(made.blocked[0]?.message).toBe('Protected by Guardrails-contoso.yaml:1:1: Evidence')
  })

  it('protect that is unknown protects', () => {
    const made = plan({ documents: [wipe, guardrails({ protect: [{ select: { deviceCategoryDisplayName: 'Board' }, reason: 'Board' }] })], inventory: fleet })

    expect(gist(made)).toEqual(['protectionUnknown: wipe lost'])
  })
})

describe('a selector that is unknown', () => {
  it('plans nothing, and is counted by the field that was missing', () => {
    const silent = devicePolicy('silent', { select: { lastSyncDateTime: { atLeastAgo: '200d' } }, desired: { state: 'retired' } })

    const made = plan({
      documents: [silent],
      inventory: inventory([device({ id: 'a', lastSyncDateTime: null }), device({ id: 'b', lastSyncDateTime: null }), device({ id: 'c' })]),
    })

    expect(gist(made)).toEqual([])
    expect(made.undetermined).toEqual([
      { policy: { kind: 'DevicePolicy', name: 'silent', at: 'DevicePolicy-silent.yaml:1:1' }, field: 'lastSyncDateTime', devices: 2 },
    ])
  })
})
