/** One device or account read on its own, with an age that is never younger than it is. */
import { isDirectoryAction } from '../planner/action.ts'
import type { PlannedAction } from '../planner/documents.generated.ts'
import type { FreshReading } from '../planner/decide-again.ts'
import { isAboutRecord } from '../planner/plan-target.ts'
import type { Clock } from './clock.ts'
import type { InventoryReader } from './provider.ts'

export type SingleReader = Pick<
  InventoryReader,
  'readDevice' | 'readDirectoryDevice' | 'findManagedDevices' | 'readUser' | 'readDevicesOfUser' | 'readCleanupRules' | 'providerTime'
>

export interface AgedReading extends FreshReading {
  /** When the reading began, by our clock, or earlier where the provider says so. */
  readonly asOf: Date
}

/** The account, and before it is deleted every device that is managed for it. */
async function readAccount(reader: SingleReader, { action, user }: PlannedAction, signal: AbortSignal): Promise<Pick<FreshReading, 'user' | 'userDevices'>> {
  const id = user?.id ?? null
  if (id === null) return { user: null, userDevices: null }
  const read = await reader.readUser(id, signal)
  const userDevices = read !== null && action === 'deleteUser' ? await reader.readDevicesOfUser(id, signal) : null
  return { user: read, userDevices }
}

/** Intune device id of a device action, object id of a directory action; null where the plan names none. */
export function targetIdOf({ action, device, user, tenant }: PlannedAction): string | null {
  switch (action) {
    case 'wipe':
    case 'retire':
    case 'delete':
    case 'resetPasscode':
      return device?.id ?? null
    case 'disableDirectoryDevice':
    case 'deleteDirectoryDevice':
      return device?.directoryId ?? null
    case 'disableUser':
    case 'deleteUser':
      return user?.id ?? null
    case 'setCleanupRule':
      return tenant?.id ?? null
  }
}

const NOTHING = { device: null, directoryDevice: null, user: null } as const

/** Throws what the reader throws. A record that is gone is null, and no evidence of anything. */
export async function readFresh(
  { reader, clock }: { readonly reader: SingleReader; readonly clock: Clock },
  action: PlannedAction,
  signal: AbortSignal,
): Promise<AgedReading> {
  const startedAt = clock.now()
  if (action.user) return { device: null, directoryDevice: null, asOf: startedAt, ...(await readAccount(reader, action, signal)) }
  if (action.tenant) return { ...NOTHING, cleanupRules: await reader.readCleanupRules(signal), asOf: startedAt }
  if (!action.device) return { device: null, directoryDevice: null, user: null, asOf: startedAt }
  if (isAboutRecord(action)) return { ...(await readRecord(reader, action.device.id, signal)), asOf: startedAt }
  const reading = await reader.readDevice(action.device.id, signal)
  const asOf = reading.readAt < startedAt ? reading.readAt : startedAt
  const found = reading.found ? reading : { device: null, directoryDevice: null, user: null }

  const { directoryId } = action.device
  const directoryDevice =
    isDirectoryAction(action.action) && directoryId !== null ? await reader.readDirectoryDevice(directoryId, signal) : found.directoryDevice
  return { device: found.device, directoryDevice, user: found.user, asOf }
}

/** A record that no managed device claimed, and the device that claims it now. The record first: it says which device to look for. */
async function readRecord(reader: SingleReader, objectId: string, signal: AbortSignal): Promise<FreshReading> {
  const directoryDevice = await reader.readDirectoryDevice(objectId, signal)
  const deviceId = directoryDevice?.deviceId ?? null
  const [device = null] = deviceId === null ? [] : await reader.findManagedDevices(deviceId, signal)
  return { device, directoryDevice, user: null }
}
