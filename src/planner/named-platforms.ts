/** Which platforms a selector names, as far as its document says so. */
import type { Selector as SelectorDocument } from './documents.generated.ts'
import type { Profile } from './profile/profile.ts'
import { foldText, matchesGlob } from './text.ts'

export interface NamedPlatform {
  readonly name: string
  readonly pointer: string
}

/**
 * The platforms to which a true selector is confined; null when it does not confine them.
 * Looks at the field itself and inside `all`, not inside `any` and `not`.
 */
export function confinedPlatforms(document: SelectorDocument, profile: Profile): string[] | null {
  let confined: string[] | null = null
  const narrow = (names: readonly string[] | null): void => {
    if (names) confined = confined ? confined.filter((name) => names.includes(name)) : [...names]
  }
  if (document.platform !== undefined) narrow(matcherPlatforms(document.platform, profile))
  for (const part of document.all ?? []) narrow(confinedPlatforms(part, profile))
  return confined
}

function matcherPlatforms(matcher: NonNullable<SelectorDocument['platform']>, profile: Profile): string[] | null {
  const values = writtenValues(matcher)
  if (values) {
    const wanted = new Set(values.map(foldText))
    return profile.platforms.map(({ name }) => name).filter((platform) => wanted.has(foldText(platform)))
  }
  if (typeof matcher === 'object' && !Array.isArray(matcher) && matcher.glob !== undefined) {
    const pattern = foldText(matcher.glob)
    return profile.platforms.map(({ name }) => name).filter((platform) => matchesGlob(pattern, foldText(platform)))
  }
  return null
}

function writtenValues(matcher: NonNullable<SelectorDocument['platform']>): readonly string[] | null {
  if (typeof matcher === 'string') return [matcher]
  if (Array.isArray(matcher)) return matcher
  return Array.isArray(matcher.in) ? matcher.in : null
}

/** Every platform name written anywhere in the selector, with its place. */
export function writtenPlatforms(document: SelectorDocument, pointer: string): NamedPlatform[] {
  const names: NamedPlatform[] = []
  if (document.platform !== undefined) {
    const at = `${pointer}/platform`
    const { platform } = document
    if (typeof platform === 'string') names.push({ name: platform, pointer: at })
    else if (Array.isArray(platform)) names.push(...platform.map((name, index) => ({ name, pointer: `${at}/${index}` })))
    else if (Array.isArray(platform.in)) names.push(...platform.in.map((name, index) => ({ name, pointer: `${at}/in/${index}` })))
  }
  for (const key of ['all', 'any'] as const)
    for (const [index, part] of (document[key] ?? []).entries()) names.push(...writtenPlatforms(part, `${pointer}/${key}/${index}`))
  if (document.not) names.push(...writtenPlatforms(document.not, `${pointer}/not`))
  return names
}
