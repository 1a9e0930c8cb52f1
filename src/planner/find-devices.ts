/** The devices that a person means by what they typed. */
import type { Device } from './inventory.ts'
import { foldText } from './text.ts'

/** By id, else by serial number, Entra device id or name, else by user; without regard to ASCII case. */
export function findDevices(devices: readonly Device[], query: string): Device[] {
  const wanted = foldText(query)
  const named = (value: string | null): boolean => value !== null && foldText(value) === wanted
  const ways: readonly ((device: Device) => boolean)[] = [
    ({ id }) => named(id),
    ({ serialNumber, azureADDeviceId, deviceName }) => named(serialNumber) || named(azureADDeviceId) || named(deviceName),
    ({ userPrincipalName }) => named(userPrincipalName),
  ]
  for (const isMeant of ways) {
    const found = devices.filter(isMeant)
    if (found.length > 0) return found
  }
  return []
}
