/**
 * What becomes of the accounts of people who leave: devices first, the user last.
 *
 * Once a user is gone, nothing can be wiped or retired for that user any more (Remove devices, Intune docs,
 * 2018-05-10, note at the top). So a user is deleted only where no device names that user any more and nothing that
 * was asked of one is unconfirmed. A device that is still there holds the user up, whatever is said to have been done
 * to it: a wipe may have kept its enrolment.
 */
import { canonicalJson, digestOf } from './canonical.ts'
import { guardAccount } from './decide-account-guards.ts'
import { hasLeft } from './chain.ts'
import { type Decision, type DecisionContext, decideDevice, historyOfOneDevice } from './decide.ts'
import type { Leaver, OffboardingPolicy } from './desired-state.ts'
import type { BlockedCode, PlanUser, Risk } from './documents.generated.ts'
import { type ActionState, type DeviceHistoryEntry, type HistoryEntry, isAboutDevice } from './history.ts'
import { endedWithoutEffect, isUnderWay } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { Device, EpochSeconds, User } from './inventory.ts'
import { subjectOf } from './record-index.ts'
import { isReusedName, REUSED_NAME } from './reused-name.ts'
import { compareText, foldText } from './text.ts'

export type UserAction = 'disableUser' | 'deleteUser'

interface Judged {
  readonly user: PlanUser
  readonly policy: OffboardingPolicy
  readonly action: UserAction
}

export interface DecidedUserAction extends Judged {
  readonly kind: 'act'
  readonly id: string
  readonly risk: Risk
  readonly precondition: string
  readonly because: readonly string[]
}

export type UserDecision =
  | DecidedUserAction
  | (Judged & { readonly kind: 'blocked'; readonly code: BlockedCode; readonly message: string })
  | (Judged & { readonly kind: 'inProgress'; readonly state: ActionState; readonly since: EpochSeconds | null })

/** A deleted user can be restored for 30 days; a disabled one at once (Graph, user: delete and update). */
export const USER_RISKS: Readonly<Record<UserAction, Risk>> = { disableUser: 'reversible', deleteUser: 'recoverable' }

const HELD_UP_SHOWN = 5

/** Who leaves, and which policy says so. */
interface Claim {
  readonly policy: OffboardingPolicy
  readonly leaver: Leaver
}

/** Sorted by what the users are called. Accounts that are as they should be have no decision. */
export function decideUsers(context: DecisionContext): UserDecision[] {
  const claims = claimsOf(context)
  if (claims.length === 0) return []
  const { records } = context
  const decisions: UserDecision[] = []
  const byUser = new Map<string, { readonly user: User; readonly claims: Claim[] }>()
  for (const claim of claims) {
    const found = records.usersByName(claim.leaver.name)
    const [user] = found
    if (found.length > 1) decisions.push(...refuse(claim, 'ambiguousIdentity', `${found.length} users of the directory are called so.`))
    else if (user && isReusedName(user, claim.policy, context)) decisions.push(...refuse(claim, 'ambiguousIdentity', REUSED_NAME))
    else if (user) {
      const known = byUser.get(user.id)
      if (known) known.claims.push(claim)
      else byUser.set(user.id, { user, claims: [claim] })
    } else if (!records.userRead || !records.complete)
      decisions.push(...refuse(claim, 'unknownFact', 'The users were not read to their end, so nothing says whether this one is still there.'))
  }
  for (const { user, claims: own } of byUser.values()) decisions.push(...decideUser(user, own, context))
  return decisions.sort((a, b) => compareText(a.user.userPrincipalName ?? '', b.user.userPrincipalName ?? '') || compareText(a.user.id ?? '', b.user.id ?? ''))
}

/** The same decision for one user, as the records are now; null where nothing is to be done. */
export function decideOneUser(user: User, context: DecisionContext): UserDecision | null {
  const names = new Set([foldText(user.id), foldText(user.userPrincipalName ?? user.id)])
  const own = claimsOf(context).filter(({ leaver }) => names.has(foldText(leaver.name)) && context.records.usersByName(leaver.name).length === 1)
  if (own.some(({ policy }) => isReusedName(user, policy, context))) return null
  return decideUser(user, own, context)[0] ?? null
}

function claimsOf({ policies }: DecisionContext): Claim[] {
  return policies.flatMap((policy) => (policy.kind === 'UserOffboarding' && policy.user !== null ? policy.leavers.map((leaver) => ({ policy, leaver })) : []))
}

function refuse({ policy, leaver }: Claim, code: BlockedCode, message: string): UserDecision[] {
  const action = actionOf(policy)
  return action === null ? [] : [{ kind: 'blocked', policy, action, user: { id: null, userPrincipalName: leaver.name }, code, message }]
}

function actionOf({ user }: OffboardingPolicy): UserAction | null {
  return user === 'kept' || user === null ? null : user === 'disabled' ? 'disableUser' : 'deleteUser'
}

/** The highest priority wins, enforcing policies before reporting ones, as for devices. */
function decideUser(user: User, claims: readonly Claim[], context: DecisionContext): UserDecision[] {
  const meant = claims.filter(({ policy }) => guardAccount(user, policy, context).kind !== 'excepted')
  const enforcing = meant.filter(({ policy }) => policy.mode === 'enforce')
  const heard = enforcing.length > 0 ? enforcing : meant
  const highest = Math.max(...heard.map(({ policy }) => policy.priority))
  const [winner, ...rivals] = heard.filter(({ policy }) => policy.priority === highest)
  if (!winner) return []
  const { policy } = winner
  const rival = rivals.find((other) => other.policy.user !== policy.user)
  const action = actionOf(policy) ?? (rival ? actionOf(rival.policy) : null)
  if (action === null) return []

  const judged = { policy, action, user: { id: user.id, userPrincipalName: user.userPrincipalName } }
  const blocked = (code: BlockedCode, message: string): UserDecision[] => [{ ...judged, kind: 'blocked', code, message }]
  if (rival) return blocked('conflict', `${rival.policy.kind} ${rival.policy.name} asks for something else at the same priority, ${rival.policy.priority}.`)
  if (action === 'disableUser' && user.accountEnabled === false) return []
  if (action === 'disableUser' && user.accountEnabled === null)
    return blocked('unknownFact', 'Nothing says whether the account is enabled; its accountEnabled is missing.')

  const id = userActionId(action, user, policy, context)
  const before = context.history.byActionId.get(id)
  if (before?.state === 'confirmed') return []
  // Under whatever policy it was asked for: a request in doubt is not made again under another name.
  const open = context.history.entries.findLast(
    (entry) => entry.user?.id === user.id && isUnderWay(entry) && (entry.action === action || entry.action === 'deleteUser'),
  )
  const waiting = open ?? (before && endedWithoutEffect(before) && before.policy?.generation === policy.generation ? before : undefined)
  if (waiting) return [{ ...judged, kind: 'inProgress', state: waiting.state, since: waiting.completedAt ?? waiting.dispatchedAt }]

  const guard = guardAccount(user, policy, context)
  if (guard.kind === 'blocked') return blocked(guard.code, guard.message)
  const held = action === 'deleteUser' ? findHeldUp(user, policy, context) : []
  if (held.length > 0) return blocked('userHeldUp', describeHeldUp(held))
  return [
    {
      ...judged,
      kind: 'act',
      id,
      risk: USER_RISKS[action],
      precondition: digestOf({ user: user.id, name: user.userPrincipalName, generation: policy.generation }),
      because: [`user ${winner.leaver.name} leaves: ${winner.leaver.at}`, ...(action === 'deleteUser' ? [describeDevices(user, context)] : [])],
    },
  ]
}

/**
 * Hash of k. A deleted user never comes back under the same id unless somebody restores it, and that was a
 * decision; an account that was enabled again after it was disabled is drift, and a cause of its own.
 */
function userActionId(action: UserAction, user: User, policy: OffboardingPolicy, { desired, history }: DecisionContext): string {
  const ended = action === 'disableUser' ? newestEnd(user, action, history.entries) : null
  const cause = `policy:${policy.kind}/${policy.name}${ended === null ? '' : `/after:${formatInstant(ended)}`}`
  const hash = digestOf({ tenant: desired.tenant, incarnation: `user:${user.id}`, effect: action, cause })
  return `a-${hash.slice('sha256:'.length, 'sha256:'.length + 24)}`
}

function newestEnd(user: User, action: UserAction, entries: readonly HistoryEntry[]): EpochSeconds | null {
  const ends = entries.flatMap((entry) =>
    entry.user?.id === user.id && entry.action === action && entry.state === 'confirmed' ? (entry.completedAt ?? []) : [],
  )
  return ends.length === 0 ? null : Math.max(...ends)
}

interface HeldUp {
  readonly device: string
  readonly why: string
}

/** Devices that are still there, and devices that have gone with something unconfirmed behind them. */
function findHeldUp(user: User, policy: OffboardingPolicy, context: DecisionContext): HeldUp[] {
  const { records, history } = context
  const devices = records.devicesOfUser(user)
  if (!records.complete) return [{ device: 'the inventory', why: 'it was not read to its end' }]
  const present = new Set(devices.map(({ id }) => id))
  const gone = newestOfEachDevice(history.entries).flatMap((entry): HeldUp[] => {
    const { facts, id } = entry.device
    if (present.has(id) || (facts !== null && !mayBeOf(user, facts)) || !isUnconfirmed(entry)) return []
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

/** Of each device that has left, or is about to, the last thing that was asked of it. */
function newestOfEachDevice(entries: readonly HistoryEntry[]): DeviceHistoryEntry[] {
  const newest = new Map<string, DeviceHistoryEntry>()
  for (const entry of entries) if (isAboutDevice(entry) && TAKES_AWAY.has(entry.action)) newest.set(entry.device.id, entry)
  return [...newest.values()]
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

function describeHeldUp(held: readonly HeldUp[]): string {
  const shown = held.slice(0, HELD_UP_SHOWN).map(({ device, why }) => `${device}: ${why}`)
  const rest = held.length - shown.length
  return `The account stays until every device has left. ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`
}

function describeDevices(user: User, { history }: DecisionContext): string {
  const left = new Set(history.entries.flatMap((entry) => (entry.device?.facts?.userId === user.id && entry.state === 'confirmed' ? [entry.device.id] : [])))
  return left.size === 0 ? 'no device is managed for this user' : `${left.size === 1 ? '1 device has' : `${left.size} devices have`} left`
}
