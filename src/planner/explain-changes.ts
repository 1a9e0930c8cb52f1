/**
 * What would change the outcome for one device.
 *
 * Nothing here is guessed: each statement changes one thing (the answer of one condition, a `since`, a
 * guardrail), makes the decision again, and is made only where that comes out otherwise.
 */
import { nextStep } from './chain.ts'
import { type Decision, type DecisionContext, decideDevice, historyOfOneDevice } from './decide.ts'
import type { EffectiveGuardrails, Hazard, Policy, StatePolicy } from './desired-state.ts'
import type { BlockedCode } from './documents.generated.ts'
import { summarizeWould } from './explain-outcome.ts'
import type { ChangeExplanation } from './explanation.ts'
import { findCompletion } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { type Leaf, type Selector, withAnswer } from './selector.ts'
import { sinceFor } from './since.ts'
import type { Subject } from './subject.ts'
import type { Target } from './target.ts'
import { FALSE, TRUE, type Truth, UNKNOWN } from './truth.ts'
import { gistOf } from './upcoming.ts'

/** Conditions of one selector that are tried; a selector with more of them is not read by a person either. */
const MOST_TRIED = 200

export interface ChangeQuestion {
  readonly subject: Subject
  readonly context: DecisionContext
  readonly decision: Decision
  readonly target: Target | null
}

export function findChanges(question: ChangeQuestion): ChangeExplanation[] {
  const { context } = question
  const byPriority = [...context.policies].sort((a, b) => b.priority - a.priority)
  const found = [
    ...wayOut(question),
    ...missingFacts(question),
    ...raiseSince(question),
    ...withoutSpeaker(question),
    ...byPriority.flatMap((policy) => otherAnswers(policy, question)),
    ...context.desired.guardrails.protect.flatMap((protection) => otherProtection(protection, question)),
    ...withoutExpiry(question),
  ]
  return found.filter(({ text }, index) => found.findIndex((other) => other.text === text) === index)
}

/** The decision with something changed, in words; null where it comes out the same. */
function wouldBe(changed: Partial<DecisionContext>, { subject, context, decision }: ChangeQuestion): string | null {
  const other = decideDevice(subject, { ...context, ...changed }).decision
  return gistOf(other) === gistOf(decision) ? null : summarizeWould(other)
}

function replaced(policy: Policy, by: Policy, { policies }: DecisionContext): Partial<DecisionContext> {
  return { policies: policies.map((other) => (other === policy ? by : other)) }
}

function withGuardrails(changed: Partial<EffectiveGuardrails>, { desired }: DecisionContext): Partial<DecisionContext> {
  return { desired: { ...desired, guardrails: { ...desired.guardrails, ...changed } } }
}

/** One condition of the policy at a time. */
function otherAnswers(policy: Policy, question: ChangeQuestion): ChangeExplanation[] {
  const stages = policy.kind === 'CleanupRule' ? policy.stages.flatMap(({ silence }) => silence.leaves) : []
  const excepted = policy.except?.leaves ?? []
  return [
    ...otherAnswersOf([...policy.select.leaves, ...stages], '', question),
    ...otherAnswersOf(excepted, ` That is an exception of ${policy.kind} ${policy.name}: it protects the device.`, question),
  ]
}

function otherProtection({ select, reason, at }: EffectiveGuardrails['protect'][number], question: ChangeQuestion): ChangeExplanation[] {
  return otherAnswersOf(select.leaves, ` That is the protection "${reason}" at ${at}.`, question)
}

function otherAnswersOf(leaves: readonly Leaf[], note: string, question: ChangeQuestion): ChangeExplanation[] {
  const { subject } = question
  return leaves.slice(0, MOST_TRIED).flatMap((leaf) =>
    otherThan(leaf.evaluate(subject)).flatMap((answer) => {
      const would = wouldBe(withOtherAnswer(leaf, answer, question), question)
      return would === null ? [] : [{ text: `${would} if ${describeAnswer(leaf, answer, subject)}.${note}`, at: leaf.at, write: null }]
    }),
  )
}

/** A fact holds for every policy or for none: conditions that ask the same are given the same answer. */
function withOtherAnswer(leaf: Leaf, answer: Truth, { subject, context }: ChangeQuestion): Partial<DecisionContext> {
  const truth = leaf.evaluate(subject)
  const changed = (selector: Selector): Selector =>
    withAnswer(selector, (other) => other === leaf || (other.asks === leaf.asks && other.evaluate(subject) === truth), answer)
  const { guardrails } = context.desired
  return {
    ...withGuardrails({ protect: guardrails.protect.map((protection) => ({ ...protection, select: changed(protection.select) })) }, context),
    policies: context.policies.map((policy) => withSelectors(policy, changed)),
  }
}

function otherThan(truth: Truth): readonly Truth[] {
  return truth === UNKNOWN ? [TRUE, FALSE] : [truth === TRUE ? FALSE : TRUE]
}

function withSelectors(policy: Policy, changed: (selector: Selector) => Selector): Policy {
  const common = { select: changed(policy.select), except: policy.except && changed(policy.except) }
  switch (policy.kind) {
    case 'DevicePolicy':
      return { ...policy, ...common }
    case 'UserOffboarding':
      return { ...policy, ...common }
    case 'CleanupRule':
      return { ...policy, ...common, stages: policy.stages.map((stage) => ({ ...stage, silence: changed(stage.silence) })) }
  }
}

function describeAnswer(leaf: Leaf, answer: Truth, subject: Subject): string {
  const truth = leaf.evaluate(subject)
  const value = leaf.valueOf(subject)
  if (truth === TRUE) return `this did not hold: ${leaf.explain(subject)}`
  const now = truth === UNKNOWN ? 'unknown now' : value === null ? 'now it has none' : `now it is ${value}`
  return `this ${answer === TRUE ? 'held' : 'did not hold'}: ${leaf.asks} (${now})`
}

/** What a policy of lower priority would ask, were it not for the one that speaks. */
function withoutSpeaker(question: ChangeQuestion): ChangeExplanation[] {
  const { target, context, subject } = question
  if (!target) return []
  const other = decideDevice(subject, { ...context, policies: context.policies.filter((policy) => policy !== target.policy) }).decision
  if (other.kind === 'none' || gistOf(other) === gistOf(question.decision)) return []
  const { kind, name, at, priority } = target.policy
  return [{ text: `${summarizeWould(other)} if ${kind} ${name} (priority ${priority}) did not speak for the device.`, at, write: null }]
}

function withoutExpiry(question: ChangeQuestion): ChangeExplanation[] {
  const { context, subject } = question
  return context.desired.policies.flatMap((policy) => {
    if (policy.expires === null || subject.now < policy.expires) return []
    const policies = context.desired.policies.filter((other) => other === policy || context.policies.includes(other))
    const would = wouldBe({ policies }, question)
    if (would === null) return []
    return [{ text: `${would} if ${policy.kind} ${policy.name} had not expired at ${formatInstant(policy.expires)}.`, at: policy.at, write: null }]
  })
}

interface Latch {
  readonly action: 'wipe' | 'retire' | 'delete' | 'resetPasscode'
  readonly since: EpochSeconds
  readonly field: string
  readonly raisedTo: (at: EpochSeconds) => Policy
}

const ACTION_OF = { retired: 'retire', wiped: 'wipe', deleted: 'delete' } as const

function latchOf(policy: Policy, subject: Subject): Latch | null {
  if (policy.kind !== 'DevicePolicy') return null
  if (policy.state === 'managed') {
    const since = policy.passcodeResetSince
    return since === null
      ? null
      : { action: 'resetPasscode', since, field: 'passcode.resetSince', raisedTo: (at): StatePolicy => ({ ...policy, passcodeResetSince: at }) }
  }
  const since = policy.since === null || policy.state === null ? null : sinceFor(policy.since, subject)
  if (since === null || policy.state === null) return null
  const raisedTo = (at: EpochSeconds): StatePolicy => ({ ...policy, since: { from: 'document', at } })
  return { action: ACTION_OF[policy.state], since, field: 'since', raisedTo }
}

/** What was done after `since` satisfies it for good, and a device enrolled after it is not meant: a later `since` asks anew. */
function raiseSince(question: ChangeQuestion): ChangeExplanation[] {
  const { target, decision, subject, context } = question
  if (!target) return []
  const { policy } = target
  const latch = latchOf(policy, subject)
  if (!latch || latch.since > subject.now) return []
  const history = historyOfOneDevice(subject.device, context)
  const { action, since } = latch
  const done = findCompletion({ device: subject.device, action, since, now: subject.now, scope: 'device' }, history)
  const enrolled = decision.kind === 'blocked' && decision.code === 'enrolledAfterSince' ? subject.device.enrolledDateTime : null
  const after = enrolled ?? (decision.kind === 'none' ? (done?.at ?? null) : null)
  if (after === null || after >= subject.now) return []
  const would = wouldBe(replaced(policy, latch.raisedTo(after + 1), context), question)
  if (would === null) return []
  const why = enrolled === null ? `when ${done?.action ?? action} was completed` : 'when the device was enrolled'
  const row = policy.kind === 'DevicePolicy' && policy.since?.from === 'list' ? policy.since : null
  const listed = policy.select.leaves.find((leaf) => leaf.field === row?.field && leaf.evaluate(subject) === TRUE)
  const where = row === null ? '' : ` of its row${listed ? ` (${listed.explain(subject)})` : ''}`
  return [
    {
      text: `${would} if "${latch.field}"${where} were later than ${formatInstant(after)}, ${why}; it is ${formatInstant(since)}.`,
      at: policy.at,
      write: row !== null ? null : latch.field === 'since' ? `since: ${formatInstant(after + 1)}` : `passcode: {resetSince: ${formatInstant(after + 1)}}`,
    },
  ]
}

/** What the code of a block, or the state of an action, leaves open. */
function wayOut(question: ChangeQuestion): ChangeExplanation[] {
  const { decision, target } = question
  const plain = (text: string): ChangeExplanation[] => [{ text, at: null, write: null }]
  switch (decision.kind) {
    case 'act':
      return decision.policy.mode === 'report'
        ? [
            {
              text: `it would be applied if ${decision.policy.kind} ${decision.policy.name} were in mode enforce.`,
              at: decision.policy.at,
              write: 'mode: enforce',
            },
          ]
        : []
    case 'blocked':
      return wayOutOf(decision.code, question)
    case 'inProgress':
      return decision.state === 'failed' || decision.state === 'notSupported' || decision.state === 'cancelled' || decision.state === 'expired'
        ? plain(`it would be tried again if the text of ${decision.policy.kind} ${decision.policy.name} changed.`)
        : []
    case 'deferred':
      return []
    case 'none': {
      if (!target) return []
      const step = nextStep(target.policy, question.subject, historyOfOneDevice(question.subject.device, question.context))
      return step.kind === 'undetermined' ? plain(`it could be decided if ${step.field} were given.`) : []
    }
  }
}

function wayOutOf(code: BlockedCode, question: ChangeQuestion): ChangeExplanation[] {
  const plain = (text: string): ChangeExplanation[] => [{ text, at: null, write: null }]
  switch (code) {
    case 'ambiguousIdentity':
      return plain('nothing in the repository changes that; the records that cannot be told apart have to be cleared up in the tenant.')
    case 'unknownPlatform':
      return plain('it could be decided if the inventory said which platform the device is.')
    case 'unknownFact':
    case 'unknownIncarnation':
      return plain('it could be decided if the inventory gave the missing fact.')
    case 'unsupported':
      return plain('nothing in the repository makes the action possible on this device; another state may be (reeve explain action).')
    case 'conflict':
      return higherPriority(question)
    case 'personal':
    case 'hybrid':
    case 'autopilot':
    case 'recoveryKey':
    case 'duplicateSerial':
      return allowance(code, question)
    case 'userHeldUp':
      return plain('it could go on once every device of the user is dealt with.')
    // These follow from conditions and moments, which are tried one by one.
    case 'protected':
    case 'enrolledAfterSince':
      return []
    case 'protectionUnknown':
      return plain(`it could be decided if the inventory gave ${missingProtection(question).join(', ')}.`)
  }
}

/** What has to be known before it can be said whether the device is protected. */
function missingProtection({ subject, context, target }: ChangeQuestion): string[] {
  const guards = context.desired.guardrails.protect.filter(({ select }) => select.evaluate(subject) === UNKNOWN)
  return [...new Set([...(target?.doubt?.fields ?? []), ...guards.flatMap(({ select }) => select.unknownFields(subject))])]
}

/** A policy that cannot be judged, and what it lacks. */
function missingFacts({ subject, context }: ChangeQuestion): ChangeExplanation[] {
  return context.policies.flatMap((policy) => {
    const keeps = policy.kind === 'DevicePolicy' && policy.state === 'managed'
    if (keeps || policy.select.evaluate(subject) !== UNKNOWN) return []
    const fields = [...new Set(policy.select.unknownFields(subject))].join(', ')
    return [{ text: `${policy.kind} ${policy.name} could be judged if the inventory gave ${fields}.`, at: policy.at, write: null }]
  })
}

function higherPriority(question: ChangeQuestion): ChangeExplanation[] {
  const { target, context } = question
  if (!target) return []
  return [target.policy, ...target.conflictsWith].flatMap((policy) => {
    const priority = policy.priority + 1
    const would = wouldBe(replaced(policy, { ...policy, priority }, context), question)
    return would === null ? [] : [{ text: `${would} if ${policy.kind} ${policy.name} alone had this priority.`, at: policy.at, write: `priority: ${priority}` }]
  })
}

function allowance(code: Hazard, question: ChangeQuestion): ChangeExplanation[] {
  const { decision, context } = question
  if (decision.kind !== 'blocked') return []
  const { allow } = context.desired.guardrails
  const { name } = decision.policy
  const would = wouldBe(withGuardrails({ allow: [...allow, { policy: name, hazards: [code] }] }, context), question)
  if (would === null) return []
  const text = `${would} if the guardrails allowed the hazard "${code}" to this policy. The allowance holds for every device that it selects.`
  return [{ text, at: null, write: `allow: [{policy: ${name}, hazards: [${code}]}]` }]
}
