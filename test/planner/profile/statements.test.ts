import { describe, expect, it } from 'vitest'
import { cleanupRange } from '../../../src/planner/profile/ask.ts'
import { profile2018 } from './profile-under-test.ts'

const REMOVE = 'Remove devices (Intune docs, 2018-05-10)'
const PASSCODE = 'Reset or remove a passcode (Intune docs, 2018-03-29)'
const GRAPH = 'Microsoft Graph reference v1.0, Update device, property accountEnabled'
const APPROVED = 'Here an approved plan that names the device.'
const OPEN = 'What becomes of company data where it cannot be removed is left open, so the worst effect is judged: a wipe.'
const UNDESCRIBED = 'Neither document of 2018 describes it; taken from Microsoft Graph.'
const JOINED = { platform: ['windows10'], joinType: ['azureADJoined', 'hybridAzureADJoined'] }
const KIOSK = { platform: ['androidKiosk'] }

describe('what intune-2018 says of wipe', () => {
  const { wipe } = profile2018().actions

  it('is called, used and confirmed like this', () => {
    expect(wipe.statements).toEqual([
      { about: 'portalName', text: 'Factory reset', source: `${REMOVE}, section Factory reset` },
      {
        about: 'usedFor',
        text: 'devices no longer needed, given a new purpose or missing; before a device goes to a new user; lost or stolen devices',
        source: `${REMOVE}, introduction and section Factory reset`,
      },
      { about: 'caution', text: 'the data on the device cannot be recovered', source: `${REMOVE}, section Factory reset` },
      {
        about: 'confirmation',
        text: 'an explicit yes for one named device',
        source: `${REMOVE}, section Factory reset a device`,
        reading: APPROVED,
      },
      {
        about: 'onlyRemovalAction',
        when: KIOSK,
        text: 'kiosk devices can only be factory reset; company data cannot be removed from them',
        source: `${REMOVE}, section Android Enterprise kiosk devices`,
      },
    ])
  })

  it('is irreversible, with the keep option too', () => {
    expect(wipe.risk).toEqual({
      value: 'irreversible',
      source: `${REMOVE}, section Factory reset`,
      reading: 'With the option to keep enrolment and user account too: the document makes no exception.',
    })
    expect(wipe.effectiveEffects).toEqual([{ when: {}, effect: 'wipe', source: `${REMOVE}, section Factory reset` }])
  })

  it('reaches a device that is on and connected in strictly under 15 minutes', () => {
    expect(wipe.propagation).toEqual({
      underMinutes: 15,
      deviceTypes: 'all',
      while: 'the device is on and connected',
      source: `${REMOVE}, section Factory reset a device`,
    })
  })

  it('has the option to keep enrolment state and user account, off or on', () => {
    expect(
      wipe.modes.map(({ name, option, effect, removedFromManagement, statements }) => ({
        name,
        option,
        effect,
        removedFromManagement,
        statements,
      })),
    ).toEqual([
      {
        name: 'plain',
        option: {
          name: 'keepEnrollmentStateAndUserAccount',
          value: false,
          text: 'Retain enrollment state and user account: not selected',
          source: `${REMOVE}, section Factory reset, table, option not selected`,
        },
        effect: {
          about: 'effect',
          text: 'all user accounts, data, MDM policies and settings are erased; the OS returns to its default state and settings; the drive is securely erased',
          source: `${REMOVE}, section Factory reset, table, option not selected`,
        },
        removedFromManagement: { value: true, source: `${REMOVE}, section Factory reset, table, option not selected` },
        statements: undefined,
      },
      {
        name: 'keep',
        option: {
          name: 'keepEnrollmentStateAndUserAccount',
          value: true,
          text: 'Retain enrollment state and user account: selected',
          source: `${REMOVE}, section Factory reset, table, option selected`,
        },
        effect: {
          about: 'effect',
          text: 'all MDM policies are erased; user accounts and data are kept; user settings go back to default; the OS returns to its default state and settings',
          source: `${REMOVE}, section Factory reset, table, option selected`,
        },
        removedFromManagement: { value: false, source: `${REMOVE}, section Factory reset, table, option selected` },
        statements: [
          {
            about: 'afterwards',
            text: 'MDM policies are applied again the next time the device connects',
            source: `${REMOVE}, section Factory reset`,
          },
        ],
      },
    ])
  })
})

describe('what intune-2018 says of retire', () => {
  const { retire } = profile2018().actions

  it('is called, used, timed and confirmed like this', () => {
    expect(retire.statements).toEqual([
      { about: 'portalName', text: 'Remove company data', source: `${REMOVE}, section Remove company data` },
      { about: 'usedFor', text: 'devices no longer needed, given a new purpose or missing', source: `${REMOVE}, introduction` },
      {
        about: 'takesEffect',
        text: 'at the next check-in, when the device receives the action',
        source: `${REMOVE}, section Remove company data`,
      },
      {
        about: 'confirmation',
        text: 'an explicit yes for one named device',
        source: `${REMOVE}, section Remove company data`,
        reading: APPROVED,
      },
    ])
  })

  it('is irreversible by its effect on data', () => {
    expect(retire.risk).toEqual({
      value: 'irreversible',
      source: `${REMOVE}, section Remove company data`,
      reading: 'Irreversible by its effect on data: what was removed does not come back.',
    })
    expect(retire.effectiveEffects).toEqual([{ when: {}, effect: 'retire', source: `${REMOVE}, section Remove company data` }])
  })

  it('reaches a device that is on and connected in strictly under 15 minutes', () => {
    expect(retire.propagation).toEqual({
      underMinutes: 15,
      deviceTypes: 'all',
      while: 'the device is on and connected',
      source: `${REMOVE}, section Remove company data, last paragraph`,
    })
  })

  it('removes what Intune assigned, and the device from management', () => {
    expect(
      retire.modes.map(({ name, option, effect, removedFromManagement, statements }) => ({
        name,
        option,
        effect,
        removedFromManagement,
        statements,
      })),
    ).toEqual([
      {
        name: 'plain',
        option: undefined,
        effect: {
          about: 'effect',
          text: 'managed app data (where applicable), settings and e-mail profiles that were assigned through Intune are removed',
          source: `${REMOVE}, section Remove company data`,
        },
        removedFromManagement: { value: true, source: `${REMOVE}, section Remove company data` },
        statements: [
          {
            about: 'effect',
            when: { platform: ['androidWorkProfile'] },
            text: 'all data, apps and settings in the work profile are removed; the device leaves management',
            source: `${REMOVE}, section Android work profile`,
          },
        ],
      },
    ])
  })
})

describe('what intune-2018 says of delete', () => {
  const portal = `${REMOVE}, section Delete devices from the Intune portal`
  const kiosk = `${portal}; section Android Enterprise kiosk devices`
  const unjoin = `${portal}; section Remove company data, table Windows, row Azure AD unjoin`

  it('is called and timed like this, and leaves this open', () => {
    expect(profile2018().actions.delete.statements).toEqual([
      { about: 'portalName', text: 'Delete (Intune)', source: portal },
      { about: 'takesEffect', text: 'at the next check-in', source: portal },
      { about: 'leftOpen', when: KIOSK, text: 'what becomes of company data where it cannot be removed', source: kiosk, reading: OPEN },
      { about: 'leftOpen', when: JOINED, text: 'what becomes of company data where it cannot be removed', source: unjoin, reading: OPEN },
    ])
  })

  it('is judged as a wipe where company data cannot be removed', () => {
    expect(profile2018().actions.delete.effectiveEffects).toEqual([
      { when: KIOSK, effect: 'wipe', source: kiosk, reading: OPEN },
      { when: JOINED, effect: 'wipe', source: unjoin, reading: `${OPEN} Where the join type is unknown too.` },
      { when: {}, effect: 'delete', source: portal },
    ])
  })

  it('is irreversible, and has no speed', () => {
    expect(profile2018().actions.delete.risk).toEqual({
      value: 'irreversible',
      source: portal,
      reading: 'Irreversible by its effect on data: what was removed does not come back.',
    })
    expect(profile2018().actions.delete.propagation).toBeUndefined()
  })

  it('removes the device from management', () => {
    const [mode, ...others] = profile2018().actions.delete.modes

    expect(others).toEqual([])
    expect(mode.effect).toEqual({
      about: 'effect',
      text: 'the device is deleted from the Intune portal; at its next check-in any company data on it is removed',
      source: portal,
    })
    expect(mode.removedFromManagement).toEqual({
      value: true,
      source: `${REMOVE}, section Automatically delete devices with cleanup rules`,
      reading: 'Printed for deletes by a cleanup rule; one by hand is the same delete.',
    })
  })
})

describe('what intune-2018 says of deleteDirectoryDevice', () => {
  const source = `${REMOVE}, section Delete devices from the Azure Active Directory portal`

  it('is called, used and reached like this', () => {
    expect(profile2018().actions.deleteDirectoryDevice.statements).toEqual([
      { about: 'portalName', text: 'Delete (Azure AD)', source },
      {
        about: 'usedFor',
        text: 'communication trouble or missing devices; also devices no longer in use or wrongly defined',
        source,
      },
      { about: 'requires', text: 'admin credentials', source },
      {
        about: 'reachedVia',
        text: 'the user that the device belongs to',
        source,
        reading: "The portal's path, not a condition on the device.",
      },
    ])
  })

  it('is irreversible and does not remove the device from management', () => {
    const { risk, effectiveEffects, modes, propagation } = profile2018().actions.deleteDirectoryDevice

    expect({ risk, effectiveEffects, propagation }).toEqual({
      risk: { value: 'irreversible', source, reading: 'The document names no way back.' },
      effectiveEffects: [{ when: {}, effect: 'deleteDirectoryDevice', source }],
    })
    expect(modes.map(({ effect, removedFromManagement }) => ({ effect, removedFromManagement }))).toEqual([
      {
        effect: { about: 'effect', text: 'removes the directory record of a device that is unreachable and not expected back', source },
        removedFromManagement: { value: false, source },
      },
    ])
  })
})

describe('what intune-2018 says of disableDirectoryDevice', () => {
  it('is not described, and reversible', () => {
    const { statements, risk, effectiveEffects, modes, propagation } = profile2018().actions.disableDirectoryDevice

    expect({ statements, risk, effectiveEffects, propagation }).toEqual({
      statements: [{ about: 'leftOpen', text: 'the documents of this profile do not describe it', source: GRAPH, reading: UNDESCRIBED }],
      risk: { value: 'reversible', source: GRAPH, reading: `${UNDESCRIBED} Reversible: the record can be enabled again.` },
      effectiveEffects: [{ when: {}, effect: 'disableDirectoryDevice', source: GRAPH, reading: UNDESCRIBED }],
    })
    expect(modes.map(({ effect, removedFromManagement }) => ({ effect, removedFromManagement }))).toEqual([
      {
        effect: { about: 'effect', text: 'the directory record is disabled; it can be enabled again', source: GRAPH, reading: UNDESCRIBED },
        removedFromManagement: { value: false, source: GRAPH, reading: UNDESCRIBED },
      },
    ])
  })
})

describe('what intune-2018 says of resetPasscode', () => {
  it('is called and used like this', () => {
    expect(profile2018().actions.resetPasscode.statements).toEqual([
      { about: 'portalName', text: 'Remove passcode', source: `${PASSCODE}, introduction` },
      {
        about: 'usedFor',
        text: 'a new passcode for one named device; the old one is removed or reset',
        source: `${PASSCODE}, section Reset a passcode`,
      },
      { about: 'status', text: 'shown under Devices, Device actions', source: `${PASSCODE}, section Next steps` },
    ])
  })

  it('is recoverable and leaves the device in management', () => {
    const { risk, effectiveEffects, modes, propagation } = profile2018().actions.resetPasscode

    expect({ risk, effectiveEffects, propagation }).toEqual({
      risk: {
        value: 'recoverable',
        source: `${PASSCODE}, section Resetting iOS passcodes`,
        reading: 'A new passcode can be set; no data is lost.',
      },
      effectiveEffects: [{ when: {}, effect: 'resetPasscode', source: `${PASSCODE}, introduction` }],
    })
    expect(modes.map(({ effect, removedFromManagement }) => ({ effect, removedFromManagement }))).toEqual([
      {
        effect: { about: 'effect', text: 'the old passcode is removed or reset', source: `${PASSCODE}, introduction` },
        removedFromManagement: {
          value: false,
          source: `${PASSCODE}, introduction`,
          reading: 'The document does not speak of management; the device stays.',
        },
      },
    ])
  })
})

describe('what intune-2018 says of cleanup rules', () => {
  const source = `${REMOVE}, section Automatically delete devices with cleanup rules`

  it.each([
    [89, false],
    [90, true],
    [270, true],
    [271, false],
  ])('%i days: allowed is %s', (days, allowed) => {
    const { min, max } = cleanupRange(profile2018())

    expect(days >= min && days <= max).toBe(allowed)
  })

  it('takes whole days from 90 to 270, both ends allowed', () => {
    expect(profile2018().cleanupRule.thresholdDays).toEqual({
      min: 90,
      max: 270,
      source,
      reading: 'Printed as "between 90 and 270"; whole days, both ends allowed: 89 and 271 are refused.',
    })
  })

  it('works like this', () => {
    expect(profile2018().cleanupRule.statements).toEqual([
      { about: 'portalName', text: 'Device cleanup rules', source },
      { about: 'enabledBy', text: 'an explicit yes; the form has that switch and one number, no platform and no group', source },
      { about: 'meaning', text: 'delete devices that have not checked in for this many days', source, reading: 'At the threshold counts.' },
      {
        about: 'appliesTo',
        text: 'devices that are inactive, stale or unresponsive, measured by nothing but days without a check-in',
        source,
      },
      { about: 'mode', text: 'continuous', source },
      {
        about: 'effect',
        text: 'the device is deleted and with that removed from management',
        source,
        reading: 'It is the same delete as by hand, next check-in included.',
      },
    ])
  })
})

describe('what intune-2018 says of people', () => {
  it('users may act on their own devices, and such actions are not planned again', () => {
    expect(profile2018().selfService).toEqual([
      { about: 'who', text: 'users, from the Company Portal', source: `${REMOVE}, introduction` },
      {
        about: 'what',
        text: 'a remote command for their own personal devices that are enrolled',
        source: `${REMOVE}, introduction`,
        reading: 'The document names no command here; its subject is wipe and retire.',
      },
      {
        about: 'consequence',
        text: 'such actions appear in the inventory and must not be planned again',
        source: `${REMOVE}, introduction`,
        reading: 'The document does not draw this conclusion.',
      },
      { about: 'manualUnenrolment', text: 'a third way out of management, named without further text', source: `${REMOVE}, title` },
    ])
  })

  it('devices go before their user', () => {
    expect(profile2018().userOffboarding).toEqual([
      {
        about: 'rule',
        text: 'wipe or retire every device of a user before the user is deleted from the directory; once a user with managed devices is gone, neither action can be issued for those devices any more',
        source: `${REMOVE}, introduction, note`,
      },
    ])
  })
})
