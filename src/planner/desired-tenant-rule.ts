/** CleanupRule with `enforcedBy: intune`: the tenant's own cleanup rule, kept at a number of days. */
import { checkPlatformNames } from './check-platforms.ts'
import { commonFields } from './desired-common.ts'
import type { Reporter } from './desired-reporter.ts'
import type { TenantRule } from './desired-state.ts'
import type { CleanupRule, Selector as SelectorDocument } from './documents.generated.ts'
import { formatPlace } from './problem.ts'
import { cleanupRange } from './profile/ask.ts'
import type { Profile } from './profile/profile.ts'
import { placeOf, type SourceDocument } from './repository.ts'
import { foldText } from './text.ts'

/** The service's name for a rule over every device. */
export const ALL_PLATFORMS = 'all'

const LET_REEVE_ACT = 'Leave it out, or leave out enforcedBy: then reeve acts itself.'

/** null where it cannot be told what the rule is about; that has been reported. */
export function compileTenantRule(source: SourceDocument<CleanupRule>, reporter: Reporter): TenantRule | null {
  refuseWhatTheServiceLacks(source, reporter)
  const days = daysOf(source, reporter)
  const about = aboutOf(source, reporter)
  if (days === null || about === null) return null
  const { except: _refused, ...common } = commonFields(source, 0, reporter)
  return { ...common, ...about, days }
}

/** The service refuses a second rule for one platform, and of two numbers none would be the declared one. */
export function refuseRivals(
  compiled: readonly { readonly source: SourceDocument<CleanupRule>; readonly rule: TenantRule }[],
  { now, report }: Reporter,
): void {
  const first = new Map<string, SourceDocument<CleanupRule>>()
  for (const { source, rule } of compiled) {
    if (rule.expires !== null && rule.expires <= now) continue
    const other = first.get(rule.platform)
    if (!other) {
      first.set(rule.platform, source)
      continue
    }
    const what = rule.platform === ALL_PLATFORMS ? 'all platforms' : rule.platform
    report(
      source,
      'REEVE_CONTRADICTION',
      `The tenant has one cleanup rule for ${what}, and CleanupRule ${other.document.metadata.name} at ${formatPlace(placeOf(other, ''))} sets it already.`,
      '/spec/enforcedBy',
      'Keep one of the two.',
    )
  }
}

function refuseWhatTheServiceLacks(source: SourceDocument<CleanupRule>, { report }: Reporter): void {
  const { spec } = source.document
  if (spec.stages) report(source, 'REEVE_CONTRADICTION', "The tenant's own cleanup rule has no stages.", '/spec/stages', LET_REEVE_ACT)
  if (spec.except)
    report(source, 'REEVE_CONTRADICTION', "The tenant's own cleanup rule has no exceptions: it takes whoever is silent.", '/spec/except', LET_REEVE_ACT)
  if (spec.signals?.includes('directory'))
    report(source, 'REEVE_CONTRADICTION', "The tenant's own cleanup rule looks at check-ins alone.", '/spec/signals', LET_REEVE_ACT)
  if (spec.over === 'directory') report(source, 'REEVE_CONTRADICTION', "The tenant's own cleanup rule is over managed devices.", '/spec/over', LET_REEVE_ACT)
}

function daysOf(source: SourceDocument<CleanupRule>, { profile, report }: Reporter): number | null {
  const { inactiveDays } = source.document.spec
  const days = typeof inactiveDays === 'number' ? inactiveDays : (inactiveDays.intune ?? null)
  if (days === null || (typeof inactiveDays === 'object' && inactiveDays.directory !== undefined)) {
    report(source, 'REEVE_CONTRADICTION', "The tenant's own cleanup rule has one number, of days without a check-in.", '/spec/inactiveDays', 'Give one number.')
    return null
  }
  const { min, max } = cleanupRange(profile)
  if (days < min || days > max)
    report(
      source,
      'REEVE_THRESHOLD',
      `${days} days; ${profile.name} takes ${min} to ${max}, bounds included.`,
      '/spec/inactiveDays',
      `Write a number from ${min} to ${max}.`,
    )
  return days
}

type About = Pick<TenantRule, 'platform' | 'devicePlatforms'>
const ABOUT_ALL: About = { platform: ALL_PLATFORMS, devicePlatforms: null }

function aboutOf(source: SourceDocument<CleanupRule>, reporter: Reporter): About | null {
  const { select } = source.document.spec
  const { profile, report } = reporter
  if (select === undefined) return ABOUT_ALL
  const types = profile.cleanupRule.platformTypes
  if (types === undefined) {
    report(
      source,
      'REEVE_CONTRADICTION',
      `In ${profile.name} the tenant has one cleanup rule for every device, without a selection.`,
      '/spec/select',
      LET_REEVE_ACT,
    )
    return null
  }
  const names = platformsOf(source, select, reporter)
  if (names === null) return null
  const covering = types.find(({ platforms }) => platforms.length === names.length && platforms.every((name) => names.includes(name)))
  if (covering) return covering.name === ALL_PLATFORMS ? ABOUT_ALL : { platform: covering.name, devicePlatforms: covering.platforms }
  report(
    source,
    'REEVE_CONTRADICTION',
    `No cleanup rule of the tenant covers ${names.join(', ')} and nothing else.`,
    '/spec/select/platform',
    `Write one policy for each of: ${nearestTypes(types, names)
      .map((platforms) => `[${platforms.join(', ')}]`)
      .join(', ')}.`,
  )
  return null
}

/** Names of the profile, in its order; null where the selection says anything else. */
function platformsOf(source: SourceDocument<CleanupRule>, select: SelectorDocument, reporter: Reporter): string[] | null {
  const { profile, report } = reporter
  const other = Object.keys(select).find((field) => field !== 'platform')
  if (other !== undefined) {
    report(source, 'REEVE_CONTRADICTION', `The tenant's own cleanup rule goes by platform alone, not by ${other}.`, `/spec/select/${other}`, LET_REEVE_ACT)
    return null
  }
  const { platform } = select
  const written = typeof platform === 'string' ? [platform] : Array.isArray(platform) ? platform : platform?.in
  if (!Array.isArray(written) || (typeof platform === 'object' && !Array.isArray(platform) && Object.keys(platform).length > 1)) {
    report(source, 'REEVE_CONTRADICTION', 'The platforms of a cleanup rule of the tenant are listed by name.', '/spec/select', 'Write platform: [NAME, …].')
    return null
  }
  const known = profile.platforms.map(({ name }) => name)
  const wanted = new Set(written.map(foldText))
  const names = known.filter((name) => wanted.has(foldText(name)))
  if (names.length === wanted.size) return names
  checkPlatformNames(source, select, '/spec/select', reporter)
  return null
}

/** What the service has a rule for, as far as it has to do with these platforms. */
function nearestTypes(types: NonNullable<Profile['cleanupRule']['platformTypes']>, names: readonly string[]): (readonly string[])[] {
  return types
    .filter(({ name, platforms }) => name !== ALL_PLATFORMS && platforms.some((platform) => names.includes(platform)))
    .map(({ platforms }) => platforms)
}
