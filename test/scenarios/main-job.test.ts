/** The main job as a newcomer runs it: real processes, a real git repository, a real tenant over HTTP. */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { judge } from '../../src/twin/ledger.ts'
import { startTwin, type Twin } from '../../src/twin/server.ts'

const root = join(import.meta.dirname, '../..')
const bin = join(root, 'bin/reeve.js')

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-scenario-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function run(args: readonly string[], { cwd = folder, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {}) {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH: process.env['PATH'], HOME: homedir(), TMPDIR: folder, ...env } })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...text })))
  return { child, ended }
}

function commitExample(): string {
  const repository = join(folder, 'policies')
  for (const part of ['reeve.yaml', 'policies', 'lists']) cpSync(join(root, 'examples/lost-devices', part), join(repository, part), { recursive: true })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@contoso.example', '-c', 'commit.gpgsign=false', ...args], {
      cwd: repository,
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    })
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Report devices as lost')
  return repository
}

describe('the demo', () => {
  it('ends with an empty plan, a whole audit log and no device acted on twice, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await run(['demo']).ended

    expect({ code, last: stdout.trim().split('\n').slice(-3) }, stderr).toEqual({
      code: 0,
      last: ['✓ second plan empty', '✓ audit verified', '✓ no device acted on twice (the tenant accepted 5 requests)'],
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a plan', () => {
  const inventory = join(root, 'examples/lost-devices/inventory/fleet.json')
  const plan = async (file: string) =>
    (await run(['plan', join(root, 'examples/lost-devices'), '--inventory', file, '--now', '2026-11-22T12:00:00Z', '--format', 'json']).ended).stdout

  it('is the same bytes twice, and from a shuffled inventory', async () => {
    const fleet = JSON.parse(readFileSync(inventory, 'utf8')) as { managedDevices: unknown[] }
    const shuffled = join(folder, 'shuffled.json')
    writeFileSync(shuffled, JSON.stringify({ ...fleet, managedDevices: fleet.managedDevices.toReversed() }))

    const [first, second, third] = [await plan(inventory), await plan(inventory), await plan(shuffled)]

    expect((JSON.parse(first) as Plan).actions).toHaveLength(5)
    expect([second, third]).toEqual([first, first])
  })
})

describe('apply, killed in the middle', () => {
  let twin: Twin

  beforeEach(async () => {
    twin = await startTwin({ devices: 500, seed: 1, start: new Date('2026-11-22T12:00:00Z'), clock: { mode: 'stepped' } })
  })

  afterEach(async () => {
    await twin.close()
  })

  it('and run again wipes no device twice, and says of what it interrupted that nobody knows', async () => {
    const repository = commitExample()
    const env = { REEVE_TWIN_URL: twin.url, REEVE_STATE: join(folder, 'state') }
    // The tenant does what it is asked, and answers long after the process is gone.
    twin.addFault({ kind: 'delay', delayMs: 20_000, match: { method: 'POST', path: '/v1.0/deviceManagement/managedDevices/*/wipe' }, times: 2 })
    await run(['plan', repository, '--out', join(folder, 'plan.json')], { env }).ended

    const first = run(['apply', join(folder, 'plan.json')], { env })
    while (twin.ledger().filter(({ kind }) => kind === 'accepted').length < 2) await new Promise((wake) => setTimeout(wake, 20))
    first.child.kill('SIGKILL')
    await first.ended
    const second = await run(['apply', join(folder, 'plan.json')], { env }).ended
    const third = await run(['apply', repository, '--yes'], { env }).ended
    const status = JSON.parse((await run(['status', repository, '--format', 'json'], { env }).ended).stdout) as { unknown: unknown[]; underWay: unknown[] }
    twin.advance(3 * 86_400)
    await run(['apply', repository, '--yes'], { env }).ended
    const verified = await run(['audit', 'verify', repository], { env }).ended

    const accepted = twin.ledger().filter(({ kind }) => kind === 'accepted')
    expect(judge(twin.ledger())).toEqual([])
    expect(new Set(accepted.map(({ deviceId }) => deviceId)).size).toBe(accepted.length)
    expect([second.code, third.code], second.stderr + third.stderr).toEqual([expect.any(Number), 0])
    // Killed between intent and first byte, an action was never sent and never will be: it is in doubt like the others.
    expect(status.unknown.length + status.underWay.length).toBe(5)
    expect(accepted.length).toBeGreaterThanOrEqual(2)
    expect(status.unknown.length).toBeGreaterThanOrEqual(5 - accepted.length)
    expect(verified).toMatchObject({ code: 0 })
  })
})
