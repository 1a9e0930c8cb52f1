/** Devices on which an action does more harm than its name says: refused unless a policy is named in `allow`. */
import { isDirectoryAction } from './action.ts'
import type { Proposal } from './chain.ts'
import type { EffectiveGuardrails, Hazard } from './desired-state.ts'
import type { ActionName } from './documents.generated.ts'
import { judgeCondition } from './profile/condition.ts'
import type { Profile } from './profile/profile.ts'
import { factsOf, type Subject } from './subject.ts'
import { foldText } from './text.ts'

type ProfileHazard = NonNullable<Profile['hazards']>[number]

const MESSAGES: Readonly<Record<Exclude<Hazard, ProfileHazard['code']>, string>> = {
  personal: 'The device is personal, or nothing says that it is not; wiping it erases private data.',
  hybrid: 'The device is joined to an on-premises directory as well, which would create the record again; act there.',
  autopilot: 'The device is registered with Autopilot; without its directory record it cannot be set up again.',
}

/**
 * Why it cannot be ruled out that the directory record belongs to an Autopilot or hybrid joined
 * device; null where it can, or where the policy is named for the hazard. Only Windows has either.
 */
export function findUnknownHazard({ policy, action }: Proposal, subject: Subject, { allow }: EffectiveGuardrails): string | null {
  const { device, directory } = subject
  if (!isDirectoryAction(action) || !factsOf(subject).platform.startsWith('windows')) return null
  const allowed = allowedHazards(policy.name, allow)
  if (device.joinType === null && (directory?.trustType ?? null) === null && !allowed.has('hybrid'))
    return 'Nothing says whether the device is joined to an on-premises directory as well; its joinType and trustType are missing.'
  if (action === 'deleteDirectoryDevice' && device.autopilotEnrolled === null && !allowed.has('autopilot'))
    return 'Nothing says whether the device is registered with Autopilot; its autopilotEnrolled is missing.'
  return null
}

function allowedHazards(policy: string, allow: EffectiveGuardrails['allow']): ReadonlySet<Hazard> {
  return new Set(allow.filter((allowance) => allowance.policy === policy).flatMap(({ hazards }) => hazards))
}

export interface HazardQuestion {
  readonly proposal: Proposal
  readonly effect: ActionName
  readonly subject: Subject
  readonly guardrails: EffectiveGuardrails
  readonly profile: Profile
  /** Another live record has the serial number of the device. */
  readonly sharesSerial: boolean
}

/** The first hazard that no allowance covers, in the order of blocked codes. */
export function findHazard(question: HazardQuestion): { code: Hazard; message: string; source?: string } | null {
  const { proposal, effect, subject, guardrails } = question
  const { device, directory } = subject
  const present: { code: Hazard; text: string; source?: string }[] = []
  const add = (code: keyof typeof MESSAGES): void => void present.push({ code, text: MESSAGES[code] })
  const owner = device.managedDeviceOwnerType
  if (effect === 'wipe' && (owner === null || foldText(owner) !== 'company')) add('personal')
  if (isDirectoryAction(proposal.action) && (device.joinType === 'hybridAzureADJoined' || foldText(directory?.trustType ?? '') === 'serverad')) add('hybrid')
  if (proposal.action === 'deleteDirectoryDevice' && device.autopilotEnrolled === true) add('autopilot')
  present.push(...profileHazards(question))

  const allowed = allowedHazards(proposal.policy.name, guardrails.allow)
  const found = present.find(({ code }) => !allowed.has(code))
  if (!found) return null
  const { code, text, source } = found
  return { code, ...(source === undefined ? {} : { source }), message: `${text} To act all the same, name the policy under allow in the guardrails.` }
}

/** What only some editions of the service know of. A fact that is missing counts as the hazard. */
function profileHazards({ proposal, subject, profile, sharesSerial }: HazardQuestion): ProfileHazard[] {
  return (profile.hazards ?? []).filter(
    ({ code, actions, when }) =>
      actions.includes(proposal.action) && judgeCondition(when, factsOf(subject)) !== false && (code !== 'duplicateSerial' || sharesSerial),
  )
}
