/**
 * What becomes of the accounts of people who leave: devices first, the user last.
 *
 * Once a user is gone, nothing can be wiped or retired for that user any more (Remove devices, Intune docs,
 * 2018-05-10, note at the top). So a user is deleted only where no device names that user any more and nothing that
 * was asked of one is unconfirmed. A device that is still there holds the user up, whatever is said to have been done
 * to it: a wipe may have kept its enrolment.
 */
import { actionIdOf } from './action-id.ts'
import { digestOf } from './canonical.ts'
import { guardAccount, isMeantAccount } from './decide-account-guards.ts'
import { type AccountContext, describeHeldUp, findHeldUp, findOpenDepartures } from './held-up.ts'
import type { DecisionContext } from './decide.ts'
import type { Leaver, OffboardingPolicy } from './desired-state.ts'
import type { BlockedCode, PlanUser, Risk } from './documents.generated.ts'
import type { ActionState, HistoryEntry } from './history.ts'
import { endedWithoutEffect, isUnderWay } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds, User } from './inventory.ts'
import { isReusedName, REUSED_NAME } from './reused-name.ts'
import { compareText } from './text.ts'

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

/** Who leaves, and which policy says so. */
interface Claim {
  readonly policy: OffboardingPolicy
  readonly leaver: Leaver
}

/** Sorted by what the users are called. Accounts that are as they should be have no decision. */
export function decideUsers(context: DecisionContext): UserDecision[] {
  return decideClaims(claimsOf(context), context)
}

/** The same decision for one user, as the records are now; null where nothing is to be done. */
export function decideOneUser({ id }: User, context: DecisionContext): UserDecision | null {
  const own = claimsOf(context).filter(({ leaver }) => context.records.usersByName(leaver.name).some((user) => user.id === id))
  return decideClaims(own, context).find(({ user }) => user.id === id) ?? null
}

function decideClaims(claims: readonly Claim[], context: DecisionContext): UserDecision[] {
  if (claims.length === 0) return []
  const { records } = context
  const departures = findOpenDepartures(context.history)
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
  for (const { user, claims: own } of byUser.values()) decisions.push(...decideUser(user, own, { ...context, departures }))
  return decisions.sort((a, b) => compareText(a.user.userPrincipalName ?? '', b.user.userPrincipalName ?? '') || compareText(a.user.id ?? '', b.user.id ?? ''))
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
function decideUser(user: User, claims: readonly Claim[], context: AccountContext): UserDecision[] {
  const meant = claims.filter(({ policy }) => isMeantAccount(user, policy, context))
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
  if (guard) return blocked(guard.code, guard.message)
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
  return actionIdOf({ tenant: desired.tenant, incarnation: `user:${user.id}`, effect: action, cause })
}

function newestEnd(user: User, action: UserAction, entries: readonly HistoryEntry[]): EpochSeconds | null {
  const ends = entries.flatMap((entry) =>
    entry.user?.id === user.id && entry.action === action && entry.state === 'confirmed' ? (entry.completedAt ?? []) : [],
  )
  return ends.length === 0 ? null : Math.max(...ends)
}

function describeDevices(user: User, { history }: DecisionContext): string {
  const left = new Set(history.entries.flatMap((entry) => (entry.device?.facts?.userId === user.id && entry.state === 'confirmed' ? [entry.device.id] : [])))
  return left.size === 0 ? 'no device is managed for this user' : `${left.size === 1 ? '1 device has' : `${left.size} devices have`} left`
}
