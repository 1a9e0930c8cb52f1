/** What plan and explain start from: the fleet, its past, and what time it is there. */
import type { DesiredState } from '../planner/desired.ts'
import type { History } from '../planner/history.ts'
import { NO_HISTORY } from '../planner/history.ts'
import type { Device, Inventory } from '../planner/inventory.ts'
import { neededFields } from '../planner/needed-fields.ts'
import { systemClock } from '../reconciler/clock.ts'
import { readHistory } from '../reconciler/past.ts'
import { resolveStateFolder } from '../reconciler/state-folder.ts'
import { chooseProvider, type ProviderChoice } from './choose-provider.ts'
import type { Context } from './context.ts'
import { startProgress } from './progress.ts'
import { openStateReader, openTenantReader } from './wiring.ts'

export interface FleetReading {
  readonly choice: ProviderChoice
  readonly inventory: Inventory
  readonly history: History
  /** As the command line says, else the provider's own time. */
  readonly now: Date
}

export interface FleetQuestion {
  readonly desired: DesiredState
  readonly root: string
  readonly inventory?: string | undefined
  readonly twin?: string | undefined
  readonly state?: string | undefined
  readonly now: Date | null
  readonly takenAt: Date | null
  /** Kept besides what the policies need: by what a person looks for a device. */
  readonly alsoKeep?: readonly (keyof Device)[] | undefined
}

export async function readFleet(question: FleetQuestion, context: Context): Promise<FleetReading> {
  const { desired, state } = question
  const { env } = context.streams
  const choice = chooseProvider({ ...question, env })
  const { inventory, history, now } = choice.kind === 'file' ? await readFile(choice.file, question, context) : await readTenant(choice, question, context)

  // A tenant that begins with this command has no past, whatever was done to its namesakes.
  const hasPast = choice.kind !== 'ownTwin' || state !== undefined
  const journal = hasPast ? await readJournal(resolveStateFolder({ flag: state, env, fleet: desired.fleet }), desired.fleet) : NO_HISTORY
  return { choice, inventory, now, history: mergeHistories(journal, history) }
}

async function readFile(file: string, { desired, now, takenAt, alsoKeep = [] }: FleetQuestion, context: Context) {
  const { readInventoryFile } = await import('../reconciler/inventory-file.ts')
  const progress = startProgress(context, 'Reading the inventory')
  try {
    const fields = new Set([...neededFields(desired), ...alsoKeep])
    const { inventory, history } = await readInventoryFile(file, {
      takenAt,
      profile: desired.profile,
      fields,
      signal: context.signal,
      progress: progress.report,
    })
    return { inventory, history, now: now ?? systemClock.now() }
  } finally {
    progress.clear()
  }
}

async function readTenant(choice: Exclude<ProviderChoice, { kind: 'file' }>, { desired, now }: FleetQuestion, context: Context) {
  const { signal } = context
  const progress = startProgress(context, 'Reading the tenant')
  const tenant = await openTenantReader(choice, { desired, now: now ?? systemClock.now(), signal })
  try {
    const inventory = await tenant.reader.readInventory(signal, progress.report, { cleanupRules: desired.tenantRules.length > 0 })
    return { inventory, history: NO_HISTORY, now: now ?? tenant.clock.now() }
  } finally {
    progress.clear()
    await tenant.close()
  }
}

async function readJournal(folder: string, fleet: string): Promise<History> {
  const store = await openStateReader(folder, fleet)
  if (store === null) return NO_HISTORY
  try {
    return await readHistory(store)
  } finally {
    store.close()
  }
}

/** Of an action that both know, the journal knows more: what a file brings along was written from a journal. */
function mergeHistories(journal: History, brought: History): History {
  const known = new Set(journal.entries.map(({ actionId }) => actionId))
  return {
    known: journal.known || brought.known,
    entries: [...journal.entries, ...brought.entries.filter(({ actionId }) => actionId === null || !known.has(actionId))],
  }
}
