/** Options of a wipe that the profile does not have, that contradict each other, or that no named platform has. */
import { explainCommand, selectedPlatforms } from './check-platforms.ts'
import type { Reporter } from './desired-reporter.ts'
import type { DesiredWipe, DevicePolicy } from './documents.generated.ts'
import { canEverSupport, knowsWipeOption } from './profile/ask.ts'
import type { SourceDocument } from './repository.ts'
import { askedOptions, PLAIN_WIPE, type WipeOptions, wipeOptionsOf } from './wipe-options.ts'

const POINTER = '/spec/desired/wipe'
const CANNOT: Readonly<Record<WipeOptions['mode'], string>> = {
  plain: 'wipe',
  keep: 'keep the enrolment',
  protected: 'go on with a wipe when the power fails',
}

export function checkWipeOptions(source: SourceDocument<DevicePolicy>, wipe: DesiredWipe, reporter: Reporter): void {
  const { profile, report } = reporter
  const newer = (['mode', 'persistEsimDataPlan', 'macOsUnlockCode'] as const).filter((name) => wipe[name] !== undefined)
  const unknown = newer.filter((name) => !knowsWipeOption(profile, name))
  for (const name of unknown)
    report(
      source,
      'REEVE_OPTION_NEVER_SUPPORTED',
      `${profile.name} knows no option "${name}".`,
      `${POINTER}/${name}`,
      name === 'mode' && wipe.mode === 'keep'
        ? 'Write keepEnrollmentStateAndUserAccount: true, which means the same in every profile.'
        : 'Leave it out, or let the fleet use profile: intune-2026.',
    )
  if (unknown.length > 0) return

  const [first] = newer
  if (wipe.keepEnrollmentStateAndUserAccount !== undefined && first !== undefined) {
    report(
      source,
      'REEVE_CONTRADICTION',
      `"keepEnrollmentStateAndUserAccount" and "${first}" are two ways to say how to wipe; give one.`,
      `${POINTER}/${first}`,
      `Leave keepEnrollmentStateAndUserAccount out${wipe.keepEnrollmentStateAndUserAccount ? ' and write mode: keep' : ''}.`,
    )
    return
  }
  checkPlatforms(source, wipe, reporter)
}

/** Each option by itself, so that the place is the option's; then all together. */
function checkPlatforms(source: SourceDocument<DevicePolicy>, wipe: DesiredWipe, { profile, report }: Reporter): void {
  const platforms = selectedPlatforms(source.document.spec.select, profile)
  const possible = (options: WipeOptions): boolean =>
    platforms.length === 0 || platforms.some((platform) => canEverSupport(profile, { action: 'wipe', wipe: options }, platform))
  if (!possible(PLAIN_WIPE)) return

  const asked = wipeOptionsOf(wipe)
  const refuse = (cannot: string, pointer: string): void =>
    report(
      source,
      'REEVE_OPTION_NEVER_SUPPORTED',
      `${profile.name} cannot ${cannot} on ${platforms.join(', ')}; reeve refuses the wipe rather than drop the option.`,
      pointer,
      explainCommand('wipe'),
    )
  const single: [WipeOptions, string, string][] = [
    [{ ...PLAIN_WIPE, mode: asked.mode }, CANNOT[asked.mode], wipe.mode === undefined ? '/keepEnrollmentStateAndUserAccount' : '/mode'],
    ...askedOptions(asked).map((name): [WipeOptions, string, string] => [{ ...PLAIN_WIPE, [name]: asked[name] }, `wipe with ${name}`, `/${name}`]),
  ]
  const never = single.filter(([options]) => !possible(options))
  for (const [, cannot, at] of never) refuse(cannot, `${POINTER}${at}`)
  if (never.length === 0 && !possible(asked)) refuse('combine these options', POINTER)
}
