/**
 * The fleet and the past of a policy test, by the same projection that inventory files go through: a test sees what
 * a plan would see of the same records.
 */
import type { PolicyTest, TestCleanupRule, TestDevice, TestHistoryItem } from '../documents.generated.ts'
import type { History, HistoryEntry } from '../history.ts'
import { parseDocumentInstant } from '../instant.ts'
import type { Device, DirectoryDevice, EpochSeconds, Inventory, User } from '../inventory.ts'
import { digestInventory } from '../inventory-digest.ts'
import type { Profile } from '../profile/profile.ts'
import { projectCleanupRules } from '../project-cleanup-rules.ts'
import { completeJoinTypes, createProjection, projectDevice, projectDirectoryDevice, projectUser, type RawRecord } from '../project-device.ts'
import { projectHistoryItem } from '../project-history.ts'
import type { TestReporter } from './reporter.ts'

/** What an inventory file holds. */
export interface Fleet {
  readonly inventory: Inventory
  readonly history: History
}

const BARE_DATE = /^\d{4}-\d{2}-\d{2}$/
/** How the fields of records and of history that hold a moment are called. */
const HOLDS_INSTANT = /(?:DateTime|At|^at)$/

/** A device of a test may go by another name than its id, which then stands for it. */
export function identified(device: TestDevice): RawRecord & { readonly id?: string } {
  const id = [device.id, device.deviceName, device.serialNumber].find((name) => name !== undefined && name.trim() !== '')
  return withWholeInstants(id === undefined ? { ...device } : { ...device, id })
}

/** A bare date is the end of that day here as in every document; records of Graph have none. */
function withWholeInstants(raw: RawRecord): RawRecord {
  return JSON.parse(JSON.stringify(raw), (key, value: unknown) =>
    HOLDS_INSTANT.test(key) && typeof value === 'string' && BARE_DATE.test(value) ? `${value}T23:59:59Z` : value,
  ) as RawRecord
}

export interface FleetContext {
  readonly now: EpochSeconds
  /** By whose tables platforms are derived. */
  readonly profile: Profile['name']
}

/** The fleet that is written in the test itself. */
export function inlineFleet({ spec }: PolicyTest, { now, profile }: FleetContext, report: TestReporter): Fleet {
  const projection = createProjection({ liveTenant: false, profile, directoryFollows: spec.directoryDevices !== undefined })
  const read: Device[] = []
  for (const [index, raw] of (spec.devices ?? []).entries()) {
    const device = projectDevice(identified(raw), projection)
    const at = `/spec/devices/${index}`
    if (device === null) report('REEVE_MISSING_FIELD', 'The device has neither id nor deviceName nor serialNumber.', at, 'Give it one of them.')
    else if (read.some(({ id }) => id === device.id))
      report('REEVE_CONTRADICTION', `Another device goes by "${device.id}" already.`, at, 'Give each of them an id of its own.')
    else read.push(device)
  }
  const directoryDevices = recordsOf<DirectoryDevice>(spec.directoryDevices, 'directoryDevices', (raw) => projectDirectoryDevice(raw, projection), report)
  const users = recordsOf<User>(spec.users, 'users', projectUser, report)
  const records = { devices: directoryDevices === null ? read : completeJoinTypes(read, directoryDevices), directoryDevices, users }
  return {
    inventory: {
      ...records,
      cleanupRules: spec.cleanupRules ? projectCleanupRules(spec.cleanupRules.map(identifiedRule)) : null,
      takenAt: takenAt(spec.takenAt) ?? now,
      complete: true,
      incompleteBecause: [],
      digest: digestInventory(records),
    },
    history: { known: true, entries: [] },
  }
}

function identifiedRule(rule: TestCleanupRule): RawRecord {
  return { id: rule.deviceCleanupRulePlatformType, ...rule }
}

function recordsOf<T extends { readonly id: string }>(
  written: readonly object[] | undefined,
  field: string,
  project: (raw: RawRecord) => T | null,
  report: TestReporter,
): T[] | null {
  if (written === undefined) return null
  const records: T[] = []
  for (const [index, raw] of written.entries()) {
    const record = project(withWholeInstants({ ...raw }))
    const at = `/spec/${field}/${index}/id`
    if (record === null) report('REEVE_INVALID_VALUE', 'This is an id that stands for no id.', at, 'Give the record an id.')
    else if (records.some(({ id }) => id === record.id))
      report('REEVE_CONTRADICTION', `Another record has the id "${record.id}" already.`, at, 'Give it another.')
    else records.push(record)
  }
  return records
}

/** The fleet of a file, at the moment that the test says it was read. */
export function broughtFleet({ spec }: PolicyTest, now: EpochSeconds, { inventory, history }: Fleet): Fleet {
  return { inventory: { ...inventory, takenAt: takenAt(spec.takenAt) ?? inventory.takenAt ?? now }, history: { known: true, entries: history.entries } }
}

function takenAt(written: string | undefined): EpochSeconds | null {
  return written === undefined ? null : parseDocumentInstant(written)
}

export interface PastQuestion {
  readonly inventory: Inventory
  readonly profile: Profile['name']
  /** The kind of a policy; null where none has the name. */
  readonly kindOf: (policy: string) => string | null
  /** The one device that a name is about; null for none. */
  readonly deviceNamed: (name: string) => Device | null
}

/** What the test says was done before. */
export function pastOf({ spec }: PolicyTest, { inventory, profile, kindOf, deviceNamed }: PastQuestion, report: TestReporter): HistoryEntry[] {
  const projection = createProjection({ liveTenant: false, profile })
  const byId = new Map(inventory.devices.map((device) => [device.id, device]))
  return (spec.history ?? []).flatMap((item, index) => {
    const facts = typeof item.device === 'string' ? deviceNamed(item.device) : projectDevice(identified(item.device), projection)
    const raw = rawItem(item, facts, kindOf)
    const projected = projectHistoryItem(raw, byId, projection)
    if (projected.valid) return [projected.entry]
    report('REEVE_INVALID_VALUE', `The item of the history ${projected.reason}.`, `/spec/history/${index}`)
    return []
  })
}

/**
 * As the history of an inventory file has it. A stage belongs to the chain that began at the last sync that the test
 * gives for the device, unless the item says otherwise.
 */
function rawItem({ device, policy, stage, ...item }: TestHistoryItem, facts: Device | null, kindOf: PastQuestion['kindOf']): RawRecord {
  const kind = policy === undefined ? null : kindOf(policy)
  const chain = kind === 'CleanupRule' && facts?.lastSyncDateTime ? { chainStartedAt: new Date(facts.lastSyncDateTime * 1000).toISOString() } : {}
  return withWholeInstants({
    ...chain,
    ...item,
    device: typeof device === 'string' ? (facts?.id ?? device) : identified(device),
    ...(kind === null ? {} : { policy: { kind, name: policy, stage: (stage ?? 1) - 1 } }),
  })
}
