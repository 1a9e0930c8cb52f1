/**
 * What keeps an account from being touched: protection, the exception of its policy, and whatever is protected
 * among its devices.
 *
 * Selectors are written for devices. An account is looked at as a device of which nothing but its user is known:
 * what a selector asks of the user is judged, and what it asks of a device says nothing about the account. Of the
 * account's own devices everything is asked.
 */
import type { DecisionContext } from './decide.ts'
import type { OffboardingPolicy } from './desired-state.ts'
import type { BlockedCode } from './documents.generated.ts'
import type { Device, User } from './inventory.ts'
import { DEVICE_FIELDS } from './project-device.ts'
import { subjectOf } from './record-index.ts'
import type { Selector } from './selector.ts'
import type { Subject } from './subject.ts'
import { FALSE, TRUE } from './truth.ts'

export interface AccountGuard {
  readonly code: BlockedCode
  readonly message: string
}

/** The fields of a device that say whose it is. */
const OF_THE_USER: ReadonlySet<string> = new Set(['userId', 'userPrincipalName', 'emailAddress'])

/** Whether the policy is about this account: it selects it, or what it asks of devices leaves that open, and does not except it. */
export function isMeantAccount(user: User, { select, except }: OffboardingPolicy, context: DecisionContext): boolean {
  const account = subjectOfAccount(user, context)
  return select.evaluate(account) !== FALSE && except?.evaluate(account) !== TRUE
}

/** Why an account that a policy means is not touched all the same; null when nothing protects it, and nothing may. */
export function guardAccount(user: User, policy: OffboardingPolicy, context: DecisionContext): AccountGuard | null {
  const { records, desired, now } = context
  const account = subjectOfAccount(user, context)
  const devices = records.devicesOfUser(user).map((device) => subjectOf(device, records, now))
  let doubt = policy.except !== null && judge(policy.except, account) === 'unknown' ? `the exception of ${policy.kind} ${policy.name}` : null
  for (const { select, reason, at } of desired.guardrails.protect) {
    const own = judge(select, account)
    if (own === 'yes' || devices.some((subject) => select.evaluate(subject) === TRUE)) return { code: 'protected', message: `Protected by ${at}: ${reason}` }
    if (own === 'unknown' || devices.some((subject) => select.evaluate(subject) !== FALSE)) doubt ??= `the protection at ${at}`
  }
  if (doubt === null) return null
  return { code: 'protectionUnknown', message: `Not enough is known to rule out ${doubt} for this account; who might be protected is.` }
}

function judge(selector: Selector, account: Subject): 'yes' | 'no' | 'unknown' {
  const truth = selector.evaluate(account)
  if (truth === TRUE) return 'yes'
  if (truth === FALSE) return 'no'
  return selector.unknownFields(account).some((field) => OF_THE_USER.has(field) || field.startsWith('user.')) ? 'unknown' : 'no'
}

function subjectOfAccount(user: User, { now }: DecisionContext): Subject {
  const nothing = Object.fromEntries(DEVICE_FIELDS.map((field) => [field, null])) as unknown as Device
  const device: Device = {
    ...nothing,
    id: user.id,
    platform: 'unknown',
    deviceActionResults: [],
    userId: user.id,
    userPrincipalName: user.userPrincipalName,
    emailAddress: user.mail ?? user.userPrincipalName,
  }
  return { device, over: 'devices', directory: null, directoryRead: false, user, userRead: true, now }
}
