/**
 * What reeve asks Graph for: exactly the fields of the inventory's records, and nothing that is not kept.
 *
 * Written as records, so that the compiler complains when an inventory record has a field that is not asked for.
 */
import type { DirectoryDevice, User } from '../planner/inventory.ts'
import { DEVICE_FIELDS } from '../planner/project-device.ts'

type AskedFor<Fields extends PropertyKey> = Readonly<Record<Fields, true>>

/** `platform` is derived. */
const MANAGED_DEVICE = DEVICE_FIELDS.filter((field) => field !== 'platform' && field !== 'deviceActionResults')

/** `autopilotEnrolled` is derived from physicalIds. */
const DIRECTORY_DEVICE: AskedFor<Exclude<keyof DirectoryDevice, 'autopilotEnrolled'> | 'physicalIds'> = {
  id: true,
  deviceId: true,
  displayName: true,
  accountEnabled: true,
  isManaged: true,
  trustType: true,
  operatingSystem: true,
  physicalIds: true,
  registrationDateTime: true,
  approximateLastSignInDateTime: true,
}

const USER: AskedFor<keyof User> = { id: true, userPrincipalName: true, mail: true, accountEnabled: true }

export const SELECT_MANAGED_DEVICE = MANAGED_DEVICE.join(',')
/** Lists give deviceActionResults empty (observed, and so is asking for nothing): only a single read says what became of an action. */
export const SELECT_ONE_MANAGED_DEVICE = `${SELECT_MANAGED_DEVICE},deviceActionResults`
/** That there is one, and how to call it; v1.0 has this list, and v1.0 alone documents it. */
export const SELECT_DEVICE_OF_USER = 'id,deviceName,serialNumber,userId,userPrincipalName,enrolledDateTime,lastSyncDateTime'
export const SELECT_DIRECTORY_DEVICE = Object.keys(DIRECTORY_DEVICE).join(',')
export const SELECT_USER = Object.keys(USER).join(',')

/** Ids go into addresses and filters, so only what an id can look like is taken for one. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}
