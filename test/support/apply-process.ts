/**
 * A process of its own that applies a plan of wipes to a tenant over HTTP, for tests that kill it.
 *
 *   node apply-process.ts STATE_FOLDER TENANT_URL DEVICE…
 *
 * Prints what became of each device, `accepted d1`, a line each.
 */
import type { Redecision } from '../../src/planner/decide-again.ts'
import { applyPlan } from '../../src/reconciler/apply.ts'
import { systemClock } from '../../src/reconciler/clock.ts'
import { closeJournal, openJournal } from '../../src/reconciler/journal.ts'
import { openAuditFile } from '../../src/reconciler/log.ts'
import type { ActionWriter, InventoryReader } from '../../src/reconciler/provider.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { openSqliteStore } from '../../src/reconciler/store/sqlite.ts'
import { deviceOf, inputOf, planOf, wipeOf } from './hand-made-plan.ts'

const [folder = '', tenant = '', ...ids] = process.argv.slice(2)
const SAME: Redecision = { verdict: 'same', origin: { generation: 'g1', stage: 0, chainStartedAt: null } }

const reader: Pick<
  InventoryReader,
  'readDevice' | 'readDirectoryDevice' | 'findManagedDevices' | 'readUser' | 'readDevicesOfUser' | 'readCleanupRules' | 'providerTime'
> = {
  readDevice: async (id, signal) => {
    const readAt = systemClock.now()
    const response = await fetch(`${tenant}/${id}`, { signal })
    if (response.status === 404) return { found: false, readAt }
    return { found: true, device: deviceOf(wipeOf(id)), directoryDevice: null, user: null, readAt }
  },
  readDirectoryDevice: async () => null,
  readUser: async () => null,
  readDevicesOfUser: async () => [],
  readCleanupRules: async () => [],
  findManagedDevices: async () => [],
  providerTime: () => null,
}

const writer: ActionWriter = {
  send: async ({ target }, signal) => {
    const response = await fetch(`${tenant}/${target}/wipe`, { method: 'POST', signal })
    return response.status === 204 ? { outcome: 'accepted' } : { outcome: 'unknown', reason: `HTTP ${response.status}` }
  },
}

try {
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  const store = await openSqliteStore({ folder, fleet: 'contoso' })
  const journal = await openJournal({ store, file: openAuditFile(`${folder}/audit.jsonl`), clock: systemClock, actor: 'alice' })
  await applyPlan({
    plan: planOf(ids.map((id) => wipeOf(id))),
    planInput: inputOf(),
    deps: { reader, writer, journal, clock: systemClock, decideAgain: () => SAME },
    signal: stopping.signal,
    concurrency: 1,
    onOutcome: ({ action, outcome }) => console.log(`${outcome} ${action.device?.id}`),
  })
  closeJournal(journal)
} catch (error) {
  console.log(error instanceof ReeveError ? error.code : error)
  process.exitCode = 1
}
