/** Devices on which an action does more harm than its name says: refused unless a policy is named in `allow`. */
import { isDirectoryAction } from './action.ts'
import type { Proposal } from './chain.ts'
import type { EffectiveGuardrails, Hazard } from './desired-state.ts'
import type { ActionName } from './documents.generated.ts'
import type { Subject } from './subject.ts'
import { foldText } from './text.ts'

const MESSAGES: Readonly<Record<Hazard, string>> = {
  personal: 'The device is personal, or nothing says that it is not; wiping it erases private data.',
  hybrid: 'The device is joined to an on-premises directory as well, which would create the record again; act there.',
  autopilot: 'The device is registered with Autopilot; without its directory record it cannot be set up again.',
  recoveryKey: 'The device is encrypted, or nothing says that it is not, and nothing says that its recovery key is kept elsewhere.',
  duplicateSerial: 'The serial number is shared by more than one live record.',
}

/**
 * Why it cannot be ruled out that the directory record belongs to an Autopilot or hybrid joined
 * device; null where it can, or where the policy is named for the hazard. Only Windows has either.
 */
export function findUnknownHazard({ policy, action }: Proposal, { device, directory }: Subject, { allow }: EffectiveGuardrails): string | null {
  if (!isDirectoryAction(action) || !device.platform.startsWith('windows')) return null
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

/** The first hazard that no allowance covers, in the order of blocked codes. */
export function findHazard(
  proposal: Proposal,
  effect: ActionName,
  { device, directory }: Subject,
  { allow }: EffectiveGuardrails,
): { code: Hazard; message: string } | null {
  const present: Hazard[] = []
  const owner = device.managedDeviceOwnerType
  if (effect === 'wipe' && (owner === null || foldText(owner) !== 'company')) present.push('personal')
  if (isDirectoryAction(proposal.action) && (device.joinType === 'hybridAzureADJoined' || foldText(directory?.trustType ?? '') === 'serverad'))
    present.push('hybrid')
  if (proposal.action === 'deleteDirectoryDevice' && device.autopilotEnrolled === true) present.push('autopilot')

  const allowed = allowedHazards(proposal.policy.name, allow)
  const code = present.find((hazard) => !allowed.has(hazard))
  return code ? { code, message: `${MESSAGES[code]} To act all the same, name the policy under allow in the guardrails.` } : null
}
