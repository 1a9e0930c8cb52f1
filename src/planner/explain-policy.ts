/** How one policy stands to one device: condition by condition, stage by stage. */
import { type DueStage, findDueStage, nextStep, stageDoneAt, stagesTakenOn, stageStep } from './chain.ts'
import type { CleanupPolicy, Policy } from './desired-state.ts'
import type { ConditionExplanation, PolicyExplanation, StageExplanation, Standing, TruthWord } from './explanation.ts'
import type { HistoryIndex } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { policyReference } from './plan-entry.ts'
import type { Selector } from './selector.ts'
import { sinceFor } from './since.ts'
import type { Subject } from './subject.ts'
import { isSilentOnDevices, sleepsUntil, type Target } from './target.ts'
import { FALSE, TRUE, type Truth, UNKNOWN } from './truth.ts'

export interface PolicyQuestion {
  readonly subject: Subject
  /** The policy that speaks for the device, and with whom it is at odds. */
  readonly target: Target | null
  /** Of this one device. */
  readonly history: HistoryIndex
}

export function explainPolicy(policy: Policy, question: PolicyQuestion): PolicyExplanation {
  const { subject } = question
  const { standing, message } = findStanding(policy, question)
  return {
    policy: policyReference(policy),
    priority: policy.priority,
    mode: policy.mode,
    standing,
    message,
    expires: policy.expires === null ? null : formatInstant(policy.expires),
    select: explainSelector(policy.select, subject),
    except: policy.except ? explainSelector(policy.except, subject) : null,
    stages: policy.kind === 'CleanupRule' ? explainStages(policy, question) : [],
  }
}

function findStanding(policy: Policy, question: PolicyQuestion): { standing: Standing; message: string } {
  const { subject, target } = question
  if (policy.expires !== null && subject.now >= policy.expires) return { standing: 'expired', message: `expired at ${formatInstant(policy.expires)}` }
  const selected = policy.select.evaluate(subject)
  if (selected === FALSE) return { standing: 'notSelected', message: 'does not select it' }
  if (isSilentOnDevices(policy)) return { standing: 'silent', message: 'is about the account, not about the device' }
  const asleep = sleepsUntil(policy, subject)
  if (asleep !== null) return { standing: 'asleep', message: `asleep until ${formatInstant(asleep)}` }
  if (selected === UNKNOWN) {
    const fields = [...new Set(policy.select.unknownFields(subject))].join(', ')
    if (keepsManaged(policy)) return { standing: 'mayProtect', message: `may keep it: the inventory does not give ${fields}` }
    return { standing: 'undetermined', message: `cannot be judged: the inventory does not give ${fields}` }
  }
  const excepted = policy.except?.evaluate(subject) ?? FALSE
  if (excepted === TRUE) return { standing: 'excepted', message: 'selects it and excepts it' }
  if (excepted === UNKNOWN && keepsManaged(policy)) {
    const fields = [...new Set(policy.except?.unknownFields(subject))].join(', ')
    return { standing: 'mayProtect', message: `may keep it, or except it: the inventory does not give ${fields}` }
  }

  if (target === null) return { standing: 'silent', message: 'is not heard' }
  if (target.policy === policy) return { standing: 'speaks', message: `speaks${describeProgress(policy, question)}` }
  const { kind, name, priority, mode } = target.policy
  if (policy.mode === 'report' && mode === 'enforce') return { standing: 'silent', message: `silent: only reported, and ${kind} ${name} is enforced` }
  if (policy.priority < priority) return { standing: 'silent', message: `silent: ${kind} ${name} has priority ${priority}` }
  if (target.conflictsWith.includes(policy)) return { standing: 'conflicts', message: `asks for something else than ${kind} ${name}, at the same priority` }
  return { standing: 'agrees', message: `asks for the same as ${kind} ${name}` }
}

function keepsManaged(policy: Policy): boolean {
  return policy.kind === 'DevicePolicy' && policy.state === 'managed'
}

function describeProgress(policy: Policy, { subject, history }: PolicyQuestion): string {
  const step = nextStep(policy, subject, history)
  switch (step.kind) {
    case 'propose':
      return `, and asks for ${step.proposal.action}`
    case 'satisfied':
      return keepsManaged(policy) ? ', and keeps it managed' : ', and asks for nothing now'
    case 'undetermined':
      return `, and cannot be judged: ${rowWithoutSince(policy, subject) ?? `the inventory does not give ${step.field}`}`
  }
}

/** The row of the list that gives no moment, by its place; null where it is not a row that fails to. */
function rowWithoutSince(policy: Policy, subject: Subject): string | null {
  if (policy.kind !== 'DevicePolicy' || policy.since?.from !== 'list' || sinceFor(policy.since, subject) !== null) return null
  const { field, column } = policy.since
  const listed = policy.select.leaves.find((leaf) => leaf.field === field && leaf.evaluate(subject) === TRUE)
  return listed ? `the row ${listed.explain(subject).replace(`${field} in `, '')} gives no ${column}` : null
}

export function explainSelector(selector: Selector, subject: Subject): ConditionExplanation {
  const { shape } = selector
  const truth = truthWord(selector.evaluate(subject))
  if (shape.kind === 'not') return { kind: 'not', truth, parts: [explainSelector(shape.part, subject)] }
  if (shape.kind !== 'leaf') return { kind: shape.kind, truth, parts: shape.parts.flatMap((part) => unwrapped(explainSelector(part, subject), shape.kind)) }
  const { leaf } = shape
  return {
    kind: 'condition',
    asks: leaf.asks,
    field: leaf.field,
    truth,
    value: leaf.valueOf(subject),
    because: truth === 'true' ? leaf.explain(subject) : null,
    at: leaf.at,
  }
}

/** All within all, and any within any, is how selectors are built and not how they are written. */
function unwrapped(part: ConditionExplanation, around: 'all' | 'any'): readonly ConditionExplanation[] {
  return part.kind === around ? part.parts : [part]
}

export function truthWord(truth: Truth): TruthWord {
  return truth === TRUE ? 'true' : truth === FALSE ? 'false' : 'unknown'
}

function explainStages(policy: CleanupPolicy, { subject, history }: PolicyQuestion): StageExplanation[] {
  const due = findDueStage(policy, subject, history)
  const taken = stagesTakenOn(policy, subject, history)
  return policy.stages.map(({ action, afterSeconds }, index): StageExplanation => {
    const known = { stage: index + 1, action, afterSeconds }
    if (index > due.stage) return { ...known, state: 'later', doneAt: null, dueAt: null }
    if (index < due.stage) {
      const doneAt =
        taken
          .filter((entry) => entry.policy?.stage === index)
          .map(stageDoneAt)
          .at(-1) ?? null
      return { ...known, state: 'done', doneAt: instantOrNull(doneAt), dueAt: null }
    }
    const dueAt = findDueAt(due, subject)
    return { ...known, state: dueAt === subject.now ? 'due' : 'waiting', doneAt: null, dueAt: instantOrNull(dueAt) }
  })
}

/** The first moment from now on at which the stage is asked for: of those at which that can begin. */
function findDueAt(due: DueStage, subject: Subject): EpochSeconds | null {
  const { policy, stage, doneAt } = due
  const { silence, afterSeconds } = policy.stages[stage] ?? { silence: policy.select, afterSeconds: 0 }
  const leaves = [policy.select, silence, ...(policy.except ? [policy.except] : [])].flatMap((selector) => selector.leaves)
  const moments = [...leaves.flatMap((leaf) => leaf.turnsAt(subject)), ...(doneAt === null ? [] : [doneAt + afterSeconds])]
  const isAsked = (now: EpochSeconds): boolean => {
    const then = { ...subject, now }
    return policy.select.evaluate(then) === TRUE && policy.except?.evaluate(then) !== TRUE && stageStep(due, then, now).kind === 'propose'
  }
  const ahead = moments.filter((at) => at > subject.now).sort((x, y) => x - y)
  return [subject.now, ...ahead].find(isAsked) ?? null
}

function instantOrNull(at: EpochSeconds | null): string | null {
  return at === null ? null : formatInstant(at)
}
