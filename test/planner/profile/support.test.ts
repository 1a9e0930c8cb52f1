import { describe, expect, it } from 'vitest'
import type { ActionName } from '../../../src/planner/documents.generated.ts'
import { askSupport, canEverSupport } from '../../../src/planner/profile/ask.ts'
import type { ProfileFacts } from '../../../src/planner/profile/ask.ts'
import { factsOf, knownDevice, PLATFORMS, profile2018 } from './profile-under-test.ts'
import { PLAIN_WIPE } from '../../../src/planner/wipe-options.ts'

const REMOVE = 'Remove devices (Intune docs, 2018-05-10), section'
const PASSCODE = 'Reset or remove a passcode (Intune docs, 2018-03-29), section'
const BOTH = 'Remove devices (Intune docs, 2018-05-10) and Reset or remove a passcode (Intune docs, 2018-03-29)'

function ask(action: ActionName, facts: Partial<ProfileFacts>, keepEnrollment = false) {
  return askSupport(profile2018(), { action, wipe: { ...PLAIN_WIPE, mode: keepEnrollment ? 'keep' : 'plain' }, facts: factsOf(facts) })
}

describe('wipe in intune-2018', () => {
  it.each(PLATFORMS.filter((platform) => platform !== 'androidWorkProfile' && platform !== 'androidKiosk'))(
    'exists on %s, whatever else is unknown',
    (platform) => {
      expect(ask('wipe', { platform })).toEqual({
        verdict: 'supported',
        effectiveEffect: 'wipe',
        risk: 'irreversible',
        removesFromManagement: true,
        rule: 'Factory reset reaches all types of devices.',
        source: `${REMOVE} Factory reset a device`,
      })
    },
  )

  it('is the only removal on androidKiosk', () => {
    expect(ask('wipe', { platform: 'androidKiosk' })).toEqual({
      verdict: 'supported',
      effectiveEffect: 'wipe',
      risk: 'irreversible',
      removesFromManagement: true,
      rule: 'Android kiosk devices can only be factory reset.',
      source: `${REMOVE} Android Enterprise kiosk devices`,
    })
  })

  it.each([false, true])('does not exist on androidWorkProfile (keep enrolment: %s)', (keepEnrollment) => {
    expect(ask('wipe', { platform: 'androidWorkProfile', osVersion: '9' }, keepEnrollment)).toEqual({
      verdict: 'unsupported',
      rule: 'Factory reset is not supported for Android work profiles.',
      source: `${REMOVE} Android work profile`,
    })
  })
})

describe('wipe that keeps enrolment and user account, in intune-2018', () => {
  it.each(['10.0.16299', '10.0.16299.15', '10.0.17134', '10.0.19045.3803', '10.0.22631.1', '11'])(
    'exists on Windows 10 %s, stays in management and is irreversible all the same',
    (osVersion) => {
      expect(ask('wipe', { platform: 'windows10', osVersion }, true)).toEqual({
        verdict: 'supported',
        effectiveEffect: 'wipe',
        risk: 'irreversible',
        removesFromManagement: false,
        rule: 'Keeping enrolment state and user account is available from Windows 10 version 1709 on.',
        source: `${REMOVE} Factory reset`,
      })
    },
  )

  it.each(['10.0.16298', '10.0.16298.9999', '10.0.15063', '10.0', '10', '6.3.9600'])('is refused on Windows 10 %s', (osVersion) => {
    expect(ask('wipe', { platform: 'windows10', osVersion }, true)).toEqual({
      verdict: 'unsupported',
      rule: 'Keeping enrolment state and user account is only available from Windows 10 version 1709 on.',
      source: `${REMOVE} Factory reset`,
    })
  })

  it.each([null, '', 'Windows 10', '1709 build'])('needs the version: %j does not say', (osVersion) => {
    expect(ask('wipe', { platform: 'windows10', osVersion }, true)).toEqual({
      verdict: 'unknownFact',
      fact: 'osVersion',
      rule: 'Keeping enrolment state and user account is available from Windows 10 version 1709 on.',
      source: `${REMOVE} Factory reset`,
    })
  })

  it.each(PLATFORMS.filter((platform) => platform !== 'windows10' && platform !== 'androidWorkProfile'))(
    'is refused on %s, never carried out without the option',
    (platform) => {
      expect(ask('wipe', { platform, osVersion: '99.0' }, true)).toEqual({
        verdict: 'unsupported',
        rule: 'Keeping enrolment state and user account is only available from Windows 10 version 1709 on.',
        source: `${REMOVE} Factory reset`,
      })
    },
  )

  it.each(['retire', 'delete', 'deleteDirectoryDevice', 'disableDirectoryDevice', 'resetPasscode'] as const)('is an option that %s does not have', (action) => {
    expect(ask(action, { platform: 'ios' }, true)).toEqual({
      verdict: 'unsupported',
      rule: `intune-2018 knows no ${action} that keeps enrolment and user account for this device.`,
      source: BOTH,
    })
  })
})

describe('retire in intune-2018', () => {
  const supported = {
    verdict: 'supported',
    effectiveEffect: 'retire',
    risk: 'irreversible',
    removesFromManagement: true,
    rule: 'Removing company data is described for this device.',
    source: `${REMOVE} Remove company data`,
  }
  const joined = {
    rule: 'Company data cannot be removed from Windows 10 devices that are joined to Azure AD.',
    source: `${REMOVE} Remove company data, table Windows, row Azure AD unjoin`,
  }

  it.each(PLATFORMS.filter((platform) => platform !== 'androidKiosk' && platform !== 'windows10'))('exists on %s, whatever else is unknown', (platform) => {
    expect(ask('retire', { platform })).toEqual(supported)
  })

  it('does not exist on androidKiosk', () => {
    expect(ask('retire', { platform: 'androidKiosk' })).toEqual({
      verdict: 'unsupported',
      rule: 'Company data cannot be removed from Android kiosk devices; they can only be factory reset.',
      source: `${REMOVE} Android Enterprise kiosk devices`,
    })
  })

  it.each(['azureADJoined', 'hybridAzureADJoined'])('does not exist on Windows 10 that is %s', (joinType) => {
    expect(ask('retire', { platform: 'windows10', joinType })).toEqual({ verdict: 'unsupported', ...joined })
  })

  it('exists on Windows 10 that is registered: registered is not joined', () => {
    expect(ask('retire', { platform: 'windows10', joinType: 'azureADRegistered' })).toEqual(supported)
  })

  it.each([null, '', 'unknown', 'Hybrid Azure AD joined', 'azureadjoined'])('needs the join type on Windows 10: %j does not say', (joinType) => {
    expect(ask('retire', { platform: 'windows10', joinType })).toEqual({ verdict: 'unknownFact', fact: 'joinType', ...joined })
  })

  it.each(['windows81', 'windowsRT', 'windowsPhone', 'macos'])('does not ask %s for the join type', (platform) => {
    expect(ask('retire', { platform, joinType: 'azureADJoined' })).toEqual(supported)
  })
})

describe('delete in intune-2018', () => {
  const supported = {
    verdict: 'supported',
    risk: 'irreversible',
    removesFromManagement: true,
    rule: 'Deleting a device from the Intune portal excludes no platform.',
    source: `${REMOVE} Delete devices from the Intune portal`,
  }

  it.each(PLATFORMS.filter((platform) => platform !== 'androidKiosk' && platform !== 'windows10'))('is a delete on %s', (platform) => {
    expect(ask('delete', { platform })).toEqual({ ...supported, effectiveEffect: 'delete' })
  })

  it.each([
    ['androidKiosk', null],
    ['windows10', 'azureADJoined'],
    ['windows10', 'hybridAzureADJoined'],
    ['windows10', null],
    ['windows10', 'unknown'],
  ])('is judged as a wipe on %s with join type %s: where company data cannot be removed its fate is open', (platform, joinType) => {
    expect(ask('delete', { platform, joinType })).toEqual({ ...supported, effectiveEffect: 'wipe' })
  })

  it('is a delete on Windows 10 that is registered', () => {
    expect(ask('delete', { platform: 'windows10', joinType: 'azureADRegistered' })).toEqual({ ...supported, effectiveEffect: 'delete' })
  })
})

describe('actions on the directory record in intune-2018', () => {
  it.each(PLATFORMS)('deleteDirectoryDevice exists for %s, is irreversible and leaves the device in management', (platform) => {
    expect(ask('deleteDirectoryDevice', { platform })).toEqual({
      verdict: 'supported',
      effectiveEffect: 'deleteDirectoryDevice',
      risk: 'irreversible',
      removesFromManagement: false,
      rule: 'Deleting a directory record excludes no platform.',
      source: `${REMOVE} Delete devices from the Azure Active Directory portal`,
    })
  })

  it.each(PLATFORMS)('disableDirectoryDevice exists for %s and is reversible', (platform) => {
    expect(ask('disableDirectoryDevice', { platform })).toEqual({
      verdict: 'supported',
      effectiveEffect: 'disableDirectoryDevice',
      risk: 'reversible',
      removesFromManagement: false,
      rule: 'Any directory record can be disabled.',
      source: 'Microsoft Graph reference v1.0, Update device, property accountEnabled',
    })
  })
})

describe('resetPasscode in intune-2018', () => {
  const WORK_PROFILE = 'A passcode can be reset on Android devices with a work profile from version 7.0 on.'
  const OLD_WORK_PROFILE = 'A passcode cannot be reset on Android devices with a work profile below version 7.0.'
  const ANDROID = 'A passcode can be reset on Android devices below version 7.0.'
  const NEW_ANDROID = 'A passcode cannot be reset on Android devices from version 7.0 on.'
  const KNOX = 'A passcode can be reset on Android devices below version 7.0, Samsung Knox included.'
  const NEW_KNOX = 'A passcode cannot be reset on Android devices from version 7.0 on, Samsung Knox included.'

  it.each([
    ['androidWorkProfile', '7.0', WORK_PROFILE],
    ['androidWorkProfile', '7', WORK_PROFILE],
    ['androidWorkProfile', '7.1.2', WORK_PROFILE],
    ['androidWorkProfile', '14', WORK_PROFILE],
    ['android', '6.0', ANDROID],
    ['android', '6.0.1', ANDROID],
    ['android', '6.9', ANDROID],
    ['android', '4.4.4', ANDROID],
    ['androidKnox', '6.0.1', KNOX],
    ['androidKnox', '5.1', KNOX],
    ['ios', '5.0', 'A passcode can be removed on iOS, every version.'],
    ['ios', '17.2', 'A passcode can be removed on iOS, every version.'],
    ['ios', null, 'A passcode can be removed on iOS, every version.'],
  ])('exists on %s %s', (platform, osVersion, rule) => {
    expect(ask('resetPasscode', { platform, osVersion })).toEqual({
      verdict: 'supported',
      effectiveEffect: 'resetPasscode',
      risk: 'recoverable',
      removesFromManagement: false,
      rule,
      source: `${PASSCODE} Supported platforms`,
    })
  })

  it.each([
    ['androidWorkProfile', '6.0', OLD_WORK_PROFILE],
    ['androidWorkProfile', '6.0.1', OLD_WORK_PROFILE],
    ['androidWorkProfile', '6.9.9', OLD_WORK_PROFILE],
    ['android', '7.0', NEW_ANDROID],
    ['android', '7', NEW_ANDROID],
    ['android', '10', NEW_ANDROID],
    ['androidKnox', '7.0', NEW_KNOX],
    ['androidKnox', '9', NEW_KNOX],
    ['macos', '14.2', 'A passcode cannot be reset on macOS.'],
    ['windows10', '10.0.19045', 'A passcode cannot be reset on Windows.'],
    ['windows81', '6.3', 'A passcode cannot be reset on Windows.'],
    ['windowsRT', '6.2', 'A passcode cannot be reset on Windows.'],
    ['windowsPhone', '8.1', 'A passcode cannot be reset on Windows.'],
  ])('does not exist on %s %s', (platform, osVersion, rule) => {
    expect(ask('resetPasscode', { platform, osVersion })).toEqual({
      verdict: 'unsupported',
      rule,
      source: `${PASSCODE} Unsupported platforms`,
    })
  })

  it.each(['6.0', '7.0', '14', null])('is refused on androidKiosk, which the document does not name, at version %s', (osVersion) => {
    expect(ask('resetPasscode', { platform: 'androidKiosk', osVersion })).toEqual({
      verdict: 'unsupported',
      rule: 'Resetting a passcode is not described for Android kiosk devices.',
      source: `${PASSCODE} Supported platforms`,
    })
  })

  it.each([
    ['androidWorkProfile', WORK_PROFILE],
    ['android', ANDROID],
    ['androidKnox', KNOX],
  ])('needs the version on %s', (platform, rule) => {
    const expected = { verdict: 'unknownFact', fact: 'osVersion', rule, source: `${PASSCODE} Supported platforms` }

    expect(ask('resetPasscode', { platform, osVersion: null })).toEqual(expected)
    expect(ask('resetPasscode', { platform, osVersion: '' })).toEqual(expected)
    expect(ask('resetPasscode', { platform, osVersion: 'Nougat' })).toEqual(expected)
  })
})

describe('a platform that the profile does not know', () => {
  it.each(['unknown', 'linux', '', 'iOS'])('%j: nothing may be done', (platform) => {
    expect(ask('wipe', { platform })).toEqual({
      verdict: 'unknownFact',
      fact: 'platform',
      rule: 'What an action does depends on the platform.',
      source: BOTH,
    })
  })
})

describe('an action that the profile does not describe', () => {
  it.each(['disableUser', 'deleteUser', 'setCleanupRule'] as const)('%s is not an action on a device', (action) => {
    expect(ask(action, { platform: 'ios' })).toEqual({
      verdict: 'unsupported',
      rule: `intune-2018 knows no ${action} for this device.`,
      source: BOTH,
    })
  })
})

describe('whether any device of a platform could be acted on, in intune-2018', () => {
  const PASSCODES = ['ios', 'android', 'androidKnox', 'androidWorkProfile']

  it.each([
    ['wipe', false, PLATFORMS.filter((platform) => platform !== 'androidWorkProfile')],
    ['wipe', true, ['windows10']],
    ['retire', false, PLATFORMS.filter((platform) => platform !== 'androidKiosk')],
    ['retire', true, []],
    ['delete', false, PLATFORMS],
    ['deleteDirectoryDevice', false, PLATFORMS],
    ['disableDirectoryDevice', false, PLATFORMS],
    ['resetPasscode', false, PASSCODES],
    ['setCleanupRule', false, []],
  ] as const)('%s (keep enrolment: %s)', (action, keepEnrollment, expected) => {
    const asked = [...PLATFORMS, 'unknown', 'tvos'].filter((platform) =>
      canEverSupport(profile2018(), { action, wipe: { ...PLAIN_WIPE, mode: keepEnrollment ? 'keep' : 'plain' } }, platform),
    )

    expect(asked).toEqual(expected)
  })

  it.each(PLATFORMS)('never denies what is supported on a known device of %s', (platform) => {
    for (const action of ['wipe', 'retire', 'delete', 'deleteDirectoryDevice', 'disableDirectoryDevice', 'resetPasscode'] as const) {
      const { verdict } = askSupport(profile2018(), { action, wipe: PLAIN_WIPE, facts: knownDevice(platform) })

      expect(canEverSupport(profile2018(), { action, wipe: PLAIN_WIPE }, platform)).toBe(verdict === 'supported')
    }
  })
})
