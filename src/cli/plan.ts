/** `reeve plan`: what would be done to which device, and why. Holds nothing that could do it. */
import { writeFile } from 'node:fs/promises'
import type { Plan } from '../planner/documents.generated.ts'
import { findDevices } from '../planner/find-devices.ts'
import { assemblePlan } from '../planner/plan.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import { renderPlanJson } from '../planner/render/json.ts'
import { renderProblems } from '../planner/render/problems.ts'
import type { NextStep } from '../planner/render/text.ts'
import { findPlanWarnings } from '../planner/plan-warnings.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { ProviderChoice } from './choose-provider.ts'
import { answer, type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'
import { oneDevice } from './one-device.ts'
import { type Planning, type PlanningOptions, preparePlanning } from './plan-input.ts'
import { quoteArgument } from './quote-argument.ts'
import { renderPlan } from './render-plan.ts'
import { didYouMean } from '../planner/did-you-mean.ts'
import { usageError } from './usage-error.ts'

export interface PlanOptions extends PlanningOptions {
  readonly format: Format
  readonly out?: string
  /** false for --no-removals. */
  readonly removals: boolean
  readonly policy?: string
  readonly device?: string
  readonly detailedExitcode?: boolean
}

export async function plan(path = '.', options: PlanOptions, context: Context): Promise<Exit> {
  const planning = await preparePlanning(path, options, context)
  if (!planning) return 'error'

  const plan = assemblePlan(narrow(planning.input, options))
  warnBeside(planning, context)
  if (options.out !== undefined) await savePlan(plan, options.out, context)
  const next = [...nextSteps(plan, { path, choice: planning.choice, options }), ...askWhy(path, options)]
  answer(context, renderPlan(plan, options.format, next, context))
  return exitOf(plan, options)
}

/** Beside the plan, which says what is done; this is about policies that may never do anything. */
function warnBeside({ input, policies }: Planning, context: Context): void {
  const problems = findPlanWarnings(input)
  if (problems.length > 0) note(context, `${renderProblems(problems, { root: policies.root }, context.errorStyle)}\n`)
}

/** `plan`: 3 when a verdict blocks, else 2 (with the flag, when there are actions or deferrals), else 0; never 4. */
export function exitOf({ verdicts, actions, deferred }: Plan, { detailedExitcode = false }: Pick<PlanOptions, 'detailedExitcode'>): Exit {
  if (verdicts.some(({ result }) => result === 'block')) return 'blocked'
  return detailedExitcode && actions.length + deferred.length > 0 ? 'changes' : 'done'
}

function narrow(input: PlanInput, { removals, policy, device }: PlanOptions): PlanInput {
  const names = input.desired.policies.map(({ name }) => name)
  if (policy !== undefined && !names.includes(policy)) {
    const meant = didYouMean(policy, names)
    throw usageError(`There is no policy "${policy}".${meant === null ? '' : ` Did you mean ${meant}?`}`)
  }
  return {
    ...input,
    ...(removals ? {} : { withoutRemovals: true }),
    ...(policy === undefined ? {} : { onlyPolicy: policy }),
    ...(device === undefined
      ? {}
      : { onlyDevice: oneDevice(findDevices(input.inventory.devices, device), { query: device, devices: input.inventory.devices }).id }),
  }
}

async function savePlan(plan: Plan, file: string, context: Context): Promise<void> {
  try {
    // It names devices and people's hardware: for the owner only.
    await writeFile(file, renderPlanJson(plan), { mode: 0o600 })
  } catch (cause) {
    throw new ReeveError('REEVE_OUTPUT', `${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
  note(context, `Saved to ${file}.`)
}

function nextSteps(plan: Plan, { path, choice, options }: { path: string; choice: ProviderChoice; options: PlanOptions }): NextStep[] {
  if (plan.actions.every(({ status }) => status === 'blockedByGuardrail')) return []
  const quoted = quoteArgument(path)
  if (choice.kind === 'file') return []
  if (choice.kind === 'ownTwin')
    return [
      {
        why: 'This was a simulated tenant of its own. To act on one, start it and name it:',
        command: `reeve twin --devices ${choice.devices} --seed ${choice.seed}`,
      },
    ]
  const twin = options.twin === undefined ? '' : ` --twin ${quoteArgument(options.twin)}`
  if (options.out !== undefined)
    return [{ why: 'To apply it, whatever of it still holds then and nothing else:', command: `reeve apply ${quoteArgument(options.out)}${twin}` }]
  return [{ why: 'To apply exactly this later, save it first:', command: `reeve plan ${quoted}${twin} --out plan.json` }]
}

/** Who plans for one device wants to know why, and who misses it in the plan even more. */
function askWhy(path: string, { device, inventory, now, takenAt, twin, state, revision }: PlanOptions): NextStep[] {
  // Standard input has been read and cannot be read again.
  if (device === undefined || inventory === '-') return []
  const given = { inventory, now, 'taken-at': takenAt, twin, state, revision }
  const flags = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoteArgument(value)]))
  return [{ why: 'Why, or why not, and what would change it:', command: ['reeve explain', quoteArgument(device), quoteArgument(path), ...flags].join(' ') }]
}
