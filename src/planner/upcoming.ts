/**
 * How the decision for one device changes if nothing happens but the passing of time: the decision
 * itself is made again at each moment at which it may differ.
 */
import { type Decision, type DecisionContext, decideDevice } from './decide.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import { activePolicies } from './plan-context.ts'
import { type RecordIndex, subjectOf } from './record-index.ts'
import { findTurningPoints } from './turning-points.ts'

export type SignOfLife = 'checkIn' | 'signIn'

export interface UpcomingDecision {
  /** The first second at which the decision is this one. */
  readonly at: EpochSeconds
  readonly decision: Decision
  /** Each of these before then would make it another. */
  readonly unless: readonly SignOfLife[]
}

/** After these a reader has lost the thread. */
const MOST = 4

/** In order, up to the first that plans an action. Empty: time alone changes nothing. */
export function findUpcoming(device: Device, context: DecisionContext): UpcomingDecision[] {
  const found: UpcomingDecision[] = []
  let before = gistOf(decideAt(device, context, context.now))
  for (const at of findTurningPoints(subjectOf(device, context.records, context.now), context)) {
    const decision = decideAt(device, context, at)
    const gist = gistOf(decision)
    if (gist === before) continue
    found.push({ at, decision, unless: findSignsOfLife(device, context, at, gist) })
    before = gist
    if (decision.kind === 'act' || found.length === MOST) break
  }
  return found
}

/** The decision as it would be made at `at`, were the records then as they are now. */
export function decideAt(device: Device, context: DecisionContext, at: EpochSeconds): Decision {
  return decideDevice(subjectOf(device, context.records, at), { ...context, now: at, policies: activePolicies(context.desired, at) }).decision
}

/** Two decisions of the same gist mean the same to the person who asks. */
export function gistOf(decision: Decision): string {
  if (decision.kind === 'none') return 'none'
  const { kind, policy } = decision
  const who = [kind, policy.kind, policy.name]
  switch (kind) {
    case 'act':
      return [...who, decision.action.proposal.action, decision.action.effectiveEffect].join('\n')
    case 'blocked':
      return [...who, decision.proposal.action, decision.code].join('\n')
    case 'deferred':
      return [...who, decision.proposal.action, decision.until].join('\n')
    case 'inProgress':
      return [...who, decision.action, decision.state].join('\n')
  }
}

/** What the decision at `at` would be, had the device been heard of just then. */
export function findSignsOfLife(device: Device, context: DecisionContext, at: EpochSeconds, gist: string): SignOfLife[] {
  const { records } = context
  const synced = { ...device, lastSyncDateTime: at }
  const found: SignOfLife[] = []
  if (gistOf(decideAt(synced, { ...context, records: withDevice(records, synced) }, at)) !== gist) found.push('checkIn')
  const signedIn = withSignIn(records, device, at)
  if (signedIn && gistOf(decideAt(device, { ...context, records: signedIn }, at)) !== gist) found.push('signIn')
  return found
}

function withDevice(records: RecordIndex, device: Device): RecordIndex {
  const swap = (found: readonly Device[]): readonly Device[] => found.map((other) => (other.id === device.id ? device : other))
  return {
    ...records,
    deviceById: (id) => (id === device.id ? device : records.deviceById(id)),
    devicesBySerial: (serial) => swap(records.devicesBySerial(serial)),
    devicesByEntraId: (id) => swap(records.devicesByEntraId(id)),
  }
}

function withSignIn(records: RecordIndex, { azureADDeviceId }: Device, at: EpochSeconds): RecordIndex | null {
  const found = azureADDeviceId === null ? undefined : records.directoryByDeviceId.get(azureADDeviceId)
  if (azureADDeviceId === null || !found) return null
  const signedIn = found.map((record) => ({ ...record, approximateLastSignInDateTime: at }))
  return { ...records, directoryByDeviceId: new Map([...records.directoryByDeviceId, [azureADDeviceId, signedIn]]) }
}
