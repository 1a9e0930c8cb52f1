/** The document on data collection, transcribed by hand a second time: a row that is lost or invented fails here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATA_MAP, describeOrigin } from '../../../src/planner/data-map/data-map.ts'
import { FIELDS } from '../../../src/planner/fields.ts'
import { DEVICE_FIELDS } from '../../../src/planner/project-device.ts'
import { SELECT_DIRECTORY_DEVICE, SELECT_USER } from '../../../src/intune/fields.ts'
import { loadValidator } from '../../../src/reconciler/validators/load-validator.ts'

const { groups, reads } = DATA_MAP

function names(rows: readonly { readonly name: string }[]): string[] {
  return rows.map(({ name }) => name)
}

function group(name: string) {
  const found = groups.find((candidate) => candidate.name === name)
  if (!found) throw new TypeError(`No group ${name}`)
  return found
}

function read(record: string): string[] {
  return reads.filter((row) => row.record === record).map(({ field }) => field)
}

describe('the data map', () => {
  it('satisfies its schema, in which no row is without a source', () => {
    const [first, ...rest] = DATA_MAP.groups
    const { source: _source, ...withoutSource } = first ?? group('user')

    expect(loadValidator('data-map.schema.json')(DATA_MAP)).toBe(true)
    expect(loadValidator('data-map.schema.json')({ ...DATA_MAP, groups: [withoutSource, ...rest] })).toBe(false)
  })

  it('says when personal data is collected, what is done with it and why', () => {
    expect(DATA_MAP.collection.when.text).toBe('Users enrol their corporate or personal devices.')
    expect(names(DATA_MAP.collection.done)).toEqual(['collected', 'processed', 'shared'])
    expect(names(DATA_MAP.collection.purposes)).toEqual(['businessOperations', 'customerBusiness', 'service'])
  })

  it('names the four sources of personal data', () => {
    expect(names(DATA_MAP.sources)).toEqual(['administrators', 'devices', 'thirdPartyAccounts', 'telemetry'])
  })

  it('has two categories, each sorted into four classes', () => {
    expect(names(DATA_MAP.categories)).toEqual(['required', 'optional'])
    expect(names(DATA_MAP.classes)).toEqual(['customerData', 'personalData', 'diagnosticData', 'serviceGeneratedData'])
  })

  it.each([
    ['required', ['share', 'tiedTo', 'personal', 'nonPersonal', 'examples']],
    ['optional', ['control']],
  ])('says of %s data: %j', (category, statements) => {
    expect(names(DATA_MAP.categories.find(({ name }) => name === category)?.statements ?? [])).toEqual(statements)
  })

  it.each<[string, string[]]>([
    ['user', ['displayName', 'userPrincipalName', 'emailAddress', 'phoneNumber', 'thirdPartyUserIds']],
    ['hardwareInventory', ['deviceName', 'manufacturer', 'operatingSystem', 'serialNumber', 'imei', 'ipAddress', 'wiFiMacAddress', 'iccid']],
    ['auditLog', ['manage', 'create', 'update', 'delete', 'assign', 'remoteTask']],
    ['support', ['contactName', 'contactPhone', 'contactEmail', 'supportCorrespondence']],
    ['accessControl', ['staticAuthenticators', 'certificatePrivateKeys']],
    [
      'adminAndAccount',
      [
        'adminFirstName',
        'adminLastName',
        'adminUserName',
        'adminUpn',
        'adminPhoneNumber',
        'accountOwnerEmail',
        'adminActiveDirectoryId',
        'billingPaymentData',
        'subscriptionKey',
      ],
    ],
    ['applicationInventory', ['appName', 'version', 'appId', 'size', 'installLocation']],
    ['thirdPartyTenantIds', ['appleId']],
    [
      'deviceData',
      ['intuneDeviceId', 'azureADDeviceId', 'intuneDeviceManagementId', 'tenantId', 'accountId', 'easDeviceId', 'appleId', 'macAddress', 'windowsId'],
    ],
    ['managedApplicationData', ['managedAppId', 'managedAppDeviceTag', 'intuneDeviceManagementId', 'azureADDeviceId', 'encryptionKeys']],
    ['adminUsage', ['consoleControlsSelected']],
    [
      'tenantAccount',
      [
        'enrolledDeviceCount',
        'enrolledUserCount',
        'identifiedPlatformCount',
        'installedDevices',
        'installedDeviceCount',
        'notApplicableDeviceCount',
        'notInstalledDeviceCount',
        'pendingInstallDeviceCount',
      ],
    ],
    ['systemMetadata', []],
    ['diagnostics', ['appUsage', 'errorData', 'performanceData']],
  ])('holds of the group %s: %j', (name, items) => {
    expect(names(group(name).items)).toEqual(items)
  })

  it('has no other group, and one that is optional', () => {
    expect(groups).toHaveLength(14)
    expect(names(groups.filter(({ category }) => category === 'optional'))).toEqual(['diagnostics'])
  })

  it('marks the lists that are examples only', () => {
    expect(names(groups.filter(({ open }) => open))).toEqual(['applicationInventory', 'thirdPartyTenantIds', 'diagnostics'])
    expect(groups.flatMap(({ items }) => names(items.filter(({ open }) => open)))).toEqual(['thirdPartyUserIds', 'consoleControlsSelected'])
  })

  it('keeps each platform-specific id to its own platform', () => {
    const onlyOn = group('deviceData').items.flatMap((item) => (item.onlyOn ? [[item.name, item.onlyOn]] : []))

    expect(onlyOn).toEqual([
      ['appleId', ['ios', 'ipados']],
      ['macAddress', ['macos']],
      ['windowsId', ['windows']],
    ])
  })

  it('collects application inventory of corporate devices only, or with compliant apps on', () => {
    expect(group('applicationInventory').condition?.text).toBe(
      'Collected only where the administrator has marked the device as corporate-owned, or the compliant-apps feature is on.',
    )
  })

  it('has diagnostic data pseudonymised by the standard', () => {
    expect(group('diagnostics').treatment?.text).toContain('ISO/IEC 19944:2017, clause 8.3.3')
  })

  it.each([
    ['callHistory', 'call history'],
    ['browsingHistory', 'web browsing history'],
    ['personalEmail', 'personal e-mail'],
    ['textMessages', 'text messages'],
    ['contacts', 'contacts'],
    ['accountPasswords', 'passwords of personal accounts'],
    ['calendarEvents', 'calendar events'],
    ['photos', "photos, those in an end user's photo app or camera included"],
  ])('never collects %s', (name, text) => {
    expect(DATA_MAP.neverCollected.find((kind) => kind.name === name)?.text).toBe(text)
    expect(DATA_MAP.neverCollected).toHaveLength(8)
  })

  it('promises that nothing is sold, and that nobody sees what is never collected', () => {
    expect(names(DATA_MAP.promises)).toEqual(['neverShown', 'neverSold', 'accessManagement'])
  })
})

describe('every field that reeve reads', () => {
  it('of a device is in the map, once', () => {
    expect(read('device').sort()).toEqual([...DEVICE_FIELDS].sort())
  })

  it('of the directory is in the map, once', () => {
    expect(read('directoryDevice').sort()).toEqual(SELECT_DIRECTORY_DEVICE.split(',').sort())
    expect(read('user').sort()).toEqual(SELECT_USER.split(',').sort())
  })

  it('and that a selector may name is in the map', () => {
    const prefixes: Readonly<Record<string, string>> = { device: '', directoryDevice: 'directory.', user: 'user.' }
    const known = new Set(reads.map(({ record, field }) => `${prefixes[record]}${field}`))

    expect([...FIELDS.keys()].filter((name) => !known.has(name))).toEqual([])
  })

  it.each(reads)('$record.$field belongs to something that the document names, and to no secret', ({ group: name, item }) => {
    const found = group(name).items.find((candidate) => candidate.name === item)

    expect(item === null ? name : found?.name).toBe(item ?? 'systemMetadata')
    expect(found?.secret).toBeUndefined()
    expect(group(name).category).toBe('required')
  })

  it('is none of what is never collected', () => {
    const forbidden = /call|brows|histor|message|sms|contact|passw|passcode|pin$|calendar|photo|camera|phone|ipAddress|mac|iccid|location|app/i
    const allowed = new Set(['userPrincipalName', 'approximateLastSignInDateTime'])

    expect(reads.map(({ field }) => field).filter((field) => forbidden.test(field) && !allowed.has(field))).toEqual([])
  })
})

describe('secrets', () => {
  it.each(['staticAuthenticators', 'certificatePrivateKeys', 'billingPaymentData', 'subscriptionKey', 'encryptionKeys'])(
    '%s are named and never read',
    (name) => {
      const item = groups.flatMap(({ items }) => items).find((candidate) => candidate.name === name)

      expect(item?.secret).toBe(true)
      expect(reads.filter((row) => row.item === name)).toEqual([])
    },
  )
})

describe('docs/data-collection.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/data-collection.md'), 'utf8')

  it.each(reads)('says what $record.$field is read for, and where it is kept', (row) => {
    expect(page).toContain(`| \`${row.field}\` | ${describeOrigin(DATA_MAP, row)} | ${row.personal} | ${row.why} | ${row.kept.join(', ')} |`)
  })
})
