/** What a profile says of the actions that are not about one device: accounts, and the rules of the tenant. For `reeve explain action`. */
import { USER_RISKS } from '../decide-user.ts'
import type { ActionName, Risk } from '../documents.generated.ts'
import type { Profile, ProfileStatement } from './profile.ts'

export const ACTIONS_BEYOND_DEVICES = ['disableUser', 'deleteUser', 'setCleanupRule'] as const satisfies readonly ActionName[]

export type ActionBeyondDevices = (typeof ACTIONS_BEYOND_DEVICES)[number]

export interface BeyondDescription {
  readonly profile: string
  readonly action: ActionBeyondDevices
  readonly actsOn: 'user' | 'tenant'
  /** What reeve does, and what it counts as. */
  readonly text: string
  readonly risk: Risk
  /** Of a rule of the tenant: the days that it may be set to. */
  readonly thresholdDays: { readonly min: number; readonly max: number; readonly source: string } | null
  readonly statements: readonly ProfileStatement[]
  /** Every passage that the above rests on, in the order of its first use. */
  readonly sources: readonly string[]
}

const TEXTS: Readonly<Record<ActionBeyondDevices, string>> = {
  disableUser: 'the account stays and nobody signs in with it; done after the devices of the user',
  deleteUser: 'the account goes from the directory; done last, after the devices of the user and their directory records',
  setCleanupRule: 'the cleanup rule of the tenant is set to the declared number of days; a rule that reaches more devices than before counts as their delete',
}

export function isBeyondDevices(name: string): name is ActionBeyondDevices {
  return ACTIONS_BEYOND_DEVICES.some((action) => action === name)
}

export function describeBeyondDevices({ name, cleanupRule, userOffboarding }: Profile, action: ActionBeyondDevices): BeyondDescription {
  const isRule = action === 'setCleanupRule'
  const { min, max, source } = cleanupRule.thresholdDays
  const statements = isRule ? cleanupRule.statements : userOffboarding
  return {
    profile: name,
    action,
    actsOn: isRule ? 'tenant' : 'user',
    text: TEXTS[action],
    risk: isRule ? 'reversible' : USER_RISKS[action],
    thresholdDays: isRule ? { min, max, source } : null,
    statements,
    sources: [...new Set([...(isRule ? [source] : []), ...statements.map((statement) => statement.source)])],
  }
}
