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
import { type Effort, surelyImplies } from './implication.ts'
import type { SourceDocument } from './repository.ts'

export interface Rival {
  readonly source: SourceDocument<DevicePolicy | CleanupRule>
  readonly policy: Exclude<Policy, OffboardingPolicy>
}

interface Selection extends Rival {
  readonly select: Conditions
  readonly except: Conditions | null
  readonly asked: { readonly rest: string; readonly since: Since | null }
}

/** In whose way a policy stands: the first of them is named, and the others are counted. */
interface Standoff {
  readonly outer: Selection
  others: number
}

interface Search extends Reporter {
  readonly shadowed: Set<Selection>
  readonly conflicts: Map<Selection, Standoff>
  readonly overlaps: Map<Selection, Standoff>
  readonly effort: Effort
}

/** Every pair is looked at; a repository of more policies than this is written by a program that should know. */
const MOST_POLICIES = 1000

/** Pairs beyond it are not proved to be rivals; eight hundred policies of one plain condition each stay below it. */
const MOST_EFFORT = 150_000_000

export function checkRivals(rivals: readonly Rival[], reporter: Reporter): void {
  const selections = rivals.filter(({ policy }) => isAwake(policy, reporter)).map(selectionOf)
  if (selections.length > MOST_POLICIES) return
  const search: Search = { ...reporter, shadowed: new Set(), conflicts: new Map(), overlaps: new Map(), effort: { left: MOST_EFFORT } }
  for (const [index, one] of selections.entries())
    for (const other of selections.slice(index + 1)) {
      // One word about a policy is enough: the first policy in its way is named.
      const said = checkShadow(one, other, search) || checkShadow(other, one, search)
      if (!said) findConflict(one, other, search)
    }
  for (const [inner, standoff] of search.conflicts) reportStandoff(inner, standoff, true, reporter)
  for (const [inner, standoff] of search.overlaps) reportStandoff(inner, standoff, false, reporter)
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
    asked: askedBy(policy),
  }
}

/** Every device that `inner` speaks for, `outer` speaks for as well. */
function contains(outer: Selection, inner: Selection, { effort }: Search): boolean {
  if (overOf(inner.policy) !== overOf(outer.policy) || !surelyImplies(inner.select, outer.select, effort)) return false
  return outer.except === null || (inner.except !== null && surelyImplies(outer.except, inner.except, effort))
}

/** `outer` is heard in place of `inner` on every device, as long as both are in force. */
function checkShadow(inner: Selection, outer: Selection, search: Search): boolean {
  const outranks = outer.policy.mode === inner.policy.mode ? outer.policy.priority > inner.policy.priority : outer.policy.mode === 'enforce'
  const outlasts = outer.policy.expires === null || (inner.policy.expires !== null && outer.policy.expires >= inner.policy.expires)
  // A moment per row of a list may lie in the future, and an outer policy that sleeps is not heard.
  const sleeps = outer.policy.kind === 'DevicePolicy' && outer.policy.since?.from === 'list'
  if (!outranks || !outlasts || sleeps || !contains(outer, inner, search)) return false
  if (!search.shadowed.has(inner)) {
    search.shadowed.add(inner)
    const why =
      outer.policy.mode === inner.policy.mode
        ? `has priority ${outer.policy.priority} over ${inner.policy.priority}`
        : 'is enforced, and this one only reported'
    search.report(
      inner.source,
      'REEVE_POLICY_SHADOWED',
      `${nameOf(outer)} (${outer.policy.at}) selects every device that this one selects, and ${why}; so this one is never heard.`,
      '/metadata/name',
      'Remove it, raise its priority, or let the other select less.',
    )
  }
  return true
}

function findConflict(one: Selection, other: Selection, search: Search): void {
  if (one.policy.priority !== other.policy.priority || one.policy.mode !== other.policy.mode || !surelyAskForSomethingElse(one, other)) return
  const [within, around] = [contains(other, one, search), contains(one, other, search)]
  if (!within && !around) return
  const [inner, outer] = within ? [one, other] : [other, one]
  const found = within && around && one.policy.mode === 'enforce' ? search.conflicts : search.overlaps
  const known = found.get(inner)
  if (known) known.others += 1
  else found.set(inner, { outer, others: 0 })
}

function reportStandoff(inner: Selection, { outer, others }: Standoff, always: boolean, { report }: Reporter): void {
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'policy stands' : 'policies stand'} in its way like this.`
  report(
    inner.source,
    always ? 'REEVE_POLICIES_CONFLICT' : 'REEVE_POLICIES_OVERLAP',
    `${nameOf(outer)} (${outer.policy.at}) selects ${always ? 'the same devices' : 'every device that this one selects'} with the same priority ${outer.policy.priority}, and asks for something else; so reeve does nothing on them.${more}`,
    '/metadata/name',
    'Give the one that is to win a higher priority, or let each select other devices.',
  )
}

function nameOf({ policy }: Selection): string {
  return `${policy.kind} "${policy.name}"`
}

/** Moments from a list may agree or not; they prove nothing. */
function surelyAskForSomethingElse({ asked: first }: Selection, { asked: second }: Selection): boolean {
  if (first.rest !== second.rest) return true
  if (first.since?.from === 'list' || second.since?.from === 'list') return false
  return first.since?.at !== second.since?.at
}

function askedBy(policy: Rival['policy']): Selection['asked'] {
  if (policy.kind === 'CleanupRule') {
    const stages = policy.stages.map(({ action, afterSeconds, silence }) => ({ action, afterSeconds, silence: silence.leaves.map(({ asks }) => asks) }))
    return { rest: canonicalJson(stages), since: null }
  }
  const { state, wipe, directory, passcodeResetSince, since } = policy
  return { rest: canonicalJson({ state, wipe, directory, passcodeResetSince }), since }
}
