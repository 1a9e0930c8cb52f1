/** Which device of a test is meant by a name. */
import { type HistoryEntry, isAboutDevice } from '../history.ts'
import type { Device, Inventory } from '../inventory.ts'
import { compareText, foldText } from '../text.ts'
import type { TestReporter } from './reporter.ts'

export interface DeviceNames {
  /** The id of the device; null when there is none or more than one, which has been reported then. */
  readonly find: (name: string, pointer: string) => string | null
}

/** More of them than a person reads through. */
const LISTED = 10

/** Devices of the inventory, those that have left it and are known from history only, and directory records that belong to neither. */
export function deviceNames({ devices, directoryDevices }: Inventory, history: readonly HistoryEntry[], report: TestReporter): DeviceNames {
  const byName = new Map<string, Set<string>>()
  const add = (name: string | null, id: string): void => {
    if (name === null || name === '') return
    const key = foldText(name)
    const known = byName.get(key)
    if (known) known.add(id)
    else byName.set(key, new Set([id]))
  }
  const take = ({ id, deviceName, serialNumber, azureADDeviceId }: Pick<Device, 'id' | 'deviceName' | 'serialNumber' | 'azureADDeviceId'>): void => {
    for (const name of [id, deviceName, serialNumber, azureADDeviceId]) add(name, id)
  }
  const ids = new Set(devices.map(({ id }) => id))
  for (const device of devices) take(device)
  for (const { device } of history.filter(isAboutDevice)) if (device.facts && !ids.has(device.facts.id)) take(device.facts)
  const claimed = new Set([...devices, ...history.flatMap(({ device }) => device?.facts ?? [])].map(({ azureADDeviceId }) => azureADDeviceId))
  for (const { id, deviceId, displayName } of directoryDevices ?? [])
    if (deviceId === null || !claimed.has(deviceId)) for (const name of [id, displayName]) add(name, id)

  return {
    find: (name, pointer) => {
      const folded = foldText(name)
      const found = [...(byName.get(folded) ?? [])].sort(compareText)
      const [only] = found
      // An id is the device it names, whatever else is called like it.
      const exact = found.find((id) => id === folded)
      if (exact !== undefined || (only !== undefined && found.length === 1)) return exact ?? only ?? null
      if (found.length > 1)
        report('REEVE_TEST_UNKNOWN_NAME', `${found.length} devices are called "${name}".`, pointer, `Name one by its id: ${found.slice(0, LISTED).join(', ')}.`)
      else report('REEVE_TEST_UNKNOWN_NAME', `No device of the test is called "${name}".`, pointer, fixFor(devices))
      return null
    },
  }
}

function fixFor(devices: readonly Device[]): string {
  if (devices.length > LISTED) return 'Name a device by its id, name, serial number or Entra device id.'
  return `Its devices: ${devices.map(({ deviceName, id }) => deviceName ?? id).join(', ')}.`
}
