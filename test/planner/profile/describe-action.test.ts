import { describe, expect, it } from 'vitest'
import { describeAction } from '../../../src/planner/profile/describe-action.ts'
import type { ActionDescription, DescribeRequest } from '../../../src/planner/profile/describe-action.ts'
import { PLATFORMS, profile2018 } from './profile-under-test.ts'

function described(request: DescribeRequest): ActionDescription {
  const description = describeAction(profile2018(), request)
  if (!description) throw new Error('Nothing is described.')
  return description
}

const isOn = (...platforms: readonly string[]) => platforms
const without = (...left: readonly string[]) => PLATFORMS.filter((platform) => !left.includes(platform))

/** The skeleton of a description: who is together, and how many rows and silences there are. */
function outline({ modes }: ActionDescription) {
  return modes.map(({ name, effects }) => ({
    name,
    effects: effects.map(({ platforms, rows, notDescribed }) => ({ platforms, rows: rows.length, notDescribed: notDescribed.length })),
  }))
}

describe('the description of an action', () => {
  it('says everything about resetPasscode on a work profile', () => {
    const PASSCODE = 'Reset or remove a passcode (Intune docs, 2018-03-29)'
    const when = { platform: ['androidWorkProfile'] }

    expect(described({ action: 'resetPasscode', platform: 'androidWorkProfile' })).toEqual({
      options: [],
      profile: 'intune-2018',
      action: 'resetPasscode',
      platform: {
        name: 'androidWorkProfile',
        text: 'Android work profile',
        source: 'Remove devices (Intune docs, 2018-05-10), section Android work profile',
        reading: '"Android for Work" in the document on passcodes is the same.',
      },
      statements: [
        { about: 'portalName', text: 'Remove passcode', source: `${PASSCODE}, introduction` },
        {
          about: 'usedFor',
          text: 'a new passcode for one named device; the old one is removed or reset',
          source: `${PASSCODE}, section Reset a passcode`,
        },
        { about: 'status', text: 'shown under Devices, Device actions', source: `${PASSCODE}, section Next steps` },
      ],
      risk: {
        value: 'recoverable',
        source: `${PASSCODE}, section Resetting iOS passcodes`,
        reading: 'A new passcode can be set; no data is lost.',
      },
      effectiveEffects: [{ when: {}, effect: 'resetPasscode', source: `${PASSCODE}, introduction` }],
      propagation: null,
      modes: [
        {
          name: 'plain',
          option: null,
          effect: { about: 'effect', text: 'the old passcode is removed or reset', source: `${PASSCODE}, introduction` },
          support: [
            {
              when: { ...when, osVersion: { atLeast: '7.0' } },
              verdict: 'supported',
              rule: 'A passcode can be reset on Android devices with a work profile from version 7.0 on.',
              source: `${PASSCODE}, section Supported platforms`,
            },
            {
              when: { ...when, osVersion: { below: '7.0' } },
              verdict: 'unsupported',
              rule: 'A passcode cannot be reset on Android devices with a work profile below version 7.0.',
              source: `${PASSCODE}, section Unsupported platforms`,
              reading: 'Printed as "6.0 and lower"; every 6.x counts, 6.0.1 too.',
            },
          ],
          removedFromManagement: {
            value: false,
            source: `${PASSCODE}, introduction`,
            reading: 'The document does not speak of management; the device stays.',
          },
          effects: [
            {
              platforms: ['androidWorkProfile'],
              rows: [
                {
                  when,
                  data: 'workProfilePasscode',
                  text: 'passcode of the managed profile',
                  outcome: 'reset',
                  note: 'the device gets a new password that unlocks the managed profile, or a managed challenge for the end user',
                  source: `${PASSCODE}, section Resetting Android for Work passcodes`,
                },
                {
                  when,
                  data: 'passcodeResetToken',
                  text: 'token for resetting the passcode',
                  outcome: 'conditional',
                  note: 'on 7.0+ the end user is notified, as soon as enrolment is complete, to activate the token for resetting the passcode; shown where a work-profile password is required and set; it goes once the passcode is entered',
                  source: `${PASSCODE}, section Resetting Android for Work passcodes`,
                },
              ],
              notDescribed: [],
            },
          ],
          statements: [],
        },
      ],
      sources: [
        'Remove devices (Intune docs, 2018-05-10), section Android work profile',
        `${PASSCODE}, introduction`,
        `${PASSCODE}, section Reset a passcode`,
        `${PASSCODE}, section Next steps`,
        `${PASSCODE}, section Resetting iOS passcodes`,
        `${PASSCODE}, section Supported platforms`,
        `${PASSCODE}, section Unsupported platforms`,
        `${PASSCODE}, section Resetting Android for Work passcodes`,
      ],
    })
  })

  it('names in words the kinds of data that the documents leave out', () => {
    const [mode] = described({ action: 'retire', platform: 'macos' }).modes

    expect(mode?.effects.map(({ notDescribed }) => notDescribed)).toEqual([
      [
        'company apps and their data, installed through Intune',
        'web links',
        'unmanaged Google Play apps',
        'unmanaged line-of-business apps',
        'managed Google Play apps',
        'managed line-of-business apps',
        'e-mail',
        'contacts',
      ],
    ])
  })

  it('puts platforms with the same effects together, and leaves out those that have no such action', () => {
    expect(outline(described({ action: 'wipe', platform: null }))).toEqual([
      { name: 'plain', effects: [{ platforms: without('androidWorkProfile'), rows: 7, notDescribed: 0 }] },
      { name: 'keep', effects: [{ platforms: isOn('windows10'), rows: 14, notDescribed: 0 }] },
    ])
    expect(outline(described({ action: 'delete', platform: null }))).toEqual([
      {
        name: 'plain',
        effects: [
          { platforms: without('androidKiosk', 'windows10'), rows: 3, notDescribed: 0 },
          { platforms: isOn('androidKiosk'), rows: 3, notDescribed: 0 },
          { platforms: isOn('windows10'), rows: 4, notDescribed: 0 },
        ],
      },
    ])
    expect(outline(described({ action: 'resetPasscode', platform: null }))).toEqual([
      {
        name: 'plain',
        effects: [
          { platforms: isOn('ios'), rows: 1, notDescribed: 0 },
          { platforms: isOn('android'), rows: 1, notDescribed: 0 },
          { platforms: isOn('androidKnox'), rows: 1, notDescribed: 0 },
          { platforms: isOn('androidWorkProfile'), rows: 2, notDescribed: 0 },
        ],
      },
    ])
  })

  it('shows that retire is blocked on a kiosk device, and nothing else of it', () => {
    expect(outline(described({ action: 'retire', platform: 'androidKiosk' }))).toEqual([
      { name: 'plain', effects: [{ platforms: ['androidKiosk'], rows: 1, notDescribed: 0 }] },
    ])
  })

  it('promises no effect where the action does not exist', () => {
    expect(outline(described({ action: 'wipe', platform: 'androidWorkProfile' }))).toEqual([
      { name: 'plain', effects: [] },
      { name: 'keep', effects: [] },
    ])
  })

  it('shows both fates of company data where the join type decides', () => {
    const { modes, effectiveEffects } = described({ action: 'delete', platform: 'windows10' })

    expect(modes[0]?.effects[0]?.rows.map(({ data, outcome }) => [data, outcome])).toEqual([
      ['intuneRecord', 'removed'],
      ['companyData', 'notDescribed'],
      ['companyData', 'removed'],
      ['mdmEnrolment', 'removed'],
    ])
    expect(effectiveEffects.map(({ effect }) => effect)).toEqual(['wipe', 'delete'])
  })

  it('leaves out what is said of another platform', () => {
    expect(described({ action: 'wipe', platform: 'ios' }).statements.map(({ about }) => about)).toEqual(['portalName', 'usedFor', 'caution', 'confirmation'])
    expect(described({ action: 'wipe', platform: 'androidKiosk' }).statements.map(({ about }) => about)).toContain('onlyRemovalAction')
    expect(described({ action: 'retire', platform: 'ios' }).modes[0]?.statements).toEqual([])
    expect(described({ action: 'retire', platform: 'ios' }).effectiveEffects.map(({ effect }) => effect)).toEqual(['retire'])
  })

  it('names each source once', () => {
    const { sources } = described({ action: 'retire', platform: null })

    expect(sources.length).toBeGreaterThan(10)
    expect(new Set(sources).size).toBe(sources.length)
  })

  it('is null for an action or a platform that the profile does not know', () => {
    expect(describeAction(profile2018(), { action: 'deleteUser', platform: null })).toBeNull()
    expect(describeAction(profile2018(), { action: 'wipe', platform: 'unknown' })).toBeNull()
  })
})
