/**
 * Gathers the values of an inventory file, whatever shape they have, and makes the snapshot of them.
 *
 * One value is a device, `{"value": {…}}`, an array of devices, a page `{"value": […]}`, or the one
 * object `{managedDevices, directoryDevices, users, cleanupRules, history, takenAt}`. Nothing is ever left out in
 * silence: what is no record, and two different records with one id, are errors that name the place.
 */
import type { History, HistoryEntry } from '../planner/history.ts'
import { NO_HISTORY } from '../planner/history.ts'
import { digestSorted } from '../planner/inventory-digest.ts'
import type { Device, DirectoryDevice, EpochSeconds, Inventory, TenantCleanupRule, User } from '../planner/inventory.ts'
import { formatInstant, parseInstant } from '../planner/instant.ts'
import { completeJoinTypes, createProjection, isRecord, projectDevice, projectDirectoryDevice, projectUser } from '../planner/project-device.ts'
import type { ProfileName, Projection, RawRecord } from '../planner/project-device.ts'
import { projectCleanupRules, projectCleanupSettings } from '../planner/project-cleanup-rules.ts'
import { projectHistoryItem } from '../planner/project-history.ts'
import { sortById } from '../planner/sort-by-id.ts'
import { ReeveError } from './reeve-error.ts'

/** What was gathered so far. `lines` and `positions` say where each device stood: two numbers are cheaper than an object each. */
export interface Collected {
  readonly name: string
  /** What is kept of each device; undefined is everything. */
  readonly fields: ReadonlySet<keyof Device> | undefined
  projection: Projection
  readonly devices: Device[]
  /** 1-based; 0 where the file is one value over many lines. */
  readonly lines: number[]
  /** 1-based place in its array; 0 where the line is the record. */
  readonly positions: number[]
  /** How many values came before the one at hand. */
  values: number
  wholeSnapshot: boolean
  directoryDevices: DirectoryDevice[] | null
  users: User[] | null
  cleanupRules: readonly TenantCleanupRule[] | null
  history: readonly unknown[] | null
  takenAt: EpochSeconds | null
  pages: number
  lastPageHasNext: boolean
  /** `@odata.count` of the first page, where it says more than that page holds. */
  promised: number | null
  readonly incompleteBecause: string[]
}

export interface CollectOptions {
  readonly profile?: ProfileName | undefined
  readonly fields?: ReadonlySet<keyof Device> | undefined
}

export function startCollecting(name: string, { profile, fields }: CollectOptions): Collected {
  return {
    name,
    fields,
    projection: createProjection({ liveTenant: false, profile, directoryFollows: false, fields }),
    devices: [],
    lines: [],
    positions: [],
    values: 0,
    wholeSnapshot: false,
    directoryDevices: null,
    users: null,
    cleanupRules: null,
    history: null,
    takenAt: null,
    pages: 0,
    lastPageHasNext: false,
    promised: null,
    incompleteBecause: [],
  }
}

/** Takes one value of the file. `line` is where it begins, 0 where it is the whole file. */
export function collectValue(collected: Collected, value: unknown, line: number): void {
  if (collected.wholeSnapshot) throw invalid(collected, line, 0, 'comes after a whole snapshot, which has to be the only value of its file')
  if (!isRecord(value)) collectDevices(collected, value, line)
  else if (value.id !== undefined) collectDevice(collected, value, line, 0)
  else if (Array.isArray(value.value)) collectPage(collected, value, value.value, line)
  else if (isRecord(value.value)) collectDevice(collected, value.value, line, 0)
  else if ('managedDevices' in value) collectSnapshot(collected, value, line)
  else collectDevice(collected, value, line, 0)
  collected.values++
}

export function collectDevice(collected: Collected, raw: unknown, line: number, position: number): void {
  if (!isRecord(raw)) throw invalid(collected, line, position, 'is not a device: it is no JSON object')
  const device = projectDevice(raw, collected.projection)
  if (device === null) throw invalid(collected, line, position, 'has no id')

  collected.devices.push(device)
  collected.lines.push(line)
  collected.positions.push(position)
}

function collectDevices(collected: Collected, values: unknown, line: number): void {
  if (!Array.isArray(values)) throw invalid(collected, line, 0, 'is not a device: it is no JSON object')
  for (const [index, raw] of values.entries()) collectDevice(collected, raw, line, index + 1)
}

function collectPage(collected: Collected, page: RawRecord, values: readonly unknown[], line: number): void {
  collectDevices(collected, values, line)
  const count = page['@odata.count']
  // Intune counts only the page at hand, so a count says something about the whole only where it differs from that.
  if (collected.pages === 0 && typeof count === 'number' && count !== values.length) collected.promised = count
  collected.lastPageHasNext = typeof page['@odata.nextLink'] === 'string'
  collected.pages++
}

function collectSnapshot(collected: Collected, snapshot: RawRecord, line: number): void {
  if (collected.values > 0) throw invalid(collected, line, 0, 'is a whole snapshot, which has to be the only value of its file')
  collected.wholeSnapshot = true
  if (isGiven(snapshot.directoryDevices)) {
    collected.projection = createProjection({ liveTenant: false, profile: collected.projection.profile, directoryFollows: true, fields: collected.fields })
  }
  collectDevices(collected, listOf(collected, snapshot, 'managedDevices'), line)

  const { projection } = collected
  if (isGiven(snapshot.directoryDevices)) {
    collected.directoryDevices = projectAll(collected, snapshot, 'directoryDevices', (raw) => projectDirectoryDevice(raw, projection))
  }
  if (isGiven(snapshot.users)) collected.users = projectAll(collected, snapshot, 'users', projectUser)
  collected.cleanupRules = collectCleanupRules(collected, snapshot)
  if (isGiven(snapshot.history)) collected.history = listOf(collected, snapshot, 'history')
  if (isGiven(snapshot.takenAt)) {
    collected.takenAt = typeof snapshot.takenAt === 'string' ? parseInstant(snapshot.takenAt) : null
    if (collected.takenAt === null) throw new ReeveError('REEVE_INVENTORY_INVALID', `${collected.name}: takenAt is no instant with a zone.`)
  }
  if (snapshot.complete === false) collected.incompleteBecause.push(...reasonsOf(snapshot))
}

/** Each profile has its own: one number for the tenant, or a rule for each platform. */
function collectCleanupRules(collected: Collected, snapshot: RawRecord): readonly TenantCleanupRule[] | null {
  const field = collected.projection.profile === 'intune-2026' ? 'cleanupRules' : 'managedDeviceCleanupSettings'
  if (!isGiven(snapshot[field])) return null
  const rules = field === 'cleanupRules' ? projectCleanupRules(listOf(collected, snapshot, field)) : projectCleanupSettings(snapshot[field])
  if (rules !== null) return rules
  const expected =
    field === 'cleanupRules'
      ? 'a platform and a whole number of days, in every rule, and its id'
      : 'deviceInactivityBeforeRetirementInDays, as a number of days'
  throw new ReeveError('REEVE_INVENTORY_INVALID', `${collected.name}: ${field} does not say ${expected}.`)
}

function projectAll<T>(collected: Collected, snapshot: RawRecord, field: string, project: (raw: RawRecord) => T | null): T[] {
  return listOf(collected, snapshot, field).map((raw, index) => {
    const record = isRecord(raw) ? project(raw) : null
    if (record === null) throw new ReeveError('REEVE_INVENTORY_INVALID', `${collected.name}: ${field}, record ${index + 1}: has no id.`)
    return record
  })
}

function listOf({ name }: Collected, snapshot: RawRecord, field: string): readonly unknown[] {
  const list = snapshot[field]
  if (Array.isArray(list)) return list
  throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}: ${field} is not an array.`)
}

/** A snapshot that was saved incomplete stays so. */
function reasonsOf({ incompleteBecause }: RawRecord): string[] {
  const reasons = Array.isArray(incompleteBecause) ? incompleteBecause.filter((reason) => typeof reason === 'string') : []
  return reasons.length > 0 ? reasons : ['The file says that it is not complete.']
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The snapshot of everything collected; throws ReeveError where records contradict each other. */
export function finishCollecting(collected: Collected, takenAt: Date | null): { readonly inventory: Inventory; readonly history: History } {
  const { name } = collected
  const read = uniqueById(collected.devices, (first, second) => contradiction(collected, first, second))
  const directoryDevices = collected.directoryDevices && uniqueById(collected.directoryDevices, ({ id }) => twice(name, 'directoryDevices', id))
  const users = collected.users && uniqueById(collected.users, ({ id }) => twice(name, 'users', id))
  const complete = (all: readonly Device[]): readonly Device[] => (directoryDevices === null ? all : completeJoinTypes(all, directoryDevices.records))
  const devices = complete(read.records)
  const incompleteBecause = [...collected.incompleteBecause, ...missingPages(collected)]

  return {
    inventory: {
      devices,
      directoryDevices: directoryDevices && directoryDevices.records,
      users: users && users.records,
      cleanupRules: collected.cleanupRules,
      takenAt: whenTaken(collected, takenAt),
      complete: incompleteBecause.length === 0,
      incompleteBecause,
      digest: digestSorted(
        {
          devices: complete(read.byId),
          directoryDevices: directoryDevices && directoryDevices.byId,
          users: users && users.byId,
          cleanupRules: collected.cleanupRules,
        },
        collected.fields,
      ),
    },
    history: historyOf(collected, devices),
  }
}

/** A file that says when it was taken is believed, and nobody can say otherwise: how old an inventory is guards what is removed. */
function whenTaken(collected: Collected, given: Date | null): EpochSeconds | null {
  const seconds = given && Math.floor(given.getTime() / 1000)
  if (seconds === null || collected.takenAt === null || seconds === collected.takenAt) return collected.takenAt ?? seconds
  throw new ReeveError('REEVE_USAGE', `${collected.name} says that it was taken at ${formatInstant(collected.takenAt)}, not at ${formatInstant(seconds)}.`, {
    fix: 'Leave out --taken-at.',
  })
}

function missingPages({ pages, lastPageHasNext, promised, devices }: Collected): string[] {
  const reasons: string[] = []
  if (lastPageHasNext) reasons.push(`The last of ${pages} pages names a next page, which is not in the file.`)
  if (promised !== null && promised !== devices.length) reasons.push(`The first page counts ${promised} devices, but the file has ${devices.length}.`)
  return reasons
}

/** Each record once, also where it is repeated word for word; as they were read, which is how memory is fastest to go through, and by id. */
interface Unique<T> {
  readonly records: readonly T[]
  readonly byId: readonly T[]
}

function uniqueById<T extends { readonly id: string }>(records: readonly T[], contradict: (first: T, second: T) => ReeveError): Unique<T> {
  const repeated = new Set<T>()
  const sorted = sortById(records, (first, second) => {
    if (JSON.stringify(first) !== JSON.stringify(second)) throw contradict(first, second)
    repeated.add(second)
  })
  if (repeated.size === 0) return { records, byId: sorted }
  const isFirst = (record: T): boolean => !repeated.has(record)
  return { records: records.filter(isFirst), byId: sorted.filter(isFirst) }
}

function historyOf(collected: Collected, devices: readonly Device[]): History {
  if (collected.history === null) return NO_HISTORY

  const byId = new Map(devices.map((device) => [device.id, device]))
  const entries: HistoryEntry[] = []
  for (const [index, raw] of collected.history.entries()) {
    const item = projectHistoryItem(raw, byId, collected.projection)
    if (!item.valid) throw new ReeveError('REEVE_INVENTORY_INVALID', `${collected.name}: history, item ${index + 1}: ${item.reason}.`)
    entries.push(item.entry)
  }
  return { known: true, entries }
}

function contradiction(collected: Collected, first: Device, second: Device): ReeveError {
  const [early, late] = [collected.devices.indexOf(first), collected.devices.indexOf(second)].sort((a, b) => a - b) as [number, number]
  const earlier = placeOf(collected, collected.lines[early] ?? 0, collected.positions[early] ?? 0)
  return invalid(
    collected,
    collected.lines[late] ?? 0,
    collected.positions[late] ?? 0,
    `has the id ${first.id} of another record (${earlier}), but says something else`,
  )
}

function twice(name: string, field: string, id: string): ReeveError {
  return new ReeveError('REEVE_INVENTORY_INVALID', `${name}: two different records of ${field} have the id ${id}.`)
}

function invalid(collected: Collected, line: number, position: number, what: string): ReeveError {
  return new ReeveError('REEVE_INVENTORY_INVALID', `${placeOf(collected, line, position)}: the record ${what}.`)
}

/** `file:line`, `file:line, record n`, or `file, record n`. */
function placeOf({ name }: Collected, line: number, position: number): string {
  return `${name}${line > 0 ? `:${line}` : ''}${position > 0 ? `, record ${position}` : ''}`
}
