/** Every row of today's tables, written down from the documents and not from the profile. */
import { describe, expect, it } from 'vitest'
import type { ActionName } from '../../../src/planner/documents.generated.ts'
import { askSupport, cleanupRange, listEffects, type ProfileFacts } from '../../../src/planner/profile/ask.ts'
import { PLAIN_WIPE, type WipeOptions } from '../../../src/planner/wipe-options.ts'
import { factsOf, PLATFORMS_2026, profile2026 } from './profile-under-test.ts'

type Asked = Partial<ProfileFacts> & { readonly platform: string }

/** `action`, where the action exists with its effective effect, else why not. */
function ask(action: ActionName, facts: Asked, wipe: Partial<WipeOptions> = {}): string {
  const support = askSupport(profile2026(), { action, wipe: { ...PLAIN_WIPE, ...wipe }, facts: factsOf(facts) })
  if (support.verdict === 'supported') return support.effectiveEffect
  return support.verdict === 'unsupported' ? 'no' : `unknown ${support.fact}`
}

function outcome(action: ActionName, facts: Asked, data: string, wipe: Partial<WipeOptions> = {}): string | undefined {
  return listEffects(profile2026(), { action, wipe: { ...PLAIN_WIPE, ...wipe }, facts: factsOf(facts) }).find((effect) => effect.data === data)?.outcome
}

describe('the table of actions, by platform', () => {
  it.each<[string, string | null, Record<'wipe' | 'keep' | 'protected' | 'retire' | 'delete' | 'resetPasscode', string>]>([
    ['ios', '18.5', { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'resetPasscode' }],
    ['macos', '15.5', { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['tvos', '10.2', { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['tvos', '10.1', { wipe: 'no', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['tvos', null, { wipe: 'unknown osVersion', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['visionos', '1.1', { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'resetPasscode' }],
    ['visionos', '1.0.3', { wipe: 'no', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['visionos', null, { wipe: 'unknown osVersion', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'unknown osVersion' }],
    ['chromeos', null, { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'no', delete: 'no', resetPasscode: 'no' }],
    ['windows10', '10.0.26100.1', { wipe: 'wipe', keep: 'wipe', protected: 'wipe', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['windows10', null, { wipe: 'wipe', keep: 'wipe', protected: 'wipe', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
    ['androidDedicated', null, { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'no', delete: 'wipe', resetPasscode: 'resetPasscode' }],
    ['androidFullyManaged', null, { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'no', delete: 'wipe', resetPasscode: 'resetPasscode' }],
    ['androidCorporateWorkProfile', null, { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'no', delete: 'wipe', resetPasscode: 'resetPasscode' }],
    ['androidPersonalWorkProfile', null, { wipe: 'no', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'resetPasscode' }],
    ['androidAosp', null, { wipe: 'wipe', keep: 'no', protected: 'no', retire: 'no', delete: 'wipe', resetPasscode: 'resetPasscode' }],
    ['androidDeviceAdministrator', null, { wipe: 'no', keep: 'no', protected: 'no', retire: 'retire', delete: 'retire', resetPasscode: 'no' }],
  ])('%s %s', (platform, osVersion, expected) => {
    const facts = { platform, osVersion }

    const answers = {
      wipe: ask('wipe', facts),
      keep: ask('wipe', facts, { mode: 'keep' }),
      protected: ask('wipe', facts, { mode: 'protected' }),
      retire: ask('retire', facts),
      delete: ask('delete', facts),
      resetPasscode: ask('resetPasscode', facts),
    }

    expect(answers).toEqual(expected)
  })

  it.each(PLATFORMS_2026)('%s has a directory record that can be disabled and deleted', (platform) => {
    expect([ask('disableDirectoryDevice', { platform }), ask('deleteDirectoryDevice', { platform })]).toEqual([
      'disableDirectoryDevice',
      'deleteDirectoryDevice',
    ])
  })

  it('has no line for a platform that nobody knows', () => {
    expect(ask('delete', { platform: 'unknown' })).toBe('unknown platform')
    expect(ask('delete', { platform: 'androidKiosk' })).toBe('unknown platform')
  })
})

describe('the options of a wipe, by platform', () => {
  it.each<[string, 'wipe' | 'no', 'wipe' | 'no']>([
    ['ios', 'wipe', 'no'],
    ['macos', 'no', 'wipe'],
    ['chromeos', 'no', 'no'],
    ['windows10', 'no', 'no'],
    ['androidDedicated', 'wipe', 'no'],
    ['androidFullyManaged', 'wipe', 'no'],
    ['androidCorporateWorkProfile', 'wipe', 'no'],
    ['androidAosp', 'no', 'no'],
  ])('%s: eSIM data plan %s, unlock code %s', (platform, esim, code) => {
    expect([ask('wipe', { platform }, { persistEsimDataPlan: true }), ask('wipe', { platform }, { persistEsimDataPlan: false })]).toEqual([esim, esim])
    expect(ask('wipe', { platform }, { macOsUnlockCode: { secretRef: 'env:CODE' } })).toBe(code)
  })

  it.each(['retire', 'delete', 'resetPasscode'] as const)('belong to no %s', (action) => {
    expect(ask(action, { platform: 'ios' }, { persistEsimDataPlan: true })).toBe('no')
    expect(ask(action, { platform: 'windows10' }, { mode: 'keep' })).toBe('no')
  })
})

describe('what becomes of data on a wipe', () => {
  it.each(['ios', 'macos', 'chromeos', 'windows10', 'androidDedicated', 'androidFullyManaged', 'androidCorporateWorkProfile', 'androidAosp'])(
    '%s loses everything',
    (platform) => {
      const kinds = ['personalData', 'companyData', 'apps', 'deviceSettings', 'operatingSystem'].map((data) => outcome('wipe', { platform }, data))

      expect(kinds).toEqual(['removed', 'removed', 'removed', 'removed', 'reset'])
    },
  )

  it.each<[WipeOptions['mode'], string, string]>([
    ['keep', 'userData', 'kept'],
    ['keep', 'userAccounts', 'kept'],
    ['keep', 'deviceSettings', 'partial'],
    ['keep', 'mdmPolicies', 'removed'],
    ['keep', 'mdmEnrolment', 'kept'],
    ['keep', 'operatingSystem', 'reset'],
    ['protected', 'userData', 'removed'],
    ['protected', 'deviceSettings', 'removed'],
    ['protected', 'mdmPolicies', 'removed'],
    ['protected', 'freeSpace', 'removed'],
    ['protected', 'mdmEnrolment', 'removed'],
    ['plain', 'mdmPolicies', 'removed'],
  ])('in mode %s on Windows: %s is %s', (mode, data, expected) => {
    expect(outcome('wipe', { platform: 'windows10' }, data, { mode })).toBe(expected)
  })

  it.each<[WipeOptions['mode'], boolean]>([
    ['plain', true],
    ['keep', false],
    ['protected', true],
  ])('mode %s ends the management: %s', (mode, removesFromManagement) => {
    const support = askSupport(profile2026(), { action: 'wipe', wipe: { ...PLAIN_WIPE, mode }, facts: factsOf({ platform: 'windows10' }) })

    expect(support).toMatchObject({ verdict: 'supported', removesFromManagement, risk: 'irreversible' })
  })

  it('the bypass code of Activation Lock is lost on Apple devices, and nowhere else', () => {
    expect(PLATFORMS_2026.filter((platform) => outcome('wipe', { platform, osVersion: '20' }, 'activationLockCode') === 'removed')).toEqual(['ios', 'macos'])
  })
})

describe('what becomes of data on a retire', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'ios',
      {
        companyApps: 'partial',
        settings: 'notEnforced',
        wifiVpnProfiles: 'removed',
        certificates: 'removedAndRevoked',
        managementAgent: 'removed',
        email: 'removed',
        directoryRecord: 'recordKept',
        contacts: 'kept',
      },
    ],
    [
      'macos',
      {
        settings: 'notEnforced',
        wifiVpnProfiles: 'removed',
        certificates: 'removedAndRevoked',
        managementAgent: 'removed',
        outlook: 'conditional',
        directoryRecord: 'recordKept',
        email: 'notDescribed',
      },
    ],
    [
      'androidDeviceAdministrator',
      {
        webLinks: 'removed',
        unmanagedPlayApps: 'partial',
        unmanagedLobApps: 'conditional',
        managedPlayApps: 'partial',
        managedLobApps: 'partial',
        settings: 'notEnforced',
        wifiVpnProfiles: 'removed',
        certificates: 'revoked',
        managementAgent: 'revoked',
        email: 'conditional',
        directoryRecord: 'recordRemoved',
      },
    ],
    ['androidPersonalWorkProfile', { workProfile: 'removed', directoryRecord: 'notDescribed' }],
    ['tvos', { settings: 'notDescribed', directoryRecord: 'notDescribed' }],
    ['visionos', { settings: 'notDescribed', directoryRecord: 'notDescribed' }],
    ['windows10', { companyApps: 'partial', settings: 'notEnforced', wifiVpnProfiles: 'removed', certificates: 'removedAndRevoked', email: 'partial' }],
  ])('%s', (platform, expected) => {
    const found = Object.fromEntries(Object.keys(expected).map((data) => [data, outcome('retire', { platform }, data)]))

    expect(found).toEqual(expected)
    expect(['personalData', 'companyData', 'mdmEnrolment'].map((data) => outcome('retire', { platform }, data))).toEqual(['kept', 'removed', 'removed'])
  })

  it.each<[Partial<ProfileFacts>, string, string | undefined]>([
    [{ autopilotEnrolled: true }, 'directoryRecord', 'recordKept'],
    [{ autopilotEnrolled: false }, 'directoryRecord', 'recordRemoved'],
    [{ autopilotEnrolled: null }, 'directoryRecord', 'recordRemoved'],
    [{ joinType: 'azureADJoined' }, 'directoryJoin', 'removed'],
    [{ joinType: 'azureADRegistered' }, 'directoryJoin', 'removed'],
    [{ joinType: 'hybridAzureADJoined' }, 'directoryJoin', 'notDescribed'],
    [{ joinType: 'azureADJoined', isEncrypted: true }, 'diskEncryption', 'notEnforced'],
    [{ joinType: 'azureADJoined', isEncrypted: null }, 'diskEncryption', 'notEnforced'],
    [{ joinType: null, isEncrypted: true }, 'diskEncryption', 'notEnforced'],
    [{ joinType: 'azureADJoined', isEncrypted: false }, 'diskEncryption', undefined],
    [{ joinType: 'azureADRegistered', isEncrypted: true }, 'diskEncryption', undefined],
    [{ joinType: 'azureADJoined', isEncrypted: true }, 'recoveryKeys', 'conditional'],
  ])('Windows with %j: %s is %s', (facts, data, expected) => {
    expect(outcome('retire', { platform: 'windows10', ...facts }, data)).toBe(expected)
    expect(outcome('delete', { platform: 'windows10', ...facts }, data)).toBe(expected)
  })

  it('locks the user of an Entra joined device out, and says how to get in', () => {
    const effects = listEffects(profile2026(), { action: 'retire', wipe: PLAIN_WIPE, facts: factsOf({ platform: 'windows10', joinType: 'azureADJoined' }) })

    expect(effects.find(({ data }) => data === 'directoryJoin')?.note).toMatch(/nobody can sign in with an Entra account.*safe mode/)
  })
})

describe('what becomes of data on a delete', () => {
  it.each(['androidDedicated', 'androidFullyManaged', 'androidCorporateWorkProfile', 'androidAosp'])('%s is wiped', (platform) => {
    expect(['intuneRecord', 'personalData', 'companyData', 'operatingSystem'].map((data) => outcome('delete', { platform }, data))).toEqual([
      'removed',
      'removed',
      'removed',
      'reset',
    ])
  })

  it.each(['ios', 'macos', 'tvos', 'visionos', 'windows10', 'androidPersonalWorkProfile', 'androidDeviceAdministrator'])('%s is retired', (platform) => {
    expect(['intuneRecord', 'personalData', 'companyData', 'mdmEnrolment'].map((data) => outcome('delete', { platform }, data))).toEqual([
      'removed',
      'kept',
      'removed',
      'removed',
    ])
  })
})

describe('which passcode is reset', () => {
  it.each<[string, string, string]>([
    ['androidDedicated', 'passcode', 'reset'],
    ['androidAosp', 'passcode', 'reset'],
    ['androidFullyManaged', 'workProfilePasscode', 'reset'],
    ['androidCorporateWorkProfile', 'workProfilePasscode', 'reset'],
    ['androidPersonalWorkProfile', 'workProfilePasscode', 'reset'],
    ['ios', 'passcode', 'removed'],
    ['visionos', 'passcode', 'removed'],
  ])('%s: %s is %s, and nothing else happens', (platform, data, expected) => {
    const effects = listEffects(profile2026(), { action: 'resetPasscode', wipe: PLAIN_WIPE, facts: factsOf({ platform, osVersion: '1.1' }) })

    expect(effects.map((effect) => [effect.data, effect.outcome])).toEqual([[data, expected]])
  })

  it.each(['androidDedicated', 'androidAosp', 'androidFullyManaged', 'androidCorporateWorkProfile', 'androidPersonalWorkProfile'])(
    '%s: only where a policy enforces a passcode',
    (platform) => {
      const [effect] = listEffects(profile2026(), { action: 'resetPasscode', wipe: PLAIN_WIPE, facts: factsOf({ platform }) })

      expect(effect?.note).toContain('fails unless a policy enforces a passcode')
    },
  )
})

describe('the directory record', () => {
  it('takes the recovery keys of Windows with it when it is deleted, for good', () => {
    const facts = { platform: 'windows10' }

    expect(outcome('deleteDirectoryDevice', facts, 'directoryRecord')).toBe('recordRemoved')
    expect(outcome('deleteDirectoryDevice', facts, 'recoveryKeys')).toBe('removed')
    expect(profile2026().actions.deleteDirectoryDevice.risk.value).toBe('irreversible')
    expect(profile2026().actions.disableDirectoryDevice.risk.value).toBe('reversible')
  })
})

describe('the numbers', () => {
  it('of the daily limits of a tenant', () => {
    expect(profile2026().dailyLimits?.map(({ action, perTenant }) => [action, perTenant])).toEqual([
      ['wipe', 500],
      ['retire', 1000],
      ['delete', 1000],
    ])
  })

  it('of clean-up rules, by platform', () => {
    expect(cleanupRange(profile2026())).toEqual({ min: 30, max: 270 })
    expect(profile2026().cleanupRule.platformTypes?.map(({ name, platforms }) => [name, platforms])).toEqual([
      ['all', PLATFORMS_2026],
      ['androidAOSP', ['androidAosp']],
      ['androidDedicatedAndFullyManagedCorporateOwnedWorkProfile', ['androidDedicated', 'androidFullyManaged', 'androidCorporateWorkProfile']],
      ['androidDeviceAdministrator', ['androidDeviceAdministrator']],
      ['androidPersonallyOwnedWorkProfile', ['androidPersonalWorkProfile']],
      ['chromeOS', ['chromeos']],
      ['ios', ['ios']],
      ['macOS', ['macos']],
      ['windows', ['windows10']],
      ['windowsHolographic', []],
      ['visionOS', ['visionos']],
      ['tvOS', ['tvos']],
    ])
  })

  it('of bulk actions and of the second administrator', () => {
    expect(profile2026().bulkMaximum?.value).toBe(100)
    expect(profile2026().multiAdminApproval).toMatchObject({ actions: ['wipe', 'retire', 'delete'], requestExpiryDays: 3 })
  })
})
