/**
 * What was done before, as a value: what the journal knows, what an inventory file brings
 * along, and what the provider itself says (also of actions by users and other admins).
 */
import type { ActionName } from './documents.generated.ts'
import type { Device, EpochSeconds } from './inventory.ts'

/** The states of a journal entry. The last six are final. */
export type ActionState =
  | 'planned'
  | 'dispatched'
  | 'accepted'
  | 'pending'
  | 'unknown'
  | 'awaitingTenantApproval'
  | 'refused'
  | 'confirmed'
  | 'failed'
  | 'notSupported'
  | 'cancelled'
  | 'expired'

/** One action and what became of it, newest state only. Exactly one of device, user and tenant. */
export interface HistoryEntry {
  /** The plan's action id; null for what was not done by reeve. */
  readonly actionId: string | null
  readonly action: ActionName
  readonly effectiveEffect: ActionName
  readonly state: ActionState
  /** Graph's keepUserData and keepEnrollmentData; null where nothing says. */
  readonly keepsEnrollment: boolean | null
  readonly device: HistoryDevice | null
  readonly user: { readonly id: string; readonly userPrincipalName: string | null } | null
  /** A cleanup rule of the tenant, the days it was set to, and how many devices that newly reached. */
  readonly tenant: { readonly rule: string | null; readonly platform: string; readonly after: number; readonly devices: number } | null
  /** The policy that asked; null for what was not done by reeve. */
  readonly policy: { readonly kind: string; readonly name: string; readonly generation: string; readonly stage: number } | null
  /** Last sync of the device when its chain of stages began; null outside clean-ups. */
  readonly chainStartedAt: EpochSeconds | null
  /** When the request was sent; null when it never was. Budgets count from here. */
  readonly dispatchedAt: EpochSeconds | null
  /** When the provider accepted it. */
  readonly acceptedAt: EpochSeconds | null
  /** When it completed, by the provider's own evidence where there is some. */
  readonly completedAt: EpochSeconds | null
}

/** An entry about a device. */
export interface DeviceHistoryEntry extends HistoryEntry {
  readonly device: HistoryDevice
}

export function isAboutDevice(entry: HistoryEntry): entry is DeviceHistoryEntry {
  return entry.device !== null
}

/** How the device can be found again once its record is gone. */
export interface HistoryDevice {
  readonly id: string
  readonly incarnation: string | null
  readonly serialNumber: string | null
  readonly azureADDeviceId: string | null
  readonly directoryId: string | null
  /** The device as it was when the action was decided: exceptions are judged on it after its record is gone. */
  readonly facts: Device | null
}

export interface History {
  /** Whether past actions are known at all. */
  readonly known: boolean
  readonly entries: readonly HistoryEntry[]
}

export const NO_HISTORY: History = { known: false, entries: [] }
