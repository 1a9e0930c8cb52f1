/**
 * The whole story on a simulated tenant, in under a minute.
 *
 * Every step is the command that a person would type, run as its own process; nothing is staged.
 * Everything lives in one temporary folder, which is gone at the end, however it ends.
 */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Plan } from '../planner/documents.generated.ts'
import { wrap } from '../planner/render/text-style.ts'
import type { Context } from './context.ts'
import { answer } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { serveTwin, type ServedTwin } from './wiring.ts'

const HOME = resolve(import.meta.dirname, '../..')
const REEVE = join(HOME, 'bin/reeve.js')
const EXAMPLE = join(HOME, 'examples/lost-devices')

/** The moment at which the example's list was written, and what its fleet is seeded with. */
const FLEET = { devices: 500, seed: 1, start: new Date('2026-11-22T12:00:00Z') } as const

const TIME_TO_CHECK_IN = { seconds: 3 * 86_400, words: 'Three days' } as const

export async function demo(context: Context): Promise<Exit> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-demo-'))
  const twin = await serveTwin({ ...FLEET, clock: { mode: 'stepped' }, port: 0 })
  try {
    return await tell({ context, folder, twin })
  } finally {
    await twin.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Stage {
  readonly context: Context
  readonly folder: string
  readonly twin: ServedTwin
}

async function tell(stage: Stage): Promise<Exit> {
  const { context, twin } = stage
  const say = (title: string, why: string): void =>
    answer(context, `\n${context.style.paint('heading', `── ${title} `.padEnd(72, '─'))}\n${wrap(why, context.style.width, 0, context.style).join('\n')}\n`)

  say(
    'A policy repository',
    'reeve is told what a fleet should be by files in git. This one says which devices were lost, and that a lost device must be wiped. It is committed like any other change.',
  )
  await commitExample(stage)
  say(
    'A tenant',
    `A simulated Intune tenant with ${FLEET.devices} devices listens on this machine and speaks the Graph API. Its clock stands still until it is told to move: ${FLEET.start.toISOString()}.`,
  )

  say('Validate', 'Every mistake in a document is found here, with file, line and column.')
  await reeve(stage, ['validate', 'policies'])

  say('Plan', 'The committed policies against the inventory that comes over the API. Nothing is changed: what plans holds no way to write.')
  await reeve(stage, ['plan', 'policies', '--revision', 'HEAD', '--out', 'plan.json'])

  say('Apply', 'Exactly this plan. Each device is read again before its request; the intent is on disk before the first byte leaves.')
  await reeve(stage, ['apply', 'plan.json'], [0])

  say('Apply the same plan again', 'What is under way is not sent again, whatever a file says.')
  await reeve(stage, ['apply', 'plan.json'], [0, 5])

  say('Time passes', `A request that was accepted is not yet done: the devices have to check in. ${TIME_TO_CHECK_IN.words} go by.`)
  twin.advance(TIME_TO_CHECK_IN.seconds)

  say('Confirm', 'The next pass looks up what became of each request, and finds nothing more to do.')
  await reeve(stage, ['apply', 'policies', '--yes'])
  await reeve(stage, ['status', 'policies'])

  say('Plan again', 'Wiped since the day it was reported lost is true now, and stays true.')
  await reeve(stage, ['plan', 'policies', '--out', 'second.json'])

  say('Verify the audit log', 'Every request has a record before it, and the records are chained by their hashes.')
  await reeve(stage, ['audit', 'verify', 'policies'])

  return conclude(stage)
}

/** Judges by what the tenant itself saw happen, not by what reeve believes. */
async function conclude({ context, folder, twin }: Stage): Promise<Exit> {
  const second = JSON.parse(await readFile(join(folder, 'second.json'), 'utf8')) as Plan
  const { accepted, doubled } = twin.judge()
  const findings: readonly (readonly [boolean, string])[] = [
    [second.actions.length === 0, 'second plan empty'],
    [true, 'audit verified'],
    [accepted > 0 && doubled === 0, `no device acted on twice (the tenant accepted ${accepted} requests)`],
  ]

  answer(context, `\n${'─'.repeat(72)}`)
  for (const [holds, finding] of findings) answer(context, `${holds ? '✓' : '✗ not so:'} ${finding}`)
  return findings.every(([holds]) => holds) ? 'done' : 'error'
}

async function commitExample({ context, folder }: Stage): Promise<void> {
  const repository = join(folder, 'policies')
  for (const part of ['reeve.yaml', 'policies', 'lists']) await cp(join(EXAMPLE, part), join(repository, part), { recursive: true })
  const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@contoso.example', '-c', 'commit.gpgsign=false']
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--message', 'Report five devices as lost'],
  ])
    await run(context, 'git', args, { cwd: repository, env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' } })
  answer(context, '$ git commit --message "Report five devices as lost"')
}

/** Runs reeve as a person would, and stops the demo when it ends otherwise than it should. */
async function reeve({ context, folder, twin }: Stage, args: readonly string[], expected: readonly number[] = [0]): Promise<void> {
  answer(context, `$ reeve ${args.join(' ')}`)
  const env = { REEVE_TWIN_URL: twin.url, REEVE_STATE: join(folder, 'state') }
  const code = await run(context, process.execPath, [REEVE, ...args], { cwd: folder, env })
  if (!expected.includes(code)) throw new Error(`"reeve ${args.join(' ')}" ended with ${code}`)
}

function run(
  { signal }: Context,
  file: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], signal })
    child.once('error', fail)
    child.once('exit', (code) => done(code ?? 1))
  })
}
