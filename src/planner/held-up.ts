/** What holds an account up: devices that are still there, and devices that have gone with something unconfirmed behind them. */
import { canonicalJson } from './canonical.ts'
import { hasLeft } from './chain.ts'
import { type Decision, type DecisionContext, decideDevice, historyOfOneDevice } from './decide.ts'
import type { OffboardingPolicy } from './desired-state.ts'
import { type DeviceHistoryEntry, type HistoryEntry, isAboutDevice } from './history.ts'
import { type HistoryIndex, isUnderWay } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { Device, User } from './inventory.ts'
import { subjectOf } from './record-index.ts'
import { compareText, foldText } from './text.ts'

export interface AccountContext extends DecisionContext {
  /** Found once for all accounts: the past may be long, and many may leave. */
  readonly departures: readonly DeviceHistoryEntry[]
}

const HELD_UP_SHOWN = 5

interface HeldUp {
  readonly device: string
  readonly why: string
}

export function findHeldUp(user: User, policy: OffboardingPolicy, context: AccountContext): HeldUp[] {
  const { records, departures } = context
  const devices = records.devicesOfUser(user)
  if (!records.complete) return [{ device: 'the inventory', why: 'it was not read to its end' }]
  const present = new Set(devices.map(({ id }) => id))
  const gone = departures.flatMap((entry): HeldUp[] => {
    const { facts, id } = entry.device
    if (present.has(id) || (facts !== null && !mayBeOf(user, facts))) return []
    return [{ device: facts?.deviceName ?? id, why: `its ${entry.action} is ${entry.state}` }]
  })
  const staying = devices.map((device): HeldUp => {
    const subject = subjectOf(device, records, context.now)
    const why = hasLeft(subject, historyOfOneDevice(device, context))
      ? 'what was asked of it is done, and its record is still there'
      : describeWaiting(decideDevice(subject, context).decision, policy)
    return { device: device.deviceName ?? device.id, why }
  })
  const unique = new Map([...gone, ...staying].map((held) => [canonicalJson(held), held]))
  return [...unique.values()].sort((a, b) => compareText(a.device, b.device) || compareText(a.why, b.why))
}

/** Of each device the last thing that was to take it away, where that has not surely been done. */
export function findOpenDepartures({ entries }: HistoryIndex): DeviceHistoryEntry[] {
  const newest = new Map<string, DeviceHistoryEntry>()
  for (const entry of entries) if (isAboutDevice(entry) && TAKES_AWAY.has(entry.action)) newest.set(entry.device.id, entry)
  return [...newest.values()].filter(isUnconfirmed)
}

const TAKES_AWAY: ReadonlySet<string> = new Set(['wipe', 'retire', 'delete'])

/** A device of which nothing is known may be anybody's. */
function mayBeOf(user: User, { userId, userPrincipalName }: Device): boolean {
  if (userId !== null) return userId === user.id
  return userPrincipalName !== null && user.userPrincipalName !== null && foldText(userPrincipalName) === foldText(user.userPrincipalName)
}

/** What another policy failed at long ago on a record that is gone does not hold anybody; an offboarding that failed does. */
function isUnconfirmed(entry: HistoryEntry): boolean {
  return isUnderWay(entry) || (entry.policy?.kind === 'UserOffboarding' && entry.state !== 'confirmed')
}

function describeWaiting(decision: Decision, policy: OffboardingPolicy): string {
  switch (decision.kind) {
    case 'act':
      return `its ${decision.action.proposal.action} has to be confirmed first`
    case 'blocked':
      return `${decision.proposal.action} is blocked, ${decision.code}`
    case 'inProgress':
      return `its ${decision.action} is ${decision.state}`
    case 'deferred':
      return `${decision.proposal.action} waits until ${formatInstant(decision.until)}`
    case 'none':
      return `${policy.kind} ${policy.name} asks for nothing that would make it leave`
  }
}

export function describeHeldUp(held: readonly HeldUp[]): string {
  const shown = held.slice(0, HELD_UP_SHOWN).map(({ device, why }) => `${device}: ${why}`)
  const rest = held.length - shown.length
  return `The account stays until every device has left. ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`
}
