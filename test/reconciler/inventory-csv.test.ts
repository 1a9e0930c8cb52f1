import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../src/planner/inventory.ts'
import { createProjection, projectDevice } from '../../src/planner/project-device.ts'
import { readInventoryFile } from '../../src/reconciler/inventory-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-csv-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

// The columns of the report DevicesWithInventory, in its order.
const HEADER =
  'Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,Azure AD registered,EAS activation ID,Serial number,Manufacturer,Model,EAS activated,IMEI,Last EAS sync time,EAS reason,EAS status,Compliance grace period expiration,Security patch level,Wi-Fi MAC,MEID,Subscriber carrier,Total storage,Free storage,Management name,Category,UserId,Primary user UPN,Primary user email address,Primary user display name,WiFiIPv4Address,WiFiSubnetID,Compliance,Managed by,Ownership,Device state,Intune registered,Supervised,Encrypted,OS,SkuFamily,JoinType,Phone number,Jailbroken'
const ROW =
  'D1AAAAAA-0000-4000-8000-000000000001,"PC ""7"", Berlin",2026-10-01 00:00:00.0000000,2026-11-01 00:00:00.1234567,E1,10.0.22631.3737,True,EAS1,SN1,"Dell Inc.",Latitude 5440,No,,0001-01-01 00:00:00.0000000,,,9999-12-31 23:59:59.0000000,,aabbccddeeff,,,486000,200000,eve_Windows_1,Unknown,U1,eve@contoso.com,eve@contoso.com,Eve,10.0.0.1,,Compliant,Intune,Corporate,Managed,Registered,False,Yes,Windows,Enterprise,Hybrid Azure AD joined,,False'

const DEVICE: Device = {
  ...(projectDevice({ id: 'd1aaaaaa-0000-4000-8000-000000000001' }, createProjection({ liveTenant: false })) as Device),
  platform: 'windows10',
  joinType: 'hybridAzureADJoined',
  deviceName: 'PC "7", Berlin',
  managedDeviceName: 'eve_Windows_1',
  serialNumber: 'SN1',
  userId: 'u1',
  userPrincipalName: 'eve@contoso.com',
  emailAddress: 'eve@contoso.com',
  azureADDeviceId: 'e1',
  operatingSystem: 'Windows',
  osVersion: '10.0.22631.3737',
  model: 'Latitude 5440',
  manufacturer: 'Dell Inc.',
  managedDeviceOwnerType: 'company',
  managementAgent: 'mdm',
  managementState: 'managed',
  complianceState: 'compliant',
  deviceRegistrationState: 'registered',
  jailBroken: 'False',
  azureADRegistered: true,
  isSupervised: false,
  isEncrypted: true,
  enrolledDateTime: 1_790_812_800,
  lastSyncDateTime: 1_793_491_200,
}

describe('the device list that the Intune portal exports', () => {
  it.each([
    ['as it was', `${HEADER}\n${ROW}\n`],
    ['with the newer names of two columns', `${HEADER.replaceAll('Azure AD', 'Microsoft Entra')}\n${ROW}\n`],
    ['with a byte order mark and Windows line ends', `\uFEFF${HEADER}\r\n${ROW}\r\n`],
    [
      'with quoted headings',
      `${HEADER.split(',')
        .map((cell) => `"${cell}"`)
        .join(',')}\n${ROW}`,
    ],
    ['with semicolons', `${HEADER.replaceAll(',', ';')}\n${ROW.replaceAll(/,(?! )/g, ';')}\n`],
  ])('is read in the names of Graph, %s', async (_, text) => {
    const { inventory, history } = await read(text)

    expect(inventory.devices).toEqual([DEVICE])
    expect([inventory.complete, inventory.takenAt, history.known]).toEqual([true, null, false])
  })

  it.each<[string, string, unknown]>([
    ['Ownership', 'Personal', { managedDeviceOwnerType: 'personal' }],
    ['Ownership', 'Unknown', { managedDeviceOwnerType: null }],
    ['Ownership', 'Firmeneigentum', { managedDeviceOwnerType: null }],
    ['JoinType', 'Microsoft Entra joined', { joinType: 'azureADJoined' }],
    ['JoinType', 'Azure AD registered', { joinType: 'azureADRegistered' }],
    ['JoinType', '2', { joinType: null }],
    ['Compliance', 'Not Compliant', { complianceState: 'noncompliant' }],
    ['Compliance', 'In grace period', { complianceState: 'inGracePeriod' }],
    ['Compliance', 'Not evaluated', { complianceState: null }],
    ['Device state', 'Wipe pending', { managementState: 'wipePending' }],
    ['Device state', 'Something new', { managementState: 'Something new' }],
    ['Managed by', 'Co-managed', { managementAgent: 'configurationManagerClientMdm' }],
    ['Encrypted', '', { isEncrypted: null }],
    ['Last check-in', '', { lastSyncDateTime: null }],
    ['Last check-in', '0001-01-01 00:00:00.0000000', { lastSyncDateTime: null }],
    ['Last check-in', '2026-11-01T00:00:00Z', { lastSyncDateTime: 1_793_491_200 }],
    ['OS', 'iOS/iPadOS', { operatingSystem: 'iOS', platform: 'ios' }],
    ['OS', 'macOS', { platform: 'macos' }],
    ['OS', 'Android (dedicated)', { platform: 'androidKiosk' }],
    ['OS', 'Android (personally-owned work profile)', { platform: 'androidWorkProfile' }],
    ['OS', 'Android (corporate-owned work profile)', { platform: 'androidWorkProfile' }],
    ['OS', 'Android (device administrator)', { platform: 'android' }],
    ['OS', 'Android (fully managed)', { platform: 'unknown', deviceEnrollmentType: 'androidEnterpriseFullyManaged' }],
    ['OS', 'Android (AOSP)', { platform: 'unknown' }],
    ['OS', 'Android', { platform: 'android' }],
  ])('says in %s "%s"', async (column, cell, expected) => {
    const { inventory } = await read(`Device ID,${column}\nd1,${cell}\n`)

    expect(inventory.devices).toEqual([expect.objectContaining(expected as object)])
  })

  it.each([
    ['a time that a spreadsheet rewrote', 'Device ID,Last check-in\nd1,11/1/2026 8:40\n', ':2: lastSyncDateTime is no time as the portal writes it'],
    ['a row that is too short', 'Device ID,Device name,OS\nd1,PC,Windows\nd2,PC', ':3: the row has not as many cells as the header'],
    ['a quote that is never closed', 'Device ID,Device name\nd1,"PC\nd2,PC\n', ': a quoted cell is not well formed'],
    ['no id', 'Device ID,Device name\nd1,PC\n,PC\n', ':3: the record has no id'],
    ['two different rows with one id', 'Device ID,Device name\nd1,PC\nd2,PC\nD1,Other\n', ':4: the record has the id d1 of another record'],
    ['two columns for one field', 'Device ID,Azure AD Device ID,Microsoft Entra Device ID\nd1,e1,e2\n', ':1: two columns give azureADDeviceId'],
    ['another list', 'Name,Serial\nPC,SN1\n', ':1: this is neither JSON nor the device list'],
  ])('is an error with its place: %s', async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'REEVE_INVENTORY_INVALID', detail: expect.stringContaining(message) as string })
  })
})

let written = 0
function read(text: string): ReturnType<typeof readInventoryFile> {
  const file = join(folder, `export-${written++}.csv`)
  writeFileSync(file, text)
  return readInventoryFile(file)
}
