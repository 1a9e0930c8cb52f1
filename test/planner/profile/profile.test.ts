import { describe, expect, it } from 'vitest'
import { findProfile, isPlatform, PROFILES } from '../../../src/planner/profile/profile.ts'
import { loadValidator } from '../../../src/reconciler/validators/load-validator.ts'
import { PLATFORMS, profile2018 } from './profile-under-test.ts'

type Row = Readonly<Record<string, unknown>>

/** Every object below `value` that is a row: that carries a source, or should. */
function listRows(value: unknown, path = ''): { readonly path: string; readonly row: Row }[] {
  if (typeof value !== 'object' || value === null) return []

  const inner = Object.entries(value).flatMap(([key, child]) => listRows(child, `${path}/${key}`))
  const isRow = ['text', 'value', 'rule', 'effect', 'outcome', 'osVersion', 'underMinutes', 'min'].some((key) =>
    ['string', 'number', 'boolean'].includes(typeof (value as Row)[key]),
  )
  return isRow ? [{ path, row: value as Row }, ...inner] : inner
}

/** The section; the document too where it is the one on passcodes. */
function shorten(source: string): string {
  return source.replace('Remove devices (Intune docs, 2018-05-10), ', '').replace('Reset or remove a passcode (Intune docs, 2018-03-29), ', 'passcode: ')
}

describe('the profiles that come with this version', () => {
  it('are found by name, and only those that exist', () => {
    expect(PROFILES.map(({ name }) => name)).toEqual(['intune-2018', 'intune-2026'])
    expect(findProfile('intune-2018')).toBe(PROFILES[0])
    expect(findProfile('intune-2026')).toBe(PROFILES[1])
    expect(findProfile('intune-2030')).toBeNull()
    expect(findProfile('')).toBeNull()
  })

  it.each(PROFILES)('$name satisfies its schema', (profile) => {
    expect(loadValidator('profile.schema.json')(profile)).toBe(true)
  })

  it('may not have a row without a source', () => {
    const { source: _source, ...withoutSource } = profile2018().userOffboarding[0]

    expect(loadValidator('profile.schema.json')({ ...profile2018(), userOffboarding: [withoutSource] })).toBe(false)
  })

  it('name document and section in every row of today', () => {
    const rows = listRows(findProfile('intune-2026'))

    const unsourced = rows.filter(
      ({ row: { source } }) => !/^.+ \((Intune docs|Entra docs|Microsoft Graph reference)[^)]*\), (section .+|introduction.*)$/.test(String(source)),
    )

    expect(rows.length).toBeGreaterThan(200)
    expect(unsourced).toEqual([])
  })

  it('name document, date and section in every row of 2018', () => {
    const rows = listRows(profile2018())

    const unsourced = rows.filter(
      ({ row: { source } }) =>
        !/^(Remove devices \(Intune docs, 2018-05-10\)|Reset or remove a passcode \(Intune docs, 2018-03-29\)), (section|introduction|title)/.test(
          String(source),
        ) && source !== 'Microsoft Graph reference v1.0, Update device, property accountEnabled',
    )

    expect(rows.length).toBeGreaterThan(200)
    expect(unsourced).toEqual([])
  })

  it('of 2018 takes nothing but disableDirectoryDevice from elsewhere than its own documents', () => {
    const elsewhere = listRows(profile2018()).filter(({ row: { source } }) => String(source).startsWith('Microsoft Graph'))

    expect(elsewhere.map(({ path }) => path).filter((path) => !path.startsWith('/actions/disableDirectoryDevice/'))).toEqual([])
  })

  it.each(PROFILES)('$name speaks only of platforms and kinds of data that it lists, each once', (profile) => {
    const platforms = profile.platforms.map(({ name }) => name)
    const kinds = profile.dataKinds.map(({ name }) => name)
    const modes = Object.values(profile.actions).flatMap((action) => action.modes)
    const conditions = Object.values(profile.actions).flatMap((action) => [
      ...action.effectiveEffects,
      ...action.modes.flatMap((mode) => [...mode.support, ...mode.effects]),
    ])

    expect(new Set(platforms).size).toBe(platforms.length)
    expect(new Set(kinds).size).toBe(kinds.length)
    expect(conditions.flatMap(({ when }) => when.platform ?? []).filter((name) => !platforms.includes(name))).toEqual([])
    expect(new Set(modes.flatMap((mode) => [...mode.effects.map(({ data }) => data), ...(mode.dataKinds ?? [])]))).toEqual(new Set(kinds))
  })
})

describe('the platforms of intune-2018', () => {
  const WINDOWS = 'section Remove company data, table Windows'

  it('are the columns that the documents tell apart', () => {
    expect(profile2018().platforms.map(({ name, text, source, reading }) => [name, text, shorten(source), reading ?? null])).toEqual([
      ['ios', 'iOS', 'section Remove company data, table iOS', null],
      [
        'android',
        'Android (device administrator)',
        'section Remove company data, table Android',
        'Work profiles and kiosk devices have sections of their own, so this column is Android enrolled by device administrator.',
      ],
      ['androidKnox', 'Android on Samsung Knox Standard', 'section Remove company data, table Android', null],
      ['androidWorkProfile', 'Android work profile', 'section Android work profile', '"Android for Work" in the document on passcodes is the same.'],
      ['androidKiosk', 'Android Enterprise kiosk (dedicated) devices', 'section Android Enterprise kiosk devices', null],
      ['macos', 'macOS', 'section Remove company data, table macOS', null],
      ['windows10', 'Windows 10', WINDOWS, null],
      ['windows81', 'Windows 8.1 (MDM) and Windows RT 8.1', WINDOWS, null],
      ['windowsRT', 'Windows RT', WINDOWS, 'Windows RT 8.1 stands in another column, so this one is Windows RT before 8.1.'],
      ['windowsPhone', 'Windows Phone 8 and Windows Phone 8.1', WINDOWS, 'No other phone or mobile version of Windows.'],
    ])
  })

  it.each(PLATFORMS)('%s is one', (platform) => {
    expect(isPlatform(profile2018(), platform)).toBe(true)
  })

  it.each(['unknown', 'iOS', 'tvos', ''])('%j is none', (platform) => {
    expect(isPlatform(profile2018(), platform)).toBe(false)
  })
})

describe('the version names of intune-2018', () => {
  it('are read as builds', () => {
    expect(profile2018().osVersionNames.map(({ platform, name, osVersion, source, reading }) => [platform, name, osVersion, shorten(source), reading])).toEqual(
      [
        ['windows10', '1703', '10.0.15063', 'section Remove company data, table Windows, row Company apps', 'Version 1703 is build 15063.'],
        ['windows10', '1709', '10.0.16299', 'section Factory reset', 'Version 1709 is build 16299.'],
      ],
    )
  })
})

describe('the kinds of data of intune-2018', () => {
  it('are these, in words, and from there', () => {
    expect(profile2018().dataKinds.map(({ name, text, source }) => [name, text, shorten(source)])).toEqual([
      ['companyApps', 'company apps and their data, installed through Intune', 'section Remove company data, table iOS, row Company apps'],
      ['webLinks', 'web links', 'section Remove company data, table Android, row Web links'],
      ['unmanagedPlayApps', 'unmanaged Google Play apps', 'section Remove company data, table Android, row Unmanaged Google Play apps'],
      ['unmanagedLobApps', 'unmanaged line-of-business apps', 'section Remove company data, table Android, row Unmanaged line-of-business apps'],
      ['managedPlayApps', 'managed Google Play apps', 'section Remove company data, table Android, row Managed Google Play apps'],
      ['managedLobApps', 'managed line-of-business apps', 'section Remove company data, table Android, row Managed line-of-business apps'],
      ['settings', 'settings that Intune policy configured', 'section Remove company data, table iOS, row Settings'],
      ['wifiVpnProfiles', 'Wi-Fi and VPN profiles', 'section Remove company data, table iOS, row Wi-Fi and VPN profile settings'],
      ['certificates', 'certificates', 'section Remove company data, table iOS, row Certificate profile settings'],
      ['managementAgent', 'management agent', 'section Remove company data, table iOS, row Management agent'],
      ['email', 'e-mail', 'section Remove company data, table iOS, row E-mail'],
      ['outlook', 'Outlook', 'section Remove company data, table iOS, row Outlook'],
      ['directoryRecord', 'Azure AD record', 'section Remove company data, table iOS, row Azure AD unjoin'],
      ['contacts', 'contacts', 'section Remove company data, table iOS, row Contacts'],
      ['workProfile', 'work profile', 'section Android work profile'],
      ['personalData', 'personal data of the user', 'section Remove company data'],
      ['all', 'the whole action', 'section Android Enterprise kiosk devices'],
      ['userAccounts', 'user accounts associated with the device', 'section Factory reset a device, table'],
      ['userData', 'user data', 'section Factory reset, table'],
      ['userFiles', 'user files', 'section Factory reset a device, table'],
      ['userProfile', 'user profile', 'section Factory reset a device, table'],
      ['userDataOutsideProfile', 'user data outside the user profile', 'section Factory reset a device, table'],
      ['userAutologon', 'user autologon', 'section Factory reset a device, table'],
      ['userSettings', 'user settings', 'section Factory reset, table'],
      ['userInstalledApps', 'user-installed apps (Store and Win32)', 'section Factory reset a device, table'],
      ['oemApps', 'OEM-installed apps (Store and Win32)', 'section Factory reset a device, table'],
      ['machineState', 'machine state (domain join, Azure AD join)', 'section Factory reset a device, table'],
      ['mdmEnrolment', 'MDM enrolment', 'section Factory reset a device, table'],
      ['mdmPolicies', 'MDM policies', 'section Factory reset, table'],
      ['deviceSettings', 'device settings', 'section Factory reset, table'],
      ['nonDefaultSettings', 'non-default device settings', 'section Factory reset a device, table'],
      ['operatingSystem', 'operating system', 'section Factory reset, table'],
      ['drive', 'drive', 'section Factory reset'],
      ['intuneRecord', 'record of the device in Intune', 'section Delete devices from the Intune portal'],
      ['companyData', 'company data', 'section Delete devices from the Intune portal'],
      ['passcode', 'passcode of the device', 'passcode: section Resetting iOS passcodes'],
      ['workProfilePasscode', 'passcode of the managed profile', 'passcode: section Resetting Android for Work passcodes'],
      ['passcodeResetToken', 'token for resetting the passcode', 'passcode: section Resetting Android for Work passcodes'],
    ])
  })
})

describe('the sources of intune-2018', () => {
  it('of what happens, but for the tables of retire, are these', () => {
    const { retire: _retire, ...others } = profile2018().actions

    const sources = Object.entries(others).flatMap(([action, { modes }]) =>
      modes.map(({ name, effects }) => [`${action} ${name}`, ...effects.map(({ data, source }) => `${data}: ${shorten(source)}`)]),
    )

    expect(sources).toEqual([
      [
        'wipe plain',
        'userAccounts: section Factory reset, table, option not selected',
        'userData: section Factory reset, table, option not selected',
        'mdmPolicies: section Factory reset, table, option not selected',
        'deviceSettings: section Factory reset, table, option not selected',
        'operatingSystem: section Factory reset, table, option not selected',
        'drive: section Factory reset',
        'mdmEnrolment: section Factory reset, table, option not selected',
      ],
      [
        'wipe keep',
        'userAccounts: section Factory reset a device, table',
        'machineState: section Factory reset a device, table',
        'mdmEnrolment: section Factory reset a device, table',
        'oemApps: section Factory reset a device, table',
        'userProfile: section Factory reset a device, table',
        'userDataOutsideProfile: section Factory reset a device, table',
        'userAutologon: section Factory reset a device, table',
        'userData: section Factory reset, table, option selected',
        'userFiles: section Factory reset a device, table',
        'userInstalledApps: section Factory reset a device, table',
        'nonDefaultSettings: section Factory reset a device, table',
        'userSettings: section Factory reset, table, option selected',
        'operatingSystem: section Factory reset, table, option selected',
        'mdmPolicies: section Factory reset, table, option selected',
      ],
      [
        'delete plain',
        'intuneRecord: section Delete devices from the Intune portal',
        'companyData: section Delete devices from the Intune portal; section Android Enterprise kiosk devices',
        'companyData: section Delete devices from the Intune portal; section Remove company data, table Windows, row Azure AD unjoin',
        'companyData: section Delete devices from the Intune portal',
        'mdmEnrolment: section Automatically delete devices with cleanup rules',
      ],
      [
        'deleteDirectoryDevice plain',
        'directoryRecord: section Delete devices from the Azure Active Directory portal',
        'mdmEnrolment: section Delete devices from the Azure Active Directory portal',
      ],
      [
        'disableDirectoryDevice plain',
        'directoryRecord: Microsoft Graph reference v1.0, Update device, property accountEnabled',
        'mdmEnrolment: Microsoft Graph reference v1.0, Update device, property accountEnabled',
      ],
      [
        'resetPasscode plain',
        'passcode: passcode: section Resetting iOS passcodes',
        'passcode: passcode: section Supported platforms',
        'passcode: passcode: section Supported platforms',
        'workProfilePasscode: passcode: section Resetting Android for Work passcodes',
        'passcodeResetToken: passcode: section Resetting Android for Work passcodes',
      ],
    ])
  })
})

describe('the readings of intune-2018', () => {
  const SLIP = 'Printed as "7.0 or lower", a slip, since 6.0 and lower is listed as supported; read as 7.0 and later.'
  const NO_KNOX = 'The document speaks of Android devices and does not tell Knox apart.'
  const WINDOWS = 'The document says Windows; read as all four Windows platforms.'

  it('of who is supported are these and no other', () => {
    const readings = Object.entries(profile2018().actions).flatMap(([action, { modes }]) =>
      modes.flatMap(({ name, support }) => support.map(({ reading }) => `${action} ${name}: ${reading ?? '-'}`)),
    )

    expect(readings).toEqual([
      'wipe plain: -',
      'wipe plain: -',
      'wipe plain: No platform but the work profile is excluded.',
      'wipe keep: -',
      'wipe keep: Version 1709 is build 16299.',
      'wipe keep: Anywhere else the wipe is refused; the option is never dropped.',
      'retire plain: -',
      'retire plain: The document says nothing of hybrid join: it counts as joined. Registered is not joined.',
      'retire plain: -',
      'delete plain: -',
      "deleteDirectoryDevice plain: The way through the user is the portal's path, not a condition on the device.",
      'disableDirectoryDevice plain: Neither document of 2018 describes it; taken from Microsoft Graph.',
      'resetPasscode plain: -',
      'resetPasscode plain: Printed as "6.0 and lower"; every 6.x counts, 6.0.1 too.',
      'resetPasscode plain: Printed as "6.0 or lower"; every 6.x counts, 6.0.1 too.',
      `resetPasscode plain: ${SLIP}`,
      `resetPasscode plain: ${NO_KNOX}`,
      `resetPasscode plain: ${NO_KNOX} ${SLIP}`,
      'resetPasscode plain: -',
      'resetPasscode plain: The document does not name kiosk devices, so the action is refused, at every version.',
      'resetPasscode plain: -',
      `resetPasscode plain: ${WINDOWS}`,
      `resetPasscode plain: ${WINDOWS}`,
      `resetPasscode plain: ${WINDOWS}`,
      `resetPasscode plain: ${WINDOWS}`,
    ])
  })

  it('of what happens are these and no other', () => {
    const readings = Object.entries(profile2018().actions).flatMap(([action, { modes }]) =>
      modes.flatMap(({ effects }) =>
        effects.flatMap(({ when, data, reading }) => (reading ? [`${action} ${when.platform?.join() ?? 'all'} ${data}: ${reading}`] : [])),
      ),
    )

    expect(readings).toEqual([
      'wipe all userData: The document says both; neither is promised alone.',
      'wipe all userFiles: The document says both; neither is promised alone.',
      'retire windows10 companyApps: Version 1703 is build 15063.',
      'delete androidKiosk companyData: What becomes of company data where it cannot be removed is left open, so the worst effect is judged: a wipe.',
      'delete windows10 companyData: What becomes of company data where it cannot be removed is left open, so the worst effect is judged: a wipe. Where the join type is unknown too.',
      'delete all mdmEnrolment: Printed for deletes by a cleanup rule; one by hand is the same delete.',
      'disableDirectoryDevice all directoryRecord: Neither document of 2018 describes it; taken from Microsoft Graph.',
      'disableDirectoryDevice all mdmEnrolment: Neither document of 2018 describes it; taken from Microsoft Graph.',
      'resetPasscode android passcode: The document does not say what the user sees.',
      'resetPasscode androidKnox passcode: The document does not say what the user sees.',
    ])
  })
})
