/** The journal as the planner wants it: a value that says what was done before. */
import type { History, HistoryEntry } from '../planner/history.ts'
import type { EpochSeconds } from '../planner/inventory.ts'
import { isUnderWay, type JournalState } from './transitions.ts'
import type { AttemptHistory, StoreReader } from './store/store.ts'

/** One entry per attempt, oldest first: an attempt that failed still counts against its budget. */
export async function readHistory(store: StoreReader): Promise<History> {
  return { known: true, entries: (await store.readAttempts()).map(toHistoryEntry) }
}

export function toHistoryEntry(attempt: AttemptHistory): HistoryEntry {
  const { actionId, action, origin, entries } = attempt
  const { device, user, tenant, policy } = action
  const newest = entries.at(-1) ?? entries[0]
  return {
    actionId,
    action: action.action,
    effectiveEffect: action.effectiveEffect,
    state: newest.state,
    keepsEnrollment: keepsEnrollment(attempt),
    device: device
      ? {
          id: device.id,
          incarnation: device.incarnation,
          serialNumber: device.serialNumber,
          azureADDeviceId: device.azureADDeviceId,
          directoryId: device.directoryId,
          facts: origin.facts,
        }
      : null,
    user: user ? { id: user.id ?? '', userPrincipalName: user.userPrincipalName } : null,
    tenant: tenant ? { rule: tenant.rule, platform: tenant.platform, after: tenant.after, devices: tenant.devices } : null,
    policy: { kind: policy.kind, name: policy.name, generation: origin.generation, stage: origin.stage },
    chainStartedAt: origin.chainStartedAt,
    // A refused request never reached anything, so it is as if it had not been sent.
    dispatchedAt: newest.state === 'refused' ? null : dispatchedAt(attempt),
    acceptedAt: lastAt(attempt, 'accepted'),
    completedAt: hasEnded(newest.state) ? (newest.evidenceAt ?? epochSeconds(newest.at)) : null,
  }
}

/** When the request that counts was sent: the last one, those before it were refused. */
export function dispatchedAt(attempt: AttemptHistory): EpochSeconds {
  return lastAt(attempt, 'dispatched') ?? epochSeconds(attempt.entries[0].at)
}

/** When the attempt last came to `state`; null when it never did. */
export function lastAt({ entries }: AttemptHistory, state: JournalState): EpochSeconds | null {
  const entry = entries.findLast((candidate) => candidate.state === state)
  return entry === undefined ? null : epochSeconds(entry.at)
}

/** Graph takes either flag as absent when it is not sent, and absent means that nothing is kept. */
export function keepsEnrollment({ action: { action, parameters } }: AttemptHistory): boolean | null {
  return action === 'wipe' ? parameters.keepEnrollmentData === true || parameters.keepUserData === true : null
}

function hasEnded(state: JournalState): boolean {
  return !isUnderWay(state) && state !== 'refused'
}

function epochSeconds(at: string): EpochSeconds {
  return Math.floor(Date.parse(at) / 1000)
}
