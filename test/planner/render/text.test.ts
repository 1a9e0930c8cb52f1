import { describe, expect, it } from 'vitest'
import { renderPlanText } from '../../../src/planner/render/text.ts'
import { plainStyle } from '../../../src/planner/render/text-style.ts'
import { action, blocked, DIGEST, device, fullPlan, plan } from './plan-values.ts'

const NOTHING_NEXT = { next: [] }

describe('a plan as text', () => {
  it('leads with what cannot be undone and ends with one line that sums up and what to run next', () => {
    const next = [{ why: 'To apply it:', command: 'reeve apply plan.json' }]

    const text = renderPlanText(fullPlan(), { next }, plainStyle())

    expect(text).toBe(`\
Plan for contoso, 2026-11-22 08:00:00 UTC
  policies  revision 1f3c9a2b4d5e
  inventory 500 devices, taken 2026-11-22 07:58:00 UTC
  profile   intune-2018

Cannot be undone
  wipe 3 devices: everything on the device is erased
  delete 1 device: the device record and any company data on the device are
    removed

wipe 2 devices
  lost-laptops: Reported lost
  policies/lost.yaml:1:1
    DEVICE       SERIAL          PLATFORM   BECAUSE
    LAPTOP-0142  SN-LAPTOP-0142  windows10  serialNumber in lists/lost.csv:14
    LAPTOP-0977  SN-LAPTOP-0977  windows10  serialNumber in lists/lost.csv:15

delete → wipe 1 device
  silent-laptops: Not seen for four months
  policies/silent.yaml:1:1
  counted by the worst it may do: reeve explain action delete --platform
    androidKiosk
  because lastSyncDateTime at least 120d ago
    DEVICE    SERIAL       PLATFORM
    KIOSK-07  SN-KIOSK-07  androidKiosk

delete 1 device
  silent-laptops: Not seen for four months
  policies/silent.yaml:1:1
  because lastSyncDateTime at least 120d ago
    DEVICE       SERIAL          PLATFORM
    LAPTOP-0003  SN-LAPTOP-0003  windows10

resetPasscode 1 device, reported only
  passcodes: Passcodes were seen by a stranger
  policies/passcodes.yaml:3:1
  because managedDeviceOwnerType is company; platform is ios
    DEVICE    SERIAL       PLATFORM
    PHONE-12  SN-PHONE-12  ios

Blocked: 8 actions
  unsupported: retire of KIOSK-01 (byod)
    Company data cannot be removed from Android kiosk devices; they can only be
    factory reset.
    Source: Remove devices (Intune docs, 2018-05-10), section Android Enterprise
    kiosk devices
  protected: wipe of BOARD-0, BOARD-1, BOARD-2, BOARD-3, BOARD-4 and 2 more
    (byod)
    Board members: policies/guardrails.yaml:9:7 protects it.

Deferred: 1 action
  limit: delete of LAPTOP-0555 (silent-laptops) until 2026-11-23 00:00:00 UTC

In progress: 1 action
  ACTION  DEVICE       SERIAL          STATE    SINCE
  wipe    LAPTOP-0001  SN-LAPTOP-0001  pending  2026-11-21 17:30:00 UTC

Undetermined: the value is missing, so nothing follows from it
  POLICY          FIELD             DEVICES
  silent-laptops  lastSyncDateTime    1,017

Guardrails
  limit blocks: wipe: 3 of 500 devices; at most 2 in a pass.
  history not checked: The journal of this fleet is empty.
  inventory passes: 500 devices, read to the end.

Plan: 3 to wipe, 1 to delete, 1 to get a new passcode; 1 of them only reported,
8 blocked, 1 deferred, 1 in progress, 487 unchanged.
A guardrail blocks it: what is marked as held back is not applied.
Missing: 2 signatures from security for wipe.
Digest ${DIGEST}

To apply it:

    reeve apply plan.json
`)
  })

  it('says that there is nothing to do', () => {
    const text = renderPlanText(plan({ source: { revision: null, dirty: false, digest: DIGEST } }), NOTHING_NEXT, plainStyle())

    expect(text).toBe(`\
Plan for contoso, 2026-11-22 08:00:00 UTC
  policies  no revision
  inventory 500 devices, taken 2026-11-22 07:58:00 UTC
  profile   intune-2018

Nothing to do: all 500 devices are as declared.
Digest ${DIGEST}
`)
  })

  it('does not say that all is well when something is blocked', () => {
    const text = renderPlanText(plan({ blocked: [blocked('KIOSK-01')] }), NOTHING_NEXT, plainStyle())

    expect(text).toContain('\nNothing to do: no action is due; 1 blocked, 499 unchanged.\n')
  })

  it('says that an inventory is incomplete, that files are not committed and that the past is unknown', () => {
    const inventory = { digest: DIGEST, takenAt: null, devices: 500, complete: false, history: false }
    const source = { revision: '1f3c9a2b4d5e6f', dirty: true, digest: DIGEST }

    const [, policies, facts, more] = renderPlanText(plan({ inventory, source }), NOTHING_NEXT, plainStyle()).split('\n')

    expect([policies, facts, more]).toEqual([
      '  policies  revision 1f3c9a2b4d5e, with uncommitted changes',
      '  inventory 500 devices, taken at an unknown time, incomplete, past actions',
      '            unknown',
    ])
  })

  it('tells wipes apart by how they are done, and names a secret only by its reference', () => {
    const plain = { keepEnrollmentData: false, keepUserData: false }
    const actions = [
      action('A', { parameters: plain }),
      action('B', { parameters: { ...plain, useProtectedWipe: true } }),
      action('C', { parameters: { ...plain, persistEsimDataPlan: true } }),
      action('D', { parameters: { ...plain, persistEsimDataPlan: false } }),
      action('E', { parameters: { ...plain, macOsUnlockCode: { secretRef: 'env:MAC_CODE' } } }),
    ]

    const text = renderPlanText(plan({ actions }), NOTHING_NEXT, plainStyle())

    expect(text.split('\n').filter((line) => line.startsWith('wipe 1 device'))).toEqual([
      'wipe 1 device',
      'wipe 1 device, protected: some devices never start again',
      'wipe 1 device, keeping the eSIM data plan',
      'wipe 1 device, removing the eSIM data plan',
      'wipe 1 device, with the unlock code of env:MAC_CODE',
    ])
  })

  it('counts a wipe that keeps enrolment and user data apart, and what is only reported not as a loss', () => {
    const keeping = { keepEnrollmentData: true, keepUserData: true }
    const actions = [
      action('A', { parameters: keeping }),
      action('B'),
      action('C', { mode: 'report', status: 'blockedByGuardrail' }),
      action('D', { status: 'blockedByGuardrail' }),
    ]

    const text = renderPlanText(plan({ actions }), NOTHING_NEXT, plainStyle())

    expect(
      text
        .split('\n\n')
        .slice(1, 6)
        .map((section) => section.split('\n')[0]),
    ).toEqual([
      'Cannot be undone',
      'wipe 1 device, keeping enrolment and user data',
      'wipe 1 device',
      'wipe 1 device, reported only',
      'wipe 1 device, held back by a guardrail',
    ])
    expect(text).toContain('  wipe 3 devices: everything on the device is erased (1 keeping enrolment and\n    user data, 1 held back by a guardrail)\n')
  })

  it('names every device that it would act on', () => {
    const actions = Array.from({ length: 300 }, (_, index) => action(`LAPTOP-${index}`))

    const text = renderPlanText(plan({ actions }), NOTHING_NEXT, plainStyle())

    expect(actions.filter(({ device }) => !text.includes(`    ${device?.deviceName} `))).toEqual([])
  })

  it('says once what all devices of a group have in common, and for each what is its own', () => {
    const actions = [
      action('A', { because: ['platform is ios', 'serialNumber in a.csv:1'] }),
      action('B', { because: ['platform is ios', 'serialNumber in a.csv:2'] }),
    ]

    const text = renderPlanText(plan({ actions }), NOTHING_NEXT, plainStyle())

    expect(text).toContain(`
  because platform is ios
    DEVICE  SERIAL  PLATFORM   BECAUSE
    A       SN-A    windows10  serialNumber in a.csv:1
    B       SN-B    windows10  serialNumber in a.csv:2
`)
  })

  it('has no line that is wider than the terminal', () => {
    const long = 'x'.repeat(300)
    const wide = '端末'.repeat(60)
    const actions = [
      action(long),
      action(wide),
      action('A', { because: [long, wide], policy: { kind: 'DevicePolicy', name: long, at: `${long}:1:1` }, reason: wide }),
    ]
    const style = plainStyle(80)
    const long80 = plan({ actions, blocked: [blocked(long, { message: long }), blocked(wide)], fleet: long })

    const lines = renderPlanText(long80, NOTHING_NEXT, style).split('\n')

    expect(lines.filter((line) => style.measure(line) > 80)).toEqual([])
  })

  it.each([
    ['an escape sequence', '\u001b[2J\u001b[31mwiped', '\\u{1b}[2J\\u{1b}[31mwiped'],
    ['a line of its own', 'A\nNothing to do: all is well.', 'A\\nNothing to do: all is well.'],
    ['a turned direction', 'A\u202egnp.exe', 'A\\u{202e}gnp.exe'],
  ])('shows %s in a device name instead of obeying it', (_what, name, shown) => {
    const text = renderPlanText(
      plan({ actions: [action(name, { device: device(name, { serialNumber: null }) })], blocked: [blocked(name)] }),
      NOTHING_NEXT,
      plainStyle(120),
    )

    expect(text.split('\n').filter((line) => line.includes(shown))).toHaveLength(2)
    expect(text).not.toContain(name)
  })
})
