/** Platform names that the profile does not know, and actions that no named platform has. */
import type { Reporter } from './desired-reporter.ts'
import type { ActionName, Selector as SelectorDocument } from './documents.generated.ts'
import { suggestion } from './did-you-mean.ts'
import { confinedPlatforms, writtenPlatforms } from './named-platforms.ts'
import { canEverSupport } from './profile/ask.ts'
import type { Profile } from './profile/profile.ts'
import { explainRenamed } from './renamed-platforms.ts'
import type { SourceDocument } from './repository.ts'
import { foldText } from './text.ts'
import { PLAIN_WIPE } from './wipe-options.ts'

export function checkPlatformNames(source: SourceDocument, document: SelectorDocument, pointer: string, { profile, report }: Reporter): void {
  const known = new Set(profile.platforms.map((platform) => foldText(platform.name)))
  for (const { name, pointer: at } of writtenPlatforms(document, pointer))
    if (!known.has(foldText(name)))
      report(source, 'REEVE_UNKNOWN_PLATFORM_NAME', `"${name}" is not a platform of profile ${profile.name}.`, at, fixOf(name, profile))
}

export interface AskedAction {
  readonly action: ActionName
  /** Where the document asks for it. */
  readonly pointer: string
}

/** A policy none of whose named platforms supports its action is an error; one that some support is not. */
export function checkSupport(source: SourceDocument, select: SelectorDocument, asked: AskedAction, { profile, report }: Reporter): void {
  const platforms = selectedPlatforms(select, profile)
  if (platforms.length === 0) return
  const { action, pointer } = asked
  if (!platforms.some((platform) => canEverSupport(profile, { action, wipe: PLAIN_WIPE }, platform)))
    report(source, 'REEVE_ACTION_NEVER_SUPPORTED', `${profile.name} has no ${action} for ${platforms.join(', ')}.`, pointer, explainCommand(action))
}

/** The platforms that a selector confines itself to, else all of the profile; none where the profile knows no named one. */
export function selectedPlatforms(select: SelectorDocument, profile: Profile): readonly string[] {
  return confinedPlatforms(select, profile) ?? platformNames(profile)
}

/** What was renamed is said first; what is a slip of the finger needs no list. */
function fixOf(name: string, profile: Profile): string {
  const renamed = explainRenamed(name, profile.name)
  const names = platformNames(profile)
  if (renamed === null) return suggestion(name, names) ?? `One of: ${names.join(', ')}.`
  return `${renamed} One of: ${names.join(', ')}.`
}

function platformNames(profile: Profile): string[] {
  return profile.platforms.map(({ name }) => name)
}

export function explainCommand(action: ActionName): string {
  return `Where it works: reeve explain action ${action}`
}
