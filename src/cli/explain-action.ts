/** `reeve explain action NAME`: what an action does, by the tables that the planner itself reads. */
import type { ActionName } from '../planner/documents.generated.ts'
import { describeAction } from '../planner/profile/describe-action.ts'
import { findProfile, PROFILES } from '../planner/profile/profile.ts'
import { renderActionDescription } from '../planner/render/action-description.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'
import { suggest } from './suggest.ts'
import { usageError } from './usage-error.ts'

export interface ExplainActionOptions {
  readonly format: Format
  readonly platform?: string
  readonly profile: string
}

export async function explainAction(name: string, options: ExplainActionOptions, context: Context): Promise<Exit> {
  const profile = findProfile(options.profile)
  if (!profile)
    throw unknownName(
      'profile',
      options.profile,
      PROFILES.map((known) => known.name),
    )
  const actions = Object.keys(profile.actions)
  if (!isAction(name, actions)) throw unknownName('action', name, actions)
  const platform = options.platform ?? null
  const platforms = profile.platforms.map((known) => known.name)
  if (platform !== null && !platforms.includes(platform)) throw unknownName('platform', platform, platforms)

  const description = describeAction(profile, { action: name, platform })
  if (!description) throw unknownName('action', name, actions)
  answer(context, options.format === 'json' ? JSON.stringify(description, null, 2) : renderActionDescription(description, context.style))
  return 'done'
}

function isAction(name: string, actions: readonly string[]): name is ActionName {
  return actions.includes(name)
}

function unknownName(what: string, name: string, names: readonly string[]) {
  const meant = suggest(name, names)
  return usageError(`There is no ${what} "${name}". ${meant === null ? '' : `Did you mean ${meant}? `}Known are ${names.join(', ')}.`)
}
