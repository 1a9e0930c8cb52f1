/** A tenant in memory behind the provider's two ports. It counts what really happened to each device. */
import type { Device, DirectoryDevice, TenantCleanupRule, User } from '../../src/planner/inventory.ts'
import type { Clock } from '../../src/reconciler/clock.ts'
import type { ActionCommand, ActionWriter, InventoryReader, SendResult } from '../../src/reconciler/provider.ts'

export interface Tenant {
  readonly devices: Map<string, Device>
  readonly directory: Map<string, DirectoryDevice>
  readonly users: Map<string, User>
  cleanupRules: readonly TenantCleanupRule[]
  /** Every command that was carried out, in order. */
  readonly ledger: ActionCommand[]
  readonly reader: Pick<
    InventoryReader,
    'readDevice' | 'readDirectoryDevice' | 'findManagedDevices' | 'readUser' | 'readDevicesOfUser' | 'readCleanupRules' | 'providerTime'
  >
  readonly writer: ActionWriter
  /** Answers the next commands instead of the ordinary acceptance; the command is not carried out unless the answer does so. */
  readonly answers: ((command: ActionCommand, carryOut: () => void, signal: AbortSignal) => SendResult | Promise<SendResult>)[]
  /** How far the tenant's clock is ahead of ours. */
  skewMs: number
}

export function tenantOf(devices: readonly Device[], clock: Clock): Tenant {
  const tenant: Tenant = {
    devices: new Map(devices.map((device) => [device.id, device])),
    directory: new Map(),
    users: new Map(),
    cleanupRules: [],
    ledger: [],
    answers: [],
    skewMs: 0,
    reader: {
      readDevice: async (id) => {
        const device = tenant.devices.get(id)
        const readAt = clock.now()
        return device ? { found: true, device, directoryDevice: null, user: null, readAt } : { found: false, readAt }
      },
      readDirectoryDevice: async (objectId) => tenant.directory.get(objectId) ?? null,
      readUser: async (id) => tenant.users.get(id) ?? null,
      readDevicesOfUser: async (id) => [...tenant.devices.values()].filter(({ userId }) => userId === id),
      readCleanupRules: async () => tenant.cleanupRules,
      findManagedDevices: async (azureADDeviceId) => [...tenant.devices.values()].filter((device) => device.azureADDeviceId === azureADDeviceId),
      providerTime: () => new Date(clock.now().getTime() + tenant.skewMs),
    },
    writer: {
      send: async (command, signal) => {
        const carryOut = (): void => void tenant.ledger.push(command)
        const answer = tenant.answers.shift()
        if (answer) return answer(command, carryOut, signal)
        carryOut()
        return { outcome: 'accepted' }
      },
    },
  }
  return tenant
}
