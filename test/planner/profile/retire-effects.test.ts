import { describe, expect, it } from 'vitest'
import { listEffects } from '../../../src/planner/profile/ask.ts'
import { factsOf, knownDevice, PLATFORMS, profile2018 } from './profile-under-test.ts'
import { PLAIN_WIPE } from '../../../src/planner/wipe-options.ts'

const IN_SYNC =
  'contacts synced straight from the app to the native address book go; those synced on from there to another source cannot be removed; Outlook app only'
const UNUSABLE = 'app data goes, the app stays; data protected by MAM encryption outside the app (an SD card) stays encrypted and unusable but is not removed'
const ENCRYPTED = 'app data goes, the app stays; data protected by MAM encryption outside the app (an SD card) stays encrypted but is not removed'
const OUTLOOK_MAM = 'mail received by the Outlook app goes where Outlook is under MAM policy; otherwise Outlook is not wiped on unenrolment'
const PROFILES_AND_CACHE = 'profiles provisioned through Intune and mail cached on the device'

/** Platform, kind of data, outcome, note; then the section of the document. */
const TABLE: readonly (readonly [platform: string, data: string, outcome: string, note: string | null, section: string])[] = [
  [
    'ios',
    'companyApps',
    'partial',
    'apps installed through Intune and company app data go; of Microsoft apps under mobile app management the app data goes and the app stays',
    'Remove company data, table iOS, row Company apps',
  ],
  ['ios', 'settings', 'notEnforced', null, 'Remove company data, table iOS, row Settings'],
  ['ios', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table iOS, row Wi-Fi and VPN profile settings'],
  ['ios', 'certificates', 'removedAndRevoked', null, 'Remove company data, table iOS, row Certificate profile settings'],
  ['ios', 'managementAgent', 'removed', 'the management profile is removed', 'Remove company data, table iOS, row Management agent'],
  ['ios', 'email', 'removed', PROFILES_AND_CACHE, 'Remove company data, table iOS, row E-mail'],
  [
    'ios',
    'outlook',
    'conditional',
    'mail received by the Outlook app goes where the app was first deployed to iOS users as a required app',
    'Remove company data, table iOS, row Outlook',
  ],
  ['ios', 'directoryRecord', 'recordRemoved', null, 'Remove company data, table iOS, row Azure AD unjoin'],
  ['ios', 'contacts', 'partial', IN_SYNC, 'Remove company data, table iOS, row Contacts'],

  ['android', 'webLinks', 'removed', null, 'Remove company data, table Android, row Web links'],
  ['android', 'unmanagedPlayApps', 'kept', 'apps and data stay installed', 'Remove company data, table Android, row Unmanaged Google Play apps'],
  ['android', 'unmanagedLobApps', 'kept', 'apps and data stay installed', 'Remove company data, table Android, row Unmanaged line-of-business apps'],
  ['android', 'managedPlayApps', 'partial', UNUSABLE, 'Remove company data, table Android, row Managed Google Play apps'],
  ['android', 'managedLobApps', 'partial', UNUSABLE, 'Remove company data, table Android, row Managed line-of-business apps'],
  ['android', 'settings', 'notEnforced', null, 'Remove company data, table Android, row Settings'],
  ['android', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table Android, row Wi-Fi and VPN profile settings'],
  ['android', 'certificates', 'revoked', 'revoked, not removed', 'Remove company data, table Android, row Certificate profile settings'],
  ['android', 'managementAgent', 'revoked', 'device-administrator rights are revoked', 'Remove company data, table Android, row Management agent'],
  ['android', 'email', 'notApplicable', 'e-mail profiles are not supported', 'Remove company data, table Android, row E-mail'],
  ['android', 'outlook', 'conditional', OUTLOOK_MAM, 'Remove company data, table Android, row Outlook'],
  ['android', 'directoryRecord', 'recordRemoved', null, 'Remove company data, table Android, row Azure AD unjoin'],
  ['android', 'contacts', 'partial', IN_SYNC, 'Remove company data, table Android, row Contacts'],

  ['androidKnox', 'webLinks', 'removed', null, 'Remove company data, table Android, row Web links'],
  ['androidKnox', 'unmanagedPlayApps', 'kept', 'apps and data stay installed', 'Remove company data, table Android, row Unmanaged Google Play apps'],
  [
    'androidKnox',
    'unmanagedLobApps',
    'partial',
    'apps and their local data go; data outside the app (an SD card) stays',
    'Remove company data, table Android, row Unmanaged line-of-business apps',
  ],
  ['androidKnox', 'managedPlayApps', 'partial', ENCRYPTED, 'Remove company data, table Android, row Managed Google Play apps'],
  ['androidKnox', 'managedLobApps', 'partial', UNUSABLE, 'Remove company data, table Android, row Managed line-of-business apps'],
  ['androidKnox', 'settings', 'notEnforced', null, 'Remove company data, table Android, row Settings'],
  ['androidKnox', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table Android, row Wi-Fi and VPN profile settings'],
  ['androidKnox', 'certificates', 'removedAndRevoked', null, 'Remove company data, table Android, row Certificate profile settings'],
  ['androidKnox', 'managementAgent', 'revoked', 'device-administrator rights are revoked', 'Remove company data, table Android, row Management agent'],
  ['androidKnox', 'email', 'removed', PROFILES_AND_CACHE, 'Remove company data, table Android, row E-mail'],
  ['androidKnox', 'outlook', 'conditional', OUTLOOK_MAM, 'Remove company data, table Android, row Outlook'],
  ['androidKnox', 'directoryRecord', 'recordRemoved', null, 'Remove company data, table Android, row Azure AD unjoin'],
  ['androidKnox', 'contacts', 'partial', IN_SYNC, 'Remove company data, table Android, row Contacts'],

  ['androidWorkProfile', 'workProfile', 'removed', 'all data, apps and settings in the work profile', 'Android work profile'],

  ['androidKiosk', 'all', 'blocked', 'only wipe is possible', 'Android Enterprise kiosk devices'],

  ['macos', 'settings', 'notEnforced', null, 'Remove company data, table macOS, row Settings'],
  ['macos', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table macOS, row Wi-Fi and VPN profile settings'],
  ['macos', 'certificates', 'removedAndRevoked', 'those deployed through MDM', 'Remove company data, table macOS, row Certificate profile settings'],
  ['macos', 'managementAgent', 'removed', 'the management profile is removed', 'Remove company data, table macOS, row Management agent'],
  [
    'macos',
    'outlook',
    'conditional',
    'where conditional access is enabled the device gets no new mail; the document says nothing of mail already there',
    'Remove company data, table macOS, row Outlook',
  ],
  ['macos', 'directoryRecord', 'recordRemoved', null, 'Remove company data, table macOS, row Azure AD unjoin'],

  [
    'windows10',
    'companyApps',
    'partial',
    'apps and sideloading keys go; on version 1703 and later Office 365 ProPlus apps stay',
    'Remove company data, table Windows, row Company apps',
  ],
  ['windows10', 'settings', 'notEnforced', null, 'Remove company data, table Windows, row Settings'],
  ['windows10', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table Windows, row Wi-Fi and VPN profile settings'],
  ['windows10', 'certificates', 'removedAndRevoked', null, 'Remove company data, table Windows, row Certificate profile settings'],
  [
    'windows10',
    'email',
    'partial',
    'EFS-enabled mail goes, mail and attachments in the Mail app for Windows included; mail accounts provisioned by Intune go',
    'Remove company data, table Windows, row E-mail',
  ],
  [
    'windows10',
    'directoryRecord',
    'notApplicable',
    'company data cannot be removed from Azure AD joined devices; the document says no more',
    'Remove company data, table Windows, row Azure AD unjoin',
  ],

  [
    'windows81',
    'companyApps',
    'keysRevoked',
    'keys of EFS-protected files are revoked; the user cannot open them',
    'Remove company data, table Windows, row Company apps',
  ],
  ['windows81', 'settings', 'notEnforced', null, 'Remove company data, table Windows, row Settings'],
  ['windows81', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table Windows, row Wi-Fi and VPN profile settings'],
  ['windows81', 'certificates', 'removedAndRevoked', null, 'Remove company data, table Windows, row Certificate profile settings'],
  [
    'windows81',
    'email',
    'partial',
    'EFS-enabled mail goes, mail and attachments in the Mail app for Windows included',
    'Remove company data, table Windows, row E-mail',
  ],
  ['windows81', 'directoryRecord', 'recordKept', null, 'Remove company data, table Windows, row Azure AD unjoin'],

  [
    'windowsRT',
    'companyApps',
    'kept',
    'the apps are not removed; the document says nothing of their data',
    'Remove company data, table Windows, row Company apps',
  ],
  ['windowsRT', 'settings', 'notEnforced', null, 'Remove company data, table Windows, row Settings'],
  ['windowsRT', 'wifiVpnProfiles', 'removed', null, 'Remove company data, table Windows, row Wi-Fi and VPN profile settings'],
  ['windowsRT', 'certificates', 'removedAndRevoked', null, 'Remove company data, table Windows, row Certificate profile settings'],
  ['windowsRT', 'email', 'notSupported', null, 'Remove company data, table Windows, row E-mail'],
  ['windowsRT', 'directoryRecord', 'recordKept', null, 'Remove company data, table Windows, row Azure AD unjoin'],

  [
    'windowsPhone',
    'companyApps',
    'removed',
    'apps first installed through the Company Portal, and company app data',
    'Remove company data, table Windows, row Company apps',
  ],
  ['windowsPhone', 'settings', 'notEnforced', null, 'Remove company data, table Windows, row Settings'],
  ['windowsPhone', 'wifiVpnProfiles', 'notSupported', null, 'Remove company data, table Windows, row Wi-Fi and VPN profile settings'],
  ['windowsPhone', 'certificates', 'notSupported', null, 'Remove company data, table Windows, row Certificate profile settings'],
  ['windowsPhone', 'email', 'removed', PROFILES_AND_CACHE, 'Remove company data, table Windows, row E-mail'],
  ['windowsPhone', 'directoryRecord', 'recordRemoved', null, 'Remove company data, table Windows, row Azure AD unjoin'],
]

const KINDS_OF_THE_TABLES = [
  'companyApps',
  'webLinks',
  'unmanagedPlayApps',
  'unmanagedLobApps',
  'managedPlayApps',
  'managedLobApps',
  'settings',
  'wifiVpnProfiles',
  'certificates',
  'managementAgent',
  'email',
  'outlook',
  'directoryRecord',
  'contacts',
]

function retired(platform: string) {
  return listEffects(profile2018(), { action: 'retire', wipe: PLAIN_WIPE, facts: knownDevice(platform) })
}

describe('what retire does in intune-2018', () => {
  it.each(TABLE)('on %s to %s: %s', (platform, data, outcome, note, section) => {
    const shown = retired(platform).filter((effect) => effect.data === data)
    const rows = profile2018().actions.retire.modes[0].effects.filter((row) => row.data === data && row.when.platform?.includes(platform))

    expect(shown).toEqual([{ data, outcome, note }])
    expect(rows.map(({ when, source }) => ({ when, source }))).toEqual([
      { when: { platform: [platform] }, source: `Remove devices (Intune docs, 2018-05-10), section ${section}` },
    ])
  })

  it('has no row that the table above leaves out, but for personal data', () => {
    const effects = profile2018().actions.retire.modes[0].effects
    const rows = effects.map(({ when, data }) => `${when.platform?.join(' ')}: ${data}`)

    expect(rows).toEqual([
      ...PLATFORMS.flatMap((platform) => TABLE.filter((row) => row[0] === platform).map((row) => `${platform}: ${row[1]}`)),
      `${PLATFORMS.filter((platform) => platform !== 'androidKiosk').join(' ')}: personalData`,
    ])
    expect(effects.at(-1)?.source).toBe('Remove devices (Intune docs, 2018-05-10), section Remove company data')
  })

  it.each(PLATFORMS.filter((platform) => platform !== 'androidKiosk'))('keeps the personal data of the user on %s', (platform) => {
    const shown = retired(platform).filter(({ data }) => data === 'personalData')

    expect(shown).toEqual([{ data: 'personalData', outcome: 'kept', note: null }])
  })

  it.each(PLATFORMS.filter((platform) => platform !== 'androidKiosk'))(
    'calls a kind of data without a row on %s not described, neither kept nor removed',
    (platform) => {
      const described = new Set(TABLE.filter((row) => row[0] === platform).map((row) => row[1]))

      const silent = retired(platform).filter(({ outcome }) => outcome === 'notDescribed')

      expect(silent).toEqual(KINDS_OF_THE_TABLES.filter((kind) => !described.has(kind)).map((data) => ({ data, outcome: 'notDescribed', note: null })))
    },
  )

  it('does nothing at all to a kiosk device', () => {
    expect(retired('androidKiosk')).toEqual([{ data: 'all', outcome: 'blocked', note: 'only wipe is possible' }])
  })

  it.each(['azureADJoined', 'hybridAzureADJoined', null])('does nothing at all to Windows 10 with join type %s', (joinType) => {
    const facts = factsOf({ platform: 'windows10', osVersion: '10.0.19045.3803', joinType })

    const effects = listEffects(profile2018(), { action: 'retire', wipe: PLAIN_WIPE, facts })

    expect(effects).toEqual([{ data: 'all', outcome: 'blocked', note: 'Company data cannot be removed from Windows 10 devices that are joined to Azure AD.' }])
  })
})
