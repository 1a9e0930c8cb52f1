/**
 * The history that an inventory file or a policy test brings along.
 *
 * One item is `{device, action, at, outcome}`; `device` is an id, a serial number, or a record with either. A cleanup rule
 * of the tenant has `tenant: {platform, after, devices}` in its place.
 * Other fields of a history entry may be given and then win over what `at` and `outcome` imply. Unlike the
 * inventory, history knows no "unknown": evidence that cannot be read is an error, because dropping it could
 * mean acting twice.
 */
import { ACTIONS } from './action.ts'
import type { ActionName } from './documents.generated.ts'
import type { ActionState, HistoryDevice, HistoryEntry } from './history.ts'
import { incarnationOf } from './identity.ts'
import { parseInstant } from './instant.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { isRecord, projectDevice } from './project-device.ts'
import type { Projection } from './project-device.ts'

const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[]
const STATES: readonly ActionState[] = [
  'planned',
  'dispatched',
  'accepted',
  'pending',
  'unknown',
  'awaitingTenantApproval',
  'refused',
  'confirmed',
  'failed',
  'notSupported',
  'cancelled',
  'expired',
]
/** No byte of it was executed. */
const NOT_SENT: ReadonlySet<ActionState> = new Set(['planned', 'refused'])
/** Nobody is known to have accepted it. */
const NOT_ACCEPTED: ReadonlySet<ActionState> = new Set([...NOT_SENT, 'dispatched', 'unknown', 'awaitingTenantApproval'])

export type ProjectedHistory =
  | { readonly valid: true; readonly entry: HistoryEntry }
  /** What is wrong with the item, as the end of a sentence that begins with its place. */
  | { readonly valid: false; readonly reason: string }

/** `devices` are those of the same file, by id. */
export function projectHistoryItem(raw: unknown, devices: ReadonlyMap<string, Device>, projection: Projection): ProjectedHistory {
  if (!isRecord(raw)) return invalid('is not an object')

  const action = ACTION_NAMES.find((name) => name === raw.action)
  if (action === undefined) return invalid(`has an action that is none of ${ACTION_NAMES.join(', ')}`)
  const state = STATES.find((name) => name === (raw.outcome ?? raw.state))
  if (state === undefined) return invalid(`has an outcome that is none of ${STATES.join(', ')}`)
  const tenant = action === 'setCleanupRule' ? historyRule(raw.tenant) : null
  if (action === 'setCleanupRule' && tenant === null) return invalid('names no cleanup rule: tenant: {platform, after, devices}')
  const device = tenant === null ? historyDevice(raw.device, devices, projection) : null
  if (device === null && tenant === null) return invalid('names no device: an id, a serial number, or an object with one of them')

  const times: Record<string, EpochSeconds | null> = {}
  for (const field of ['at', 'dispatchedAt', 'acceptedAt', 'completedAt', 'chainStartedAt']) {
    const value = raw[field]
    const seconds = typeof value === 'string' ? parseInstant(value) : null
    if (seconds === null && value !== undefined && value !== null) return invalid(`says ${field} with something that is no instant with a zone`)
    times[field] = seconds
  }
  const at = times.at ?? null
  if (at === null && (times.dispatchedAt ?? times.acceptedAt ?? times.completedAt ?? null) === null && state !== 'planned') return invalid('has no at')

  return {
    valid: true,
    entry: {
      actionId: text(raw.actionId),
      action,
      effectiveEffect: ACTION_NAMES.find((name) => name === raw.effectiveEffect) ?? action,
      state,
      keepsEnrollment: typeof raw.keepsEnrollment === 'boolean' ? raw.keepsEnrollment : null,
      device,
      user: null,
      tenant,
      policy: historyPolicy(raw.policy, raw.stage),
      chainStartedAt: times.chainStartedAt ?? null,
      dispatchedAt: times.dispatchedAt ?? (NOT_SENT.has(state) ? null : at),
      acceptedAt: times.acceptedAt ?? (NOT_ACCEPTED.has(state) ? null : at),
      completedAt: times.completedAt ?? (state === 'confirmed' ? at : null),
    },
  }
}

function historyDevice(raw: unknown, devices: ReadonlyMap<string, Device>, projection: Projection): HistoryDevice | null {
  if (typeof raw === 'string') return namedDevice(raw.trim(), devices)
  if (!isRecord(raw)) return null

  const facts = projectDevice(raw, projection)
  const serialNumber = text(raw.serialNumber)
  if (facts === null && serialNumber === null) return null
  return {
    id: facts?.id ?? '',
    incarnation: text(raw.incarnation) ?? (facts === null ? null : incarnationOf(facts)),
    serialNumber,
    azureADDeviceId: facts?.azureADDeviceId ?? text(raw.azureADDeviceId)?.toLowerCase() ?? null,
    directoryId: text(raw.directoryId)?.toLowerCase() ?? null,
    facts,
  }
}

/** A text alone is the id of a device of the file, and otherwise matches as an id and as a serial number. */
function namedDevice(name: string, devices: ReadonlyMap<string, Device>): HistoryDevice | null {
  if (name === '') return null
  const id = name.toLowerCase()
  const device = devices.get(id)
  return {
    id,
    incarnation: null,
    serialNumber: device === undefined ? name : device.serialNumber,
    azureADDeviceId: device?.azureADDeviceId ?? null,
    directoryId: null,
    facts: null,
  }
}

/** Of how many devices it took is counted by limits, so it has to be said. */
function historyRule(raw: unknown): HistoryEntry['tenant'] {
  if (!isRecord(raw)) return null
  const { after, devices } = raw
  const platform = text(raw.platform)
  if (platform === null || typeof after !== 'number' || typeof devices !== 'number') return null
  return { rule: text(raw.rule), platform, after, devices }
}

function historyPolicy(raw: unknown, stage: unknown): HistoryEntry['policy'] {
  if (!isRecord(raw)) return null
  const kind = text(raw.kind)
  const name = text(raw.name)
  if (kind === null || name === null) return null
  const number = raw.stage ?? stage
  return { kind, name, generation: text(raw.generation) ?? '', stage: typeof number === 'number' && Number.isInteger(number) ? number : 0 }
}

function invalid(reason: string): ProjectedHistory {
  return { valid: false, reason }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
