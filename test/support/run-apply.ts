/** Runs `apply-process.ts`, and reads what it left behind. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type AuditVerdict, verifyAudit } from '../../src/reconciler/audit.ts'
import type { Failpoint } from '../../src/reconciler/failpoint.ts'
import { newestState } from '../../src/reconciler/journal.ts'
import { openSqliteReader } from '../../src/reconciler/store/sqlite-read.ts'
import type { CountingTenant } from './counting-tenant.ts'
import { auditFileIn } from './state.ts'

const PROCESS = join(import.meta.dirname, 'apply-process.ts')
/** The devices of its plan. */
const DEVICES = ['d1', 'd2', 'd3']

export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  readonly lines: readonly string[]
}

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

export interface Hardship {
  /** Where it is killed. */
  readonly failpoint?: Failpoint
  /** How large its files may grow, in blocks of 512 bytes: a disk that is full. */
  readonly fileBlocks?: number
}

export function startApply(folder: string, tenant: Pick<CountingTenant, 'url'>, { failpoint, fileBlocks }: Hardship = {}): Running {
  const command = [process.execPath, PROCESS, folder, tenant.url, ...DEVICES]
  const limited = fileBlocks === undefined ? command : ['/bin/sh', '-c', `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...command]
  const [file = '', ...args] = limited
  const child = spawn(file, args, {
    env: { ...process.env, ...(failpoint ? { REEVE_FAILPOINT: `${failpoint}:kill` } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))

  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, lines: output.split('\n').filter((line) => line !== '') })),
  )
  return { kill: (signal) => void child.kill(signal), ended }
}

export async function runApply(...args: Parameters<typeof startApply>): Promise<Ended> {
  return startApply(...args).ended
}

/** What the journal says of each device: `state device`. */
export async function journaledIn(folder: string): Promise<string[]> {
  const reader = await openSqliteReader(folder, 'contoso')
  const attempts = (await reader?.readAttempts()) ?? []
  reader?.close()
  return attempts.map((attempt) => `${newestState(attempt)} ${attempt.action.device?.id}`).sort()
}

export async function auditIn(folder: string): Promise<Pick<AuditVerdict, 'ok' | 'problem'>> {
  const reader = await openSqliteReader(folder, 'contoso')
  if (!reader) throw new Error('There is no journal')
  const { ok, problem } = await verifyAudit(reader, auditFileIn(folder))
  reader.close()
  return { ok, problem }
}
