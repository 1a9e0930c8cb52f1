/**
 * The next single action towards what a policy asks of a device that is in the inventory.
 *
 *  policy asks      device is          evidence          →  step
 *  wiped since T    managed            none since T         wipe
 *  wiped since T    managed            wiped at or after T  satisfied for good
 *  wiped since T    enrolled after T   none                 wipe, to be blocked: enrolledAfterSince
 *  retired          managed            –                    retire, once per incarnation
 *  managed          managed            –                    satisfied, or a passcode reset
 *  record deleted   record there       –                    deleteDirectoryDevice
 *  silent, stage 2  silent             stage 1 done         stage 2, when its time has come
 *  its user leaves  managed            none in this         the first action that the platform has
 *                                      enrolment
 *
 * What follows once the device has left the inventory is in follow-up.ts.
 */
import type { CleanupPolicy, OffboardingPolicy, Policy, StatePolicy } from './desired-state.ts'
import type { ActionName } from './documents.generated.ts'
import type { HistoryEntry } from './history.ts'
import { findCompletion, type HistoryIndex, wasTakenOn } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { sinceFor } from './since.ts'
import { lastSeenAt, type Subject } from './subject.ts'
import { FALSE, TRUE } from './truth.ts'
import { PLAIN_WIPE, type WipeOptions } from './wipe-options.ts'

/** What a policy asks to be done next; everything else about the action follows from it. */
export interface Proposal {
  readonly policy: Policy
  readonly action: ActionName
  readonly wipe: WipeOptions
  /** Names why, in k: `since` for latches, else the policy, its stage and where the chain began. */
  readonly cause: string
  readonly stage: number
  readonly chainStartedAt: EpochSeconds | null
  /** The latch that asks; a device enrolled at or after it is not meant. */
  readonly since: EpochSeconds | null
  readonly because: readonly string[]
}

export type Step =
  | { readonly kind: 'satisfied' }
  | { readonly kind: 'undetermined'; readonly field: string }
  | { readonly kind: 'propose'; readonly proposal: Proposal }

export const SATISFIED: Step = { kind: 'satisfied' }

export function nextStep(policy: Policy, subject: Subject, history: HistoryIndex): Step {
  switch (policy.kind) {
    case 'DevicePolicy':
      return stateStep(policy, subject, history)
    case 'CleanupRule':
      return cleanupStep(policy, subject, history)
    case 'UserOffboarding':
      return offboardingStep(policy, subject, history)
  }
}

const ACTION_OF = { retired: 'retire', wiped: 'wipe', deleted: 'delete' } as const

function stateStep(policy: StatePolicy, subject: Subject, history: HistoryIndex): Step {
  if (policy.state === 'managed') return passcodeStep(policy, subject, history)
  if (policy.state === null) return directoryStep(policy, subject)

  const action = ACTION_OF[policy.state]
  const base = { policy, action, wipe: policy.wipe, stage: 0, chainStartedAt: null }
  if (policy.since) {
    const since = sinceFor(policy.since, subject)
    if (since === null) return { kind: 'undetermined', field: 'since' }
    if (since > subject.now) return SATISFIED
    return latchStep(base, since, subject, history)
  }

  // A standing state, once per incarnation: evidence counts from the enrolment on.
  const { device, now } = subject
  const { enrolledDateTime } = device
  if (enrolledDateTime !== null && findCompletion({ device, action, since: enrolledDateTime, now, scope: 'record' }, history)) return SATISFIED
  return { kind: 'propose', proposal: { ...base, cause: standingCause(policy), since: null, because: policy.select.explain(subject) } }
}

function passcodeStep(policy: StatePolicy, subject: Subject, history: HistoryIndex): Step {
  const since = policy.passcodeResetSince
  if (since === null || since > subject.now) return SATISFIED
  return latchStep({ policy, action: 'resetPasscode', wipe: PLAIN_WIPE, stage: 0, chainStartedAt: null }, since, subject, history)
}

function latchStep(base: Omit<Proposal, 'cause' | 'since' | 'because'>, since: EpochSeconds, subject: Subject, history: HistoryIndex): Step {
  if (findCompletion({ device: subject.device, action: base.action, since, now: subject.now, scope: 'device' }, history)) return SATISFIED
  const missing = `no ${base.action} since ${formatInstant(since)}`
  return {
    kind: 'propose',
    proposal: { ...base, cause: `since:${formatInstant(since)}`, since, because: [...base.policy.select.explain(subject), missing] },
  }
}

/** The device of somebody who leaves: once per incarnation, the first action that its platform has. */
function offboardingStep(policy: OffboardingPolicy, subject: Subject, history: HistoryIndex): Step {
  const action = policy.actionFor(subject.device)
  if (action === null || hasLeft(subject, history)) return SATISFIED
  return {
    kind: 'propose',
    proposal: {
      policy,
      action,
      wipe: PLAIN_WIPE,
      cause: standingCause(policy),
      stage: 0,
      chainStartedAt: null,
      since: null,
      because: policy.select.explain(subject),
    },
  }
}

const LEAVING = ['wipe', 'retire'] as const

/**
 * Whether the device was wiped or retired in this enrolment, and has not checked in since.
 *
 * One that checks in afterwards is still managed: it was wiped by somebody who kept its enrolment, or not at all.
 */
export function hasLeft({ device, now }: Subject, history: HistoryIndex): boolean {
  const { enrolledDateTime, lastSyncDateTime } = device
  if (enrolledDateTime === null) return false
  return LEAVING.some((action) => {
    const done = findCompletion({ device, action, since: enrolledDateTime, now, scope: 'record' }, history)
    return done !== null && !(lastSyncDateTime !== null && lastSyncDateTime > done.at)
  })
}

/** `directory` without a `state` acts on the record alone. */
function directoryStep(policy: StatePolicy, subject: Subject): Step {
  const action = policy.directory === 'disabled' ? 'disableDirectoryDevice' : 'deleteDirectoryDevice'
  const need = directoryNeed(action, subject)
  if (need !== 'act') return need
  const because = policy.select.explain(subject)
  return {
    kind: 'propose',
    proposal: { policy, action, wipe: PLAIN_WIPE, cause: standingCause(policy), stage: 0, chainStartedAt: null, since: null, because },
  }
}

/** Whether the directory record is still to be acted on. A record that a whole read did not show is gone. */
export function directoryNeed(action: 'disableDirectoryDevice' | 'deleteDirectoryDevice', { device, directory, directoryRead }: Subject): Step | 'act' {
  if (device.azureADDeviceId === null) return { kind: 'undetermined', field: 'azureADDeviceId' }
  if (!directoryRead) return { kind: 'undetermined', field: 'directory' }
  if (directory === null) return SATISFIED
  if (action === 'deleteDirectoryDevice') return 'act'
  if (directory.accountEnabled === null) return { kind: 'undetermined', field: 'directory.accountEnabled' }
  return directory.accountEnabled ? 'act' : SATISFIED
}

/** The stage that is due for a device that is still in the inventory. */
function cleanupStep(policy: CleanupPolicy, subject: Subject, history: HistoryIndex): Step {
  return stageStep(findDueStage(policy, subject, history), subject, subject.now)
}

/** The first stage that was not taken on yet, whether or not its time has come. */
export function findDueStage(policy: CleanupPolicy, subject: Subject, history: HistoryIndex): DueStage {
  let before: HistoryEntry | null = null
  for (const entry of stagesTakenOn(policy, subject, history)) if (before === null || (entry.policy?.stage ?? 0) >= (before.policy?.stage ?? 0)) before = entry
  const stage = before === null ? 0 : (before.policy?.stage ?? 0) + 1
  return { policy, stage, chainStartedAt: lastSeenAt(subject), doneAt: before === null ? null : stageDoneAt(before) }
}

/** A chain begins at a last sync (of a record: a last sign-in), and a later one is a sign of life that ends it. */
export function stagesTakenOn(policy: CleanupPolicy, subject: Subject, history: HistoryIndex): HistoryEntry[] {
  const { device } = subject
  return history
    .of(device)
    .filter((entry) => isStageOf(entry, policy, lastSeenAt(subject)) && isStageAsDeclared(entry, policy) && entry.device.id === device.id && wasTakenOn(entry))
}

/** A stage that was edited since is another one: what was done as the third says nothing of what is declared as the third now. */
function isStageAsDeclared(entry: HistoryEntry, { stages }: CleanupPolicy): boolean {
  return stages[entry.policy?.stage ?? 0]?.action === entry.action
}

/** Whether `entry` is a stage of the chain of `policy` that began at this sign of life. */
export function isStageOf(entry: HistoryEntry, policy: Policy, chainStartedAt: EpochSeconds | null): boolean {
  return entry.policy?.kind === policy.kind && entry.policy.name === policy.name && entry.chainStartedAt === chainStartedAt
}

/** From its confirmation once that came, before that from its acceptance. */
export function stageDoneAt({ state, completedAt, acceptedAt }: HistoryEntry): EpochSeconds | null {
  return state === 'confirmed' ? (completedAt ?? acceptedAt) : acceptedAt
}

export interface DueStage {
  readonly policy: CleanupPolicy
  readonly stage: number
  readonly chainStartedAt: EpochSeconds | null
  /** When the stage before was confirmed, or else accepted; null for the first. */
  readonly doneAt: EpochSeconds | null
}

export function stageStep({ policy, stage, chainStartedAt, doneAt }: DueStage, subject: Subject, now: EpochSeconds): Step {
  const due = policy.stages[stage]
  if (!due) return SATISFIED
  if (doneAt !== null && now < doneAt + due.afterSeconds) return SATISFIED
  const silent = due.silence.evaluate(subject)
  if (silent === FALSE) return SATISFIED
  if (silent !== TRUE) return { kind: 'undetermined', field: due.silence.unknownFields(subject)[0] ?? 'lastSyncDateTime' }
  if (due.action === 'disableDirectoryDevice' || due.action === 'deleteDirectoryDevice') {
    const need = directoryNeed(due.action, subject)
    if (need !== 'act') return need
    if (policy.stages[stage - 1]?.action === 'disableDirectoryDevice' && subject.directory?.accountEnabled !== false) return enabledAgain(subject)
  }
  const because = stage === 0 ? policy.select.explain(subject) : [`stage ${stage + 1} of ${policy.stages.length}`, ...due.silence.explain(subject)]
  return {
    kind: 'propose',
    proposal: {
      policy,
      action: due.action,
      wipe: PLAIN_WIPE,
      cause: stageCause(policy, stage, chainStartedAt),
      stage,
      chainStartedAt,
      since: null,
      because,
    },
  }
}

/** Whoever enabled a record again wants it: a sign of life that the sign-in stamp does not show. */
function enabledAgain({ directory }: Subject): Step {
  return directory?.accountEnabled === true ? SATISFIED : { kind: 'undetermined', field: 'directory.accountEnabled' }
}

function standingCause({ kind, name }: Policy): string {
  return `policy:${kind}/${name}`
}

function stageCause({ kind, name }: Policy, stage: number, chainStartedAt: EpochSeconds | null): string {
  return `policy:${kind}/${name}/${stage}/${chainStartedAt === null ? 'unknown' : formatInstant(chainStartedAt)}`
}
