import { describe, expect, it, onTestFinished } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { startTwin, type Twin } from '../../src/twin/server.ts'
import { reeve } from './command.ts'
import { folderOf } from './repository.ts'

const NOW = '2026-11-22T12:00:00Z'
const POLICY = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: phones}
spec:
  reason: Handed back
  select: {platform: androidFullyManaged}
  desired: {state: deleted}
`

function fleet(provider: string): string {
  return folderOf({
    'reeve.yaml': `apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {profile: intune-2026, provider: ${provider}}\n`,
    'policies/phones.yaml': POLICY,
  })
}

async function twinOf(profile: string): Promise<Twin> {
  const twin = await startTwin({ devices: 60, seed: 1, start: new Date(NOW), clock: { mode: 'stepped' }, profile })
  onTestFinished(() => twin.close())
  return twin
}

describe('a fleet under intune-2026', () => {
  it('has a simulated tenant of the same profile', async () => {
    const { stdout } = await reeve(['plan', fleet('{twin: {devices: 60, seed: 1}}'), '--now', NOW, '--format', 'json'])

    const { profile, actions } = JSON.parse(stdout) as Plan
    expect(profile).toBe('intune-2026')
    expect(actions.length).toBeGreaterThan(0)
    expect(new Set(actions.map(({ action, effectiveEffect, device }) => `${action} as ${effectiveEffect} on ${device?.platform}`))).toEqual(
      new Set(['delete as wipe on androidFullyManaged']),
    )
  })

  it('is not planned on a simulated tenant that obeys another profile', async () => {
    const twin = await twinOf('intune-2018')

    const { exit, stderr } = await reeve(['plan', fleet('{twin: {}}'), '--twin', twin.url])

    expect(exit).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('obey intune-2018, and the fleet goes by intune-2026.')
    expect(stderr).toContain('reeve twin --profile intune-2026')
  })

  it('may be a live tenant, and says which credentials are missing', async () => {
    const { exit, stderr } = await reeve(['plan', fleet('{intune: {tenantId: 00000000-0000-4000-8000-000000000001}}')])

    expect(exit).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('is a live tenant, and REEVE_CLIENT_ID and REEVE_CLIENT_SECRET are not set.')
  })

  it('that is a live tenant is never rehearsed on a twin, whose traces would stay in its journal', async () => {
    const { exit, stderr } = await reeve(['plan', fleet('{intune: {tenantId: 00000000-0000-4000-8000-000000000001}}'), '--twin', 'http://127.0.0.1:1'])

    expect(exit).toBe(64)
    expect(stderr).toContain('is a live tenant; --twin does not apply')
  })
})
