import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { judge } from '../../src/twin/ledger.ts'
import { startTwin, type Twin } from '../../src/twin/server.ts'
import { type Answer, type CommandOptions, reeve } from './command.ts'
import { commitAll, FLEET, folderOf, NOW, writeFiles } from './repository.ts'

const LIMITS = `apiVersion: reeve/v1
kind: Guardrails
metadata: {name: contoso}
spec: {limits: {wipe: {perPass: {count: 50, percent: 50}}}}
`

interface Scene {
  readonly folder: string
  readonly twin: Twin
  /** A command on this twin, with a state folder of its own. */
  readonly run: (args: readonly string[], options?: CommandOptions) => Promise<Answer>
  /** How many requests the tenant accepted. */
  readonly accepted: () => number
}

/** A committed repository that wipes the first `lost` company Windows devices of a tenant with 60 devices. */
async function scene({ lost = 3, files = {} }: { lost?: number; files?: Readonly<Record<string, string>> } = {}): Promise<Scene> {
  const twin = await startTwin({ devices: 60, seed: 1, start: new Date(NOW), clock: { mode: 'stepped' } })
  const state = mkdtempSync(join(tmpdir(), 'reeve-state-'))
  onTestFinished(async () => {
    await twin.close()
    rmSync(state, { recursive: true, force: true })
  })
  const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/limits.yaml': LIMITS, 'policies/lost.yaml': wiping('*'), ...files })
  const run = (args: readonly string[], options: CommandOptions = {}): Promise<Answer> =>
    reeve(args, { ...options, env: { REEVE_STATE: state, REEVE_TWIN_URL: twin.url } })

  const { stdout } = await run(['plan', folder, '--format', 'json'])
  const serials = (JSON.parse(stdout) as Plan).actions.flatMap(({ device }) => device?.serialNumber ?? []).slice(0, lost)
  writeFiles(folder, { 'policies/lost.yaml': wiping(serials.join(', ')) })
  commitAll(folder)
  return { folder, twin, run, accepted: () => twin.ledger().filter(({ kind }) => kind === 'accepted').length }
}

function wiping(serials: string): string {
  const select = serials === '*' ? '{platform: windows10, managedDeviceOwnerType: company}' : `{serialNumber: [${serials}]}`
  return `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: lost}
spec: {reason: Reported lost, select: ${select}, desired: {state: wiped, since: 2026-11-20T00:00:00Z}}
`
}

async function save({ run, folder }: Scene): Promise<string> {
  const file = join(folder, '../', `plan-${Math.random()}.json`)
  onTestFinished(() => rmSync(file, { force: true }))
  await run(['plan', folder, '--out', file])
  return file
}

describe('apply of a saved plan', () => {
  it('does what the plan says, once, whatever is typed again', async () => {
    const stage = await scene()
    const file = await save(stage)

    const first = await stage.run(['apply', file])
    const second = await stage.run(['apply', file])

    expect([first.exit, second.exit]).toEqual([0, 0])
    expect(first.stderr + second.stderr).not.toContain('changed')
    expect(first.stdout).toContain('Applied: 3 accepted.\n')
    expect(second.stdout).toContain('3 actions of the saved plan had been sent before.\n')
    expect(stage.accepted()).toBe(3)
  })

  it('carries out nothing that was added to the file by hand, and leaves out what was taken away', async () => {
    const stage = await scene()
    const file = await save(stage)
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
    const [first, second] = plan.actions
    const bystander = { ...first, id: `a-${'f'.repeat(24)}`, device: { ...first?.device, id: '99999999-9999-4999-8999-999999999999', deviceName: 'CEO' } }
    writeFileSync(file, JSON.stringify({ ...plan, actions: [first, { ...second, parameters: { keepEnrollmentData: true, keepUserData: true } }, bystander] }))

    const { exit, stdout, stderr } = await stage.run(['apply', file, '--format', 'json'])

    expect(stderr).toContain('The plan was changed after it was made, or the guardrails were.')
    const report = JSON.parse(stdout) as { outcomes: { id: string; outcome: string }[]; dropped: { id: string; because: string }[] }
    expect(exit).toBe(5)
    expect(report.outcomes.map(({ id, outcome }) => [id, outcome])).toEqual([[first?.id, 'accepted']])
    expect(report.dropped.map(({ id, because }) => [id, because])).toEqual([
      [second?.id, 'It would now do something else.'],
      [bystander.id, 'It is not planned any more.'],
    ])
    expect(stage.accepted()).toBe(1)
  })

  it('is refused for policies of another fleet', async () => {
    const stage = await scene()
    const file = await save(stage)
    writeFiles(stage.folder, { 'reeve.yaml': FLEET.replace('contoso', 'fabrikam') })
    commitAll(stage.folder)

    const { exit, stderr } = await stage.run(['apply', file])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_PLAN_OF_OTHER_FLEET  Plan belongs to another fleet\n')
    expect(stage.accepted()).toBe(0)
  })

  it('says which lists have changed since, and goes by what they say now', async () => {
    const held = (serial: string) => `serial\n${serial}\n`
    const keep = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: held}
spec:
  reason: Legal hold
  priority: 200
  select: {serialNumber: {in: {file: lists/held.csv, column: serial}}}
  desired: {state: managed}
`
    const stage = await scene({ files: { 'policies/held.yaml': keep, 'lists/held.csv': held('NOBODY') } })
    const file = await save(stage)
    const { actions } = JSON.parse(readFileSync(file, 'utf8')) as Plan
    writeFiles(stage.folder, { 'lists/held.csv': held(actions[0]?.device?.serialNumber ?? '') })
    commitAll(stage.folder)

    const { stderr } = await stage.run(['apply', file])

    expect(stderr).toContain('lists/held.csv changed since the plan was made.')
    expect(stage.accepted()).toBe(actions.length - 1)
  })

  it('takes the policies from --repo, and says so when they are not where the plan names them', async () => {
    const stage = await scene()
    const file = await save(stage)
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan
    writeFileSync(file, JSON.stringify({ ...plan, source: { ...plan.source, path: '/nonexistent' } }))

    const lost = await stage.run(['apply', file])
    const found = await stage.run(['apply', file, '--repo', stage.folder])

    expect([lost.exit, found.exit]).toEqual([1, 0])
    expect(lost.stderr).toContain('REEVE_SOURCE  Policy repository cannot be read\n')
  })

  it('reads it from standard input where the file is called -', async () => {
    const stage = await scene()
    const file = await save(stage)

    const { exit } = await stage.run(['apply', '-'], { typed: readFileSync(file, 'utf8') })

    expect({ exit, accepted: stage.accepted() }).toEqual({ exit: 0, accepted: 3 })
  })

  it('is exit 1 for a file that is no plan', async () => {
    const { run, folder } = await scene()
    writeFileSync(join(folder, 'plan.json'), '{"kind": "Pl')

    const { exit, stderr } = await run(['apply', join(folder, 'plan.json')])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_PLAN_INVALID')
  })
})

describe('apply without a saved plan', () => {
  it('says that there is nothing at a path before it asks for anything', async () => {
    const { exit, stderr } = await reeve(['apply', '/nonexistent'])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_SOURCE  ')
    expect(stderr).toContain('There is nothing at /nonexistent')
  })

  it('needs --yes where there is no terminal to ask on', async () => {
    const { run, folder, accepted } = await scene()

    const { exit, stderr } = await run(['apply', folder])

    expect(exit).toBe(64)
    expect(stderr).toContain(`      reeve apply ${folder} --yes\n`)
    expect(accepted()).toBe(0)
  })

  it.each([
    ['2\n', 0, 2],
    [' 2 \n', 0, 2],
    ['y\n', 1, 0],
    ['3\n', 1, 0],
    ['', 1, 0],
  ])('asks on a terminal for the number of actions that cannot be undone: %j is exit %i', async (typed, exit, sent) => {
    const { run, folder, accepted } = await scene({ lost: 2 })

    const answer = await run(['apply', folder], { typed })

    expect(answer.stderr).toContain('2 actions of this plan cannot be undone. Type that number to apply it: ')
    expect({ exit: answer.exit, accepted: accepted() }).toEqual({ exit, accepted: sent })
  })

  it('does what was agreed to, and not what has come since', async () => {
    const { run, folder, twin, accepted } = await scene({ lost: 1 })
    const asleep = wiping('*')
      .replace('name: lost', 'name: later')
      .replace('2026-11-20T00:00:00Z', '2026-11-22T09:00:00Z')
      .replace('spec: {', 'spec: {priority: 50, ')
    writeFiles(folder, { 'policies/later.yaml': asleep })
    commitAll(folder)
    const agree = (): string => {
      twin.advance(2 * 3600)
      return '1\n'
    }

    const { exit } = await run(['apply', folder], { typed: agree })

    const { actions } = JSON.parse((await run(['plan', folder, '--format', 'json'])).stdout) as Plan
    expect(actions.length).toBeGreaterThan(1)
    expect({ exit, accepted: accepted() }).toEqual({ exit: 0, accepted: 1 })
  })

  it('does not ask when there is nothing to do', async () => {
    const { run, folder } = await scene({ lost: 1 })
    await run(['apply', folder, '--yes'])

    const { exit, stdout } = await run(['apply', folder], { typed: '' })

    expect(exit).toBe(0)
    expect(stdout).toContain('\nNothing was applied: nothing was to be done.\n')
  })

  it('goes by the commit, and refuses files that differ from it', async () => {
    const { run, folder, accepted } = await scene()
    writeFiles(folder, { 'policies/lost.yaml': wiping('*') })

    const { exit, stderr } = await run(['apply', folder, '--yes'])

    expect(exit).toBe(1)
    expect(stderr).toContain('REEVE_SOURCE_DIRTY  Uncommitted changes are not applied\n')
    expect(accepted()).toBe(0)
  })

  it('names the files that differ', async () => {
    const { run, folder } = await scene()
    writeFiles(folder, { 'policies/lost.yaml': wiping('*'), 'policies/new.yaml': wiping('SN-NEW').replace('name: lost', 'name: new') })

    const { stderr } = await run(['apply', folder, '--yes'])

    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(': policies/lost.yaml, policies/new.yaml. What is applied is what was committed.')
  })

  it('is not stopped by a plan that was saved beside the policies', async () => {
    const { run, folder, accepted } = await scene()
    const file = join(folder, 'plan.json')
    await run(['plan', folder, '--out', file])

    const { exit } = await run(['apply', file])

    expect({ exit, accepted: accepted() }).toEqual({ exit: 0, accepted: 3 })
  })

  it('takes the files as they are with --allow-dirty', async () => {
    const { run, folder, accepted } = await scene()
    writeFiles(folder, { 'policies/none.yaml': wiping('SN-NONE').replace('name: lost', 'name: none') })

    const { exit, stdout } = await run(['apply', folder, '--yes', '--allow-dirty'])

    expect(exit).toBe(0)
    expect(stdout).toContain(', with uncommitted changes\n')
    expect(accepted()).toBe(3)
  })

  it('refuses a folder of a git repository that no commit holds', async () => {
    const { run, folder } = await scene()
    writeFiles(folder, { 'new/reeve.yaml': FLEET, 'new/policies/lost.yaml': wiping('*') })

    const { exit, stderr } = await run(['apply', join(folder, 'new'), '--yes'])

    expect(exit).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('lies in a git repository, and no commit holds it.')
  })
})

describe('apply that is stopped', () => {
  it('says what it waits for, and when nobody waits what is in doubt then', async () => {
    const { run, folder, twin, accepted } = await scene({ lost: 1 })
    twin.addFault({ match: { method: 'POST', path: '/v1.0/deviceManagement/managedDevices/*/wipe' }, kind: 'delay', delayMs: 30_000, times: 1 })
    const env = { ...process.env, REEVE_TWIN_URL: twin.url, REEVE_STATE: JSON.parse((await run(['status', folder, '--format', 'json'])).stdout).folder }
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/reeve.js'), 'apply', folder, '--yes'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = once(child, 'close')
    await until(() => accepted() === 1)

    child.kill('SIGINT')
    await until(() => said.includes('\n'))
    child.kill('SIGINT')

    expect((await ended)[0]).toBe(130)
    expect(said).toBe(`Stopping: waiting for 1 request; Ctrl-C again leaves it in doubt.
Left without waiting: 1 request is in doubt. What became of it is looked up by the next apply, and shown by:

    reeve status ${folder}
`)
    expect((await run(['apply', folder, '--yes'])).exit).toBe(0)
    expect(accepted()).toBe(1)
  }, 20_000)

  it('at the question is exit 130, with its answer on a line of its own', async () => {
    const { run, folder, accepted } = await scene({ lost: 1 })

    const { exit, stderr } = await run(['apply', folder], { typed: '\u0003', columns: 80 })

    expect({ exit, accepted: accepted() }).toEqual({ exit: 130, accepted: 0 })
    expect(stderr).toMatch(/to apply it: \S+\nNothing was applied\.\n$/)
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('the exit code of apply', () => {
  it('is 3 when a guardrail blocks, and nothing of that effect is sent', async () => {
    const { run, folder, accepted } = await scene({ files: { 'policies/limits.yaml': LIMITS.replace('count: 50', 'count: 0') } })

    const { exit, stdout } = await run(['apply', folder, '--yes'])

    expect(exit).toBe(3)
    expect(stdout).toContain('\nNothing was applied. A guardrail blocks the plan.\n')
    expect(accepted()).toBe(0)
  })

  it('is 3 when the fleet trusts signed commits only, and nothing at all is sent', async () => {
    const signed = FLEET.replace('spec: {', 'spec: {source: {signatures: {require: head, allowedSigners: .reeve/allowed_signers}}, ')
    const { run, folder, accepted } = await scene({ files: { 'reeve.yaml': signed } })

    const { exit, stdout } = await run(['apply', folder, '--yes'])

    expect(exit).toBe(3)
    expect(stdout).toContain('Signatures are required and this version cannot check')
    expect(accepted()).toBe(0)
  })

  it('is 4 when signatures are missing', async () => {
    const approvals = FLEET.replace(
      'spec: {',
      'spec: {approvals: [{actions: [wipe], signatures: 2, from: [security]}], principals: {security: [alice@contoso.example, bob@contoso.example]}, ',
    )
    const { run, folder, accepted } = await scene({ files: { 'reeve.yaml': approvals } })

    const { exit, stdout } = await run(['apply', folder, '--yes'])

    expect(exit).toBe(4)
    expect(stdout).toContain('\nNothing was applied. Missing: 2 signatures from security for wipe.\n')
    expect(accepted()).toBe(0)
  })

  it('is 5 when the answer to a request was lost, and the action is never sent again', async () => {
    const { run, folder, twin, accepted } = await scene({ lost: 1 })
    twin.addFault({ match: { method: 'POST', path: '/v1.0/deviceManagement/managedDevices/*/wipe' }, kind: 'lostAnswer', times: 1 })

    const first = await run(['apply', folder, '--yes'])
    const second = await run(['apply', folder, '--yes'])

    expect([first.exit, second.exit]).toEqual([5, 0])
    expect(first.stdout).toContain('\n1 action in doubt: sent, and nobody knows what became of it; never sent again\n')
    expect(judge(twin.ledger())).toEqual([])
    expect(accepted()).toBe(1)
  })

  it('is 1 when there is no tenant that outlives the command', async () => {
    const { folder } = await scene()

    const { exit, stderr } = await reeve(['apply', folder, '--yes'])

    expect(exit).toBe(1)
    expect(stderr).toContain('      reeve twin --devices 60 --seed 1\n')
    expect(stderr).toContain(`      reeve apply ${folder} --twin http://127.0.0.1:8750\n`)
  })

  it('is 130 when it is interrupted, and nothing is sent after that', async () => {
    const { run, folder, accepted } = await scene()

    const { exit, stderr } = await run(['apply', folder, '--yes'], { signal: AbortSignal.abort('SIGINT') })

    expect({ exit, stderr, accepted: accepted() }).toEqual({ exit: 130, stderr: 'Interrupted.\n', accepted: 0 })
  })
})

describe('what is left behind', () => {
  it('is a status that says what is under way and how much of the limits is used', async () => {
    const { run, folder } = await scene()
    await run(['apply', folder, '--yes'])

    const { exit, stdout } = await run(['status', folder])

    expect(exit).toBe(0)
    expect(stdout).toContain('\nUnder way: 3\n')
    expect(stdout).toMatch(/\n {2}wipe +3 of 25 +3 of 100\n/)
    expect(stdout).toContain('\n3 under way.\n')
    expect(JSON.parse((await run(['status', '--format', 'json'])).stdout)).toMatchObject({ fleet: 'contoso', journal: true, unknown: [] })
  })

  it('is a status with the limits also of the repository one stands in, and of no other', async () => {
    const { run, folder } = await scene()
    await run(['apply', folder, '--yes'])
    const { folder: state } = JSON.parse((await run(['status', folder, '--format', 'json'])).stdout) as { folder: string }
    const other = folderOf({ 'reeve.yaml': FLEET.replace('name: contoso', 'name: other'), 'policies/limits.yaml': LIMITS, 'policies/lost.yaml': wiping('X') })
    const statusIn = (cwd: string): string =>
      execFileSync(process.execPath, [join(import.meta.dirname, '../../bin/reeve.js'), 'status'], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, REEVE_STATE: state },
      })

    expect(statusIn(folder)).toMatch(/\n {2}wipe +\d of 25 +\d of 100\n/)
    expect(statusIn(other)).toMatch(/\n {2}wipe +\d +\d\n/)
  })

  it('is an audit log that is whole, until somebody changes it', async () => {
    const { run, folder } = await scene()
    await run(['apply', folder, '--yes'])
    const whole = await run(['audit', 'verify', folder])
    const { folder: state } = JSON.parse((await run(['status', '--format', 'json'])).stdout) as { folder: string }
    const database = new DatabaseSync(join(state, 'journal.db'))
    database.exec(`DROP TRIGGER audit_refuse_update; UPDATE audit SET record = replace(record, '"event":"accepted"', '"event":"refused"')`)
    database.close()

    const damaged = await run(['audit', 'verify', folder])

    expect([whole.exit, damaged.exit]).toEqual([0, 1])
    expect(whole.stdout).toMatch(
      /^The audit log is whole: \d+ records, none changed, lost, inserted or reordered,\nand every step that the journal knows of an action has its record\.\n$/,
    )
    expect(damaged.stdout).toMatch(/^The audit log is damaged at record \d+ \(changed\)\.\n/)
  })

  it('is an audit log whose file may be behind, which verify says', async () => {
    const { run, folder } = await scene({ lost: 1 })
    await run(['apply', folder, '--yes'])
    const { folder: state } = JSON.parse((await run(['status', '--format', 'json'])).stdout) as { folder: string }
    const file = join(state, 'audit.jsonl')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, `${lines.slice(0, -3).join('\n')}\n`)

    const { exit, stdout } = await run(['audit', 'verify'])

    expect(exit).toBe(0)
    const count = lines.length - 1
    expect(stdout).toContain(`\naudit.jsonl lacks records ${count - 1} to ${count}; the next apply writes them.`)
  })

  it('is a journal that, when it is damaged, cannot be read', async () => {
    const { run, folder } = await scene({ lost: 1 })
    await run(['apply', folder, '--yes'])
    const { folder: state } = JSON.parse((await run(['status', '--format', 'json'])).stdout) as { folder: string }
    const file = join(state, 'journal.db')
    writeFileSync(file, readFileSync(file).fill(0x20, 0, 16))

    const answers = [await run(['audit', 'verify']), await run(['status']), await run(['apply', folder, '--yes'])]

    expect(answers.map(({ exit, stderr }) => [exit, stderr.split('\n')[0]])).toEqual(answers.map(() => [1, 'REEVE_JOURNAL_UNREADABLE  Journal cannot be read']))
  })

  it('is not looked for in a folder above the policy repository', async () => {
    const above = folderOf({ 'contoso/reeve.yaml': FLEET, 'contoso/policies/lost.yaml': wiping('SN-1') })

    const answers = [await reeve(['status', above]), await reeve(['audit', 'verify', above]), await reeve(['status', folderOf({})])]

    expect(answers.map(({ exit, stderr }) => [exit, stderr.includes('is not a policy repository: it has no reeve.yaml.')])).toEqual(
      answers.map(() => [1, true]),
    )
  })

  it('is nothing before the first apply', async () => {
    const { run, folder } = await scene()

    const [status, audit] = [await run(['status', folder]), await run(['audit', 'verify', folder])]

    expect([status.exit, audit.exit]).toEqual([0, 1])
    expect(status.stdout).toMatch(/^Nothing was applied yet: /)
    expect(audit.stderr).toContain('REEVE_NOT_FOUND')
  })
})
