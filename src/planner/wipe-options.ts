/**
 * How a device is to be wiped, in the planner's words and in Graph's.
 *
 * An option that a platform does not have refuses the wipe: dropped in silence, a lost laptop
 * would keep what its owner was told is gone.
 */
import type { ActionParameters, DesiredWipe, SecretReference } from './documents.generated.ts'

/** keep: enrolment and user accounts stay. protected: goes on when the power fails, and some devices never start again. */
export type WipeMode = 'plain' | 'keep' | 'protected'

/** Options that stand beside the mode; named as in a policy and as in Graph. */
export type WipeOptionName = 'persistEsimDataPlan' | 'macOsUnlockCode'

export interface WipeOptions {
  readonly mode: WipeMode
  /** null: the policy does not say, and nothing is sent. */
  readonly persistEsimDataPlan: boolean | null
  /** Where the code is kept. The code itself never enters a plan, a journal or a log. */
  readonly macOsUnlockCode: Readonly<SecretReference> | null
}

export const PLAIN_WIPE: WipeOptions = { mode: 'plain', persistEsimDataPlan: null, macOsUnlockCode: null }

/** What a policy asks for, in either spelling. */
export function wipeOptionsOf(wipe: DesiredWipe | undefined): WipeOptions {
  return {
    mode: wipe?.mode ?? (wipe?.keepEnrollmentStateAndUserAccount ? 'keep' : 'plain'),
    persistEsimDataPlan: wipe?.persistEsimDataPlan ?? null,
    macOsUnlockCode: wipe?.macOsUnlockCode ?? null,
  }
}

/** The options that were asked for, whatever their value: to say that a data plan goes asks for as much as to say that it stays. */
export function askedOptions({ persistEsimDataPlan, macOsUnlockCode }: WipeOptions): WipeOptionName[] {
  return [...(persistEsimDataPlan === null ? [] : (['persistEsimDataPlan'] as const)), ...(macOsUnlockCode === null ? [] : (['macOsUnlockCode'] as const))]
}

/** What is sent with a wipe; Graph's names. It always says whether it keeps anything. */
export function wipeParameters({ mode, persistEsimDataPlan, macOsUnlockCode }: WipeOptions): ActionParameters {
  return {
    keepEnrollmentData: mode === 'keep',
    keepUserData: mode === 'keep',
    ...(mode === 'protected' ? { useProtectedWipe: true } : {}),
    ...(persistEsimDataPlan === null ? {} : { persistEsimDataPlan }),
    ...(macOsUnlockCode === null ? {} : { macOsUnlockCode: { secretRef: macOsUnlockCode.secretRef } }),
  }
}

/** The mode by what is sent. */
export function wipeModeOf({ keepEnrollmentData, keepUserData, useProtectedWipe }: ActionParameters): WipeMode {
  if (keepEnrollmentData || keepUserData) return 'keep'
  return useProtectedWipe ? 'protected' : 'plain'
}
