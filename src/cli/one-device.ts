/** The one device that a person named. */
import type { Device } from '../planner/inventory.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { didYouMean } from '../planner/did-you-mean.ts'

const LISTED = 10

export interface DeviceQuestion {
  readonly query: string
  /** Among which a device was looked for. */
  readonly devices: readonly Device[]
}

export function oneDevice(found: readonly Device[], { query, devices }: DeviceQuestion): Device {
  const [first, ...others] = found
  if (!first)
    throw new ReeveError(
      'REEVE_NOT_FOUND',
      `The inventory has no device with the id, serial number, Entra device id, name or user "${query}".${nearestName(query, devices)}`,
    )
  if (others.length === 0) return first
  const listed = found.slice(0, LISTED).map(describe)
  throw new ReeveError(
    'REEVE_NOT_FOUND',
    `${found.length} devices are called "${query}". Name one of them by its id: ${listed.join('; ')}${found.length > LISTED ? '; …' : ''}`,
  )
}

function describe({ id, deviceName, serialNumber, platform }: Device): string {
  return `${id} (${[deviceName, serialNumber, platform].filter((value) => value !== null).join(', ')})`
}

/** Only names of about that length are compared: among 100,000 devices no other can be meant. */
function nearestName(query: string, devices: readonly Device[]): string {
  const names = devices.flatMap(({ deviceName, serialNumber }) => [deviceName, serialNumber]).filter((name) => name !== null)
  const meant = didYouMean(
    query,
    names.filter((name) => Math.abs(name.length - query.length) <= 2),
  )
  return meant === null ? '' : ` Did you mean ${meant}?`
}
