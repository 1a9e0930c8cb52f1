import { describe, expect, it } from 'vitest'
import type { ActionName } from '../../../src/planner/documents.generated.ts'
import { listEffects } from '../../../src/planner/profile/ask.ts'
import type { ProfileFacts } from '../../../src/planner/profile/ask.ts'
import { factsOf, knownDevice, PLATFORMS, profile2018 } from './profile-under-test.ts'
import { PLAIN_WIPE } from '../../../src/planner/wipe-options.ts'

function effectsOf(action: ActionName, facts: ProfileFacts, keepEnrollment = false) {
  return listEffects(profile2018(), { action, wipe: { ...PLAIN_WIPE, mode: keepEnrollment ? 'keep' : 'plain' }, facts })
}

const WINDOWS_1709 = factsOf({ platform: 'windows10', osVersion: '10.0.16299' })

describe('what wipe does in intune-2018', () => {
  const wiped = [
    { data: 'userAccounts', outcome: 'removed', note: null },
    { data: 'userData', outcome: 'removed', note: null },
    { data: 'mdmPolicies', outcome: 'removed', note: null },
    { data: 'deviceSettings', outcome: 'removed', note: null },
    { data: 'operatingSystem', outcome: 'reset', note: 'returns to its default state and settings' },
    { data: 'drive', outcome: 'removed', note: 'securely erased' },
    { data: 'mdmEnrolment', outcome: 'removed', note: 'the device leaves management' },
  ]

  it.each(PLATFORMS.filter((platform) => platform !== 'androidWorkProfile'))('erases everything on %s', (platform) => {
    expect(effectsOf('wipe', factsOf({ platform }))).toEqual(wiped)
  })

  it('does nothing to a work profile', () => {
    expect(effectsOf('wipe', knownDevice('androidWorkProfile'))).toEqual([
      { data: 'all', outcome: 'blocked', note: 'Factory reset is not supported for Android work profiles.' },
    ])
  })

  it.each([
    ['userAccounts', 'user accounts associated with the device'],
    ['machineState', 'machine state (domain join, Azure AD join)'],
    ['mdmEnrolment', 'MDM enrolment'],
    ['oemApps', 'OEM-installed apps (Store and Win32)'],
    ['userProfile', 'user profile'],
    ['userDataOutsideProfile', 'user data outside the user profile'],
    ['userAutologon', 'user autologon'],
  ])('that keeps enrolment retains %s', (data, text) => {
    expect(effectsOf('wipe', WINDOWS_1709, true).filter((effect) => effect.data === data)).toEqual([{ data, outcome: 'kept', note: null }])
    expect(profile2018().dataKinds.find(({ name }) => name === data)?.text).toBe(text)
  })

  it.each([
    ['userInstalledApps', 'user-installed apps (Store and Win32)'],
    ['nonDefaultSettings', 'non-default device settings'],
  ])('that keeps enrolment does not retain %s', (data, text) => {
    expect(effectsOf('wipe', WINDOWS_1709, true).filter((effect) => effect.data === data)).toEqual([{ data, outcome: 'removed', note: null }])
    expect(profile2018().dataKinds.find(({ name }) => name === data)?.text).toBe(text)
  })

  it('that keeps enrolment promises neither that user data is kept nor that user files are gone, since the document says both', () => {
    const shown = effectsOf('wipe', WINDOWS_1709, true).filter(({ data }) => data === 'userData' || data === 'userFiles')

    expect(shown).toEqual([
      { data: 'userData', outcome: 'contradictory', note: 'said to be kept, while user files are listed as not kept: rely on neither' },
      { data: 'userFiles', outcome: 'contradictory', note: 'listed as not kept, while user data is said to be kept: rely on neither' },
    ])
  })

  it('that keeps enrolment resets the rest and has policies applied again', () => {
    const shown = effectsOf('wipe', WINDOWS_1709, true).slice(-3)

    expect(shown).toEqual([
      { data: 'userSettings', outcome: 'reset', note: 'go back to default' },
      { data: 'operatingSystem', outcome: 'reset', note: 'returns to its default state and settings' },
      { data: 'mdmPolicies', outcome: 'removed', note: 'applied again the next time the device connects' },
    ])
  })

  it('that keeps enrolment has these effects and no other', () => {
    expect(effectsOf('wipe', WINDOWS_1709, true).map(({ data }) => data)).toEqual([
      'userAccounts',
      'machineState',
      'mdmEnrolment',
      'oemApps',
      'userProfile',
      'userDataOutsideProfile',
      'userAutologon',
      'userData',
      'userFiles',
      'userInstalledApps',
      'nonDefaultSettings',
      'userSettings',
      'operatingSystem',
      'mdmPolicies',
    ])
  })

  it('that keeps enrolment does nothing where the option does not exist', () => {
    expect(effectsOf('wipe', factsOf({ platform: 'windows10', osVersion: '10.0.16298' }), true)).toEqual([
      {
        data: 'all',
        outcome: 'blocked',
        note: 'Keeping enrolment state and user account is only available from Windows 10 version 1709 on.',
      },
    ])
  })
})

describe('what delete does in intune-2018', () => {
  const record = { data: 'intuneRecord', outcome: 'removed', note: null }
  const enrolment = { data: 'mdmEnrolment', outcome: 'removed', note: 'the device leaves management' }

  it.each(PLATFORMS.filter((platform) => platform !== 'androidKiosk'))('removes company data at the next check-in on %s', (platform) => {
    expect(effectsOf('delete', knownDevice(platform))).toEqual([
      record,
      { data: 'companyData', outcome: 'removed', note: 'any company data on the device, at its next check-in' },
      enrolment,
    ])
  })

  it.each([
    ['androidKiosk', null],
    ['windows10', 'azureADJoined'],
    ['windows10', 'hybridAzureADJoined'],
    ['windows10', null],
  ])('leaves open what becomes of company data on %s with join type %s', (platform, joinType) => {
    expect(effectsOf('delete', factsOf({ platform, joinType }))).toEqual([
      record,
      {
        data: 'companyData',
        outcome: 'notDescribed',
        note: 'left open where company data cannot be removed; judged by the worst effect, a wipe',
      },
      enrolment,
    ])
  })
})

describe('what the actions on the directory record do in intune-2018', () => {
  it.each(PLATFORMS)('deleteDirectoryDevice removes the record and does not remove %s from management', (platform) => {
    expect(effectsOf('deleteDirectoryDevice', factsOf({ platform }))).toEqual([
      { data: 'directoryRecord', outcome: 'recordRemoved', note: null },
      { data: 'mdmEnrolment', outcome: 'kept', note: 'the device is not removed from management' },
    ])
  })

  it.each(PLATFORMS)('disableDirectoryDevice disables the record and does not remove %s from management', (platform) => {
    expect(effectsOf('disableDirectoryDevice', factsOf({ platform }))).toEqual([
      { data: 'directoryRecord', outcome: 'recordDisabled', note: 'can be enabled again' },
      { data: 'mdmEnrolment', outcome: 'kept', note: 'the device is not removed from management' },
    ])
  })
})

describe('what resetPasscode does in intune-2018', () => {
  it('removes the passcode on ios', () => {
    expect(effectsOf('resetPasscode', knownDevice('ios'))).toEqual([
      {
        data: 'passcode',
        outcome: 'removed',
        note: 'the passcode is removed; where a passcode compliance policy is set, the user is asked to set a new one in Settings',
      },
    ])
  })

  it.each(['android', 'androidKnox'])('is not described for %s', (platform) => {
    expect(effectsOf('resetPasscode', knownDevice(platform))).toEqual([{ data: 'passcode', outcome: 'notDescribed', note: null }])
  })

  it('gives a work profile a new password, and the user a token to activate', () => {
    expect(effectsOf('resetPasscode', knownDevice('androidWorkProfile'))).toEqual([
      {
        data: 'workProfilePasscode',
        outcome: 'reset',
        note: 'the device gets a new password that unlocks the managed profile, or a managed challenge for the end user',
      },
      {
        data: 'passcodeResetToken',
        outcome: 'conditional',
        note: 'on 7.0+ the end user is notified, as soon as enrolment is complete, to activate the token for resetting the passcode; shown where a work-profile password is required and set; it goes once the passcode is entered',
      },
    ])
  })

  it.each(['androidKiosk', 'macos', 'windows10', 'windows81', 'windowsRT', 'windowsPhone'])('does nothing on %s', (platform) => {
    expect(effectsOf('resetPasscode', knownDevice(platform)).map(({ data, outcome }) => ({ data, outcome }))).toEqual([{ data: 'all', outcome: 'blocked' }])
  })

  it('has no row that the tests above leave out', () => {
    const rows = profile2018().actions.resetPasscode.modes[0].effects.map(({ when, data }) => `${when.platform?.join(' ')}: ${data}`)

    expect(rows).toEqual([
      'ios: passcode',
      'android: passcode',
      'androidKnox: passcode',
      'androidWorkProfile: workProfilePasscode',
      'androidWorkProfile: passcodeResetToken',
    ])
  })
})

describe('an action or a platform that the profile does not know', () => {
  it('touches nothing', () => {
    expect(effectsOf('deleteUser', knownDevice('ios'))).toEqual([{ data: 'all', outcome: 'blocked', note: 'intune-2018 knows no deleteUser for this device.' }])
    expect(effectsOf('wipe', factsOf({ platform: 'unknown' }))).toEqual([
      { data: 'all', outcome: 'blocked', note: 'What an action does depends on the platform.' },
    ])
  })
})
