// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * Days without a sign of life; the profile says which numbers the service takes.
 */
export type InactiveDays = number | InactiveDaysBySignal
/**
 * ISO 8601 with a zone, or a bare date, which means the end of that day in UTC.
 */
export type Instant = string
/**
 * report: planned and shown, never applied.
 */
export type Mode = 'enforce' | 'report'
/**
 * A value, a list of values (any of), or an object whose conditions all hold. Text compares trimmed and without regard to ASCII case.
 */
export type TextMatcher = string | TextValues | TextConditions
/**
 * Values; any of them.
 *
 * @minItems 0
 * @maxItems 10000
 */
export type TextValues = string[]
/**
 * Versions compare part by part as numbers.
 */
export type VersionMatcher = string | VersionConditions
/**
 * true, false, or {known: false} for devices that do not say.
 */
export type BooleanMatcher = boolean | BooleanConditions
/**
 * A whole number and a unit: d (86,400 s), h, m or s. Example: 30d.
 */
export type Duration = string
/**
 * clear, or pseudonym: a keyed hash, stable within the fleet.
 */
export type IdentifierForm = 'clear' | 'pseudonym'
/**
 * read: plans and inventory. approve: sign plans. audit: the audit log.
 */
export type AccessRight = 'read' | 'approve' | 'audit'
export type DataName = string
export type DataText = string
/**
 * Document and section.
 */
export type DataSource = string
/**
 * @minItems 1
 */
export type DataStatements = [DataStatement, ...DataStatement[]]
export type ActionName =
  | 'wipe'
  | 'retire'
  | 'delete'
  | 'resetPasscode'
  | 'disableDirectoryDevice'
  | 'deleteDirectoryDevice'
  | 'disableUser'
  | 'deleteUser'
  | 'setCleanupRule'
export type Digest = string
export type Risk = 'irreversible' | 'recoverable' | 'reversible'
export type BlockedCode =
  | 'ambiguousIdentity'
  | 'unknownPlatform'
  | 'unknownFact'
  | 'protected'
  | 'protectionUnknown'
  | 'conflict'
  | 'unsupported'
  | 'personal'
  | 'hybrid'
  | 'autopilot'
  | 'recoveryKey'
  | 'duplicateSerial'
  | 'enrolledAfterSince'
  | 'unknownIncarnation'
  | 'userHeldUp'
/**
 * Title of the document, its date, and the section.
 */
export type ProfileSource = string
/**
 * What the document leaves open, and how the product takes it.
 */
export type ProfileReading = string
export type ProfileText = string
export type ProfileVersion = string
/**
 * Any of these.
 *
 * @minItems 1
 */
export type FactValues = [string, ...string[]]
export type StatementSubject =
  | 'portalName'
  | 'usedFor'
  | 'caution'
  | 'confirmation'
  | 'takesEffect'
  | 'requires'
  | 'reachedVia'
  | 'status'
  | 'onlyRemovalAction'
  | 'leftOpen'
  | 'afterwards'
  | 'enabledBy'
  | 'appliesTo'
  | 'mode'
  | 'meaning'
  | 'effect'
  | 'who'
  | 'what'
  | 'consequence'
  | 'manualUnenrolment'
  | 'rule'
/**
 * revoked: no longer valid, not removed. notEnforced: stays, is no longer enforced, users may change it. keysRevoked: the files stay, unreadable. partial: part goes and part stays, as the note says. conditional: only under the note's condition, which the inventory does not show. contradictory: the document says both; rely on neither. reset: goes back to its default, or gets a new value. notSupported and notApplicable: as printed, nothing is done. recordRemoved, recordKept, recordDisabled: the directory record. blocked: the whole action is impossible. notDescribed: the documents do not say.
 */
export type EffectOutcome =
  | 'removed'
  | 'removedAndRevoked'
  | 'revoked'
  | 'kept'
  | 'notEnforced'
  | 'keysRevoked'
  | 'partial'
  | 'conditional'
  | 'contradictory'
  | 'reset'
  | 'notSupported'
  | 'notApplicable'
  | 'recordRemoved'
  | 'recordKept'
  | 'recordDisabled'
  | 'blocked'
  | 'notDescribed'
/**
 * User principal names or object ids.
 *
 * @minItems 1
 * @maxItems 10000
 */
export type UserNames = [string, ...string[]]
/**
 * wipe: everything is erased. retire: company data goes and management ends.
 */
export type OffboardingAction = 'wipe' | 'retire'
/**
 * One action, or several: the first that the device supports.
 */
export type OffboardingActions = OffboardingAction | [OffboardingAction, ...OffboardingAction[]]

/**
 * One thing that happened. hash is the SHA-256 of the canonical JSON of the record without hash; previous is the hash of the record before it.
 */
export interface AuditRecord {
  sequence: number
  /**
   * ISO 8601 UTC, milliseconds.
   */
  at: string
  actor: string
  /**
   * The activities of the seed document on data collection.
   */
  activity: 'manage' | 'create' | 'update' | 'delete' | 'assign' | 'remoteTask'
  event:
    | 'passStarted'
    | 'passFinished'
    | 'planRefused'
    | 'dispatched'
    | 'accepted'
    | 'refused'
    | 'pending'
    | 'confirmed'
    | 'failed'
    | 'notSupported'
    | 'cancelled'
    | 'expired'
    | 'unknown'
    | 'moved'
    | 'notAttempted'
  fleet: string
  target: null | AuditTarget
  action: string | null
  actionId: string | null
  revision: string | null
  planDigest: string | null
  policy: string | null
  guardrails: string[]
  approvers: string[]
  outcome: string | null
  reason: string | null
  previous: string
  hash: string
}
export interface AuditTarget {
  type: 'device' | 'directoryDevice' | 'user' | 'tenant'
  id: string
  incarnation: string | null
}
export interface InactiveDaysBySignal {
  /**
   * Days since the last check-in with Intune.
   */
  intune?: number
  /**
   * Days since the last sign-in to Entra. At least 21.
   */
  directory?: number
}
/**
 * What happens to devices that have been silent for a number of days.
 */
export interface CleanupRule {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'CleanupRule'
  metadata: Metadata
  spec: CleanupRuleSpec
}
/**
 * Who and what a document is. The name is unique per kind in a repository.
 */
export interface Metadata {
  /**
   * DNS label: lower-case letters, digits and hyphens, at most 63 characters. Unique per kind in the repository.
   */
  name: string
  /**
   * The person or team that answers for this document.
   */
  owner?: string
  /**
   * What the document is for, in more words than the name holds.
   */
  description?: string
  /**
   * Names and values of your own, for whoever sorts documents.
   */
  labels?: {
    [k: string]: string
  }
}
/**
 * Why, which devices, how long they were silent, and what happens then.
 */
export interface CleanupRuleSpec {
  /**
   * Why, in words a colleague understands. Goes into the plan and the audit log.
   */
  reason: string
  /**
   * Where the request is recorded. Goes into the plan and the audit log.
   */
  ticket?: string
  /**
   * The person or team that answers for the policy.
   */
  owner?: string
  /**
   * Of several policies that match a device, the highest number decides.
   */
  priority?: number
  expires?: Instant
  mode?: Mode
  select?: Selector
  except?: Selector
  inactiveDays: InactiveDays
  /**
   * What must agree that the device is silent: intune (last check-in), directory (last sign-in). Over directory it is directory alone.
   *
   * @minItems 1
   */
  signals?: ['intune' | 'directory', ...('intune' | 'directory')[]]
  /**
   * reeve: reeve acts itself. intune: reeve keeps the tenant's own cleanup rule at this number.
   */
  enforcedBy?: 'reeve' | 'intune'
  /**
   * devices: devices that Intune manages. directory: Entra records that no managed device claims.
   */
  over?: 'devices' | 'directory'
  /**
   * What happens in which order; each stage waits for the one before. Over directory, the default is disableDirectoryDevice.
   *
   * @minItems 1
   * @maxItems 8
   */
  stages?: [CleanupStage, ...CleanupStage[]]
}
/**
 * Which devices. Every field must hold; a list means any of. Names are those of Graph's managedDevice, plus platform, joinType, directory.* and user.*.
 */
export interface Selector {
  /**
   * At least one of these selectors holds.
   *
   * @minItems 1
   * @maxItems 256
   */
  any?: [Selector, ...Selector[]]
  /**
   * Each of these selectors holds. Needed where one field has two conditions that do not fit into one matcher.
   *
   * @minItems 1
   * @maxItems 256
   */
  all?: [Selector, ...Selector[]]
  not?: Selector
  platform?: TextMatcher
  joinType?: TextMatcher
  id?: TextMatcher
  azureADDeviceId?: TextMatcher
  deviceName?: TextMatcher
  managedDeviceName?: TextMatcher
  serialNumber?: TextMatcher
  imei?: TextMatcher
  userId?: TextMatcher
  userPrincipalName?: TextMatcher
  emailAddress?: TextMatcher
  operatingSystem?: TextMatcher
  osVersion?: VersionMatcher
  model?: TextMatcher
  manufacturer?: TextMatcher
  deviceType?: TextMatcher
  managedDeviceOwnerType?: TextMatcher
  deviceEnrollmentType?: TextMatcher
  enrollmentProfileName?: TextMatcher
  managementAgent?: TextMatcher
  managementState?: TextMatcher
  complianceState?: TextMatcher
  deviceRegistrationState?: TextMatcher
  deviceCategoryDisplayName?: TextMatcher
  jailBroken?: TextMatcher
  azureADRegistered?: BooleanMatcher
  isSupervised?: BooleanMatcher
  isEncrypted?: BooleanMatcher
  autopilotEnrolled?: BooleanMatcher
  enrolledDateTime?: InstantMatcher
  lastSyncDateTime?: InstantMatcher
  'directory.accountEnabled'?: BooleanMatcher
  'directory.isManaged'?: BooleanMatcher
  'directory.trustType'?: TextMatcher
  'directory.approximateLastSignInDateTime'?: InstantMatcher
  'user.accountEnabled'?: BooleanMatcher
  'user.userPrincipalName'?: TextMatcher
  'user.mail'?: TextMatcher
}
export interface TextConditions {
  /**
   * Any of these: a list file, or values written here.
   */
  in?: ListSource | TextValues
  /**
   * A pattern over the whole value: * matches any run of characters, ? one.
   */
  glob?: string
  /**
   * true: the value is there. false: it is missing, empty or unknown.
   */
  known?: boolean
}
/**
 * Entries of a file in the repository: one per line, or a column of a CSV file with a header.
 */
export interface ListSource {
  /**
   * Path from the root of the policy repository, with forward slashes. Example: lists/lost.csv.
   */
  file: string
  /**
   * Column of a CSV file. Required for .csv; a file with one entry per line has none.
   */
  column?: string
}
export interface VersionConditions {
  /**
   * This version or a later one, part by part as numbers.
   */
  atLeast?: string
  /**
   * An earlier version than this, part by part as numbers.
   */
  below?: string
  /**
   * A pattern over the version as it is written: * matches any run of characters, ? one.
   */
  glob?: string
  /**
   * true: there is a version. false: there is none.
   */
  known?: boolean
}
export interface BooleanConditions {
  /**
   * true: the value is there. false: it is missing.
   */
  known: boolean
}
/**
 * Conditions on a moment in the past; all of them hold.
 */
export interface InstantMatcher {
  atLeastAgo?: Duration
  within?: Duration
  before?: Instant
  after?: Instant
  /**
   * true: the moment is there and makes sense. false: it is missing, a placeholder, or in the future.
   */
  known?: boolean
}
export interface CleanupStage {
  /**
   * retire, delete, disableDirectoryDevice or deleteDirectoryDevice. Each stage takes away more than the one before. Over directory only the last two.
   */
  action: 'retire' | 'delete' | 'disableDirectoryDevice' | 'deleteDirectoryDevice'
  after?: Duration
  inactiveDays?: InactiveDays
}
/**
 * Where a secret is kept, never the secret itself.
 */
export interface SecretReference {
  /**
   * env:NAME, a variable of the environment that reeve runs in, or file:PATH, a file on that machine.
   */
  secretRef: string
}
/**
 * What reeve may read and keep about people and devices, who may see it, and for how long.
 */
export interface DataCollectionPolicy {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'DataCollectionPolicy'
  metadata: Metadata
  spec: DataCollectionSpec
}
/**
 * What is read beyond the minimum, in which form it appears, how long it is kept, and who may see it.
 */
export interface DataCollectionSpec {
  required?: RequiredData
  optional?: OptionalData
  identifiers?: IdentifierForms
  retention?: Retention
  access?: DataAccess
}
/**
 * Conditions of required groups. The groups themselves are on.
 */
export interface RequiredData {
  applicationInventory?: ApplicationInventory
}
/**
 * Apps on devices: of corporate devices only, or with compliant apps on.
 */
export interface ApplicationInventory {
  /**
   * The compliant-apps feature is on: application inventory of personal devices too.
   */
  compliantApps: boolean
}
/**
 * Groups that are off until somebody opts in. Pseudonymised when on.
 */
export interface OptionalData {
  /**
   * App usage, error and performance data.
   */
  diagnostics?: boolean
}
/**
 * In which form names, serial numbers and other identifiers appear, place by place.
 */
export interface IdentifierForms {
  plans?: IdentifierForm
  logs?: IdentifierForm
  audit?: IdentifierForm
  pullRequests?: IdentifierForm
}
/**
 * How long what was read and written is kept.
 */
export interface Retention {
  snapshots?: Duration
  audit?: Duration
}
/**
 * Who may do what, by person.
 */
export interface DataAccess {
  /**
   * @minItems 1
   */
  [k: string]: [AccessRight, ...AccessRight[]]
}
export interface DataStatement {
  name: DataName
  text: DataText
  /**
   * What reeve makes of it; not in the document.
   */
  decision?: string
  source: DataSource
}
export interface DataGroup {
  name: DataName
  category: 'required' | 'optional'
  text: DataText
  /**
   * The document gives examples only.
   */
  open?: true
  /**
   * What the document leaves open, and how it is taken.
   */
  reading?: string
  condition?: DataCondition
  treatment?: DataTreatment
  items: DataItem[]
  source: DataSource
}
export interface DataCondition {
  text: DataText
  decision: DataText
  source: DataSource
}
export interface DataTreatment {
  text: DataText
  source: DataSource
}
export interface DataItem {
  name: DataName
  text: DataText
  /**
   * The document gives examples only.
   */
  open?: true
  /**
   * The systems on which there is such an id.
   *
   * @minItems 1
   */
  onlyOn?: ['ios' | 'ipados' | 'macos' | 'windows', ...('ios' | 'ipados' | 'macos' | 'windows')[]]
  /**
   * No part of reeve may have a field for it.
   */
  secret?: true
  /**
   * What reeve makes of it; not in the document.
   */
  decision?: string
  /**
   * What the document leaves open, and how it is taken.
   */
  reading?: string
  source: DataSource
}
export interface FieldRead {
  record: 'device' | 'directoryDevice' | 'user'
  field: string
  group: DataName
  /**
   * What of the group it is, or a detail of; null where the document lists nothing.
   */
  item: string | null
  personal: 'identifiable' | 'pseudonymised' | 'no'
  /**
   * memory: while a plan is made. plan: saved and printed plans. journal: of devices that were acted on. audit: the audit log. A plan also prints the values that a selector matched on.
   *
   * @minItems 1
   */
  kept: ['memory' | 'plan' | 'journal' | 'audit', ...('memory' | 'plan' | 'journal' | 'audit')[]]
  why: DataText
}
/**
 * What the service collects, what it never does, and which of it reeve reads and where it keeps it. Each row with its source.
 */
export interface DataMap {
  name: DataName
  source: DataSource
  collection: CollectionContext
  sources: DataStatements
  /**
   * @minItems 1
   */
  categories: [DataCategory, ...DataCategory[]]
  classes: DataStatements
  /**
   * @minItems 1
   */
  groups: [DataGroup, ...DataGroup[]]
  neverCollected: DataStatements
  promises: DataStatements
  /**
   * Every field that reeve reads.
   *
   * @minItems 1
   */
  reads: [FieldRead, ...FieldRead[]]
}
/**
 * When personal data is collected, what is done with it, and why.
 */
export interface CollectionContext {
  when: DataOccasion
  done: DataStatements
  purposes: DataStatements
}
export interface DataOccasion {
  text: DataText
  source: DataSource
}
export interface DataCategory {
  name: 'required' | 'optional'
  text: DataText
  statements: DataStatements
  source: DataSource
}
/**
 * The state a device must be in.
 */
export interface DevicePolicy {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'DevicePolicy'
  metadata: Metadata
  spec: DevicePolicySpec
}
/**
 * Why, which devices, and the state they must be in.
 */
export interface DevicePolicySpec {
  /**
   * Why, in words a colleague understands. Goes into the plan and the audit log.
   */
  reason: string
  /**
   * Where the request is recorded. Goes into the plan and the audit log.
   */
  ticket?: string
  /**
   * The person or team that answers for the policy.
   */
  owner?: string
  /**
   * Of several policies that match a device, the highest number decides.
   */
  priority?: number
  expires?: Instant
  mode?: Mode
  select: Selector
  except?: Selector
  desired: DesiredDeviceState
}
/**
 * The state that the devices must be in. What is already so is left alone.
 */
export interface DesiredDeviceState {
  /**
   * managed: nothing may remove the device. retired: company data is gone and management has ended. wiped: everything was erased. deleted: the record in Intune is gone.
   */
  state?: 'managed' | 'retired' | 'wiped' | 'deleted'
  /**
   * Satisfied for good by any completed action at or after this moment. Required for wiped, optional for retired and deleted.
   */
  since?: Instant | SinceColumn
  wipe?: DesiredWipe
  /**
   * The Entra record, after the state above: kept, disabled or deleted.
   */
  directory?: 'kept' | 'disabled' | 'deleted'
  passcode?: DesiredPasscode
}
export interface SinceColumn {
  /**
   * Column of the list row that matched: every device has a moment of its own.
   */
  column: string
}
/**
 * Options of the wipe. A device whose platform lacks one is not wiped: no option is ever dropped.
 */
export interface DesiredWipe {
  /**
   * Graph's keepEnrollmentData and keepUserData, Windows only. The same as mode: keep; not together with the other options.
   */
  keepEnrollmentStateAndUserAccount?: boolean
  /**
   * intune-2026 only. plain erases everything; keep leaves enrolment and user accounts in place; protected goes on when the power fails. keep and protected are Windows only.
   */
  mode?: 'plain' | 'keep' | 'protected'
  /**
   * intune-2026 only: whether the data plan of an eSIM stays on the device. iOS, iPadOS and corporate Android.
   */
  persistEsimDataPlan?: boolean
  macOsUnlockCode?: SecretReference
}
/**
 * The passcode must have been reset since a moment. Only with state: managed.
 */
export interface DesiredPasscode {
  resetSince: Instant
}
/**
 * reeve.yaml: which fleet this repository declares, where its inventory is, and who has to agree.
 */
export interface Fleet {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'Fleet'
  metadata: Metadata
  spec: FleetSpec
}
/**
 * The fleet: profile, policies, provider, and who has to agree.
 */
export interface FleetSpec {
  /**
   * Capability profile: what each action does and where it works. A live tenant requires intune-2026.
   */
  profile?: 'intune-2018' | 'intune-2026'
  /**
   * Globs of policy files, from the root of the repository; braces allowed.
   *
   * @minItems 1
   */
  policies?: [string, ...string[]]
  source?: FleetSource
  provider?: FleetProvider
  /**
   * Who has to sign a plan before it is applied: a list of rules, or none.
   */
  approvals?: 'none' | [ApprovalRule, ...ApprovalRule[]]
  /**
   * Groups of people, by name, for approvals.
   */
  principals?: {
    [k: string]: string[]
  }
  /**
   * Who is told of what.
   */
  notify?: Notification[]
}
/**
 * Which commits are trusted.
 */
export interface FleetSource {
  /**
   * The branch that counts.
   */
  branch?: string
  signatures?: FleetSignatures
}
/**
 * Which commits must be signed, and by whom.
 */
export interface FleetSignatures {
  /**
   * head: the newest commit. all: every commit since the last one that was accepted.
   */
  require: 'head' | 'all'
  /**
   * File of SSH keys that may sign, in the format of ssh-keygen. From the root of the repository.
   */
  allowedSigners: string
}
/**
 * Where the inventory comes from. Exactly one of intune, twin and file.
 */
export interface FleetProvider {
  intune?: IntuneProvider
  twin?: TwinProvider
  /**
   * Inventory file, from the root of the policy repository.
   */
  file?: string
}
/**
 * A live tenant, over Microsoft Graph.
 */
export interface IntuneProvider {
  /**
   * Directory (tenant) id, a GUID.
   */
  tenantId: string
  /**
   * Which cloud the tenant is in.
   */
  cloud?: 'global' | 'usgov' | 'usgovdod' | 'china'
}
/**
 * The simulated tenant that comes with reeve.
 */
export interface TwinProvider {
  /**
   * How many simulated devices.
   */
  devices?: number
  /**
   * The same seed gives the same fleet.
   */
  seed?: number
}
export interface ApprovalRule {
  /**
   * Which effects need the signatures.
   *
   * @minItems 1
   */
  actions: [
    (
      | 'wipe'
      | 'retire'
      | 'delete'
      | 'resetPasscode'
      | 'disableDirectoryDevice'
      | 'deleteDirectoryDevice'
      | 'disableUser'
      | 'deleteUser'
      | 'setCleanupRule'
    ),
    ...(
      | 'wipe'
      | 'retire'
      | 'delete'
      | 'resetPasscode'
      | 'disableDirectoryDevice'
      | 'deleteDirectoryDevice'
      | 'disableUser'
      | 'deleteUser'
      | 'setCleanupRule'
    )[]
  ]
  /**
   * How many different people have to sign.
   */
  signatures: number
  /**
   * Names of groups in principals.
   *
   * @minItems 1
   */
  from: [string, ...string[]]
}
export interface Notification {
  /**
   * Address that the message is posted to.
   */
  webhook: string
  /**
   * approvalNeeded, blocked, failed, resolved.
   *
   * @minItems 1
   */
  events: ['approvalNeeded' | 'blocked' | 'failed' | 'resolved', ...('approvalNeeded' | 'blocked' | 'failed' | 'resolved')[]]
}
/**
 * How much of one effect may happen. What is left out has its default.
 */
export interface EffectLimit {
  perPass?: PassLimit
  /**
   * At most so many in any 24 hours. 0 means none.
   */
  perDay?: number
  /**
   * At most so many in any 7 days. 0 means none.
   */
  perWeek?: number
}
/**
 * At most so many in one pass: the lesser of count and percent.
 */
export interface PassLimit {
  /**
   * At most this number. 0 means none.
   */
  count?: number
  /**
   * At most this share of the fleet, in whole per cent; at least one device, unless it is 0.
   */
  percent?: number
}
/**
 * What no plan may exceed, and which devices no policy may touch. Every key has a default; 0 means zero.
 */
export interface Guardrails {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'Guardrails'
  metadata: Metadata
  spec: GuardrailsSpec
}
/**
 * Limits, protected devices, allowances, and when nothing may happen. Every key has a default.
 */
export interface GuardrailsSpec {
  limits?: GuardrailLimits
  /**
   * abort: a limit that is exceeded blocks its effect. trickle: the first actions that fit, the rest deferred.
   */
  overLimit?: 'abort' | 'trickle'
  inventory?: GuardrailInventory
  /**
   * Devices that no policy may touch, whatever its priority. Unknown protects.
   *
   * @minItems 1
   */
  protect?: [Protection, ...Protection[]]
  /**
   * Hazards that are refused unless a policy is named here.
   *
   * @minItems 1
   */
  allow?: [HazardAllowance, ...HazardAllowance[]]
  rings?: Rings
  /**
   * When actions may be sent. A window that denies beats one that allows.
   *
   * @minItems 1
   * @maxItems 64
   */
  windows?: [ChangeWindow, ...ChangeWindow[]]
  suspend?: Suspension
}
/**
 * How much may happen, by effective effect; each key alone: absent means its default. A limit of 0 forbids the action also where it counts by what it amounts to.
 */
export interface GuardrailLimits {
  wipe?: EffectLimit
  retire?: EffectLimit
  delete?: EffectLimit
  resetPasscode?: EffectLimit
  disableDirectoryDevice?: EffectLimit
  deleteDirectoryDevice?: EffectLimit
  disableUser?: EffectLimit
  deleteUser?: EffectLimit
  setCleanupRule?: EffectLimit
}
/**
 * What the inventory must look like before anything is removed.
 */
export interface GuardrailInventory {
  /**
   * Fewer devices than this removes nothing.
   */
  minDevices?: number
  maxAge?: Duration
  /**
   * A fleet that shrank by more than this since the snapshot before removes nothing.
   */
  maxShrinkPercent?: number
  /**
   * A fleet that grew by more than this since the snapshot before removes nothing.
   */
  maxGrowthPercent?: number
  /**
   * More devices than this that became silent since the snapshot before are an outage, and remove nothing.
   */
  maxNewlyInactivePercent?: number
}
export interface Protection {
  select: Selector
  /**
   * Why. Shown with every action that it blocks.
   */
  reason: string
}
export interface HazardAllowance {
  /**
   * Name of the policy that may.
   */
  policy: string
  /**
   * personal: wipe a personal device. hybrid: act on a record that the on-premises directory creates again. autopilot: delete the record a device needs for its setup. recoveryKey: lose a BitLocker key. duplicateSerial: act though two devices have the serial number.
   *
   * @minItems 1
   */
  hazards: [
    'personal' | 'hybrid' | 'autopilot' | 'recoveryKey' | 'duplicateSerial',
    ...('personal' | 'hybrid' | 'autopilot' | 'recoveryKey' | 'duplicateSerial')[]
  ]
}
/**
 * Destructive actions reach the fleet in rings, the next only after the one before went well.
 */
export interface Rings {
  /**
   * Which effects go in rings.
   *
   * @minItems 1
   */
  for: [ActionName, ...ActionName[]]
  /**
   * How much of the fleet each ring has reached, in whole per cent, rising to 100.
   *
   * @minItems 1
   * @maxItems 16
   */
  percent: [number, ...number[]]
  soak?: Duration
  /**
   * More failures than this stop the plan.
   */
  maxFailurePercent?: number
}
export interface ChangeWindow {
  /**
   * Days and hours of every week, in the zone's local time.
   */
  allow?: string
  /**
   * Days and hours of every week, or a span of dates, both ends included.
   */
  deny?: string
  /**
   * IANA time zone.
   */
  zone: string
  /**
   * Which effects the window is about. Default: every destructive one.
   *
   * @minItems 1
   */
  actions?: [ActionName, ...ActionName[]]
}
/**
 * The kill switch in git: nothing destructive is sent.
 */
export interface Suspension {
  /**
   * Why everything stands still.
   */
  reason: string
  /**
   * Who said so.
   */
  by?: string
  until?: Instant
}
export interface PlanDevice {
  /**
   * Intune device id.
   */
  id: string
  /**
   * One enrolment: device id and enrolment time.
   */
  incarnation: string | null
  deviceName: string | null
  serialNumber: string | null
  platform: string
  ownership: string | null
  azureADDeviceId: string | null
  /**
   * Object id of the Entra record.
   */
  directoryId: string | null
}
export interface PolicyReference {
  kind: 'DevicePolicy' | 'CleanupRule' | 'UserOffboarding'
  name: string
  /**
   * file:line:column
   */
  at: string
}
export interface ActionParameters {
  keepEnrollmentData?: boolean
  keepUserData?: boolean
  useProtectedWipe?: boolean
  persistEsimDataPlan?: boolean
  macOsUnlockCode?: SecretReference
}
export interface DataEffect {
  data: string
  outcome: string
  note: string | null
}
export interface ApprovalNeed {
  actions: string[]
  signatures: number
  from: string[]
}
export interface PlannedAction {
  id: string
  action: ActionName
  effectiveEffect: ActionName
  risk: Risk
  device?: PlanDevice
  user?: PlanUser
  tenant?: PlanTenant
  parameters: ActionParameters
  policy: PolicyReference
  reason: string
  because: string[]
  effects: DataEffect[]
  precondition: Digest
  /**
   * blockedByGuardrail beats awaitingApproval. An action in mode report is blockedByGuardrail too: nothing ever applies it.
   */
  status: 'ready' | 'awaitingApproval' | 'blockedByGuardrail'
  ring: number
  /**
   * The weaker action under way that this one overtakes.
   */
  supersedes?: string
  /**
   * Present on actions of a policy in mode report: shown, never applied.
   */
  mode?: 'report'
}
/**
 * A user of the directory.
 */
export interface PlanUser {
  /**
   * Object id; null where the users were not read.
   */
  id: string | null
  userPrincipalName: string | null
}
/**
 * A setting of the tenant itself: the cleanup rule of one platform.
 */
export interface PlanTenant {
  /**
   * The tenant.
   */
  id: string
  /**
   * Id of the rule; null where there is none yet.
   */
  rule: string | null
  /**
   * The service's name for what the rule is about; all is every platform.
   */
  platform: string
  /**
   * Days now; null where no rule is set.
   */
  before: number | null
  /**
   * Days that are declared.
   */
  after: number
  /**
   * Devices that the new number reaches and the old one does not.
   */
  devices: number
}
/**
 * What reeve would do to a fleet, device by device, and what it refuses, defers and does not know. Times are ISO 8601 UTC in whole seconds.
 */
export interface Plan {
  apiVersion: 'reeve/v1'
  kind: 'Plan'
  formatVersion: '1.0'
  digest: Digest
  fleet: string
  profile: 'intune-2018' | 'intune-2026'
  createdAt: string
  source: PlanSource
  inventory: PlanInventory
  actions: PlannedAction[]
  blocked: BlockedAction[]
  deferred: DeferredAction[]
  inProgress: ActionInProgress[]
  undetermined: Undetermined[]
  verdicts: PlanVerdict[]
  approvals: PlanApprovals
  summary: PlanSummary
}
export interface PlanSource {
  /**
   * The policy repository as it was named when the plan was made.
   */
  path?: string
  revision: string | null
  /**
   * The files differ from the revision.
   */
  dirty: boolean
  digest: Digest
  /**
   * Every list file that a document names, sorted by file. Missing in plans of older versions.
   */
  lists?: PlanList[]
}
export interface PlanList {
  file: string
  digest: Digest
  /**
   * Rows that say something.
   */
  entries: number
}
export interface PlanInventory {
  digest: Digest
  takenAt: string | null
  devices: number
  complete: boolean
  /**
   * Whether past actions were known.
   */
  history: boolean
}
export interface BlockedAction {
  device?: PlanDevice
  user?: PlanUser
  tenant?: PlanTenant
  action: ActionName
  code: BlockedCode
  message: string
  /**
   * The document that says so.
   */
  source: string | null
  policy: PolicyReference
}
export interface DeferredAction {
  device?: PlanDevice
  user?: PlanUser
  tenant?: PlanTenant
  action: ActionName
  until: string | null
  code: 'limit' | 'window' | 'quota' | 'ring'
  policy: PolicyReference
}
export interface ActionInProgress {
  device?: PlanDevice
  user?: PlanUser
  tenant?: PlanTenant
  action: ActionName
  /**
   * The journal's word for it; failed, cancelled and expired wait for a person or a changed policy.
   */
  state:
    | 'planned'
    | 'dispatched'
    | 'accepted'
    | 'pending'
    | 'unknown'
    | 'awaitingTenantApproval'
    | 'failed'
    | 'notSupported'
    | 'cancelled'
    | 'expired'
  since: string | null
}
export interface Undetermined {
  policy: PolicyReference
  field: string
  devices: number
}
export interface PlanVerdict {
  guardrail: 'inventory' | 'limit' | 'desiredState' | 'history' | 'suspend' | 'window' | 'ring'
  result: 'pass' | 'block' | 'defer' | 'notChecked'
  message: string
}
export interface PlanApprovals {
  required: ApprovalNeed[]
  missing: ApprovalNeed[]
}
export interface PlanSummary {
  /**
   * How many, by effective effect.
   */
  actions: {
    [k: string]: number
  }
  /**
   * How many, by code.
   */
  blocked: {
    [k: string]: number
  }
  unchanged: number
  change: null
}
/**
 * A managedDevice with Graph's field names. What is left out is unknown.
 */
export interface TestDevice {
  /**
   * Intune device id. Left out, the device's name or serial number stands in for it.
   */
  id?: string
  /**
   * The platform, when it is not to be derived from the fields of Graph; the names are the profile's.
   */
  platform?: string
  /**
   * azureADJoined, azureADRegistered or hybridAzureADJoined, when it is not to be derived.
   */
  joinType?: string
  /**
   * Name of the device. Expectations may name the device by it.
   */
  deviceName?: string
  /**
   * Name that Intune gives the device.
   */
  managedDeviceName?: string
  /**
   * Serial number. Expectations may name the device by it.
   */
  serialNumber?: string
  /**
   * IMEI of a phone.
   */
  imei?: string
  /**
   * Object id of the primary user.
   */
  userId?: string
  /**
   * Sign-in name of the primary user.
   */
  userPrincipalName?: string
  /**
   * E-mail address of the primary user.
   */
  emailAddress?: string
  /**
   * Entra device id; it joins the device with its directory record.
   */
  azureADDeviceId?: string
  /**
   * Operating system as Graph names it; the platform is derived from it.
   */
  operatingSystem?: string
  /**
   * Version of the operating system, as numbers with dots between them.
   */
  osVersion?: string
  /**
   * The model, as the inventory has it.
   */
  model?: string
  /**
   * Manufacturer.
   */
  manufacturer?: string
  /**
   * Graph's deviceType, only there in its beta.
   */
  deviceType?: string
  /**
   * company or personal. Left out, the device counts as personal.
   */
  managedDeviceOwnerType?: string
  /**
   * How the device was enrolled; platform and join type may follow from it.
   */
  deviceEnrollmentType?: string
  /**
   * Name of the enrolment profile.
   */
  enrollmentProfileName?: string
  /**
   * Graph's managementAgent.
   */
  managementAgent?: string
  /**
   * Graph's managementState; a pending wipe, retire or delete counts as under way.
   */
  managementState?: string
  /**
   * Graph's complianceState.
   */
  complianceState?: string
  /**
   * Graph's deviceRegistrationState.
   */
  deviceRegistrationState?: string
  /**
   * Category that was given to the device.
   */
  deviceCategoryDisplayName?: string
  /**
   * Graph's jailBroken, which is text.
   */
  jailBroken?: string
  /**
   * Whether the device is registered with Entra.
   */
  azureADRegistered?: boolean
  /**
   * Whether the device is supervised (Apple).
   */
  isSupervised?: boolean
  /**
   * Whether the device is encrypted.
   */
  isEncrypted?: boolean
  /**
   * Whether Autopilot enrolled the device.
   */
  autopilotEnrolled?: boolean
  enrolledDateTime?: Instant
  lastSyncDateTime?: Instant
  /**
   * What the provider says of actions on the device, whoever asked for them.
   *
   * @maxItems 100
   */
  deviceActionResults?: TestActionResult[]
}
/**
 * One entry of Graph's deviceActionResults.
 */
export interface TestActionResult {
  /**
   * The provider's name of the action.
   */
  actionName: string
  /**
   * none, pending, canceled, active, done, failed or notSupported.
   */
  actionState: string
  startDateTime?: Instant
  lastUpdatedDateTime?: Instant
}
/**
 * A device record of Entra.
 */
export interface TestDirectoryDevice {
  /**
   * Object id of the record.
   */
  id: string
  /**
   * The Entra device id that azureADDeviceId names.
   */
  deviceId?: string
  /**
   * Name in the directory.
   */
  displayName?: string
  /**
   * Whether the record is enabled.
   */
  accountEnabled?: boolean
  /**
   * Whether the directory takes the device for managed.
   */
  isManaged?: boolean
  /**
   * AzureAd, ServerAd or Workplace; the join type may follow from it.
   */
  trustType?: string
  /**
   * What the record says of the system; of Windows, keys and Autopilot hang on the record.
   */
  operatingSystem?: string
  /**
   * Whether the record is of Autopilot, as its physical ids say.
   */
  autopilotEnrolled?: boolean
  registrationDateTime?: Instant
  approximateLastSignInDateTime?: Instant
}
/**
 * A user of Entra.
 */
export interface TestUser {
  /**
   * Object id of the record.
   */
  id: string
  /**
   * Sign-in name.
   */
  userPrincipalName?: string
  /**
   * E-mail address of the user.
   */
  mail?: string
  /**
   * Whether the account is enabled.
   */
  accountEnabled?: boolean
}
/**
 * One action and what became of it.
 */
export interface TestHistoryItem {
  /**
   * A device of the test by one of its names, the serial number of another, or the whole record of a device that has left since.
   */
  device: string | TestDevice
  action: ActionName
  at: Instant
  /**
   * What became of it.
   */
  outcome:
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
  /**
   * Name of the policy that asked for it; left out, somebody else did it.
   */
  policy?: string
  /**
   * Which stage of a CleanupRule it was, counted from 1. Default 1.
   */
  stage?: number
  chainStartedAt?: Instant
  /**
   * Whether a wipe kept the enrolment.
   */
  keepsEnrollment?: boolean
}
/**
 * An action that must be in the plan, also when a guardrail holds it back: limits do not decide it.
 */
export interface ExpectedAction {
  /**
   * The device, by id, name, serial number or Entra device id.
   */
  device?: string
  /**
   * The user, by object id or sign-in name.
   */
  user?: string
  /**
   * The platform of a cleanup rule of the tenant, for the action setCleanupRule.
   */
  tenant?: string
  action: ActionName
  /**
   * Name of the policy that asks for it.
   */
  policy?: string
  effectiveEffect?: ActionName
  /**
   * Whether the plan would carry it out. Limits count within the fleet of the test.
   */
  status?: 'ready' | 'awaitingApproval' | 'blockedByGuardrail'
  mode?: Mode
  /**
   * How a wipe must be carried out: plain, keep (enrolment and user accounts stay) or protected. Written or not, a wipe is a wipe.
   */
  wipe?: 'plain' | 'keep' | 'protected'
}
/**
 * An action that is asked for and refused.
 */
export interface ExpectedBlock {
  /**
   * The device, by id, name, serial number or Entra device id.
   */
  device?: string
  /**
   * The user, by object id or sign-in name.
   */
  user?: string
  /**
   * The platform of a cleanup rule of the tenant, for the action setCleanupRule.
   */
  tenant?: string
  code: BlockedCode
  action?: ActionName
  /**
   * Name of the policy that asks for it.
   */
  policy?: string
}
/**
 * An action that has to wait, for a wipe of the same serial number not long ago.
 */
export interface ExpectedDeferral {
  /**
   * The device, by id, name, serial number or Entra device id.
   */
  device?: string
  /**
   * The user, by object id or sign-in name.
   */
  user?: string
  /**
   * The platform of a cleanup rule of the tenant, for the action setCleanupRule.
   */
  tenant?: string
  action?: ActionName
  /**
   * Name of the policy that asks for it.
   */
  policy?: string
  until?: Instant
}
/**
 * A policy that could not be judged for some devices.
 */
export interface ExpectedUndetermined {
  /**
   * Name of the policy.
   */
  policy: string
  /**
   * The field whose value is unknown.
   */
  field: string
  /**
   * For how many devices; left out, for any number.
   */
  devices?: number
}
/**
 * One cleanup rule of the tenant.
 */
export interface TestCleanupRule {
  /**
   * Id of the rule; left out, its platform stands in for it.
   */
  id?: string
  /**
   * What the rule is called.
   */
  displayName?: string
  /**
   * What the rule is about, by the service's name; all is every platform, and the only one in intune-2018.
   */
  deviceCleanupRulePlatformType: string
  /**
   * Days without a check-in after which the tenant hides a device.
   */
  deviceInactivityBeforeRetirementInDays: number
}
/**
 * What the policies must make of a few devices, checked by reeve test. Lives in files that end with .test.yaml, and is no desired state.
 */
export interface PolicyTest {
  /**
   * Version of the format.
   */
  apiVersion: 'reeve/v1'
  /**
   * Kind of the document.
   */
  kind: 'PolicyTest'
  metadata: Metadata
  spec: PolicyTestSpec
}
/**
 * A fleet, a moment, and what must come of them.
 */
export interface PolicyTestSpec {
  /**
   * What the test is about, for a person.
   */
  description?: string
  now: Instant
  /**
   * The fleet of the test: records as Graph gives them, as far as they matter. What a record leaves out is unknown.
   *
   * @maxItems 1000
   */
  devices?: TestDevice[]
  /**
   * Entra's device records. Left out, the directory was not read, and nothing is concluded about it; an empty list says that it is empty.
   *
   * @maxItems 1000
   */
  directoryDevices?: TestDirectoryDevice[]
  /**
   * Entra's users. Left out, they were not read.
   *
   * @maxItems 1000
   */
  users?: TestUser[]
  /**
   * The tenant's own cleanup rules, with Graph's field names. Left out, they were not read, and the test says nothing of rules that the tenant enforces.
   *
   * @maxItems 100
   */
  cleanupRules?: TestCleanupRule[]
  /**
   * An inventory file instead of devices, with its path from the root of the policy repository; any format that --inventory takes.
   */
  file?: string
  takenAt?: Instant
  /**
   * What was done before.
   *
   * @maxItems 1000
   */
  history?: TestHistoryItem[]
  /**
   * true: what happens to devices that no expectation names is left open, unless it takes something away or cannot be undone. Default false: everything that the plan holds must be expected.
   */
  partial?: boolean
  /**
   * Actions that must be planned. Only what is written is compared.
   *
   * @maxItems 1000
   */
  expect?: ExpectedAction[]
  /**
   * Actions that must be asked for and refused.
   *
   * @maxItems 1000
   */
  expectBlocked?: ExpectedBlock[]
  /**
   * Actions that must have to wait.
   *
   * @maxItems 1000
   */
  expectDeferred?: ExpectedDeferral[]
  /**
   * Policies that could not be judged for want of a value.
   *
   * @maxItems 1000
   */
  expectUndetermined?: ExpectedUndetermined[]
  /**
   * Devices and users for which nothing may be planned, blocked or deferred, by the same names as above.
   *
   * @maxItems 1000
   */
  expectNone?: string[]
}
/**
 * Which devices a row is about: every field must hold, a list means any of. Empty: every device.
 */
export interface ProfileCondition {
  platform?: FactValues
  osVersion?: OsVersionRange
  joinType?: FactValues
  managedDeviceOwnerType?: FactValues
  deviceEnrollmentType?: FactValues
  autopilotEnrolled?: boolean
  isEncrypted?: boolean
}
export interface OsVersionRange {
  atLeast?: ProfileVersion
  below?: ProfileVersion
}
export interface ProfilePlatform {
  name: string
  text: ProfileText
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * The version by the name that a document prints, and by the number that a device reports.
 */
export interface OsVersionName {
  platform: string
  name: ProfileText
  osVersion: ProfileVersion
  source: ProfileSource
  reading: ProfileReading
}
/**
 * A kind of data, in the words of a person.
 */
export interface DataKind {
  name: string
  text: ProfileText
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * One thing that a document says, and what it is about.
 */
export interface ProfileStatement {
  about: StatementSubject
  when?: ProfileCondition
  text: ProfileText
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * Whether the action exists for these devices. A fact that the condition needs and that is missing is an answer of its own.
 */
export interface SupportRule {
  when: ProfileCondition
  verdict: 'supported' | 'unsupported'
  rule: ProfileText
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * What becomes of one kind of data. Of the rows about one kind the first whose condition is not false speaks.
 */
export interface EffectRow {
  when: ProfileCondition
  /**
   * Name of a kind of data.
   */
  data: string
  outcome: EffectOutcome
  note: string | null
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * The action by whose effect this one is judged.
 */
export interface EffectiveEffectRow {
  when: ProfileCondition
  effect: ActionName
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * One way to carry an action out. Every action has plain.
 */
export interface ActionMode {
  name: 'plain' | 'keep' | 'protected'
  option?: ActionOption
  effect: ProfileStatement
  /**
   * @minItems 1
   */
  support: [SupportRule, ...SupportRule[]]
  removedFromManagement: RemovedFromManagement
  dataKinds?: FactValues
  /**
   * @minItems 1
   */
  effects: [EffectRow, ...EffectRow[]]
  statements?: ProfileStatement[]
}
/**
 * The option that chooses this mode, by its name in a policy, and its value.
 */
export interface ActionOption {
  name: 'keepEnrollmentStateAndUserAccount' | 'mode'
  value: boolean | string
  text: ProfileText
  source: ProfileSource
}
export interface RemovedFromManagement {
  value: boolean
  source: ProfileSource
  reading?: ProfileReading
}
export interface ProfileHazard {
  code: 'recoveryKey' | 'duplicateSerial'
  /**
   * What is asked for.
   *
   * @minItems 1
   */
  actions: [ActionName, ...ActionName[]]
  when: ProfileCondition
  text: ProfileText
  source: ProfileSource
  reading?: ProfileReading
}
export interface DailyLimit {
  action: ActionName
  perTenant: number
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * A platform by the name that Graph gives it in cleanup rules, and the platforms of this profile that it is about.
 */
export interface CleanupPlatformType {
  name: string
  platforms: string[]
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * An option beside the mode, by its name in a policy, and which devices have it.
 */
export interface SideOption {
  name: 'persistEsimDataPlan' | 'macOsUnlockCode'
  text: ProfileText
  source: ProfileSource
  reading?: ProfileReading
  /**
   * @minItems 1
   */
  support: [SupportRule, ...SupportRule[]]
}
export interface ProfileAction {
  risk: ActionRisk
  /**
   * @minItems 1
   */
  effectiveEffects: [EffectiveEffectRow, ...EffectiveEffectRow[]]
  propagation?: ActionPropagation
  /**
   * @minItems 1
   */
  modes: [ActionMode, ...ActionMode[]]
  /**
   * Options beside the mode. One that a device does not have refuses the action.
   */
  options?: SideOption[]
  /**
   * @minItems 1
   */
  statements: [ProfileStatement, ...ProfileStatement[]]
}
export interface ActionRisk {
  value: Risk
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * Until the device is reached, not until it is done.
 */
export interface ActionPropagation {
  /**
   * Strictly fewer minutes than this.
   */
  underMinutes: number
  deviceTypes: 'all'
  while: ProfileText
  source: ProfileSource
}
export interface ProfileCleanupRule {
  thresholdDays: ThresholdDays
  /**
   * One rule for each; absent where the tenant has one for all.
   *
   * @minItems 1
   */
  platformTypes?: [CleanupPlatformType, ...CleanupPlatformType[]]
  /**
   * @minItems 1
   */
  statements: [ProfileStatement, ...ProfileStatement[]]
}
/**
 * Whole days, both ends allowed.
 */
export interface ThresholdDays {
  min: number
  max: number
  source: ProfileSource
  reading?: ProfileReading
}
/**
 * What each action does, on which devices, as the documents of one edition of the service say it. Rows are ordered: the first whose condition is not false speaks, so where several effects are possible the worst stands first.
 */
export interface CapabilityProfile {
  name: 'intune-2018' | 'intune-2026'
  source: ProfileSource
  /**
   * @minItems 1
   */
  platforms: [ProfilePlatform, ...ProfilePlatform[]]
  osVersionNames: OsVersionName[]
  /**
   * @minItems 1
   */
  dataKinds: [DataKind, ...DataKind[]]
  actions: ProfileActions
  /**
   * What makes an action more harmful than its name says: refused unless a policy is allowed the hazard by name. A condition that is unknown counts as true.
   */
  hazards?: ProfileHazard[]
  /**
   * What a tenant takes of an action in 24 hours; counted by what is asked for, not by what it triggers.
   */
  dailyLimits?: DailyLimit[]
  bulkMaximum?: BulkMaximum
  multiAdminApproval?: MultiAdminApproval
  cleanupRule: ProfileCleanupRule
  selfService: ProfileStatement[]
  /**
   * @minItems 1
   */
  userOffboarding: [ProfileStatement, ...ProfileStatement[]]
}
export interface ProfileActions {
  wipe: ProfileAction
  retire: ProfileAction
  delete: ProfileAction
  deleteDirectoryDevice: ProfileAction
  disableDirectoryDevice: ProfileAction
  resetPasscode: ProfileAction
}
/**
 * Devices of one bulk action.
 */
export interface BulkMaximum {
  value: number
  source: ProfileSource
}
/**
 * The tenant's own second person.
 */
export interface MultiAdminApproval {
  /**
   * @minItems 1
   */
  actions: [ActionName, ...ActionName[]]
  requestExpiryDays: number
  text: ProfileText
  source: ProfileSource
}
/**
 * What happens to the devices of people who leave, and then to their accounts: devices first, the user last.
 */
export interface UserOffboarding {
  /**
   * The format that the document is written in. There is one.
   */
  apiVersion: 'reeve/v1'
  /**
   * Which kind of document this is; it decides which fields there are.
   */
  kind: 'UserOffboarding'
  metadata: Metadata
  spec: UserOffboardingSpec
}
/**
 * Why, who leaves, what happens to their devices, and to their accounts afterwards.
 */
export interface UserOffboardingSpec {
  /**
   * Why, in words a colleague understands. Goes into the plan and the audit log.
   */
  reason: string
  /**
   * Where the request is recorded. Goes into the plan and the audit log.
   */
  ticket?: string
  /**
   * The person or team that answers for the policy.
   */
  owner?: string
  /**
   * Of several policies that match a device, the highest number decides.
   */
  priority?: number
  expires?: Instant
  mode?: Mode
  select?: Selector
  except?: Selector
  /**
   * Who leaves, by user principal name or by object id: written here, or a list file.
   */
  users: UserNames | ListSource
  devices?: OffboardingDevices
  /**
   * The account, after the devices: kept, disabled or deleted. Without it the policy says nothing of the account.
   */
  user?: 'kept' | 'disabled' | 'deleted'
}
/**
 * What is done to a leaver's devices, by ownership. Unknown ownership counts as personal.
 */
export interface OffboardingDevices {
  company?: OffboardingActions
  personal?: OffboardingActions
}
