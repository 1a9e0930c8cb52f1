/**
 * Directory records that no managed device claims, as subjects of the rules that are over them.
 *
 * That nobody claims a record is believed only of an inventory that was read to its end; and a
 * record that says of itself that it is managed is left alone, because the service does not
 * list every device to everybody.
 */
import type { DecisionContext } from './decide.ts'
import { overOf } from './desired-state.ts'
import { isUnderWay } from './history-index.ts'
import { isFollowedUp } from './follow-up.ts'
import type { PlanVerdict } from './documents.generated.ts'
import type { Device, DirectoryDevice } from './inventory.ts'
import { DEVICE_FIELDS } from './project-device.ts'
import type { RecordIndex } from './record-index.ts'
import type { Subject } from './subject.ts'

/** None, and nothing is looked at, where no policy is over the directory. */
export function findRecordSubjects(records: readonly DirectoryDevice[], context: DecisionContext): Subject[] {
  if (!context.records.complete || !context.policies.some((policy) => overOf(policy) === 'directory')) return []
  return records.flatMap((record) => recordSubject(record, context) ?? [])
}

/** What the rules over the directory could not be judged on, said for each: silence would look like nothing to do. */
export function checkDirectoryRead({ records, policies }: DecisionContext): PlanVerdict[] {
  if (records.complete && records.directoryRead) return []
  return policies
    .filter((policy) => overOf(policy) === 'directory')
    .map(({ kind, name }) => ({
      guardrail: 'desiredState',
      result: 'notChecked',
      message: `${kind} ${name} is over the records of the directory, which were not read to their end; nothing follows from it.`,
    }))
}

/** null for a record that a managed device claims or may still be behind. */
export function recordSubject(record: DirectoryDevice, context: DecisionContext): Subject | null {
  const { records, now } = context
  if (!records.complete || record.isManaged === true) return null
  if (record.deviceId !== null && (records.devicesByEntraId(record.deviceId).length > 0 || belongsToAnotherChain(record, context))) return null
  return { over: 'directory', device: deviceOf(record), directory: record, directoryRead: true, user: null, userRead: false, now }
}

/** What was begun on the device that the record belonged to is brought to its end first, and by the policy that began it. */
function belongsToAnotherChain({ id, deviceId }: DirectoryDevice, { history, policies, now }: DecisionContext): boolean {
  const entries = history.of({ id, serialNumber: null, azureADDeviceId: deviceId }).filter((entry) => entry.device.id !== id)
  return entries.some(isUnderWay) || isFollowedUp(entries, policies, now)
}

/** The record among the others, as it was just read. */
export function withFreshRecord(index: RecordIndex, record: DirectoryDevice): RecordIndex {
  if (record.deviceId === null) return index
  const others = (index.directoryByDeviceId.get(record.deviceId) ?? []).filter(({ id }) => id !== record.id)
  return { ...index, directoryByDeviceId: new Map([...index.directoryByDeviceId, [record.deviceId, [...others, record]]]) }
}

const NOTHING_KNOWN = { ...(Object.fromEntries(DEVICE_FIELDS.map((field) => [field, null])) as Record<keyof Device, null>), deviceActionResults: [] }

/** Only what the record itself says; for everything else a selector finds nothing, and what is unknown protects. */
function deviceOf({ id, deviceId, autopilotEnrolled }: DirectoryDevice): Device {
  return { ...NOTHING_KNOWN, id, platform: 'unknown', azureADDeviceId: deviceId, autopilotEnrolled }
}
