/** Whether the record that would be acted on is surely the device that is meant. */
import { isDirectoryAction } from './action.ts'
import type { Proposal } from './chain.ts'
import type { ActionName } from './documents.generated.ts'
import { isPlaceholderSerial, livenessOf } from './identity.ts'
import type { RecordIndex } from './record-index.ts'
import type { Subject } from './subject.ts'
import { TRUE } from './truth.ts'

/** Why the device cannot be told from others; null when it can. */
export function findAmbiguity({ policy, action }: Proposal, effect: ActionName, subject: Subject, index: RecordIndex): string | null {
  const { device } = subject
  if (isDirectoryAction(action) && device.azureADDeviceId !== null) {
    const records = index.directoryByDeviceId.get(device.azureADDeviceId)?.length ?? 0
    const claims = index.devicesByEntraId(device.azureADDeviceId).length
    if (records > 1 || claims > 1) return `Entra device id ${device.azureADDeviceId} is shared by ${Math.max(records, claims)} records.`
  }
  if (device.serialNumber === null) return null

  const bySerial = policy.select.leaves.some((leaf) => leaf.field === 'serialNumber' && leaf.evaluate(subject) === TRUE)
  const erases = effect === 'wipe' || effect === 'retire'
  if (effect !== 'wipe' && !bySerial && !erases) return null
  if ((effect === 'wipe' || bySerial) && isPlaceholderSerial(device.serialNumber)) return `"${device.serialNumber}" is a placeholder, not a serial number.`

  const liveness = livenessOf(device, index.devicesBySerial(device.serialNumber))
  // An action on the old record would wait for a device that answers under its new one.
  if (!liveness.live) return erases ? `The device was enrolled again as ${liveness.supersededBy}; this record is not live.` : null
  return liveness.shared && (effect === 'wipe' || bySerial) ? `Serial number ${device.serialNumber} is shared by more than one live record.` : null
}
