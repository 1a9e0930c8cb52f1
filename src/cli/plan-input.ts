/** The way to a plan that plan and explain share: policies, fleet, profile, and the time. */
import type { PlanInput } from '../planner/plan-context.ts'
import { findProfile } from '../planner/profile/profile.ts'
import { systemClock } from '../reconciler/clock.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { ProviderChoice } from './choose-provider.ts'
import type { Context } from './context.ts'
import { parseInstantOption } from './format.ts'
import { type LoadedPolicies, loadPolicies } from './load-policies.ts'
import { type FleetQuestion, readFleet } from './read-fleet.ts'

export interface PlanningOptions {
  readonly inventory?: string
  readonly now?: string
  readonly takenAt?: string
  readonly revision?: string
  readonly state?: string
  readonly twin?: string
}

export interface Planning {
  readonly policies: LoadedPolicies
  readonly choice: ProviderChoice
  readonly input: PlanInput
}

/** null when the policies are not valid, which has been reported then. */
export async function preparePlanning(path: string, options: PlanningOptions & Pick<FleetQuestion, 'alsoKeep'>, context: Context): Promise<Planning | null> {
  const now = parseInstantOption('--now', options.now)
  const takenAt = parseInstantOption('--taken-at', options.takenAt)
  const policies = await loadPolicies({ path, revision: options.revision ?? null, now: now ?? systemClock.now() }, context)
  if (!policies) return null

  const { desired, description, root } = policies
  const profile = findProfile(desired.profile)
  if (!profile) throw new ReeveError('REEVE_PROVIDER', `This version does not have the profile ${desired.profile}.`)
  const { choice, inventory, history, now: at } = await readFleet({ ...options, desired, root, now, takenAt }, context)
  const { path: named, revision, dirty } = description
  return { policies, choice, input: { desired, source: { path: named, revision, dirty }, inventory, history, profile, now: at } }
}
