/** One action on every platform of several profiles, side by side: what changed from one edition of the service to the next. */
import type { ActionName } from '../documents.generated.ts'
import { PLAIN_WIPE } from '../wipe-options.ts'
import { actionOf, canEverSupport } from './ask.ts'
import { type Condition, listPossibleRows } from './condition.ts'
import type { Profile } from './profile.ts'

export interface ActionComparison {
  readonly action: ActionName
  readonly profiles: readonly string[]
  readonly platforms: readonly PlatformComparison[]
}

export interface PlatformComparison {
  readonly platform: string
  /** By the name of the profile; null where it has no such platform. */
  readonly answers: Readonly<Record<string, PlatformAnswer | null>>
}

export interface PlatformAnswer {
  /** conditional: by a fact that the rules name. */
  readonly supported: 'yes' | 'no' | 'conditional'
  readonly rules: readonly { readonly when: Condition; readonly verdict: 'supported' | 'unsupported'; readonly rule: string; readonly source: string }[]
  /** What it amounts to; the first whose condition is not false. Empty where it is never supported. */
  readonly effectiveEffects: readonly { readonly when: Condition; readonly effect: ActionName; readonly source: string }[]
  /** Other ways to carry it out that exist there, by name: keep, protected. */
  readonly modes: readonly string[]
}

/** null where no profile describes the action. */
export function compareAction(profiles: readonly Profile[], action: ActionName): ActionComparison | null {
  if (!profiles.some((profile) => actionOf(profile, action))) return null
  const platforms = [...new Set(profiles.flatMap((profile) => profile.platforms.map(({ name }) => name)))]
  return {
    action,
    profiles: profiles.map(({ name }) => name),
    platforms: platforms.map((platform) => ({
      platform,
      answers: Object.fromEntries(profiles.map((profile) => [profile.name, answerOf(profile, action, platform)])),
    })),
  }
}

function answerOf(profile: Profile, action: ActionName, platform: string): PlatformAnswer | null {
  const described = actionOf(profile, action)
  const plain = described?.modes.find(({ name }) => name === 'plain')
  if (!described || !plain || !profile.platforms.some(({ name }) => name === platform)) return null

  const rules = listPossibleRows(plain.support, platform).map(({ when, verdict, rule, source }) => ({ when: withoutPlatform(when), verdict, rule, source }))
  const verdicts = new Set(rules.map(({ verdict }) => verdict))
  const supported = verdicts.size > 1 ? 'conditional' : verdicts.has('supported') ? 'yes' : 'no'
  return {
    supported,
    rules,
    effectiveEffects:
      supported === 'no'
        ? []
        : listPossibleRows(described.effectiveEffects, platform).map(({ when, effect, source }) => ({ when: withoutPlatform(when), effect, source })),
    modes: described.modes
      .filter(({ name }) => name !== 'plain' && canEverSupport(profile, { action, wipe: { ...PLAIN_WIPE, mode: name } }, platform))
      .map(({ name }) => name),
  }
}

function withoutPlatform({ platform: _same, ...rest }: Condition): Condition {
  return rest
}
