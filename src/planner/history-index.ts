/** Finds what was done to a device before, by any of the ids under which it may be known. */
import { ACTIONS } from './action.ts'
import type { ActionName } from './documents.generated.ts'
import type { ActionState, History, HistoryEntry } from './history.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { foldText } from './text.ts'

export interface HistoryIndex {
  readonly entries: readonly HistoryEntry[]
  readonly byActionId: ReadonlyMap<string, HistoryEntry>
  /** By serial number, Entra device id or Intune id, each entry once. */
  readonly of: (device: Pick<Device, 'id' | 'serialNumber' | 'azureADDeviceId'>) => readonly HistoryEntry[]
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
  const byKey = new Map<string, HistoryEntry[]>()
  const byActionId = new Map<string, HistoryEntry>()
  for (const entry of entries) {
    if (entry.actionId !== null) byActionId.set(entry.actionId, entry)
    for (const key of keysOf(entry.device)) {
      const group = byKey.get(key)
      if (group) group.push(entry)
      else byKey.set(key, [entry])
    }
  }
  return {
    entries,
    byActionId,
    of: (device) => (byKey.size === 0 ? [] : [...new Set(keysOf(device).flatMap((key) => byKey.get(key) ?? []))]),
  }
}

function keysOf({ id, serialNumber, azureADDeviceId }: Pick<Device, 'id' | 'serialNumber' | 'azureADDeviceId'>): string[] {
  return [
    `id:${foldText(id)}`,
    ...(serialNumber === null ? [] : [`serial:${foldText(serialNumber)}`]),
    ...(azureADDeviceId === null ? [] : [`entra:${foldText(azureADDeviceId)}`]),
  ]
}

export interface Completion {
  readonly action: ActionName
  readonly at: EpochSeconds
}

/**
 * The newest completed `action`, or one that does more, at or after `since`, whoever did it:
 * from history, and from the provider's own results on the device.
 */
export function findCompletion(device: Device, action: ActionName, since: EpochSeconds, history: HistoryIndex): Completion | null {
  let newest: Completion | null = null
  const consider = (done: ActionName, at: EpochSeconds | null): void => {
    if (at === null || at < since || !doesAtLeast(done, action)) return
    if (newest === null || at > newest.at) newest = { action: done, at }
  }
  // By what was asked, not by the worst it may amount to: that judges risk, and proves nothing.
  for (const entry of history.of(device)) if (entry.state === 'confirmed') consider(entry.action, entry.completedAt)
  for (const { actionName, actionState, lastUpdatedDateTime } of device.deviceActionResults) {
    const done = PROVIDER_ACTIONS[foldText(actionName)]
    if (done && foldText(actionState) === 'done') consider(done, lastUpdatedDateTime)
  }
  return newest
}

/** How the provider names the actions in deviceActionResults, by folded text. */
export const PROVIDER_ACTIONS: Readonly<Record<string, ActionName | undefined>> = {
  wipe: 'wipe',
  factoryreset: 'wipe',
  retire: 'retire',
  removecompanydata: 'retire',
  delete: 'delete',
  resetpasscode: 'resetPasscode',
}

function doesAtLeast(done: ActionName, asked: ActionName): boolean {
  if (done === asked) return true
  return ACTIONS[asked].strength > 0 && ACTIONS[done].strength > ACTIONS[asked].strength
}
