/** What is under way already on a device, by the journal and by the provider's own signs, and stands in the way of more. */
import { ACTIONS, isDirectoryAction } from './action.ts'
import { isStageOf, type Proposal } from './chain.ts'
import type { ActionName } from './documents.generated.ts'
import type { DeviceHistoryEntry, HistoryEntry } from './history.ts'
import { type HistoryIndex, isUnderWay, PROVIDER_ACTIONS } from './history-index.ts'
import { isPlaceholderSerial } from './identity.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import type { RecordIndex } from './record-index.ts'
import type { Subject } from './subject.ts'
import { compareText, foldText } from './text.ts'

export interface UnderWay {
  readonly action: ActionName
  readonly state: HistoryEntry['state']
  readonly since: EpochSeconds | null
  /** By the worst it may amount to. */
  readonly strength: number
}

const MANAGEMENT_STATES: ReadonlyMap<string, ActionName> = new Map([
  ['wipepending', 'wipe'],
  ['wipeissued', 'wipe'],
  ['retirepending', 'retire'],
  ['retireissued', 'retire'],
  ['deletepending', 'delete'],
])

/** The strongest action under way that stands in the way of this one, by the journal or by the provider. */
export function findUnderWay(
  proposal: Proposal,
  effect: ActionName,
  { device }: Subject,
  { history, records }: { readonly history: HistoryIndex; readonly records: RecordIndex },
  before: HistoryEntry | undefined,
): UnderWay | null {
  const known = history.of(device)
  const found: UnderWay[] = []
  if (before && isUnderWay(before)) found.push(underWayEntry(before))
  for (const entry of known)
    if (isUnderWay(entry) && !isEarlierStage(entry, proposal) && concerns(entry, proposal, effect, device)) found.push(underWayEntry(entry))

  // The provider's signs of an earlier stage of the same chain are no other action either.
  const earlier = new Set(known.filter((entry) => isEarlierStage(entry, proposal)).map(({ action }) => action))
  for (const sign of providerSigns(device)) if (!earlier.has(sign.action)) found.push(sign)
  if (effect === 'wipe' && device.serialNumber !== null && !isPlaceholderSerial(device.serialNumber))
    for (const other of records.devicesBySerial(device.serialNumber)) found.push(...providerSigns(other).filter(({ action }) => action === 'wipe'))

  return found.sort((a, b) => b.strength - a.strength || (b.since ?? 0) - (a.since ?? 0) || compareText(a.state, b.state))[0] ?? null
}

/**
 * Whether an action under way is about the same thing: the same record; for a wipe the same device
 * under any of its records; for a directory action the same directory record.
 */
function concerns(entry: DeviceHistoryEntry, proposal: Proposal, effect: ActionName, device: Device): boolean {
  if (foldText(entry.device.id) === foldText(device.id)) return true
  if (effect === 'wipe') return entry.effectiveEffect === 'wipe'
  return (
    isDirectoryAction(proposal.action) &&
    isDirectoryAction(entry.action) &&
    entry.device.azureADDeviceId !== null &&
    entry.device.azureADDeviceId === device.azureADDeviceId
  )
}

function underWayEntry({ action, effectiveEffect, state, dispatchedAt }: HistoryEntry): UnderWay {
  return { action, state, since: dispatchedAt, strength: Math.max(ACTIONS[action].strength, ACTIONS[effectiveEffect].strength) }
}

/** What the device's own record says is under way, whoever asked for it. */
export function providerSigns({ managementState, deviceActionResults }: Device): UnderWay[] {
  const signs: UnderWay[] = []
  const sign = (action: ActionName, since: EpochSeconds | null): UnderWay => ({ action, state: 'pending', since, strength: ACTIONS[action].strength })
  const pending = MANAGEMENT_STATES.get(foldText(managementState ?? ''))
  if (pending) signs.push(sign(pending, null))
  for (const { actionName, actionState, startDateTime } of deviceActionResults) {
    const action = PROVIDER_ACTIONS.get(foldText(actionName))
    if (action && (foldText(actionState) === 'pending' || foldText(actionState) === 'active')) signs.push(sign(action, startDateTime))
  }
  return signs
}

/** A stage counts from its predecessor being accepted, so that one does not stand in its way. */
function isEarlierStage(entry: HistoryEntry, { policy, chainStartedAt, stage }: Proposal): boolean {
  return chainStartedAt !== null && isStageOf(entry, policy, chainStartedAt) && (entry.policy?.stage ?? 0) < stage
}
