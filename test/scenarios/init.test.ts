/** A new repository, by the commands that init and its README name, as real processes. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'

const bin = join(import.meta.dirname, '../../bin/reeve.js')

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-init-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function run(args: readonly string[], cwd = folder): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'], HOME: homedir(), TMPDIR: folder, REEVE_STATE: join(folder, 'state') }
    execFile(process.execPath, [bin, ...args], { cwd, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

describe.each([
  ['intune-2018', { wipe: 2, delete: 6 }],
  ['intune-2026', { wipe: 2, retire: 6 }],
])('a repository that init makes with %s', (profile, effects) => {
  const repository = () => join(folder, profile)

  beforeAll(async () => {
    const { code, stderr } = await run(['init', profile, '--profile', profile, '--git'])
    if (code !== 0) throw new Error(stderr)
  })

  it('is valid without a warning', async () => {
    const { code, stdout } = await run(['validate', '--format', 'json'], repository())

    expect({ code, problems: (JSON.parse(stdout) as { problems: unknown[] }).problems }).toEqual({ code: 0, problems: [] })
  })

  it('passes its test', async () => {
    const { code, stdout } = await run(['test'], repository())

    expect(code, stdout).toBe(0)
    expect(stdout).toContain('lost-devices')
  })

  it('plans a few things on the simulated tenant, held back by nothing', async () => {
    const { code, stdout } = await run(['plan', '--format', 'json'], repository())

    const plan = JSON.parse(stdout) as Plan
    const planned = Object.groupBy(plan.actions, ({ effectiveEffect }) => effectiveEffect)
    expect({ code, planned: Object.fromEntries(Object.entries(planned).map(([effect, actions]) => [effect, actions.length])) }).toEqual({
      code: 0,
      planned: effects,
    })
    expect(plan.actions.filter(({ status }) => status !== 'ready')).toEqual([])
    expect(plan.blocked).toEqual([])
  })

  it('names in its README and its workflow only commands that there are', async () => {
    const texts = ['README.md', '.github/workflows/reeve.yaml'].map((path) => readFileSync(join(repository(), path), 'utf8')).join('\n')
    const commands = new Set([...texts.matchAll(/npx (?:--yes )?reeve(?:@\S+)? (\w+)/g)].map(([, command = '']) => command))

    const answers = await Promise.all([...commands].map(async (command) => [command, (await run([command, '--help'])).code] as const))

    expect(Object.fromEntries(answers)).toEqual({ validate: 0, test: 0, plan: 0, schema: 0 })
  })
})
