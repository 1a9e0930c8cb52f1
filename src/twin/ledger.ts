/**
 * What really happened, request by request and device by device. Only ever appended to; it is the
 * judge of "no device acted on twice".
 */

import { isoOrNever } from './moments.ts'
import type { SeededDevice } from './seeded-device.ts'

export type LedgerAction =
  | 'wipe'
  | 'retire'
  | 'delete'
  | 'resetPasscode'
  | 'disableDirectoryDevice'
  | 'enableDirectoryDevice'
  | 'deleteDirectoryDevice'
  | 'disableUser'
  | 'enableUser'
  | 'deleteUser'
  | 'setCleanupRule'

/** What an action did to the device itself. */
export type LedgerEffect = 'wiped' | 'wipedKeepingEnrollment' | 'retired' | 'companyDataRemoved' | 'passcodeReset' | 'notSupported' | 'superseded'

export interface AcceptedRequest {
  readonly kind: 'accepted'
  readonly at: string
  readonly requestId: string
  readonly clientRequestId: string
  readonly action: LedgerAction
  /** Intune device id, directory object id or user id: what the request named. */
  readonly target: string
  /** Null for requests about the directory. */
  readonly deviceId: string | null
  /** One enrolment: device id and the enrolment time as the record shows it. */
  readonly incarnation: string | null
  readonly serialNumber: string | null
}

export interface Execution {
  readonly kind: 'executed'
  readonly at: string
  /** The request that asked for it. */
  readonly requestId: string
  readonly action: LedgerAction
  readonly effect: LedgerEffect
  readonly deviceId: string
  readonly incarnation: string
  readonly serialNumber: string
}

export type LedgerEntry = AcceptedRequest | Execution

export interface DoubleAction {
  readonly incarnation: string
  readonly deviceId: string
  readonly serialNumber: string
  readonly accepted: readonly LedgerAction[]
  readonly executed: readonly LedgerEffect[]
}

/** One enrolment of one device: its id and the enrolment time that its record shows. */
export function incarnationOf({ id, enrolledAt }: SeededDevice): string {
  return `${id}@${isoOrNever(enrolledAt)}`
}

/** Removals from weak to strong. A stronger request over a weaker one is no repeat: it replaces it. */
const STRENGTH: Readonly<Partial<Record<LedgerAction, number>>> = { delete: 1, retire: 2, wipe: 3 }
const DESTRUCTIVE: ReadonlySet<LedgerEffect> = new Set(['wiped', 'wipedKeepingEnrollment', 'retired', 'companyDataRemoved'])

/**
 * The incarnations that were acted on twice, in the order in which they first appear.
 *
 * Guilty is an incarnation on which more than one removal was executed, or which was sent a
 * wipe, retire or delete that was not stronger than all that had been accepted for it before.
 */
export function judge(ledger: readonly LedgerEntry[]): readonly DoubleAction[] {
  const perIncarnation = new Map<string, LedgerEntry[]>()
  for (const entry of ledger) {
    if (entry.incarnation === null) continue
    const entries = perIncarnation.get(entry.incarnation)
    if (entries) entries.push(entry)
    else perIncarnation.set(entry.incarnation, [entry])
  }

  return [...perIncarnation].flatMap(([incarnation, entries]) => {
    const accepted = entries.filter((entry) => entry.kind === 'accepted' && STRENGTH[entry.action] !== undefined).map(({ action }) => action)
    const executed = entries
      .filter((entry) => entry.kind === 'executed')
      .map(({ effect }) => effect)
      .filter((effect) => DESTRUCTIVE.has(effect))
    if (executed.length <= 1 && !hasRepeat(accepted)) return []
    const { deviceId, serialNumber } = entries[0] ?? {}
    return [{ incarnation, deviceId: deviceId ?? '', serialNumber: serialNumber ?? '', accepted, executed }]
  })
}

function hasRepeat(accepted: readonly LedgerAction[]): boolean {
  let strongest = 0
  for (const action of accepted) {
    const strength = STRENGTH[action] ?? 0
    if (strength <= strongest) return true
    strongest = strength
  }
  return false
}
