/** What each effect means to somebody who has to agree to it. */
import type { ActionName, Plan, PlannedAction } from '../documents.generated.ts'
import { countOf, formatCount } from './count.ts'

/** From the worst to the mildest: the order in which effects are listed. */
const EFFECTS = {
  wipe: { means: 'everything on the device is erased', toDo: (count) => `${count} to wipe` },
  retire: { means: "the company's data, apps and settings are removed, and management ends", toDo: (count) => `${count} to retire` },
  delete: { means: 'the device record and any company data on the device are removed', toDo: (count) => `${count} to delete` },
  deleteDirectoryDevice: {
    means: 'the Entra record is removed, with the recovery keys kept there',
    toDo: (count) => `${count} to delete from the directory`,
  },
  deleteUser: { means: 'the account is removed', toDo: (count) => `${count} ${count === '1' ? 'user' : 'users'} to delete` },
  resetPasscode: { means: 'the passcode is replaced or removed', toDo: (count) => `${count} to get a new passcode` },
  disableDirectoryDevice: { means: 'the Entra record is disabled', toDo: (count) => `${count} to disable in the directory` },
  disableUser: { means: 'the account cannot be signed in to', toDo: (count) => `${count} ${count === '1' ? 'user' : 'users'} to disable` },
  setCleanupRule: { means: "the tenant's own cleanup rule changes", toDo: (count) => `${count} cleanup ${count === '1' ? 'rule' : 'rules'} to set` },
} as const satisfies Record<ActionName, { readonly means: string; readonly toDo: (count: string) => string }>

const ORDER = Object.keys(EFFECTS) as ActionName[]

export interface EffectCount {
  readonly effect: ActionName
  /** Of devices; of a cleanup rule of the tenant those that it newly reaches. */
  readonly count: number
  /** How many of them leave enrolment and user data in place. */
  readonly keeping: number
  /** How many of them no guardrail lets through as things stand. */
  readonly heldBack: number
  /** The tenant's own rule does it, when it is set. */
  readonly byRule: boolean
}

/** What cannot be undone, by the effect that will really happen, the worst first. Only what this plan would do. */
export function irreversibleEffects({ actions }: Pick<Plan, 'actions'>): EffectCount[] {
  const irreversible = actions.filter((action) => action.risk === 'irreversible' && !isReport(action))
  return ORDER.flatMap((effect) => {
    const those = irreversible.filter(({ effectiveEffect, tenant }) => effectiveEffect === effect && !tenant)
    const byRule = irreversible.filter(({ effectiveEffect, tenant }) => effectiveEffect === effect && tenant)
    return [...(those.length === 0 ? [] : [describeCount(effect, those)]), ...(byRule.length === 0 ? [] : [describeRules(effect, byRule)])]
  })
}

function describeRules(effect: ActionName, rules: readonly PlannedAction[]): EffectCount {
  const devices = (actions: readonly PlannedAction[]): number => actions.reduce((total, { tenant }) => total + (tenant?.devices ?? 0), 0)
  return { effect, count: devices(rules), keeping: 0, heldBack: devices(rules.filter(({ status }) => status === 'blockedByGuardrail')), byRule: true }
}

function describeCount(effect: ActionName, those: readonly PlannedAction[]): EffectCount {
  const heldBack = those.filter(({ status }) => status === 'blockedByGuardrail').length
  return { effect, count: those.length, keeping: those.filter(keepsEnrollment).length, heldBack, byRule: false }
}

/** `wipe 3 devices: everything on the device is erased (1 of them held back by a guardrail)`. */
export function describeEffect({ effect, count, keeping, heldBack, byRule }: EffectCount): string {
  const some = (part: number): string => (part === count ? 'all' : formatCount(part))
  const notes = [
    ...(keeping > 0 ? [`${some(keeping)} keeping enrolment and user data`] : []),
    ...(heldBack > 0 ? [`${some(heldBack)} held back by a guardrail`] : []),
  ]
  const means = byRule ? "the tenant's own cleanup rules take them, and go on with whoever falls silent later" : EFFECTS[effect].means
  return `${effect} ${countOf(count, 'device')}: ${means}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`
}

export function isReport(action: PlannedAction): boolean {
  return action.mode === 'report'
}

function keepsEnrollment({ parameters }: PlannedAction): boolean {
  return parameters.keepEnrollmentData === true || parameters.keepUserData === true
}

/** What somebody has to know about how a device is wiped; empty for a wipe without options. */
export function wipeNotes({ parameters }: PlannedAction): string[] {
  const { keepEnrollmentData, keepUserData, useProtectedWipe, persistEsimDataPlan, macOsUnlockCode } = parameters
  return [
    ...(keepEnrollmentData === true || keepUserData === true ? ['keeping enrolment and user data'] : []),
    ...(useProtectedWipe === true ? ['protected: some devices never start again'] : []),
    ...(persistEsimDataPlan === undefined ? [] : [`${persistEsimDataPlan ? 'keeping' : 'removing'} the eSIM data plan`]),
    ...(macOsUnlockCode === undefined ? [] : [`with the unlock code of ${macOsUnlockCode.secretRef}`]),
  ]
}

/** `delete → wipe` where the service does something else than it is asked for. */
export function nameAction({ action, effectiveEffect }: Pick<PlannedAction, 'action' | 'effectiveEffect'>): string {
  return action === effectiveEffect ? action : `${action} → ${effectiveEffect}`
}

/** The plan in one line: `Plan: 3 to wipe, 2 to delete; 1 blocked, 494 unchanged.` */
export function summarize({ actions, deferred, inProgress, undetermined, verdicts, summary }: Plan): string {
  // Whatever one counts as, it is one rule that is set.
  const rules = actions.filter(({ tenant }) => tenant)
  const todo = ORDER.flatMap((effect) => {
    const count =
      effect === 'setCleanupRule' ? rules.length : (summary.actions[effect] ?? 0) - rules.filter(({ effectiveEffect }) => effectiveEffect === effect).length
    return count === 0 ? [] : [EFFECTS[effect].toDo(formatCount(count))]
  })
  const blocked = Object.values(summary.blocked).reduce((total, count) => total + count, 0)
  const reported = actions.filter(isReport).length
  const rest = [
    ...(reported > 0 ? [`${formatCount(reported)} of them only reported`] : []),
    ...(blocked > 0 ? [`${formatCount(blocked)} blocked`] : []),
    ...(deferred.length > 0 ? [`${formatCount(deferred.length)} deferred`] : []),
    ...(inProgress.length > 0 ? [`${formatCount(inProgress.length)} in progress`] : []),
  ]
  if (todo.length > 0) return `Plan: ${todo.join(', ')}; ${[...rest, `${formatCount(summary.unchanged)} unchanged`].join(', ')}.`
  if (rest.length > 0) return `Nothing to do: no action is due; ${[...rest, `${formatCount(summary.unchanged)} unchanged`].join(', ')}.`
  const unjudged = undetermined.reduce((total, { devices }) => total + devices, 0)
  if (unjudged > 0) return `Nothing to do: no action is due; ${formatCount(unjudged)} could not be judged for want of a value.`
  if (verdicts.some(({ guardrail, result }) => guardrail === 'desiredState' && result === 'notChecked'))
    return 'Nothing to do: no action is due; a rule was not judged.'
  return `Nothing to do: ${summary.unchanged === 1 ? 'the 1 device is' : `all ${countOf(summary.unchanged, 'device')} are`} as declared.`
}
