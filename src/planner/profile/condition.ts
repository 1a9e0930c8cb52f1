/**
 * Which devices a row of a profile is about, in three values.
 *
 * Rows are ordered, and the first whose condition is not false speaks. A support rule
 * whose condition is unknown answers "this fact is missing"; in a table of effects the
 * worst row stands first, so what is unknown is judged by the worst that may happen.
 */
import type { Device } from '../inventory.ts'
import type { EffectRow } from './profile.ts'
import { compareVersions } from './versions.ts'

export type ProfileFacts = Pick<
  Device,
  'platform' | 'osVersion' | 'joinType' | 'managedDeviceOwnerType' | 'deviceEnrollmentType' | 'autopilotEnrolled' | 'isEncrypted'
>
export type FactName = keyof ProfileFacts
export type Condition = EffectRow['when']

/** Whether the condition holds, or the name of the fact that is missing to say so. */
export type Truth = boolean | FactName

const NAMED_FACTS = ['platform', 'joinType', 'managedDeviceOwnerType', 'deviceEnrollmentType'] as const
const FLAGS = ['autopilotEnrolled', 'isEncrypted'] as const

// A value that nobody knows says nothing: "Hybrid Azure AD joined", spelled out, must not pass for "not joined".
const JOIN_TYPES = new Set(['azureADJoined', 'azureADRegistered', 'hybridAzureADJoined'])

/** False beats unknown: a row about iOS needs no join type to be false for Windows. */
export function judgeCondition(when: Condition, facts: ProfileFacts): Truth {
  let missing: FactName | null = null
  for (const name of NAMED_FACTS) {
    const allowed = when[name]
    if (!allowed) continue
    const value = facts[name]
    if (value === null || (name === 'joinType' && !JOIN_TYPES.has(value))) missing ??= name
    else if (!allowed.includes(value)) return false
  }

  for (const name of FLAGS) {
    if (when[name] === undefined) continue
    if (facts[name] === null) missing ??= name
    else if (facts[name] !== when[name]) return false
  }

  const version = when.osVersion ? judgeVersion(when.osVersion, facts.osVersion) : true
  if (version === false) return false
  return missing ?? version
}

function judgeVersion({ atLeast, below }: NonNullable<Condition['osVersion']>, osVersion: string | null): Truth {
  const aboveFloor = atLeast === undefined ? 0 : compareVersions(osVersion ?? '', atLeast)
  const aboveCeiling = below === undefined ? -1 : compareVersions(osVersion ?? '', below)
  if (aboveFloor === null || aboveCeiling === null) return 'osVersion'
  return aboveFloor >= 0 && aboveCeiling < 0
}

/** The row that speaks for a device, and the fact it is uncertain by. */
export function findRow<Row extends { readonly when: Condition }>(
  rows: readonly Row[],
  facts: ProfileFacts,
): { readonly row: Row; readonly missing: FactName | null } | null {
  for (const row of rows) {
    const truth = judgeCondition(row.when, facts)
    if (truth !== false) return { row, missing: truth === true ? null : truth }
  }
  return null
}

/** Every row that can speak for some device of a platform, in order; null is every platform. */
export function listPossibleRows<Row extends { readonly when: Condition }>(rows: readonly Row[], platform: string | null): Row[] {
  if (platform === null) return [...rows]

  const facts = factsOfPlatform(platform)
  const possible: Row[] = []
  for (const row of rows) {
    const truth = judgeCondition(row.when, facts)
    if (truth !== false) possible.push(row)
    if (truth === true) break
  }
  return possible
}

export function isPossibleOn(when: Condition, platform: string): boolean {
  return judgeCondition(when, factsOfPlatform(platform)) !== false
}

/** A device of which nothing but the platform is known. */
function factsOfPlatform(platform: string): ProfileFacts {
  return { platform, osVersion: null, joinType: null, managedDeviceOwnerType: null, deviceEnrollmentType: null, autopilotEnrolled: null, isEncrypted: null }
}
