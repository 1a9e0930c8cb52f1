/** What is asked of the provider to bring a cleanup rule of the tenant to its number. */
import type { PlannedAction } from '../planner/documents.generated.ts'
import type { Profile } from '../planner/profile/profile.ts'
import type { ActionCommand } from './provider.ts'

/** What somebody at the tenant's own console reads as the name of a new rule. */
const NAME_PREFIX = 'reeve: '

/** To be spread into a command; nothing for every other action. */
export function cleanupRuleChangeOf({ tenant, policy }: PlannedAction, profile: Profile): Pick<ActionCommand, 'cleanupRule'> {
  if (!tenant) return {}
  const { rule, platform, after: days } = tenant
  if (profile.cleanupRule.platformTypes === undefined) return { cleanupRule: { kind: 'setting', days } }
  if (rule !== null) return { cleanupRule: { kind: 'update', id: rule, days } }
  return { cleanupRule: { kind: 'create', platform, displayName: `${NAME_PREFIX}${policy.name}`, days } }
}
