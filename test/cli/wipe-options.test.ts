/** The secret of a wipe, from the environment to the tenant and nowhere else. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { startTwin } from '../../src/twin/server.ts'
import { reeve } from './command.ts'
import { commitAll, folderOf, NOW } from './repository.ts'

const CODE = '804213'
const FILES = {
  'reeve.yaml': 'apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {profile: intune-2026, provider: {twin: {}}}\n',
  'policies/limits.yaml': 'apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: contoso}\nspec: {limits: {wipe: {perPass: {count: 50, percent: 50}}}}\n',
  'policies/macs.yaml': `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: macs}
spec:
  reason: The office is closed
  select: {platform: macos, managedDeviceOwnerType: company}
  desired:
    state: wiped
    since: 2026-11-20T00:00:00Z
    wipe: {mode: plain, macOsUnlockCode: {secretRef: "env:MAC_CODE"}}
`,
}

async function applyWith(env: Readonly<Record<string, string>>) {
  const twin = await startTwin({ devices: 60, seed: 1, start: new Date(NOW), clock: { mode: 'stepped' }, profile: 'intune-2026' })
  const state = mkdtempSync(join(tmpdir(), 'reeve-state-'))
  onTestFinished(async () => {
    await twin.close()
    rmSync(state, { recursive: true, force: true })
  })
  const folder = folderOf(FILES)
  commitAll(folder)
  const options = { env: { REEVE_STATE: state, REEVE_TWIN_URL: twin.url, ...env } }

  const planned = await reeve(['plan', folder, '--format', 'json'], options)
  const applied = await reeve(['apply', folder, '--yes', '--format', 'json'], options)

  const written = readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  const report = JSON.parse(applied.stdout) as { outcomes: { outcome: string; because: string | null }[] }
  const ledger = twin.ledger()
  const everything = [planned.stdout, planned.stderr, applied.stdout, applied.stderr, JSON.stringify(ledger), ...written].join('\n')
  return { plan: JSON.parse(planned.stdout) as Plan, report, ledger, everything }
}

describe('the unlock code of a Mac', () => {
  it('reaches the tenant, and stands nowhere else', async () => {
    const { plan, report, ledger, everything } = await applyWith({ MAC_CODE: CODE })

    expect(plan.actions.length).toBeGreaterThan(0)
    expect(new Set(plan.actions.map(({ parameters }) => JSON.stringify(parameters)))).toEqual(
      new Set(['{"keepEnrollmentData":false,"keepUserData":false,"macOsUnlockCode":{"secretRef":"env:MAC_CODE"}}']),
    )
    expect(new Set(report.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']))
    expect(ledger.filter(({ kind }) => kind === 'accepted')).toHaveLength(plan.actions.length)
    expect(everything).toContain('env:MAC_CODE')
    expect(everything).not.toContain(CODE)
  })

  it.each([
    ['is missing', {}, 'its macOsUnlockCode could not be read: the variable MAC_CODE is not set'],
    ['is none', { MAC_CODE: `${CODE}9` }, 'its macOsUnlockCode is not six digits'],
  ])('that %s sends nothing, and the reason says why', async (_case, env, because) => {
    const { report, ledger, everything } = await applyWith(env)

    expect(new Set(report.outcomes.map((outcome) => `${outcome.outcome}: ${outcome.because}`))).toEqual(new Set([`refused: nothing was sent: ${because}`]))
    expect(ledger).toEqual([])
    expect(everything).not.toContain(CODE)
  })
})
