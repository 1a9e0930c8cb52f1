/**
 * What of a device has to be known to plan for it: nothing else is asked for, read or kept.
 *
 * That is every field that a selector names, and what the planner itself looks at: who a device is, which
 * enrolment, what the profile's rules ask, what was done to it. A plan from these fields alone is the plan
 * from all of them.
 */
import type { DesiredState, Policy } from './desired-state.ts'
import type { Device } from './inventory.ts'
import { findProfile } from './profile/profile.ts'
import { DEVICE_FIELDS } from './project-device.ts'
import type { Selector } from './selector.ts'

const ALWAYS: readonly (keyof Device)[] = [
  'id',
  'platform',
  'joinType',
  // The join type rests on it where neither the enrolment nor the directory says.
  'azureADRegistered',
  'deviceName',
  'serialNumber',
  'azureADDeviceId',
  'osVersion',
  'managedDeviceOwnerType',
  'deviceEnrollmentType',
  'managementState',
  'autopilotEnrolled',
  'enrolledDateTime',
  'lastSyncDateTime',
  'deviceActionResults',
]

export function neededFields({ policies, guardrails, profile }: DesiredState): ReadonlySet<keyof Device> {
  const selectors = [...policies.flatMap(selectorsOf), ...guardrails.protect.map(({ select }) => select)]
  const named = new Set(selectors.flatMap(({ leaves }) => leaves.map(({ field }) => field)))
  const needed = new Set([...ALWAYS, ...DEVICE_FIELDS.filter((field) => named.has(field))])
  // Directory records are found by azureADDeviceId, which is always needed; users by this.
  if ([...named].some((field) => field.startsWith('user.'))) needed.add('userId')
  // Whose device it is: where the user's record is not there, what the device says decides.
  if (policies.some(({ kind }) => kind === 'UserOffboarding')) for (const field of ['userId', 'userPrincipalName', 'emailAddress'] as const) needed.add(field)
  // The recovery key of a drive is a hazard only where the profile says so.
  if ((findProfile(profile)?.hazards ?? []).some(({ when }) => when.isEncrypted !== undefined)) needed.add('isEncrypted')
  return needed
}

/** Of an expired policy as well: `explain` still says what it would ask. */
function selectorsOf(policy: Policy): Selector[] {
  const stages = policy.kind === 'CleanupRule' ? policy.stages.map(({ silence }) => silence) : []
  return [policy.select, ...(policy.except ? [policy.except] : []), ...stages]
}
