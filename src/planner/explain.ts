/** Why a device is or is not in the plan, and what would change that. */
import type { DecidedAction, Decision, DecisionContext } from './decide.ts'
import { decideDevice } from './decide.ts'
import type { Policy } from './desired-state.ts'
import type { ActionName, PlanDevice, PolicyReference } from './documents.generated.ts'
import { indexHistory } from './history-index.ts'
import { formatInstant } from './instant.ts'
import type { Device } from './inventory.ts'
import type { PlanInput } from './plan.ts'
import { planDevice, policyReference } from './plan-entry.ts'
import { indexRecords, subjectOf } from './record-index.ts'
import type { Selector } from './selector.ts'
import type { Subject } from './subject.ts'
import { foldText } from './text.ts'
import { FALSE, TRUE, type Truth } from './truth.ts'

export type TruthWord = 'true' | 'false' | 'unknown'

export interface ConditionExplanation {
  /** What the condition asks: `serialNumber in lists/lost.csv`. */
  readonly asks: string
  readonly truth: TruthWord
}

export interface PolicyExplanation {
  readonly policy: PolicyReference
  readonly priority: number
  readonly mode: 'enforce' | 'report'
  readonly expired: boolean
  readonly selected: TruthWord
  readonly conditions: readonly ConditionExplanation[]
  /** null: the policy has no exception. */
  readonly excepted: TruthWord | null
  readonly exceptions: readonly ConditionExplanation[]
}

export interface DeviceExplanation {
  readonly device: PlanDevice
  readonly lastSyncDateTime: string | null
  readonly enrolledDateTime: string | null
  readonly outcome: Decision['kind']
  /** The worst that the planned action may amount to; null where none is planned. */
  readonly effectiveEffect: ActionName | null
  /** The outcome in a sentence. */
  readonly message: string
  /** The policy that spoke; null when none did. */
  readonly speaks: PolicyReference | null
  readonly policies: readonly PolicyExplanation[]
  readonly protections: readonly { readonly at: string; readonly reason: string; readonly truth: TruthWord }[]
  /** What would change the outcome, one sentence each. */
  readonly wouldChange: readonly string[]
}

/** Every device that `query` names: by id, serial number, Entra device id or name, without regard to ASCII case. */
export function findDevices(devices: readonly Device[], query: string): Device[] {
  const wanted = foldText(query)
  const named = (value: string | null): boolean => value !== null && foldText(value) === wanted
  const byId = devices.filter(({ id }) => foldText(id) === wanted)
  return byId.length > 0 ? byId : devices.filter((device) => named(device.serialNumber) || named(device.azureADDeviceId) || named(device.deviceName))
}

export function explainDevice(input: PlanInput, device: Device): DeviceExplanation {
  const { desired, profile } = input
  const now = Math.floor(input.now.getTime() / 1000)
  const isExpired = ({ expires }: Policy): boolean => expires !== null && now >= expires
  const records = indexRecords(input.inventory)
  const context: DecisionContext = {
    desired,
    profile,
    policies: desired.policies.filter((policy) => !isExpired(policy)),
    history: indexHistory(input.history),
    records,
    now,
  }
  const subject = subjectOf(device, records, now)
  const { decision } = decideDevice(subject, context)

  return {
    device: planDevice(subject),
    lastSyncDateTime: device.lastSyncDateTime === null ? null : formatInstant(device.lastSyncDateTime),
    enrolledDateTime: device.enrolledDateTime === null ? null : formatInstant(device.enrolledDateTime),
    outcome: decision.kind,
    effectiveEffect: decision.kind === 'act' ? decision.action.effectiveEffect : null,
    message: describeOutcome(decision),
    speaks: decision.kind === 'none' ? null : policyReference(decision.policy),
    policies: desired.policies.map((policy) => explainPolicy(policy, subject, isExpired(policy))),
    protections: desired.guardrails.protect.map(({ select, reason, at }) => ({ at, reason, truth: word(select.evaluate(subject)) })),
    wouldChange: desired.policies.filter((policy) => !isExpired(policy)).flatMap((policy) => findChanges(policy, subject, decision)),
  }
}

function explainPolicy(policy: Policy, subject: Subject, expired: boolean): PolicyExplanation {
  return {
    policy: policyReference(policy),
    priority: policy.priority,
    mode: policy.mode,
    expired,
    selected: word(policy.select.evaluate(subject)),
    conditions: explainConditions(policy.select, subject),
    excepted: policy.except ? word(policy.except.evaluate(subject)) : null,
    exceptions: policy.except ? explainConditions(policy.except, subject) : [],
  }
}

function explainConditions({ leaves }: Selector, subject: Subject): ConditionExplanation[] {
  return leaves.map((leaf) => ({ asks: leaf.asks, truth: word(leaf.evaluate(subject)) }))
}

function describeOutcome(decision: Decision): string {
  if (decision.kind === 'act') return describeAct(decision.action)
  if (decision.kind === 'blocked') return `${decision.proposal.action} is blocked (${decision.code}). ${decision.message}`
  if (decision.kind === 'inProgress')
    return `${decision.action} is ${decision.state}${decision.since === null ? '' : ` since ${formatInstant(decision.since)}`}.`
  if (decision.kind === 'deferred') return `${decision.proposal.action} waits until ${formatInstant(decision.until)}.`
  return 'Nothing is planned.'
}

function describeAct({ proposal: { action, because }, effectiveEffect }: DecidedAction): string {
  const amounts = effectiveEffect === action ? '' : `, which may amount to a ${effectiveEffect}`
  return `${action} is planned${amounts}, because ${because.join(', ')}.`
}

/** One sentence for each policy that a single condition keeps away, and the way out of a block. */
function findChanges(policy: Policy, subject: Subject, decision: Decision): string[] {
  if (decision.kind === 'blocked' && decision.policy === policy) return [`${policy.kind} ${policy.name} would act if it were not for ${decision.code}.`]
  if (policy.select.evaluate(subject) === TRUE)
    return policy.except && policy.except.evaluate(subject) !== FALSE ? [`${policy.kind} ${policy.name} would speak without its exception.`] : []
  const failing = policy.select.leaves.filter((leaf) => leaf.evaluate(subject) !== TRUE)
  const [only] = failing
  if (failing.length !== 1 || !only) return []
  return [`${policy.kind} ${policy.name} would select it if: ${only.asks} (now ${word(only.evaluate(subject))}).`]
}

function word(truth: Truth): TruthWord {
  return truth === TRUE ? 'true' : truth === FALSE ? 'false' : 'unknown'
}
