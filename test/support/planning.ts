/** Builders for the planner's values: what a test does not name is ordinary. */
import { type DesiredState, buildDesiredState } from '../../src/planner/desired.ts'
import type {
  CleanupRule,
  CleanupRuleSpec,
  DevicePolicy,
  DevicePolicySpec,
  Fleet,
  FleetSpec,
  Guardrails,
  GuardrailsSpec,
  Plan,
  UserOffboarding,
  UserOffboardingSpec,
} from '../../src/planner/documents.generated.ts'
import type { History, HistoryEntry } from '../../src/planner/history.ts'
import { parseInstant } from '../../src/planner/instant.ts'
import type { Device, DirectoryDevice, EpochSeconds, Inventory, User } from '../../src/planner/inventory.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import type { PlanInput } from '../../src/planner/plan-context.ts'
import type { Targeted } from '../../src/planner/plan-target.ts'
import type { Problem } from '../../src/planner/problem.ts'
import { findProfile, type Profile } from '../../src/planner/profile/profile.ts'
import type { ListFile, PolicyDocument, Repository, SourceDocument } from '../../src/planner/repository.ts'

export const NOON = new Date('2026-11-22T12:00:00Z')
export const ZERO_DIGEST = `sha256:${'0'.repeat(64)}`

export function at(text: string): EpochSeconds {
  const seconds = parseInstant(text)
  if (seconds === null) throw new TypeError(`Not an instant: ${text}`)
  return seconds
}

export function daysAgo(days: number): EpochSeconds {
  return at(NOON.toISOString()) - days * 86_400
}

export function profile2018(): Profile {
  const profile = findProfile('intune-2018')
  if (!profile) throw new TypeError('intune-2018 is missing')
  return profile
}

/** A company laptop, enrolled a year ago, seen yesterday. */
export function device(overrides: Partial<Device> & { id: string }): Device {
  return {
    platform: 'windows10',
    joinType: 'azureADRegistered',
    deviceName: `LAPTOP-${overrides.id}`,
    managedDeviceName: null,
    serialNumber: `SN-${overrides.id}`,
    imei: null,
    userId: null,
    userPrincipalName: `user-${overrides.id}@contoso.com`,
    emailAddress: null,
    azureADDeviceId: `entra-${overrides.id}`,
    operatingSystem: 'Windows',
    osVersion: '10.0.19045.1',
    model: 'Model',
    manufacturer: 'Maker',
    deviceType: 'desktop',
    managedDeviceOwnerType: 'company',
    deviceEnrollmentType: 'windowsAutoEnrollment',
    enrollmentProfileName: null,
    managementAgent: 'mdm',
    managementState: 'managed',
    complianceState: 'compliant',
    deviceRegistrationState: 'registered',
    deviceCategoryDisplayName: null,
    jailBroken: null,
    azureADRegistered: true,
    isSupervised: false,
    isEncrypted: true,
    autopilotEnrolled: false,
    enrolledDateTime: daysAgo(365),
    lastSyncDateTime: daysAgo(1),
    deviceActionResults: [],
    ...overrides,
  }
}

/** The directory record that belongs to `device({id})`. */
export function directoryDevice(id: string, overrides: Partial<DirectoryDevice> = {}): DirectoryDevice {
  return {
    id: `object-${id}`,
    deviceId: `entra-${id}`,
    displayName: `LAPTOP-${id}`,
    accountEnabled: true,
    isManaged: true,
    trustType: 'Workplace',
    operatingSystem: 'Windows',
    autopilotEnrolled: false,
    registrationDateTime: daysAgo(365),
    approximateLastSignInDateTime: daysAgo(10),
    ...overrides,
  }
}

export function inventory(devices: readonly Device[], overrides: Partial<Inventory> = {}): Inventory {
  return {
    devices,
    directoryDevices: null,
    users: null,
    cleanupRules: null,
    takenAt: at(NOON.toISOString()),
    complete: true,
    incompleteBecause: [],
    digest: ZERO_DIGEST,
    ...overrides,
  }
}

/** Enough ordinary devices that a share of the fleet allows what a test plans. */
export function crowd(count: number): Device[] {
  return Array.from({ length: count }, (_, index) => device({ id: `crowd-${index}` }))
}

export function fleetDocument(spec: FleetSpec = {}): Fleet {
  return { apiVersion: 'reeve/v1', kind: 'Fleet', metadata: { name: 'contoso' }, spec }
}

export function devicePolicy(name: string, spec: Partial<DevicePolicySpec> & Pick<DevicePolicySpec, 'select' | 'desired'>): DevicePolicy {
  return { apiVersion: 'reeve/v1', kind: 'DevicePolicy', metadata: { name }, spec: { reason: `Reason of ${name}`, ...spec } }
}

export function cleanupRule(name: string, spec: Partial<CleanupRuleSpec> & Pick<CleanupRuleSpec, 'inactiveDays'>): CleanupRule {
  return { apiVersion: 'reeve/v1', kind: 'CleanupRule', metadata: { name }, spec: { reason: `Reason of ${name}`, ...spec } }
}

export function userOffboarding(name: string, spec: Partial<UserOffboardingSpec> & Pick<UserOffboardingSpec, 'users'>): UserOffboarding {
  return { apiVersion: 'reeve/v1', kind: 'UserOffboarding', metadata: { name }, spec: { reason: `Reason of ${name}`, ...spec } }
}

/** `user({id: 'eve'})` is eve@contoso.com. */
export function user(id: string, overrides: Partial<User> = {}): User {
  return { id: `user-${id}`, userPrincipalName: `${id}@contoso.com`, mail: null, accountEnabled: true, ...overrides }
}

export function guardrails(spec: GuardrailsSpec): Guardrails {
  return { apiVersion: 'reeve/v1', kind: 'Guardrails', metadata: { name: 'contoso' }, spec }
}

export function listFile(path: string, columns: readonly string[], rows: readonly (readonly string[])[]): ListFile {
  return {
    path,
    format: 'csv',
    columns,
    rows: rows.map((cells, index) => ({ line: index + 2, values: Object.fromEntries(columns.map((column, position) => [column, cells[position] ?? ''])) })),
    digest: ZERO_DIGEST,
  }
}

/** Documents stand in `KIND-NAME.yaml` at line 1, column 1. */
export function repository(documents: readonly PolicyDocument[], lists: readonly ListFile[] = []): Repository {
  return {
    documents: documents.map((document): SourceDocument => {
      const file = `${document.kind}-${document.metadata.name}.yaml`
      return { file, document, places: new Map([['', { file, line: 1, column: 1 }]]) }
    }),
    lists: new Map(lists.map((list) => [list.path, list])),
    problems: [],
    digest: ZERO_DIGEST,
  }
}

export function problemsOf(documents: readonly PolicyDocument[], lists: readonly ListFile[] = []): readonly Problem[] {
  return buildDesiredState(repository([fleetDocument(), ...documents], lists), NOON).problems
}

export function desired(documents: readonly PolicyDocument[], lists: readonly ListFile[] = [], spec: FleetSpec = {}): DesiredState {
  const result = buildDesiredState(repository([fleetDocument(spec), ...documents], lists), NOON)
  if (!result.desired) throw new TypeError(JSON.stringify(result.problems, null, 2))
  return result.desired
}

export interface PlanQuestion {
  readonly documents: readonly PolicyDocument[]
  readonly lists?: readonly ListFile[]
  readonly fleet?: FleetSpec
  readonly inventory: Inventory
  readonly history?: readonly HistoryEntry[]
  readonly now?: Date
}

export function planInput({ documents, lists, fleet, inventory: snapshot, history, now }: PlanQuestion): PlanInput {
  const known: History = { known: true, entries: history ?? [] }
  const state = desired(documents, lists, fleet)
  return {
    desired: state,
    source: { revision: null, dirty: false },
    inventory: snapshot,
    history: known,
    profile: findProfile(state.profile) ?? profile2018(),
    now: now ?? NOON,
  }
}

export function plan(question: PlanQuestion): Plan {
  return assemblePlan(planInput(question))
}

/** A device by its id, a user by name. */
function nameOf({ device, user, tenant }: Targeted): string {
  return device?.id ?? user?.userPrincipalName ?? user?.id ?? tenant?.platform ?? ''
}

/** What a plan says in short: `action device` or `code device`. */
export function gist({ actions, blocked, deferred, inProgress }: Plan): string[] {
  return [
    ...actions.map(({ action, ...about }) => `${action} ${nameOf(about)}`),
    ...blocked.map(({ code, action, ...about }) => `${code}: ${action} ${nameOf(about)}`),
    ...deferred.map(({ action, ...about }) => `deferred: ${action} ${nameOf(about)}`),
    ...inProgress.map(({ action, state, ...about }) => `${state}: ${action} ${nameOf(about)}`),
  ]
}

/** An action of reeve on `subject`, confirmed a day ago unless said otherwise. */
export function historyEntry(subject: Device, overrides: Partial<HistoryEntry> & Pick<HistoryEntry, 'action'>): HistoryEntry {
  return {
    actionId: null,
    effectiveEffect: overrides.action,
    state: 'confirmed',
    keepsEnrollment: null,
    device: {
      id: subject.id,
      incarnation: null,
      serialNumber: subject.serialNumber,
      azureADDeviceId: subject.azureADDeviceId,
      directoryId: null,
      facts: subject,
    },
    user: null,
    tenant: null,
    policy: null,
    chainStartedAt: null,
    dispatchedAt: daysAgo(1),
    acceptedAt: daysAgo(1),
    completedAt: daysAgo(1),
    ...overrides,
  }
}
