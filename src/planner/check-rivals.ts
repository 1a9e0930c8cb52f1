/**
 * Policies that can never be heard, or never agree, because of one another.
 *
 * Only what the documents prove: the selection of one holds that of the other whatever the
 * fleet, the lists and the day. Policies that have expired or still sleep are left alone.
 */
import { canonicalJson } from './canonical.ts'
import { type Conditions, conditionsOf } from './conditions.ts'
import { cleanupSelection } from './desired-cleanup.ts'
import type { Reporter } from './desired-reporter.ts'
import { type OffboardingPolicy, overOf, type Policy, type Since } from './desired-state.ts'
import type { CleanupRule, DevicePolicy } from './documents.generated.ts'
import { surelyImplies } from './implication.ts'
import type { SourceDocument } from './repository.ts'

export interface Rival {
  readonly source: SourceDocument<DevicePolicy | CleanupRule>
  readonly policy: Exclude<Policy, OffboardingPolicy>
}

interface Selection extends Rival {
  readonly select: Conditions
  readonly except: Conditions | null
}

/** Every pair is looked at; a repository of more policies than this is written by a program that should know. */
const MOST_POLICIES = 1000

export function checkRivals(rivals: readonly Rival[], reporter: Reporter): void {
  const selections = rivals.filter(({ policy }) => isAwake(policy, reporter)).map(selectionOf)
  if (selections.length > MOST_POLICIES) return
  const reported = new Set<Selection>()
  for (const [index, one] of selections.entries())
    for (const other of selections.slice(index + 1)) {
      // One word about a policy is enough: the first policy in its way is named.
      const said = checkShadow(one, other, reporter, reported) || checkShadow(other, one, reporter, reported)
      if (!said) checkConflict(one, other, reporter)
    }
}

function isAwake({ expires, ...policy }: Policy, { now }: Reporter): boolean {
  if (expires !== null && expires <= now) return false
  return !(policy.kind === 'DevicePolicy' && policy.since?.from === 'document' && policy.since.at > now)
}

function selectionOf({ source, policy }: Rival): Selection {
  const { document } = source
  const select = document.kind === 'CleanupRule' ? cleanupSelection(document.spec) : document.spec.select
  const { except } = document.spec
  return {
    source,
    policy,
    select: conditionsOf({ document: select, pointer: '/spec/select' }),
    except: except ? conditionsOf({ document: except, pointer: '/spec/except' }) : null,
  }
}

/** Every device that `inner` speaks for, `outer` speaks for as well. */
function contains(outer: Selection, inner: Selection): boolean {
  if (overOf(inner.policy) !== overOf(outer.policy) || !surelyImplies(inner.select, outer.select)) return false
  return outer.except === null || (inner.except !== null && surelyImplies(outer.except, inner.except))
}

/** `outer` is heard in place of `inner` on every device, as long as both are in force. */
function checkShadow(inner: Selection, outer: Selection, { report }: Reporter, reported: Set<Selection>): boolean {
  const outranks = outer.policy.mode === inner.policy.mode ? outer.policy.priority > inner.policy.priority : outer.policy.mode === 'enforce'
  const outlasts = outer.policy.expires === null || (inner.policy.expires !== null && outer.policy.expires >= inner.policy.expires)
  // A moment per row of a list may lie in the future, and an outer policy that sleeps is not heard.
  const sleeps = outer.policy.kind === 'DevicePolicy' && outer.policy.since?.from === 'list'
  if (!outranks || !outlasts || sleeps || !contains(outer, inner)) return false
  if (!reported.has(inner)) {
    reported.add(inner)
    const why =
      outer.policy.mode === inner.policy.mode
        ? `has priority ${outer.policy.priority} over ${inner.policy.priority}`
        : 'is enforced, and this one only reported'
    report(
      inner.source,
      'REEVE_POLICY_SHADOWED',
      `${nameOf(outer)} (${outer.policy.at}) selects every device that this one selects, and ${why}; so this one is never heard.`,
      '/metadata/name',
      'Remove it, raise its priority, or let the other select less.',
    )
  }
  return true
}

function checkConflict(one: Selection, other: Selection, { report }: Reporter): void {
  if (one.policy.priority !== other.policy.priority || one.policy.mode !== other.policy.mode || !surelyAskForSomethingElse(one.policy, other.policy)) return
  const [within, around] = [contains(other, one), contains(one, other)]
  if (!within && !around) return
  const always = within && around && one.policy.mode === 'enforce'
  const [inner, outer] = within ? [one, other] : [other, one]
  report(
    inner.source,
    always ? 'REEVE_POLICIES_CONFLICT' : 'REEVE_POLICIES_OVERLAP',
    `${nameOf(outer)} (${outer.policy.at}) selects ${always ? 'the same devices' : 'every device that this one selects'} with the same priority ${outer.policy.priority}, and asks for something else; so reeve does nothing on them.`,
    '/metadata/name',
    'Give the one that is to win a higher priority, or let each select other devices.',
  )
}

function nameOf({ policy }: Selection): string {
  return `${policy.kind} "${policy.name}"`
}

/** Moments from a list may agree or not; they prove nothing. */
function surelyAskForSomethingElse(one: Rival['policy'], other: Rival['policy']): boolean {
  const [first, second] = [askedBy(one), askedBy(other)]
  if (first.rest !== second.rest) return true
  if (first.since?.from === 'list' || second.since?.from === 'list') return false
  return first.since?.at !== second.since?.at
}

function askedBy(policy: Rival['policy']): { readonly rest: string; readonly since: Since | null } {
  if (policy.kind === 'CleanupRule') {
    const stages = policy.stages.map(({ action, afterSeconds, silence }) => ({ action, afterSeconds, silence: silence.leaves.map(({ asks }) => asks) }))
    return { rest: canonicalJson(stages), since: null }
  }
  const { state, wipe, directory, passcodeResetSince, since } = policy
  return { rest: canonicalJson({ state, wipe, directory, passcodeResetSince }), since }
}
