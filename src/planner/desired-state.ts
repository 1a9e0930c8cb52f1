/**
 * What git says at a revision, with every default filled in and every list resolved.
 */
import type { AccessRight, ActionName, ApprovalRule, FleetProvider, IdentifierForm, OffboardingAction, PlanList } from './documents.generated.ts'
import type { FieldName } from './fields.ts'
import type { Device, EpochSeconds } from './inventory.ts'
import type { Selector } from './selector.ts'
import type { ChangeWindow } from './window.ts'
import type { WipeOptions } from './wipe-options.ts'

export interface PolicyIdentity {
  readonly kind: 'DevicePolicy' | 'CleanupRule' | 'UserOffboarding'
  readonly name: string
  /** file:line:column */
  readonly at: string
}

interface PolicyBase extends PolicyIdentity {
  readonly reason: string
  readonly ticket: string | null
  readonly owner: string | null
  readonly priority: number
  /** From this moment on the policy is a no-op. */
  readonly expires: EpochSeconds | null
  readonly mode: 'enforce' | 'report'
  readonly select: Selector
  readonly except: Selector | null
  /** Digest of what the policy says. Not of the lists it names: one more lost phone must not let every failed wipe be tried again. */
  readonly generation: string
}

/** `since` of a latch: one moment for all, or per device from the list row that matched. */
export type Since =
  | { readonly from: 'document'; readonly at: EpochSeconds }
  | {
      readonly from: 'list'
      /** The field that the list was matched on. */
      readonly field: FieldName
      /** By folded value of that field; null where the cell is empty. */
      readonly column: string
      readonly byValue: ReadonlyMap<string, EpochSeconds | null>
    }

export interface StatePolicy extends PolicyBase {
  readonly kind: 'DevicePolicy'
  readonly state: 'managed' | 'retired' | 'wiped' | 'deleted' | null
  readonly since: Since | null
  /** How a device is wiped; PLAIN_WIPE also where the state is another. */
  readonly wipe: WipeOptions
  readonly directory: 'kept' | 'disabled' | 'deleted'
  readonly passcodeResetSince: EpochSeconds | null
}

export interface CleanupStage {
  readonly action: Extract<ActionName, 'retire' | 'delete' | 'disableDirectoryDevice' | 'deleteDirectoryDevice'>
  /** Seconds after the stage before; 0 for the first. */
  readonly afterSeconds: number
  /** True when every signal that is asked has been silent for long enough. */
  readonly silence: Selector
}

export interface CleanupPolicy extends PolicyBase {
  readonly kind: 'CleanupRule'
  /** Managed devices, or directory records that no managed device claims. */
  readonly over: 'devices' | 'directory'
  readonly stages: readonly CleanupStage[]
}

/** Somebody who leaves, by user principal name or object id. */
export interface Leaver {
  readonly name: string
  /** The list and its line, or the place in the document. */
  readonly at: string
}

export interface OffboardingPolicy extends PolicyBase {
  readonly kind: 'UserOffboarding'
  readonly leavers: readonly Leaver[]
  /** file:line:column of `users`. */
  readonly usersAt: string
  readonly devices: Readonly<Record<'company' | 'personal', readonly OffboardingAction[]>>
  /** The action for a device of this ownership: the first that its platform has; null where none is declared. */
  readonly actionFor: (device: Device) => OffboardingAction | null
  /** null: nothing is said of the account, which is not the same as keeping it. */
  readonly user: 'kept' | 'disabled' | 'deleted' | null
}

export type Policy = StatePolicy | CleanupPolicy | OffboardingPolicy

/** What a policy speaks about: never both. */
export function overOf(policy: Policy): CleanupPolicy['over'] {
  return policy.kind === 'CleanupRule' ? policy.over : 'devices'
}

/**
 * A cleanup rule that the tenant itself enforces, kept at a number of days. No device is heard
 * about it: the service asks nobody.
 */
export interface TenantRule extends Omit<PolicyBase, 'select' | 'except'> {
  readonly kind: 'CleanupRule'
  /** The service's name for what the rule is about; `all` is every platform. */
  readonly platform: string
  /** The profile's platforms that it covers; null is every device. */
  readonly devicePlatforms: readonly string[] | null
  readonly days: number
}

export interface PassLimit {
  readonly count: number
  readonly percent: number
}

export interface EffectLimit {
  readonly perPass: PassLimit
  readonly perDay: number
  readonly perWeek: number
}

export type Hazard = 'personal' | 'hybrid' | 'autopilot' | 'recoveryKey' | 'duplicateSerial'

/** The guardrails in force: the document's, with defaults where it is silent. */
export interface EffectiveGuardrails {
  readonly limits: Readonly<Record<ActionName, EffectLimit>>
  readonly overLimit: 'abort' | 'trickle'
  readonly inventory: { readonly minDevices: number; readonly maxAgeSeconds: number }
  readonly protect: readonly { readonly select: Selector; readonly reason: string; readonly at: string }[]
  readonly allow: readonly { readonly policy: string; readonly hazards: readonly Hazard[] }[]
  readonly windows: readonly ChangeWindow[]
  readonly suspend: { readonly reason: string; readonly by: string | null; readonly until: EpochSeconds | null } | null
  /** Effects that are to go in rings. This version keeps none, so they are held back. */
  readonly ringsFor: readonly ActionName[]
  /** Commits must be signed. This version checks no signature, so everything is held back. */
  readonly signedCommits: boolean
  /** Bounds on jumps of the inventory that were written and cannot be checked. */
  readonly uncheckedJumps: readonly string[]
}

/** What may be read and kept: the document's wishes, with defaults where it is silent. Most are kept by a later version. */
export interface DataCollection {
  /** The compliant-apps feature is on: application inventory of personal devices too. */
  readonly compliantApps: boolean
  readonly diagnostics: boolean
  readonly identifiers: Readonly<Record<'plans' | 'logs' | 'audit' | 'pullRequests', IdentifierForm>>
  readonly retention: { readonly snapshotsSeconds: number; readonly auditSeconds: number }
  /** By person; null: nobody is named, so nobody is kept out. */
  readonly access: Readonly<Record<string, readonly AccessRight[]>> | null
}

export interface DesiredState {
  readonly fleet: string
  readonly profile: 'intune-2018' | 'intune-2026'
  /** Names the tenant in every action id: the tenant id of a live tenant, else the fleet's own name. */
  readonly tenant: string
  readonly provider: FleetProvider | null
  readonly approvals: 'none' | readonly ApprovalRule[] | null
  readonly policies: readonly Policy[]
  /** Sorted by platform; at most one each that has not expired. */
  readonly tenantRules: readonly TenantRule[]
  readonly guardrails: EffectiveGuardrails
  readonly dataCollection: DataCollection
  /** Digest of the guardrails as they were written, lists included. */
  readonly guardrailsDigest: string
  /** Every list file that a document names, sorted by file. */
  readonly lists: readonly PlanList[]
  /** Digest of every file that was read. */
  readonly digest: string
}
