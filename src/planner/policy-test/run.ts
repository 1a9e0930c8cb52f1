/** Runs a policy test: the plan for its fleet at its moment, compared with what it expects. */
import type { DesiredState } from '../desired-state.ts'
import type { Plan } from '../documents.generated.ts'
import { explainDevice } from '../explain.ts'
import type { ConditionExplanation, DeviceExplanation, PolicyExplanation } from '../explanation.ts'
import { formatInstant } from '../instant.ts'
import { assemblePlan } from '../plan.ts'
import type { PlanInput } from '../plan-context.ts'
import type { Profile } from '../profile/profile.ts'
import { comparePlan, type Mismatch, nameOfEntry, type PlanEntry } from './compare.ts'
import type { Expectation, Expected, ReadyTest } from './policy-test.ts'
import type { TestFailure, TestResult } from './result.ts'

/** Explaining makes decisions over and over; of thousands of failures nobody reads them all. */
const EXPLAINED = 50

/**
 * The same plan as any, but for one thing: what is over a limit stays in it, as blocked by the guardrail. A limit is a
 * share of the whole fleet, and says nothing about the few devices of a test.
 */
export function planInputOf({ inventory, history, now }: ReadyTest, desired: DesiredState, profile: Profile): PlanInput {
  const guardrails = { ...desired.guardrails, overLimit: 'abort' as const }
  // A test says nothing about the rules that a tenant keeps, so none is judged: unread, each would block in every test.
  // Of rules that the tenant enforces a test speaks only where it says which ones are set.
  const tenantRules = inventory.cleanupRules === null ? [] : desired.tenantRules
  return { desired: { ...desired, guardrails, tenantRules }, source: { path: '.', revision: null, dirty: false }, inventory, history, profile, now }
}

export function runPolicyTest(test: ReadyTest, input: PlanInput): TestResult {
  const plan = assemblePlan(input)
  const mismatches = comparePlan(test, plan)
  const failures = mismatches.map((mismatch, index) => describeMismatch(mismatch, test, plan, index < EXPLAINED ? input : null))
  return { name: test.name, at: test.at, outcome: failures.length === 0 ? 'passed' : 'failed', failures }
}

function describeMismatch(mismatch: Mismatch, test: ReadyTest, plan: Plan, input: PlanInput | null): TestFailure {
  switch (mismatch.kind) {
    case 'different': {
      const { expectation, entries } = mismatch
      const { target, expected, at } = expectation
      const why = entries.length > 0 ? entries.flatMap((entry) => whyGot(entry, expected, plan)) : whyNothing(expectation, input)
      return {
        target: target.name,
        at,
        expected: describe(expected),
        got: entries.length > 0 ? entries.map(({ got }) => describe(got, expected)) : ['nothing'],
        why,
      }
    }
    case 'unexpected': {
      const { entry } = mismatch
      const at = test.deviceAt.get(entry.subject.device?.id ?? '') ?? test.at
      return { target: nameOfEntry(entry), at, expected: 'nothing, since no expectation says so', got: [describe(essence(entry.got))], why: [entry.because] }
    }
    case 'undetermined': {
      const { expectation, devices } = mismatch
      const { policy, field } = expectation
      const expected = `undetermined for want of ${field}${expectation.devices === null ? '' : `: ${countDevices(expectation.devices)}`}`
      return { target: `policy ${policy}`, at: expectation.at, expected, got: [devices === null ? 'no such device' : countDevices(devices)], why: [] }
    }
  }
}

/** Without what goes without saying. */
function essence(got: Expected): Expected {
  return {
    ...got,
    status: null,
    wipe: got.wipe === 'plain' ? null : got.wipe,
    effectiveEffect: got.effectiveEffect === got.action ? null : got.effectiveEffect,
    mode: got.mode === 'report' ? 'report' : null,
  }
}

function countDevices(count: number): string {
  return `${count} ${count === 1 ? 'device' : 'devices'}`
}

/** `wipe by lost-laptops`. Of what was got, whatever `expected` asks about is said as well. */
function describe(entry: Expected, expected: Expected = entry): string {
  if (entry.kind === 'nothing') return 'nothing'
  const words = [entry.action ?? 'any action']
  if (entry.kind === 'blocked') words.push(`blocked (${entry.code ?? 'any code'})`)
  if (entry.kind === 'deferred') words.push(entry.until === null ? 'deferred' : `deferred until ${formatInstant(entry.until)}`)
  if (entry.policy !== null) words.push(`by ${entry.policy}`)
  const more = [
    ...(expected.wipe !== null && entry.wipe !== null ? [`mode of wiping ${entry.wipe}`] : []),
    ...(expected.effectiveEffect !== null && entry.effectiveEffect !== null ? [`effect ${entry.effectiveEffect}`] : []),
    ...(expected.status !== null && entry.status !== null ? [`status ${entry.status}`] : []),
    ...((expected.mode !== null && entry.mode !== null) || entry.mode === 'report' ? [`mode ${entry.mode}`] : []),
  ]
  return [words.join(' '), ...more].join(', ')
}

function whyGot({ got, because }: PlanEntry, expected: Expected, plan: Plan): string[] {
  const held = expected.status !== null && got.status === 'blockedByGuardrail' && got.mode === 'enforce'
  const verdicts = held ? plan.verdicts.filter(({ result }) => result === 'block').map(({ guardrail, message }) => `Guardrail ${guardrail}: ${message}`) : []
  return [because, ...verdicts]
}

function whyNothing({ target, expected }: Expectation, input: PlanInput | null): string[] {
  if (target.type !== 'device') return ['The plan says nothing about it.']
  const device = input?.inventory.devices.find(({ id }) => id === target.id)
  if (!input) return []
  if (!device) return ['The device has left the inventory, and its history asks for nothing.']
  const explanation = explainDevice(input, device)
  const meant = explanation.policies.filter(({ policy }) => policy.name === expected.policy)
  if (meant.length > 0) return meant.flatMap(describePolicy)
  const { kind, summary, message } = explanation.outcome
  return [kind === 'none' ? message : `${summary}: ${message}`, ...nearest(explanation)]
}

/** The policy that the fewest conditions keep from selecting the device. */
function nearest({ policies, outcome }: DeviceExplanation): string[] {
  if (outcome.policy !== null) return []
  const [closest] = policies
    .filter(({ standing }) => standing === 'notSelected')
    .map((policy) => ({ policy, failing: failing(policy.select).length }))
    .sort((a, b) => a.failing - b.failing)
  return closest ? describePolicy(closest.policy) : []
}

function describePolicy({ policy, standing, message, select, except }: PolicyExplanation): string[] {
  const words = standing === 'asleep' ? `is ${message}` : message
  const at = standing === 'speaks' ? `, ${policy.at}` : ''
  const conditions = standing === 'notSelected' || standing === 'undetermined' || standing === 'mayProtect' ? failing(select) : []
  const excepting = standing === 'excepted' && except ? holding(except) : []
  return [
    `${policy.kind} ${policy.name} ${words}${at}.`,
    ...conditions.map((condition) => `${condition.asks}: ${condition.truth}, it is ${condition.value ?? 'unknown'} (${condition.at})`),
    ...excepting.map((condition) => `${condition.because ?? condition.asks} (${condition.at})`),
  ]
}

type Condition = Extract<ConditionExplanation, { kind: 'condition' }>

/** The conditions on which a selector fails; of those under a `not` the ones that hold. */
function failing(part: ConditionExplanation): Condition[] {
  if (part.truth === 'true') return []
  if (part.kind === 'condition') return [part]
  return part.kind === 'not' ? part.parts.flatMap(holding) : part.parts.flatMap(failing)
}

function holding(part: ConditionExplanation): Condition[] {
  if (part.truth === 'false') return []
  if (part.kind === 'condition') return [part]
  return part.kind === 'not' ? part.parts.flatMap(failing) : part.parts.flatMap(holding)
}
