/**
 * What a test expects against what the plan holds.
 *
 * Everything in the plan has to be expected, or the test fails: a wipe that nobody thought of must never pass in
 * silence. Of an expectation only what it says is compared.
 */
import type { Plan } from '../documents.generated.ts'
import { ACTIONS, isDestructive } from '../action.ts'
import { formatInstant, parseInstant } from '../instant.ts'
import { nameOf, type Targeted, targetOf } from '../plan-target.ts'
import { foldText } from '../text.ts'
import { wipeModeOf } from '../wipe-options.ts'
import type { Expectation, Expected, ExpectedTarget, ReadyTest, UndeterminedExpectation } from './policy-test.ts'

/** An action, a refusal or a deferral of the plan. */
export interface PlanEntry {
  readonly subject: Targeted
  readonly got: Expected
  /** Why it is in the plan. */
  readonly because: string
  /** What no test may leave open: a removal, or what cannot be undone. */
  readonly destructive: boolean
}

export type Mismatch =
  | { readonly kind: 'different'; readonly expectation: Expectation; readonly entries: readonly PlanEntry[] }
  | { readonly kind: 'unexpected'; readonly entry: PlanEntry }
  | { readonly kind: 'undetermined'; readonly expectation: UndeterminedExpectation; readonly devices: number | null }

export function comparePlan(test: ReadyTest, plan: Plan): Mismatch[] {
  const entries = entriesOf(plan)
  const settled = new Set<PlanEntry>()
  const mismatches: Mismatch[] = []

  const missed: Expectation[] = []
  for (const expectation of test.expectations) {
    const match = entries.find((entry) => isAbout(entry.subject, expectation.target) && isAsExpected(entry.got, expectation.expected))
    if (match) settled.add(match)
    else if (expectation.expected.kind !== 'nothing' || entries.some(({ subject }) => isAbout(subject, expectation.target))) missed.push(expectation)
  }
  for (const expectation of missed) {
    const found = entries.filter((entry) => isAbout(entry.subject, expectation.target) && !settled.has(entry))
    mismatches.push({ kind: 'different', expectation, entries: found })
  }
  // What is shown beside an expectation is not reported once more.
  const shown = new Set(mismatches.flatMap((mismatch) => (mismatch.kind === 'different' ? mismatch.entries : [])))
  for (const entry of entries) {
    if (settled.has(entry) || shown.has(entry)) continue
    if (isLeftOpen(entry, test)) continue
    mismatches.push({ kind: 'unexpected', entry })
  }
  return [...mismatches, ...compareUndetermined(test, plan)]
}

/** Of a partial test: what happens to those that it does not name, unless it can never be undone. */
function isLeftOpen({ subject, destructive }: PlanEntry, { partial, expectations }: ReadyTest): boolean {
  return partial && !destructive && !expectations.some(({ target }) => isAbout(subject, target))
}

function compareUndetermined({ undetermined }: ReadyTest, plan: Plan): Mismatch[] {
  return undetermined.flatMap((expectation): Mismatch[] => {
    const found = plan.undetermined.find(({ policy, field }) => policy.name === expectation.policy && field === expectation.field)
    if (found && (expectation.devices === null || found.devices === expectation.devices)) return []
    return [{ kind: 'undetermined', expectation, devices: found?.devices ?? null }]
  })
}

function entriesOf(plan: Plan): PlanEntry[] {
  const none = { effectiveEffect: null, status: null, mode: null, wipe: null, code: null, until: null }
  return [
    ...plan.actions.map((entry): PlanEntry => {
      const { action, policy, effectiveEffect, status, mode, risk, because, parameters } = entry
      const got = {
        ...none,
        kind: 'action' as const,
        action,
        policy: policy.name,
        effectiveEffect,
        status,
        mode: mode ?? ('enforce' as const),
        wipe: action === 'wipe' ? wipeModeOf(parameters) : null,
      }
      return { subject: entry, got, because: `because ${because.join(', ')}.`, destructive: isDestructive(effectiveEffect, risk) }
    }),
    ...plan.blocked.map((entry): PlanEntry => {
      const { action, policy, code, message } = entry
      return { subject: entry, got: { ...none, kind: 'blocked', action, policy: policy.name, code }, because: message, destructive: false }
    }),
    ...plan.deferred.map((entry): PlanEntry => {
      const { action, policy, until } = entry
      const at = until === null ? null : parseInstant(until)
      const because = at === null ? 'It waits for a later pass.' : `It has to wait until ${formatInstant(at)}.`
      return {
        subject: entry,
        got: { ...none, kind: 'deferred', action, policy: policy.name, until: at },
        because,
        destructive: ACTIONS[action].removal || action === 'resetPasscode',
      }
    }),
  ]
}

function isAbout(subject: Targeted, wanted: ExpectedTarget): boolean {
  const target = targetOf(subject)
  if (target.type !== wanted.type) return false
  if (target.type === 'device') return wanted.type === 'device' && target.device.id === wanted.id
  const names = target.type === 'user' ? [target.user.id, target.user.userPrincipalName] : [target.tenant.platform]
  return names.some((name) => name !== null && foldText(name) === foldText(wanted.name))
}

function isAsExpected(got: Expected, expected: Expected): boolean {
  // An action that is only reported is not the one that was expected, unless the test says so.
  if (expected.kind === 'action' && expected.mode === null && got.mode === 'report') return false
  return (Object.keys(expected) as (keyof Expected)[]).every((field) => expected[field] === null || expected[field] === got[field])
}

export function nameOfEntry({ subject }: PlanEntry): string {
  return nameOf(subject)
}
