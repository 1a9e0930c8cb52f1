import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { type Answer, reeve } from './command.ts'
import { commitAll, FLEET, fleetOf, folderOf, inventoryOf, LOST, managedDevice, NOW, writeFiles } from './repository.ts'

const BIN = join(import.meta.dirname, '../../bin/reeve.js')

/** 400 devices: one per cent of them may be wiped in a pass. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  return folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST, 'devices.ndjson': inventoryOf(fleetOf(400)), ...files })
}

function plan(folder: string, ...options: string[]): Promise<Answer> {
  return reeve(['plan', folder, '--inventory', join(folder, 'devices.ndjson'), '--now', NOW, '--taken-at', NOW, ...options])
}

describe('the exit code of plan', () => {
  it.each<[string, readonly string[], number]>([
    ['0 when there is something to do', [], 0],
    ['2 when there is, and the flag asks', ['--detailed-exitcode'], 2],
    ['0 when there is nothing to do, also with the flag', ['--detailed-exitcode', '--policy', 'none'], 0],
    ['64 for a policy that does not exist', ['--policy', 'lots'], 64],
    ['1 for a device that does not exist', ['--device', 'SN-9999'], 1],
  ])('is %s', async (_rule, options, exit) => {
    const none = LOST.replace('name: lost', 'name: none').replace('[SN-1, SN-2]', '[SN-9999]')

    expect((await plan(repository({ 'policies/none.yaml': none }), ...options)).exit).toBe(exit)
  })

  it('is 3 when a guardrail blocks, whatever the flag says', async () => {
    const limits = `apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: g}\nspec: {limits: {wipe: {perPass: {count: 0}}}}\n`

    const { exit, stdout } = await plan(repository({ 'policies/guardrails.yaml': limits }), '--detailed-exitcode')

    expect(exit).toBe(3)
    expect(stdout).toContain('wipe 2 devices, held back by a guardrail\n')
    expect(stdout).toContain('\nA guardrail blocks it: what is marked as held back is not applied.\n')
  })

  it('is 1 without a plan, with every problem on stderr and nothing on stdout', async () => {
    const { exit, stdout, stderr } = await plan(repository({ 'policies/bad.yaml': 'apiVersion: reeve/v1\nkind: DevicePolice\n' }))

    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('/policies/bad.yaml:2:1\n')
    expect(stderr).toContain('Nothing is planned from policies that are not valid.\n')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('is 1 for an inventory that is torn, and not a plan from what was read of it', async () => {
    const folder = repository()
    writeFiles(folder, { 'devices.ndjson': inventoryOf(fleetOf(3)).slice(0, -30) })

    const { exit, stdout, stderr } = await plan(folder)

    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('REEVE_INVENTORY_INVALID  Inventory file is not valid\n')
  })
})

describe('plan as JSON', () => {
  it('is the same bytes twice, and for the same fleet in another order', async () => {
    const folder = repository()
    const first = await plan(folder, '--format', 'json')
    const second = await plan(folder, '--format', 'json')
    writeFiles(folder, { 'devices.ndjson': inventoryOf(fleetOf(400).reverse()) })

    const shuffled = await plan(folder, '--format', 'json')

    expect(first.exit).toBe(0)
    expect([second.stdout, shuffled.stdout]).toEqual([first.stdout, first.stdout])
  })

  it('is what --out saves, for its owner only, and what show reads again', async () => {
    const folder = repository()
    const file = join(folder, 'plan.json')

    const printed = await plan(folder, '--format', 'json', '--out', file)
    const shown = await reeve(['show', file, '--format', 'json'])

    expect(readFileSync(file, 'utf8')).toBe(printed.stdout)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(printed.stderr).toBe(`Saved to ${file}.\n`)
    expect(shown).toEqual({ exit: 0, stdout: printed.stdout, stderr: '' })
  })

  it('names the device and the policy that --device and --policy ask for, and nothing else', async () => {
    const folder = repository({ 'policies/more.yaml': LOST.replace('name: lost', 'name: more').replace('[SN-1, SN-2]', '[SN-3]') })
    const serials = async (...options: string[]): Promise<unknown> => {
      const { actions } = JSON.parse((await plan(folder, '--format', 'json', ...options)).stdout) as Plan
      return actions.flatMap(({ device }) => device?.serialNumber ?? []).sort()
    }

    expect(await serials()).toEqual(['SN-1', 'SN-2', 'SN-3'])
    expect(await serials('--policy', 'more')).toEqual(['SN-3'])
    expect(await serials('--device', 'laptop-2')).toEqual(['SN-2'])
    expect(await serials('--no-removals')).toEqual([])
  })

  it('reads a revision from the object store, whatever the files say now', async () => {
    const folder = repository()
    commitAll(folder)
    writeFiles(folder, { 'policies/lost.yaml': LOST.replace('[SN-1, SN-2]', '[SN-3]') })
    const source = async (...options: string[]): Promise<unknown> => {
      const { source, actions } = JSON.parse((await plan(folder, '--format', 'json', ...options)).stdout) as Plan
      return { revision: source.revision, dirty: source.dirty, serials: actions.flatMap(({ device }) => device?.serialNumber ?? []).sort() }
    }
    const revision = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()

    expect(await source()).toEqual({ revision, dirty: true, serials: ['SN-3'] })
    expect(await source('--revision', 'HEAD')).toEqual({ revision, dirty: false, serials: ['SN-1', 'SN-2'] })
  })
})

describe('plan as text', () => {
  it('is no wider than the terminal, and lines up glyphs that take two columns', async () => {
    const folder = repository()
    writeFiles(folder, {
      'devices.ndjson': inventoryOf([managedDevice(1, { deviceName: '端末'.repeat(40) }), managedDevice(2, { deviceName: '端末' }), ...fleetOf(400).slice(2)]),
    })

    const { stdout } = await reeve(['plan', folder, '--inventory', join(folder, 'devices.ndjson'), '--now', NOW, '--taken-at', NOW, '--no-color'], {
      columns: 60,
    })

    const rows = stdout.split('\n').filter((line) => line.includes('windows10'))
    expect(rows).toHaveLength(2)
    const columns = rows.map((row) =>
      Array.from(row.slice(0, row.indexOf('windows10'))).reduce((width, character) => width + (/[端末]/.test(character) ? 2 : 1), 0),
    )
    expect(new Set(columns).size).toBe(1)
    expect(stdout.split('\n').filter((line) => !line.startsWith('Digest ') && [...line].length > 60)).toEqual([])
  })

  it('blocks removals from an inventory of yesterday, by the time that --taken-at says', async () => {
    const folder = repository()

    const { exit, stdout } = await plan(folder, '--taken-at', '2026-11-21T08:00:00Z')

    expect(exit).toBe(3)
    expect(stdout).toContain('inventory blocks:')
  })
})

describe('progress', () => {
  it('is shown on a terminal, on stderr, and taken away again; elsewhere there is none', async () => {
    const folder = repository()
    const args = ['plan', folder, '--inventory', join(folder, 'devices.ndjson'), '--now', NOW, '--taken-at', NOW, '--no-color']

    const [terminal, file] = [await reeve(args, { columns: 80 }), await reeve(args)]

    const clear = '\r\u001b[2K'
    expect(terminal.stderr.startsWith(`${clear}Reading the inventory`)).toBe(true)
    expect(terminal.stderr.endsWith(clear)).toBe(true)
    expect(file.stderr).toBe('')
    expect(terminal.stdout).toBe(file.stdout)
  })
})

describe('where plan reads the fleet', () => {
  it('is standard input for -', () => {
    const folder = repository()

    const { status, stdout } = spawnSync(
      process.execPath,
      [BIN, 'plan', folder, '--inventory', '-', '--now', NOW, '--taken-at', NOW, '--state', join(folder, '../state'), '--format', 'json'],
      {
        input: inventoryOf(fleetOf(400)),
        encoding: 'utf8',
      },
    )

    expect(status).toBe(0)
    expect((JSON.parse(stdout) as Plan).summary).toEqual({ actions: { wipe: 2 }, blocked: {}, unchanged: 398, change: null })
  })

  it('is a simulated tenant of its own when the fleet is one and none is named', async () => {
    const folder = repository()

    const { exit, stdout } = await reeve(['plan', folder, '--now', NOW, '--format', 'json'])
    const again = await reeve(['plan', folder, '--now', NOW, '--format', 'json'])

    expect(exit).toBe(0)
    expect((JSON.parse(stdout) as Plan).inventory).toMatchObject({ devices: 60, complete: true, takenAt: NOW })
    expect(again.stdout).toBe(stdout)
  })

  it('is the file that the fleet names, from the root of the repository', async () => {
    const folder = repository({ 'reeve.yaml': FLEET.replace('{twin: {devices: 60, seed: 1}}', '{file: devices.ndjson}') })

    const { stdout } = await reeve(['plan', folder, '--now', NOW, '--taken-at', NOW, '--format', 'json'])

    expect((JSON.parse(stdout) as Plan).inventory.devices).toBe(400)
  })

  it.each<[string, string, readonly string[], number, string]>([
    ['a fleet without a provider', 'spec: {}', [], 1, 'REEVE_PROVIDER  Provider cannot be used\n'],
    ['a live tenant, which needs another profile', 'spec: {provider: {intune: {tenantId: x}}}', [], 1, 'REEVE_PROFILE_REQUIRED'],
    [
      'a twin that does not run',
      'spec: {provider: {twin: {}}}',
      ['--twin', 'http://127.0.0.1:1'],
      1,
      'REEVE_PROVIDER_UNREACHABLE  Provider cannot be reached\n',
    ],
    [
      'a twin on another machine without encryption',
      'spec: {provider: {twin: {}}}',
      ['--twin', 'http://192.0.2.1'],
      1,
      'REEVE_PROVIDER  Provider cannot be used\n',
    ],
    ['two fleets at once', 'spec: {provider: {twin: {}}}', ['--twin', 'http://127.0.0.1:1', '--inventory', 'x'], 64, 'REEVE_USAGE  Wrong usage\n'],
  ])('is refused for %s', async (_what, spec, options, exit, heading) => {
    const folder = repository({ 'reeve.yaml': FLEET.replace(/spec:.*/, spec) })

    const answer = await reeve(['plan', folder, ...options])

    expect({ exit: answer.exit, stdout: answer.stdout }).toEqual({ exit, stdout: '' })
    expect(answer.stderr).toContain(heading)
  })
})

describe('show', () => {
  it.each([
    ['{"kind": "Plan"}', "is not a plan: it must have required property 'apiVersion'."],
    ['{', 'is not JSON:'],
    ['{"kind": "Fleet"}', 'is not a plan: it must'],
  ])('refuses %s as a plan', async (text, detail) => {
    const folder = folderOf({ 'plan.json': text })

    const { exit, stdout, stderr } = await reeve(['show', join(folder, 'plan.json')])

    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toMatch(/^REEVE_PLAN_INVALID {2}Plan file is not valid\n/)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(detail)
  })

  it('takes the plan from standard input where the file is called -', async () => {
    const folder = repository()
    const file = join(folder, 'plan.json')
    await plan(folder, '--out', file)

    const [named, piped] = [await reeve(['show', file]), await reeve(['show', '-'], { typed: readFileSync(file, 'utf8') })]

    expect(piped).toEqual(named)
    expect((await reeve(['show', '-'])).stderr.replaceAll(/\s+/g, ' ')).toContain('Standard input is not JSON:')
  })

  it('shows a plan whose texts are hostile, and none of them reaches the terminal', async () => {
    const folder = repository()
    const devices = [managedDevice(1, { deviceName: '\u001b]0;owned\u0007\u202eA' }), ...fleetOf(400).slice(1)]
    writeFiles(folder, { 'devices.ndjson': inventoryOf(devices) })
    await plan(folder, '--out', join(folder, 'plan.json'))

    const { stdout } = await reeve(['show', join(folder, 'plan.json')])

    expect(stdout).toContain('\\u{1b}]0;owned\\u{7}\\u{202e}A')
    expect(stdout.match(/[^\n -~–…→]/u)).toBeNull()
  })
})

describe('plan for one device', () => {
  it('says how to ask why, in a command that answers', async () => {
    const folder = repository()

    const { stdout } = await plan(folder, '--device', 'laptop-3')
    const command = stdout.slice(stdout.indexOf('reeve explain ')).split('\n')[0]?.split(' ').slice(1) ?? []

    expect(stdout).toContain('\nWhy, or why not, and what would change it:\n')
    expect((await reeve(command)).stdout).toMatch(/^LAPTOP-3: nothing is planned\n {2}No policy selects the device\.\n/)
  })
})

describe('a policy that concerns no device', () => {
  it('is told of on stderr, with the value that was probably meant, and changes neither plan nor exit code', async () => {
    const kiosks = LOST.replace('name: lost', 'name: kiosks').replace('serialNumber: [SN-1, SN-2]', 'managedDeviceOwnerType: personal')

    const { exit, stdout, stderr } = await plan(repository({ 'policies/kiosks.yaml': kiosks }), '--format', 'json')

    expect(exit).toBe(0)
    expect((JSON.parse(stdout) as Plan).actions).toHaveLength(2)
    expect(stderr).toContain('/policies/kiosks.yaml:6:12\n  warning REEVE_SELECTOR_MATCHES_NOTHING  Selector matches no device\n')
    expect(stderr).toContain('is true for 0 of 400 devices.\n')
  })
})
