import { describe, expect, it } from 'vitest'
import type { Device, DirectoryDevice } from '../../src/planner/inventory.ts'
import { completeJoinTypes, createProjection, projectDevice, projectDirectoryDevice, projectUser } from '../../src/planner/project-device.ts'
import type { RawRecord } from '../../src/planner/project-device.ts'

const EMPTY: Omit<Device, 'id'> = {
  platform: 'unknown',
  joinType: null,
  deviceName: null,
  managedDeviceName: null,
  serialNumber: null,
  imei: null,
  userId: null,
  userPrincipalName: null,
  emailAddress: null,
  azureADDeviceId: null,
  operatingSystem: null,
  osVersion: null,
  model: null,
  manufacturer: null,
  deviceType: null,
  managedDeviceOwnerType: null,
  deviceEnrollmentType: null,
  enrollmentProfileName: null,
  managementAgent: null,
  managementState: null,
  complianceState: null,
  deviceRegistrationState: null,
  deviceCategoryDisplayName: null,
  jailBroken: null,
  azureADRegistered: null,
  isSupervised: null,
  isEncrypted: null,
  autopilotEnrolled: null,
  enrolledDateTime: null,
  lastSyncDateTime: null,
  deviceActionResults: [],
}

describe('a managedDevice', () => {
  it('keeps what reeve reads, trimmed, its ids in lower case, its moments in whole seconds', () => {
    const device = fromFile({
      id: ' 705C034C-034C-705C-4C03-5C704C035C70 ',
      deviceName: '  Kiosk 7\t',
      userId: 'AAAA',
      userPrincipalName: 'Eve@Contoso.com',
      azureADDeviceId: 'BBBB',
      operatingSystem: 'Windows',
      osVersion: '10.0.22631.3737',
      managedDeviceOwnerType: 'company',
      managementState: 'aStateOfTomorrow',
      azureADRegistered: true,
      isEncrypted: false,
      enrolledDateTime: '2026-10-01T00:00:00.5Z',
      lastSyncDateTime: '2026-11-01T01:00:00+01:00',
    })

    expect(device).toEqual({
      ...EMPTY,
      id: '705c034c-034c-705c-4c03-5c704c035c70',
      platform: 'windows10',
      deviceName: 'Kiosk 7',
      userId: 'aaaa',
      userPrincipalName: 'Eve@Contoso.com',
      azureADDeviceId: 'bbbb',
      operatingSystem: 'Windows',
      osVersion: '10.0.22631.3737',
      managedDeviceOwnerType: 'company',
      managementState: 'aStateOfTomorrow',
      azureADRegistered: true,
      isEncrypted: false,
      enrolledDateTime: 1_790_812_800,
      lastSyncDateTime: 1_793_491_200,
    })
  })

  it.each<unknown>([undefined, null, '', '  ', 'unknown', 'Unknown', 'unknownFutureValue', '00000000-0000-0000-0000-000000000000', 7, {}, []])(
    'does not know a field that says %j',
    (nothing) => {
      const device = fromFile({
        id: 'd1',
        serialNumber: nothing,
        managedDeviceOwnerType: nothing,
        azureADDeviceId: nothing,
        isSupervised: nothing,
        lastSyncDateTime: nothing,
        platform: nothing,
        joinType: nothing,
        deviceActionResults: nothing,
      })

      expect(device).toEqual({ ...EMPTY, id: 'd1' })
    },
  )

  it.each<unknown>([undefined, null, '', 'unknown', '00000000-0000-0000-0000-000000000000', 7])('is none with the id %j', (id) => {
    expect(fromFile({ id })).toBeNull()
  })

  it('keeps no secret that comes along with it', () => {
    const device = fromFile({
      id: 'd1',
      activationLockBypassCode: 'secret-1',
      deviceActionResults: [
        {
          '@odata.type': '#microsoft.graph.resetPasscodeActionResult',
          actionName: 'resetPasscode',
          actionState: 'done',
          startDateTime: '2026-11-01T00:00:00Z',
          passcode: 'secret-2',
          errorCode: 0,
        },
        { actionName: 'remoteLock', actionState: null, lastUpdatedDateTime: '0001-01-01T00:00:00Z', unlockPin: 'secret-3' },
        { actionState: 'done', passcode: 'secret-4' },
      ],
    })

    expect(device).toEqual({
      ...EMPTY,
      id: 'd1',
      deviceActionResults: [
        { actionName: 'resetPasscode', actionState: 'done', startDateTime: 1_793_491_200, lastUpdatedDateTime: null },
        { actionName: 'remoteLock', actionState: 'unknown', startDateTime: null, lastUpdatedDateTime: null },
      ],
    })
  })

  it('has the platform that a file gives it, and on a live tenant only the derived one', () => {
    const raw = { id: 'd1', platform: 'androidKiosk', operatingSystem: 'iOS' }

    expect(fromFile(raw)?.platform).toBe('androidKiosk')
    expect(projectDevice(raw, createProjection({ liveTenant: true }))?.platform).toBe('ios')
  })

  it('gives the same device before and after others were read with it', () => {
    const projection = createProjection({ liveTenant: false })
    const raw = { id: 'd1', model: ' Surface ', operatingSystem: 'Android', deviceType: 'android' }

    const first = projectDevice(raw, projection)
    projectDevice({ id: 'd2', model: 'unknown', operatingSystem: 'iOS' }, projection)

    expect(projectDevice(raw, projection)).toEqual(first)
  })
})

describe('the join type', () => {
  it.each<[string | null, RawRecord, string | null]>([
    ['hybridAzureADJoined', { joinType: 'hybridAzureADJoined', deviceEnrollmentType: 'windowsAzureADJoin' }, 'AzureAd'],
    ['azureADJoined', { joinType: 'unknown', deviceEnrollmentType: 'windowsAzureADJoin' }, 'ServerAd'],
    ['azureADJoined', { deviceEnrollmentType: 'windowsBulkAzureDomainJoin' }, null],
    ['azureADJoined', { deviceEnrollmentType: 'windowsAutoEnrollment', azureADRegistered: true }, 'AzureAd'],
    ['hybridAzureADJoined', { azureADRegistered: true }, 'ServerAd'],
    ['azureADRegistered', {}, 'Workplace'],
    ['azureADRegistered', { azureADRegistered: true }, null],
    [null, { azureADRegistered: false }, null],
    [null, {}, 'SomethingNew'],
  ])('is %s for %j and a directory record with trust %s', (joinType, raw, trustType) => {
    const device = projectDevice({ id: 'd1', azureADDeviceId: 'e1', ...raw }, createProjection({ liveTenant: false })) as Device

    const [completed] = completeJoinTypes([device], [directoryDevice('o1', 'e1', trustType), directoryDevice('o2', 'e2', 'AzureAd')])

    expect(completed).toEqual({ ...device, joinType })
  })

  it('is not told by directory records that share an id and disagree', () => {
    const device = projectDevice({ id: 'd1', azureADDeviceId: 'e1' }, createProjection({ liveTenant: false })) as Device

    const completed = completeJoinTypes([device], [directoryDevice('o1', 'e1', 'AzureAd'), directoryDevice('o2', 'e1', 'ServerAd')])

    expect(completed).toEqual([device])
  })

  it('is complete at once where no directory follows', () => {
    const projection = createProjection({ liveTenant: false, directoryFollows: false })

    expect(projectDevice({ id: 'd1', azureADRegistered: true }, projection)?.joinType).toBe('azureADRegistered')
  })
})

describe('records of the directory', () => {
  it('keep what reeve reads', () => {
    const raw = {
      id: 'O1',
      deviceId: 'E1',
      displayName: 'PC',
      accountEnabled: true,
      isManaged: null,
      trustType: 'AzureAd',
      operatingSystem: 'Windows',
      physicalIds: ['[USER-HWID]:1', '[ZTDId]:2'],
      registrationDateTime: '2026-11-01T00:00:00Z',
      approximateLastSignInDateTime: '2026-11-01T00:00:00Z',
      more: 1,
    }

    expect(projectDirectoryDevice(raw, createProjection({ liveTenant: true }))).toEqual({
      id: 'o1',
      deviceId: 'e1',
      displayName: 'PC',
      accountEnabled: true,
      isManaged: null,
      trustType: 'AzureAd',
      operatingSystem: 'Windows',
      autopilotEnrolled: true,
      registrationDateTime: 1_793_491_200,
      approximateLastSignInDateTime: 1_793_491_200,
    })
    expect(projectUser({ id: 'U1', userPrincipalName: 'eve@contoso.com', mail: '', accountEnabled: false, mobilePhone: '1' })).toEqual({
      id: 'u1',
      userPrincipalName: 'eve@contoso.com',
      mail: null,
      accountEnabled: false,
    })
  })

  it.each([
    [['[ztdid]:2'], true],
    [['[USER-GID]:1:[ZTDId]', 7], false],
    [[], false],
    [null, null],
    ['[ZTDId]:2', null],
  ])('are of Autopilot by their physical ids %j: %s', (physicalIds, expected) => {
    expect(projectDirectoryDevice({ id: 'o1', physicalIds }, createProjection({ liveTenant: true }))?.autopilotEnrolled).toBe(expected)
  })

  it('are of Autopilot as a file says that does not give the physical ids', () => {
    expect(projectDirectoryDevice({ id: 'o1', autopilotEnrolled: true }, createProjection({ liveTenant: false }))?.autopilotEnrolled).toBe(true)
  })

  it('are none without an id', () => {
    expect(projectDirectoryDevice({ deviceId: 'e1' }, createProjection({ liveTenant: true }))).toBeNull()
    expect(projectUser({ mail: 'eve@contoso.com' })).toBeNull()
  })
})

function fromFile(raw: RawRecord): Device | null {
  return projectDevice(raw, createProjection({ liveTenant: false }))
}

function directoryDevice(id: string, deviceId: string, trustType: string | null): DirectoryDevice {
  return {
    id,
    deviceId,
    displayName: null,
    accountEnabled: true,
    isManaged: true,
    trustType,
    operatingSystem: null,
    autopilotEnrolled: null,
    registrationDateTime: null,
    approximateLastSignInDateTime: null,
  }
}
