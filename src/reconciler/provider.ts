/**
 * What reeve needs of a tenant. Reading and writing are two interfaces: whoever plans holds
 * no writer, so a dry run cannot write.
 */
import type { Device, DirectoryDevice, Inventory, TenantCleanupRule, User } from '../planner/inventory.ts'
import type { ActionName, ActionParameters } from '../planner/documents.generated.ts'

/** Called as a long read goes on. `total` is null where the provider does not say. */
export type Progress = (done: number, total: number | null) => void

/** One device read on its own, moments before something is done to it. */
export type DeviceReading =
  | { readonly found: true; readonly device: Device; readonly directoryDevice: DirectoryDevice | null; readonly user: User | null; readonly readAt: Date }
  /** The provider says that there is no such record. Never evidence of what was done to the device. */
  | { readonly found: false; readonly readAt: Date }

/** What a snapshot holds besides devices, directory and users: only what some policy needs is asked for. */
export interface InventoryExtras {
  readonly cleanupRules?: boolean
}

export interface InventoryReader {
  /**
   * The whole fleet. Never throws for a chain of pages that broke: the snapshot is then
   * incomplete and says why. Throws ReeveError when nothing could be read at all.
   */
  readInventory(signal: AbortSignal, progress?: Progress, extras?: InventoryExtras): Promise<Inventory>
  /** A single read by Intune device id, with deviceActionResults and the joined records. Throws ReeveError when it fails. */
  readDevice(id: string, signal: AbortSignal): Promise<DeviceReading>
  /** A single read of an Entra device by object id; null when the directory has no such record. */
  readDirectoryDevice(objectId: string, signal: AbortSignal): Promise<DirectoryDevice | null>
  /** A single read of an Entra user by object id; null when the directory has no such user. */
  readUser(id: string, signal: AbortSignal): Promise<User | null>
  /** Every device that is managed for a user, by object id. Throws ReeveError when the list could not be read to its end: half a list would set a user free. */
  readDevicesOfUser(id: string, signal: AbortSignal): Promise<readonly Device[]>
  /** The cleanup rules that the tenant itself keeps, sorted by platform and id. Throws ReeveError when they cannot be read whole. */
  readCleanupRules(signal: AbortSignal): Promise<readonly TenantCleanupRule[]>
  /** Every managed device that says it is this Entra device; none is the rule for a record without one. Throws ReeveError unless it read to the end. */
  findManagedDevices(azureADDeviceId: string, signal: AbortSignal): Promise<readonly Device[]>
  /** The provider's clock, from the Date header of its last answer; null before the first. */
  providerTime(): Date | null
}

/** How a cleanup rule of the tenant comes to its number of days. */
export type CleanupRuleChange =
  /** The one number of the whole tenant. */
  | { readonly kind: 'setting'; readonly days: number }
  | { readonly kind: 'create'; readonly platform: string; readonly displayName: string; readonly days: number }
  | { readonly kind: 'update'; readonly id: string; readonly days: number }

/** One request that changes the tenant. */
export interface ActionCommand {
  /** The plan's action id: sent along, and found again in the tenant's own audit. */
  readonly actionId: string
  readonly action: ActionName
  /** Intune device id for device actions, object id for directory actions, the tenant for its cleanup rules. */
  readonly target: string
  /** Only of setCleanupRule. */
  readonly cleanupRule?: CleanupRuleChange
  /** As in the plan: a secret stands here by its reference, and only the writer learns what it is. */
  readonly parameters: Readonly<ActionParameters>
}

/**
 * What became of the request, not of the device.
 *
 * `refused` means that no byte of it was executed: the provider says so, or the connection
 * never opened. Everything else that is not an acceptance is `unknown`, a time-out, a reset,
 * a 5xx and the opaque 400 of Intune included.
 */
export type SendResult =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly outcome: 'unknown'; readonly reason: string }

export interface ActionWriter {
  /** Sends exactly once and never repeats on its own. Never throws for an answer of the provider. */
  send(command: ActionCommand, signal: AbortSignal): Promise<SendResult>
}

export type SecretReading =
  | { readonly found: true; readonly value: string }
  /** Why, without a word of what was read. */
  | { readonly found: false; readonly because: string }

/** What a plan names by reference only: read moments before it is sent, never stored. */
export interface SecretReader {
  /** `env:NAME` or `file:PATH`. Never throws. */
  readSecret(reference: string): Promise<SecretReading>
}
