/**
 * `reeve apply`: a saved plan, or the plan of this moment.
 *
 * A saved plan is approved by whoever applies it. It is trusted for what it leaves out and for
 * nothing else: everything that is sent comes from a plan that is made now.
 */
import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { Plan } from '../planner/documents.generated.ts'
import type { History } from '../planner/history.ts'
import { assemblePlan } from '../planner/plan.ts'
import type { PlanInput } from '../planner/plan-context.ts'
import { findProfile } from '../planner/profile/profile.ts'
import { escapeText } from '../planner/render/escape-text.ts'
import { renderPlanText } from '../planner/render/text.ts'
import { systemClock } from '../reconciler/clock.ts'
import { closeJournal } from '../reconciler/journal.ts'
import { readHistory } from '../reconciler/past.ts'
import { type Deps, reconcileOnce, type Report } from '../reconciler/reconcile.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { resolveStateFolder } from '../reconciler/state-folder.ts'
import { NOTHING_SAVED, narrowToSaved, type SavedPlanRemainder } from './apply-saved.ts'
import { chooseRevision } from './apply-source.ts'
import { chooseTenant } from './choose-provider.ts'
import { confirmByPerson } from './confirm-by-person.ts'
import { answer, type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { type LoadedPolicies, loadPolicies } from './load-policies.ts'
import { startProgress } from './progress.ts'
import { isPlanFile, readPlanFile } from './read-plan-file.ts'
import { renderReeveError } from './report-error.ts'
import { renderReport, reportJson } from './render-report.ts'
import { countRequests, sayWhatStoppingMeans } from './stopping.ts'
import { usageError } from './usage-error.ts'
import { openStateForWriting, openTenant, type WritableTenant } from './wiring.ts'

export interface ApplyOptions {
  readonly format: 'text' | 'json'
  readonly yes?: boolean
  readonly repo?: string
  readonly state?: string
  readonly twin?: string
  readonly allowDirty?: boolean
}

export async function apply(target = '.', options: ApplyOptions, context: Context): Promise<Exit> {
  const saved = (await isPlanFile(target)) ? await readPlanFile(target, context) : null
  // Before a person is asked for anything.
  if (saved === null && !(await stat(target).catch(() => null)))
    throw new ReeveError('REEVE_SOURCE', `There is nothing at ${target}: neither a policy repository nor a saved plan.`)
  const path = await choosePath(target, saved, options)
  const asks = saved === null && !options.yes
  if (asks && context.streams.stdin.isTTY !== true) {
    throw usageError('To apply without a saved plan and without a terminal to ask on, say --yes.', `reeve apply ${target} --yes`)
  }

  const revision = await chooseRevision(path, options)
  const policies = await loadPolicies({ path, revision, now: systemClock.now() }, context)
  if (!policies) return 'error'

  const { env } = context.streams
  const { desired, root } = policies
  const tenant = await openTenant(chooseTenant({ desired, root, path: target, twin: options.twin, env }), { profile: desired.profile, env }, context.signal)
  try {
    const folder = resolveStateFolder({ flag: options.state, env, fleet: desired.fleet })
    const journal = await openStateForWriting(folder, { fleet: desired.fleet, clock: tenant.clock, actor: actor() })
    try {
      return await run({ policies, tenant, saved, asks, options, journal, context })
    } finally {
      closeJournal(journal)
    }
  } finally {
    await tenant.close()
  }
}

const CHANGED_FILE = `The plan was changed after it was made, or the guardrails were. Only what a plan
made now comes to as well is applied, and the guardrails of now judge it.`

interface Applying {
  readonly policies: LoadedPolicies
  readonly tenant: WritableTenant
  readonly saved: Plan | null
  readonly asks: boolean
  readonly options: ApplyOptions
  readonly journal: Deps['journal']
  readonly context: Context
}

async function run({ policies, tenant, saved, asks, options, journal, context }: Applying): Promise<Exit> {
  let remainder = NOTHING_SAVED
  const readInput = async (history: History): Promise<PlanInput> => {
    const input = await readPlanInput(policies, tenant, history, context)
    if (saved === null) return input
    const narrowed = narrowToSaved(saved, input)
    remainder = narrowed.remainder
    if (remainder.changed) note(context, CHANGED_FILE)
    for (const file of remainder.changedLists) note(context, `${escapeText(file)} changed since the plan was made.`)
    return narrowed.input
  }
  const show = (plan: Plan): void => {
    if (options.format === 'text' && !(saved && isKnown(plan, saved))) answer(context, `${renderPlanText(plan, { next: [] }, context.style)}\n`)
  }

  let agreed: ReadonlySet<string> | null = null
  if (asks) {
    const plan = assemblePlan(await readInput(await readHistory(journal.store)))
    // Nobody agrees to what was not shown, whatever stdout is for.
    if (options.format === 'json') note(context, renderPlanText(plan, { next: [] }, context.errorStyle))
    else show(plan)
    if (plan.actions.some(({ status }) => status === 'ready')) {
      const decision = await confirmByPerson(plan, context)
      if (decision !== 'agreed') {
        note(context, 'Nothing was applied.')
        return decision === 'interrupted' ? 'interrupted' : 'error'
      }
    }
    agreed = new Set(plan.actions.filter(({ status }) => status === 'ready').map(({ id }) => id))
  }

  const progress = startProgress(context, 'Applying')
  const { writer, unanswered } = countRequests(tenant.writer)
  const stopSaying = sayWhatStoppingMeans({ unanswered, path: policies.path, progress }, context)
  let done = 0
  const report = await reconcileOnce(
    {
      journal,
      reader: tenant.reader,
      writer,
      clock: tenant.clock,
      approvers: [journal.actor],
      readPlanInput: async (history) => {
        const input = await readInput(history)
        // What was agreed to is what was shown, and not what has come since.
        return agreed === null ? input : { ...input, only: agreed }
      },
      onPlan: (plan) => {
        progress.clear()
        if (!asks) show(plan)
      },
      onOutcome: () => progress.report((done += 1), null),
    },
    context.signal,
  ).finally(() => {
    stopSaying()
    progress.clear()
  })

  answer(context, options.format === 'json' ? reportJson(report, remainder) : renderReport(report, { remainder, path: policies.path }, context.style))
  if (report.applied?.halted) note(context, renderReeveError(report.applied.halted, context).join('\n'))
  return exitOf(report, remainder, context)
}

/** Whoever saved a plan has seen it; what is left of it is shown when it is less, or does not go through. */
function isKnown({ actions, digest, verdicts, approvals }: Plan, saved: Plan): boolean {
  const held = verdicts.some(({ result }) => result === 'block') || approvals.missing.length > 0
  return !held && (actions.length === 0 || digest === saved.digest)
}

/** 1, else 3, else 4, else 5 (any outcome but accepted or confirmed, or an action of the file that no longer holds), else 0. */
function exitOf({ outcome, applied }: Report, { dropped }: SavedPlanRemainder, { signal }: Context): Exit {
  if (signal.aborted) return 'interrupted'
  if (applied?.halted) return 'error'
  if (dropped.some(({ heldBack }) => heldBack)) return 'blocked'
  if (outcome === 'blocked' || outcome === 'awaitingApproval') return outcome
  return outcome === 'incomplete' || dropped.length > 0 ? 'incomplete' : 'done'
}

async function readPlanInput(
  { desired, description }: LoadedPolicies,
  { reader, clock }: WritableTenant,
  history: History,
  context: Context,
): Promise<PlanInput> {
  const profile = findProfile(desired.profile)
  if (!profile) throw new ReeveError('REEVE_PROVIDER', `This version does not have the profile ${desired.profile}.`)
  const progress = startProgress(context, 'Reading the tenant')
  const inventory = await reader.readInventory(context.signal, progress.report, { cleanupRules: desired.tenantRules.length > 0 }).finally(progress.clear)
  const { path, revision, dirty } = description
  return { desired, source: { path, revision, dirty }, inventory, history, profile, now: clock.now() }
}

/** Where the policies are: with a saved plan where it says, unless --repo does. */
async function choosePath(target: string, saved: Plan | null, { repo }: ApplyOptions): Promise<string> {
  if (saved === null) {
    if (repo !== undefined) throw usageError('--repo goes with a saved plan.')
    return target
  }
  const path = repo ?? saved.source.path
  if (path === undefined) throw usageError(`${target} does not say where its policies are.`, `reeve apply ${target} --repo DIR`)
  const found = await stat(path).catch(() => null)
  if (found) return path
  throw new ReeveError('REEVE_SOURCE', `The policies of the plan should be at ${path}, and there is nothing there.`, {
    fix: `Say where they are:\n\n    reeve apply ${target} --repo DIR`,
  })
}

/** Who runs this, for the audit log. */
function actor(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
