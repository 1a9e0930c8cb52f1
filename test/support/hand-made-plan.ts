/** Plans written by hand, for tests of what carries them out. */
import { hash } from 'node:crypto'
import type { Plan, PlannedAction } from '../../src/planner/documents.generated.ts'
import type { Device } from '../../src/planner/inventory.ts'
import type { PlanInput } from '../../src/planner/plan-context.ts'

export const NOON = new Date('2026-11-22T12:00:00.000Z')
const ZERO = `sha256:${'0'.repeat(64)}`
const ENROLLED = Date.parse('2025-11-22T12:00:00Z') / 1000

export function digestLike(text: string): string {
  return `sha256:${hash('sha256', text)}`
}

/** An action on a device, as most are. */
export interface DeviceAction extends PlannedAction {
  device: NonNullable<PlannedAction['device']>
}

/** A wipe of the device `id`, ready to be sent. */
export function wipeOf(id: string, overrides: Partial<DeviceAction> = {}): DeviceAction {
  return {
    id: `a-${hash('sha256', `${overrides.action ?? 'wipe'} ${id}`).slice(0, 24)}`,
    action: 'wipe',
    effectiveEffect: overrides.action ?? 'wipe',
    risk: 'irreversible',
    device: {
      id,
      incarnation: `${id}@2025-11-22T12:00:00Z`,
      deviceName: `LAPTOP-${id}`,
      serialNumber: `SN-${id}`,
      platform: 'windows10',
      ownership: 'company',
      azureADDeviceId: `entra-${id}`,
      directoryId: `object-${id}`,
    },
    parameters: (overrides.action ?? 'wipe') === 'wipe' ? { keepEnrollmentData: false, keepUserData: false } : {},
    policy: { kind: 'DevicePolicy', name: 'lost-laptops', at: 'policies/lost.yaml:1:1' },
    reason: 'Reported lost',
    because: ['serialNumber in lists/lost.csv:2'],
    effects: [],
    precondition: ZERO,
    status: 'ready',
    ring: 0,
    ...overrides,
  }
}

export function planOf(actions: readonly PlannedAction[], overrides: Partial<Plan> = {}): Plan {
  return {
    apiVersion: 'reeve/v1',
    kind: 'Plan',
    formatVersion: '1.0',
    digest: digestLike(actions.map(({ id }) => id).join(' ')),
    fleet: 'contoso',
    profile: 'intune-2018',
    createdAt: '2026-11-22T12:00:00Z',
    source: { revision: 'c0ffee', dirty: false, digest: ZERO },
    inventory: { digest: ZERO, takenAt: '2026-11-22T12:00:00Z', devices: 100, complete: true, history: true },
    actions: [...actions],
    blocked: [],
    deferred: [],
    inProgress: [],
    undetermined: [],
    verdicts: [{ guardrail: 'limit', result: 'pass', message: 'wipe: 1 of at most 1.' }],
    approvals: { required: [], missing: [] },
    summary: { actions: {}, blocked: {}, unchanged: 99, change: null },
    ...overrides,
  }
}

/** Enough of a plan's input for what carries it out; the decision itself is the test's. */
export function inputOf(overrides: Partial<PlanInput> = {}): PlanInput {
  return { now: NOON, history: { known: true, entries: [] }, ...overrides } as PlanInput
}

export function deviceOf({ device }: DeviceAction, overrides: Partial<Device> = {}): Device {
  return {
    id: device.id,
    platform: device.platform,
    joinType: null,
    deviceName: device.deviceName,
    managedDeviceName: null,
    serialNumber: device.serialNumber,
    imei: null,
    userId: null,
    userPrincipalName: null,
    emailAddress: null,
    azureADDeviceId: device.azureADDeviceId,
    operatingSystem: 'Windows',
    osVersion: '10.0.19045.1',
    model: null,
    manufacturer: null,
    deviceType: null,
    managedDeviceOwnerType: device.ownership,
    deviceEnrollmentType: null,
    enrollmentProfileName: null,
    managementAgent: 'mdm',
    managementState: 'managed',
    complianceState: null,
    deviceRegistrationState: null,
    deviceCategoryDisplayName: null,
    jailBroken: null,
    azureADRegistered: null,
    isSupervised: null,
    isEncrypted: null,
    autopilotEnrolled: null,
    enrolledDateTime: ENROLLED,
    lastSyncDateTime: Date.parse('2026-11-21T12:00:00Z') / 1000,
    deviceActionResults: [],
    ...overrides,
  }
}
