/** Every example gives the plan that lies beside it, byte for byte, by the command its README names. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const reeve = join(root, 'bin/reeve.js')
const NOW = '2026-11-22T12:00:00Z'
const examples = (await readdir(join(root, 'examples'), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)

let folder = ''

// Outside of any git repository, so that the plan names no revision.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-examples-'))
  await cp(join(root, 'examples'), folder, { recursive: true })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function reeveIn(example: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [reeve, ...args], {
    cwd: join(folder, example),
    env: { PATH: process.env.PATH ?? '', REEVE_STATE: join(folder, 'state', example) },
  })
  return stdout
}

describe('the examples', () => {
  it('are at least four', () => {
    expect(examples.length).toBeGreaterThanOrEqual(4)
  })

  it.each(examples)('%s is valid without a warning', async (example) => {
    const report = JSON.parse(await reeveIn(example, 'validate', '.', '--format', 'json')) as { problems: unknown[] }

    expect(report.problems).toEqual([])
  })

  it.each(examples)('%s passes its own tests, which touch all of it', async (example) => {
    const report = JSON.parse(await reeveIn(example, 'test', '.', '--format', 'json')) as { tests: unknown[]; coverage: { items: { covered: boolean }[] } }

    expect(report.tests.length).toBeGreaterThan(0)
    expect(report.coverage.items.filter(({ covered }) => !covered)).toEqual([])
  })

  it.each(examples)('%s gives the plan that lies beside it', async (example) => {
    const expected = await readFile(join(folder, example, 'expected/plan.json'), 'utf8')

    const plan = await reeveIn(example, 'plan', '.', '--inventory', 'inventory/fleet.json', '--now', NOW, '--format', 'json')

    expect(plan).toBe(expected)
  })

  it.each(examples)('%s gives the same plan from a shuffled inventory', async (example) => {
    const expected = await readFile(join(folder, example, 'expected/plan.json'), 'utf8')
    const fleet = JSON.parse(await readFile(join(folder, example, 'inventory/fleet.json'), 'utf8')) as Record<string, unknown>
    for (const key of ['managedDevices', 'directoryDevices', 'users']) fleet[key] = [...(fleet[key] as unknown[])].reverse()
    await writeFile(join(folder, example, 'shuffled.json'), JSON.stringify(fleet))

    const plan = await reeveIn(example, 'plan', '.', '--inventory', 'shuffled.json', '--now', NOW, '--format', 'json')
    await rm(join(folder, example, 'shuffled.json'))

    expect(plan).toBe(expected)
  })
})
