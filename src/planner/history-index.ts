/** Finds what was done to a device before, by any of the ids under which it may be known. */
import { ACTIONS } from './action.ts'
import type { ActionName } from './documents.generated.ts'
import { type ActionState, type DeviceHistoryEntry, type History, type HistoryEntry, isAboutDevice } from './history.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { isPlaceholderSerial } from './identity.ts'
import { pastOnly } from './subject.ts'
import { foldText } from './text.ts'

export interface HistoryIndex {
  readonly entries: readonly HistoryEntry[]
  readonly byActionId: ReadonlyMap<string, HistoryEntry>
  /** By serial number, Entra device id or Intune id, each entry once, oldest first. A placeholder serial finds nothing. */
  readonly of: (device: Pick<Device, 'id' | 'serialNumber' | 'azureADDeviceId'>) => readonly DeviceHistoryEntry[]
}

/** The provider took the request on: what a later stage counts from. */
export function wasTakenOn({ state }: HistoryEntry): boolean {
  return state === 'accepted' || state === 'pending' || state === 'confirmed'
}

/** When the request was sent, or the nearest that is known of it. */
export function sentAt({ dispatchedAt, acceptedAt, completedAt }: HistoryEntry): EpochSeconds {
  return dispatchedAt ?? acceptedAt ?? completedAt ?? 0
}

/** The request may have been executed: what budgets count and what no second request may follow. */
const MAY_HAVE_RUN: ReadonlySet<ActionState> = new Set(['dispatched', 'accepted', 'pending', 'unknown', 'awaitingTenantApproval', 'confirmed'])
const UNDER_WAY: ReadonlySet<ActionState> = new Set(['dispatched', 'accepted', 'pending', 'unknown', 'awaitingTenantApproval'])
/** Ended without effect: not tried again until the policy changes or a person resolves it. */
const ENDED_WITHOUT_EFFECT: ReadonlySet<ActionState> = new Set(['failed', 'notSupported', 'cancelled', 'expired'])

export function mayHaveRun({ state }: HistoryEntry): boolean {
  return MAY_HAVE_RUN.has(state)
}

export function isUnderWay({ state }: HistoryEntry): boolean {
  return UNDER_WAY.has(state)
}

export function endedWithoutEffect({ state }: HistoryEntry): boolean {
  return ENDED_WITHOUT_EFFECT.has(state)
}

export function indexHistory({ entries }: History): HistoryIndex {
  const byKey = new Map<string, DeviceHistoryEntry[]>()
  const byActionId = new Map<string, HistoryEntry>()
  // Oldest first, and as given where the times are equal: the last attempt at an action is the one that counts.
  const ordered = [...entries].sort((a, b) => sentAt(a) - sentAt(b))
  for (const entry of ordered) {
    if (entry.actionId !== null) byActionId.set(entry.actionId, entry)
    if (!isAboutDevice(entry)) continue
    for (const key of keysOf(entry.device)) {
      const group = byKey.get(key)
      if (group) group.push(entry)
      else byKey.set(key, [entry])
    }
  }
  return {
    entries: ordered,
    byActionId,
    of: (device) => {
      if (byKey.size === 0) return []
      const found = new Set(keysOf(device).flatMap((key) => byKey.get(key) ?? []))
      return found.size <= 1 ? [...found] : [...found].sort((a, b) => sentAt(a) - sentAt(b))
    },
  }
}

function keysOf({ id, serialNumber, azureADDeviceId }: Pick<Device, 'id' | 'serialNumber' | 'azureADDeviceId'>): string[] {
  return [
    `id:${foldText(id)}`,
    ...(serialNumber === null || isPlaceholderSerial(serialNumber) ? [] : [`serial:${foldText(serialNumber)}`]),
    ...(azureADDeviceId === null ? [] : [`entra:${foldText(azureADDeviceId)}`]),
  ]
}

export interface Completion {
  readonly action: ActionName
  readonly at: EpochSeconds
}

export interface CompletionQuestion {
  readonly device: Device
  readonly action: ActionName
  readonly since: EpochSeconds
  readonly now: EpochSeconds
  /** The same device under any record, or this record alone. */
  readonly scope: 'device' | 'record'
}

/**
 * The newest completed `action`, or under another record one that does more, at or after `since`,
 * whoever did it: from history, and from the provider's own results on the device.
 *
 * A record that is still there was not taken away, whatever stronger action it went through: a
 * wipe that kept the enrolment does not satisfy a retire.
 */
export function findCompletion({ device, action, since, now, scope }: CompletionQuestion, history: HistoryIndex): Completion | null {
  let newest: Completion | null = null
  const consider = (done: ActionName, time: EpochSeconds | null): void => {
    const at = pastOnly(time, now)
    if (at === null || at < since) return
    if (newest === null || at > newest.at) newest = { action: done, at }
  }
  for (const entry of history.of(device)) {
    if (entry.state !== 'confirmed') continue
    const sameRecord = foldText(entry.device.id) === foldText(device.id)
    if (scope === 'record' && !sameRecord) continue
    // By what was asked, not by the worst it may amount to: that judges risk, and proves nothing.
    const stronger = !sameRecord && entry.keepsEnrollment !== true && isStronger(entry.action, action)
    if (entry.action === action || stronger) consider(entry.action, entry.completedAt)
  }
  for (const { actionName, actionState, lastUpdatedDateTime } of device.deviceActionResults)
    if (PROVIDER_ACTIONS.get(foldText(actionName)) === action && foldText(actionState) === 'done') consider(action, lastUpdatedDateTime)
  return newest
}

/** How the provider names the actions in deviceActionResults, by folded text. */
export const PROVIDER_ACTIONS: ReadonlyMap<string, ActionName> = new Map([
  ['wipe', 'wipe'],
  ['factoryreset', 'wipe'],
  ['retire', 'retire'],
  ['removecompanydata', 'retire'],
  ['delete', 'delete'],
  ['resetpasscode', 'resetPasscode'],
])

function isStronger(done: ActionName, asked: ActionName): boolean {
  return ACTIONS[asked].strength > 0 && ACTIONS[done].strength > ACTIONS[asked].strength
}
