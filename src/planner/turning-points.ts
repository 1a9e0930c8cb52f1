/**
 * Every moment at which the decision for one device may come out differently by time alone.
 *
 * Between two neighbours of these no comparison with `now` changes its answer, so neither does the
 * decision. A moment too many does no harm; one too few would: every comparison with `now` in the
 * planner's decision has its line here.
 */
import { type DecisionContext, WIPE_DISTANCE_SECONDS } from './decide.ts'
import type { Policy } from './desired-state.ts'
import type { EpochSeconds } from './inventory.ts'
import type { Selector } from './selector.ts'
import { sinceFor } from './since.ts'
import { FUTURE_TOLERANCE_SECONDS, type Subject } from './subject.ts'

/** Where the calendar of documents ends. */
const LAST_MOMENT = 253_402_300_799

/** After `now`, in order, each once. */
export function findTurningPoints(subject: Subject, context: DecisionContext): EpochSeconds[] {
  const { desired, policies, now } = context
  const moments = [
    ...policies.flatMap((policy) => pointsOfPolicy(policy, subject)),
    ...desired.guardrails.protect.flatMap(({ select }) => pointsOfSelector(select, subject)),
    ...pointsOfEvidence(subject, context),
  ]
  return [...new Set(moments)].filter((at) => at > now && at <= LAST_MOMENT).sort((a, b) => a - b)
}

function pointsOfPolicy(policy: Policy, subject: Subject): EpochSeconds[] {
  const conditions = [policy.select, ...(policy.except ? [policy.except] : [])].flatMap((selector) => pointsOfSelector(selector, subject))
  return [...conditions, ...(policy.expires === null ? [] : [policy.expires]), ...pointsOfKind(policy, subject)]
}

function pointsOfKind(policy: Policy, subject: Subject): EpochSeconds[] {
  switch (policy.kind) {
    case 'DevicePolicy': {
      const since = policy.since ? sinceFor(policy.since, subject) : null
      return [since, policy.passcodeResetSince].filter((at) => at !== null)
    }
    case 'CleanupRule':
      return policy.stages.flatMap(({ silence }) => pointsOfSelector(silence, subject))
    case 'UserOffboarding':
      return []
  }
}

function pointsOfSelector({ leaves }: Selector, subject: Subject): EpochSeconds[] {
  return leaves.flatMap((leaf) => leaf.turnsAt(subject))
}

/** What happened counts once it lies in the past, and some things only a while later: the next stage, the next wipe. */
function pointsOfEvidence({ device }: Subject, { policies, history }: DecisionContext): EpochSeconds[] {
  const waits = new Set([
    -FUTURE_TOLERANCE_SECONDS,
    WIPE_DISTANCE_SECONDS,
    ...policies.flatMap((policy) => (policy.kind === 'CleanupRule' ? policy.stages.map(({ afterSeconds }) => afterSeconds) : [])),
  ])
  const events = [
    device.enrolledDateTime,
    ...history.of(device).flatMap(({ completedAt, acceptedAt, dispatchedAt }) => [completedAt, acceptedAt, dispatchedAt]),
    ...device.deviceActionResults.map(({ lastUpdatedDateTime }) => lastUpdatedDateTime),
  ].filter((at) => at !== null)
  return events.flatMap((at) => [...waits].map((wait) => at + wait))
}
