/** Plans as values, for tests of how they are shown. */
import type { ActionName, BlockedAction, Plan, PlanDevice, PlannedAction } from '../../../src/planner/documents.generated.ts'

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

export function device(name: string | null, fields: Partial<PlanDevice> = {}): PlanDevice {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    incarnation: '11111111-1111-4111-8111-111111111111@2026-01-01T00:00:00Z',
    deviceName: name,
    serialNumber: name === null ? null : `SN-${name}`,
    platform: 'windows10',
    ownership: 'company',
    azureADDeviceId: null,
    directoryId: null,
    ...fields,
  }
}

export function action(name: string | null, fields: Partial<PlannedAction> = {}): PlannedAction {
  return {
    id: `a-${'0'.repeat(24)}`,
    action: 'wipe',
    effectiveEffect: 'wipe',
    risk: 'irreversible',
    device: device(name),
    parameters: { keepEnrollmentData: false, keepUserData: false },
    policy: { kind: 'DevicePolicy', name: 'lost-laptops', at: 'policies/lost.yaml:1:1' },
    reason: 'Reported lost',
    because: ['serialNumber in lists/lost.csv:14'],
    effects: [],
    precondition: DIGEST,
    status: 'ready',
    ring: 0,
    ...fields,
  }
}

export function blocked(name: string, fields: Partial<BlockedAction> = {}): BlockedAction {
  return {
    device: device(name),
    action: 'retire',
    code: 'unsupported',
    message: 'Company data cannot be removed from Android kiosk devices; they can only be factory reset.',
    source: 'Remove devices (Intune docs, 2018-05-10), section Android Enterprise kiosk devices',
    policy: { kind: 'DevicePolicy', name: 'byod', at: 'policies/byod.yaml:1:1' },
    ...fields,
  }
}

export function plan(fields: Partial<Plan> = {}): Plan {
  const { actions = [], blocked = [] } = fields
  return {
    apiVersion: 'reeve/v1',
    kind: 'Plan',
    formatVersion: '1.0',
    digest: DIGEST,
    fleet: 'contoso',
    profile: 'intune-2018',
    createdAt: '2026-11-22T08:00:00Z',
    source: {
      revision: '1f3c9a2b4d5e6f708192a3b4c5d6e7f801234567',
      dirty: false,
      digest: DIGEST,
      lists: [{ file: 'lists/lost.csv', digest: DIGEST, entries: 3 }],
    },
    inventory: { digest: DIGEST, takenAt: '2026-11-22T07:58:00Z', devices: 500, complete: true, history: true },
    deferred: [],
    inProgress: [],
    undetermined: [],
    verdicts: [],
    approvals: { required: [], missing: [] },
    summary: {
      actions: count(actions.map(({ effectiveEffect }) => effectiveEffect)),
      blocked: count(blocked.map(({ code }) => code)),
      unchanged: 500 - actions.length - blocked.length,
      change: null,
    },
    ...fields,
    actions,
    blocked,
  }
}

/** Something of everything. */
export function fullPlan(): Plan {
  const cleanup = { kind: 'CleanupRule', name: 'silent-laptops', at: 'policies/silent.yaml:1:1' } as const
  const deleted = {
    action: 'delete' as ActionName,
    policy: cleanup,
    reason: 'Not seen for four months',
    because: ['lastSyncDateTime at least 120d ago'],
    parameters: {},
  }
  return plan({
    actions: [
      action('LAPTOP-0142'),
      action('LAPTOP-0977', { because: ['serialNumber in lists/lost.csv:15'] }),
      action('KIOSK-07', { ...deleted, effectiveEffect: 'wipe', device: device('KIOSK-07', { platform: 'androidKiosk' }) }),
      action('LAPTOP-0003', { ...deleted, effectiveEffect: 'delete' }),
      action('PHONE-12', {
        action: 'resetPasscode',
        effectiveEffect: 'resetPasscode',
        risk: 'recoverable',
        parameters: {},
        device: device('PHONE-12', { platform: 'ios' }),
        policy: { kind: 'DevicePolicy', name: 'passcodes', at: 'policies/passcodes.yaml:3:1' },
        reason: 'Passcodes were seen by a stranger',
        because: ['managedDeviceOwnerType is company', 'platform is ios'],
        status: 'blockedByGuardrail',
        mode: 'report',
      }),
    ],
    blocked: [
      blocked('KIOSK-01'),
      ...Array.from({ length: 7 }, (_, index) =>
        blocked(`BOARD-${index}`, { action: 'wipe', code: 'protected', message: 'Board members: policies/guardrails.yaml:9:7 protects it.', source: null }),
      ),
    ],
    deferred: [{ device: device('LAPTOP-0555'), action: 'delete', until: '2026-11-23T00:00:00Z', code: 'limit', policy: cleanup }],
    inProgress: [{ device: device('LAPTOP-0001'), action: 'wipe', state: 'pending', since: '2026-11-21T17:30:00Z' }],
    undetermined: [{ policy: cleanup, field: 'lastSyncDateTime', devices: 1017 }],
    verdicts: [
      { guardrail: 'inventory', result: 'pass', message: '500 devices, read to the end.' },
      { guardrail: 'limit', result: 'block', message: 'wipe: 3 of 500 devices; at most 2 in a pass.' },
      { guardrail: 'history', result: 'notChecked', message: 'The journal of this fleet is empty.' },
    ],
    approvals: {
      required: [{ actions: ['wipe'], signatures: 2, from: ['security'] }],
      missing: [{ actions: ['wipe'], signatures: 2, from: ['security'] }],
    },
  })
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
