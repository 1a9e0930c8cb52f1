/** `reeve explain action NAME`: what an action does, by the tables that the planner itself reads. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ActionName } from '../planner/documents.generated.ts'
import { compareAction } from '../planner/profile/compare-action.ts'
import { describeAction } from '../planner/profile/describe-action.ts'
import { ACTIONS_BEYOND_DEVICES, type ActionBeyondDevices, describeBeyondDevices, isBeyondDevices } from '../planner/profile/describe-beyond-devices.ts'
import { findProfile, type Profile, PROFILES } from '../planner/profile/profile.ts'
import { renderActionComparison } from '../planner/render/action-comparison.ts'
import { renderActionDescription } from '../planner/render/action-description.ts'
import { renderBeyondComparison, renderBeyondDescription } from '../planner/render/beyond-description.ts'
import { loadRepository } from '../reconciler/load.ts'
import { FLEET_FILE } from '../reconciler/load/select-files.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'
import { didYouMean } from '../planner/did-you-mean.ts'
import { usageError } from './usage-error.ts'
import { openPolicySource } from './wiring.ts'

export interface ExplainActionOptions {
  readonly format: Format
  readonly platform?: string
  readonly profile?: string
}

export async function explainAction(name: string, options: ExplainActionOptions, context: Context): Promise<Exit> {
  const profiles = await chooseProfiles(options)
  if (isBeyondDevices(name)) return explainBeyondDevices(name, profiles, options, context)

  const actions = namesIn(profiles, ({ actions: described }) => Object.keys(described))
  if (!isAction(name, actions)) throw unknownName('action', name, [...actions, ...ACTIONS_BEYOND_DEVICES])
  const platform = options.platform ?? null
  const platforms = namesIn(profiles, (profile) => profile.platforms.map((known) => known.name))
  if (platform !== null && !platforms.includes(platform)) throw unknownName('platform', platform, platforms)

  const json = options.format === 'json'
  if (platform === null && profiles.length > 1) {
    const comparison = compareAction(profiles, name)
    if (!comparison) throw unknownName('action', name, actions)
    answer(context, json ? JSON.stringify(comparison, null, 2) : renderActionComparison(comparison, context.style))
    return 'done'
  }

  const descriptions = profiles.map((profile) => describeAction(profile, { action: name, platform })).filter((found) => found !== null)
  answer(context, json ? JSON.stringify(only(descriptions), null, 2) : descriptions.map((found) => renderActionDescription(found, context.style)).join('\n'))
  return 'done'
}

function explainBeyondDevices(action: ActionBeyondDevices, profiles: readonly Profile[], { platform, format }: ExplainActionOptions, context: Context): Exit {
  if (platform !== undefined) throw usageError(`${action} is not done to a device, so it has no platform. Leave --platform out.`)
  const descriptions = profiles.map((profile) => describeBeyondDevices(profile, action))
  const [first, ...others] = descriptions
  if (format === 'json') answer(context, JSON.stringify(only(descriptions), null, 2))
  else answer(context, first && others.length === 0 ? renderBeyondDescription(first, context.style) : renderBeyondComparison(descriptions, context.style))
  return 'done'
}

/** The one that is asked for, else that of the repository around, else all. */
async function chooseProfiles({ profile }: ExplainActionOptions): Promise<readonly Profile[]> {
  const name = profile ?? (await profileAround(process.cwd()))
  if (name === null) return PROFILES
  const found = findProfile(name)
  if (found) return [found]
  throw unknownName(
    'profile',
    name,
    PROFILES.map((known) => known.name),
  )
}

/** The profile of the nearest fleet above a folder; null where there is none, or none that can be read. */
async function profileAround(start: string): Promise<string | null> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FLEET_FILE))) {
      const { documents } = await loadRepository(await openPolicySource(folder, null))
      for (const { document } of documents) if (document.kind === 'Fleet') return document.spec.profile ?? 'intune-2018'
      return null
    }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null
  }
}

/** A platform that only one profile has is described alone; one that both have in both. */
function only<D>(descriptions: readonly D[]): D | readonly D[] {
  const [first, ...others] = descriptions
  return first && others.length === 0 ? first : descriptions
}

function namesIn(profiles: readonly Profile[], namesOf: (profile: Profile) => readonly string[]): string[] {
  return [...new Set(profiles.flatMap(namesOf))]
}

function isAction(name: string, actions: readonly string[]): name is ActionName {
  return actions.includes(name)
}

function unknownName(what: string, name: string, names: readonly string[]) {
  const meant = didYouMean(name, names)
  return usageError(`There is no ${what} "${name}". ${meant === null ? '' : `Did you mean ${meant}? `}Known are ${names.join(', ')}.`)
}
