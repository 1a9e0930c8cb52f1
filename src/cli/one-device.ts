/** The one device that a person named. */
import type { Device } from '../planner/inventory.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'

const LISTED = 10

export function oneDevice(found: readonly Device[], query: string): Device {
  const [first, ...others] = found
  if (!first) throw new ReeveError('REEVE_NOT_FOUND', `The inventory has no device with the id, serial number, Entra device id or name "${query}".`)
  if (others.length === 0) return first
  const ids = found.slice(0, LISTED).map(({ id }) => id)
  throw new ReeveError(
    'REEVE_NOT_FOUND',
    `${found.length} devices are called "${query}". Name one of them by its id: ${ids.join(', ')}${found.length > LISTED ? ', …' : ''}`,
  )
}
