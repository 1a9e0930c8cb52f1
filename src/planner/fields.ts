/** The fields a selector may name: how each is read and of what type it is. */
import type { Selector as SelectorDocument } from './documents.generated.ts'
import type { EpochSeconds } from './inventory.ts'
import { pastOnly, type Subject } from './subject.ts'

export type FieldName = Exclude<keyof SelectorDocument, 'any' | 'all' | 'not'>

interface FieldBase {
  readonly name: FieldName
  /** The record it stands in was read at all. null for the device itself, which always was. */
  readonly wasRead: ((subject: Subject) => boolean) | null
}

export type Field =
  | (FieldBase & {
      readonly type: 'text'
      readonly read: (subject: Subject) => string | null
      /** Few distinct values in a fleet: a leaf remembers its answer per value. */
      readonly fewValues: boolean
    })
  | (FieldBase & { readonly type: 'boolean'; readonly read: (subject: Subject) => boolean | null })
  | (FieldBase & { readonly type: 'version'; readonly read: (subject: Subject) => string | null })
  | (FieldBase & { readonly type: 'instant'; readonly read: (subject: Subject) => EpochSeconds | null })

type Reader<T> = (subject: Subject) => T | null

const directoryRead = (subject: Subject): boolean => subject.directoryRead
const userRead = (subject: Subject): boolean => subject.userRead

function text(name: FieldName, read: Reader<string>, wasRead: FieldBase['wasRead'] = null): Field {
  return { name, type: 'text', read, fewValues: false, wasRead }
}

function word(name: FieldName, read: Reader<string>, wasRead: FieldBase['wasRead'] = null): Field {
  return { name, type: 'text', read, fewValues: true, wasRead }
}

function flag(name: FieldName, read: Reader<boolean>, wasRead: FieldBase['wasRead'] = null): Field {
  return { name, type: 'boolean', read, wasRead }
}

function instant(name: FieldName, read: Reader<EpochSeconds>, wasRead: FieldBase['wasRead'] = null): Field {
  return { name, type: 'instant', read: (subject) => pastOnly(read(subject), subject.now), wasRead }
}

const ALL: readonly Field[] = [
  word('platform', ({ device }) => (device.platform === 'unknown' ? null : device.platform)),
  word('joinType', ({ device }) => device.joinType),
  text('id', ({ device }) => device.id),
  text('azureADDeviceId', ({ device }) => device.azureADDeviceId),
  text('deviceName', ({ device }) => device.deviceName),
  text('managedDeviceName', ({ device }) => device.managedDeviceName),
  text('serialNumber', ({ device }) => device.serialNumber),
  text('imei', ({ device }) => device.imei),
  text('userId', ({ device }) => device.userId),
  text('userPrincipalName', ({ device }) => device.userPrincipalName),
  text('emailAddress', ({ device }) => device.emailAddress),
  word('operatingSystem', ({ device }) => device.operatingSystem),
  { name: 'osVersion', type: 'version', read: ({ device }) => device.osVersion, wasRead: null },
  word('model', ({ device }) => device.model),
  word('manufacturer', ({ device }) => device.manufacturer),
  word('deviceType', ({ device }) => device.deviceType),
  word('managedDeviceOwnerType', ({ device }) => device.managedDeviceOwnerType),
  word('deviceEnrollmentType', ({ device }) => device.deviceEnrollmentType),
  word('enrollmentProfileName', ({ device }) => device.enrollmentProfileName),
  word('managementAgent', ({ device }) => device.managementAgent),
  word('managementState', ({ device }) => device.managementState),
  word('complianceState', ({ device }) => device.complianceState),
  word('deviceRegistrationState', ({ device }) => device.deviceRegistrationState),
  word('deviceCategoryDisplayName', ({ device }) => device.deviceCategoryDisplayName),
  word('jailBroken', ({ device }) => device.jailBroken),
  flag('azureADRegistered', ({ device }) => device.azureADRegistered),
  flag('isSupervised', ({ device }) => device.isSupervised),
  flag('isEncrypted', ({ device }) => device.isEncrypted),
  flag('autopilotEnrolled', ({ device }) => device.autopilotEnrolled),
  instant('enrolledDateTime', ({ device }) => device.enrolledDateTime),
  instant('lastSyncDateTime', ({ device }) => device.lastSyncDateTime),
  flag('directory.accountEnabled', ({ directory }) => directory?.accountEnabled ?? null, directoryRead),
  flag('directory.isManaged', ({ directory }) => directory?.isManaged ?? null, directoryRead),
  word('directory.trustType', ({ directory }) => directory?.trustType ?? null, directoryRead),
  instant('directory.approximateLastSignInDateTime', ({ directory }) => directory?.approximateLastSignInDateTime ?? null, directoryRead),
  flag('user.accountEnabled', ({ user }) => user?.accountEnabled ?? null, userRead),
  text('user.userPrincipalName', ({ user }) => user?.userPrincipalName ?? null, userRead),
  text('user.mail', ({ user }) => user?.mail ?? null, userRead),
]

export const FIELDS: ReadonlyMap<string, Field> = new Map(ALL.map((field) => [field.name, field]))
