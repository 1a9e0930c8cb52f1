/** A rule over the directory, from the first plan to the empty directory: every command over HTTP against one tenant. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { createFleet } from '../../src/twin/fleet.ts'
import { startTwin, type Twin } from '../../src/twin/server.ts'
import { reeve } from './command.ts'
import { FLEET, folderOf, NOW } from './repository.ts'

const DAY = 86_400
const RULE = `apiVersion: reeve/v1
kind: CleanupRule
metadata: {name: forgotten}
spec:
  reason: Nobody has signed in for half a year
  over: directory
  inactiveDays: 180
  stages:
    - {action: disableDirectoryDevice}
    - {after: 30d, action: deleteDirectoryDevice}
`

const TENANT = { devices: 200, seed: 3, start: new Date(NOW) }
const fleet = createFleet(TENANT)
const objectIds = new Map(
  Array.from({ length: fleet.directoryPlaces }, (_, place) => fleet.directoryDevice(place)).flatMap((record) =>
    record ? [[record.displayName, record.id]] : [],
  ),
)

async function scene() {
  const twin = await startTwin({ ...TENANT, clock: { mode: 'stepped' } })
  const state = mkdtempSync(join(tmpdir(), 'reeve-state-'))
  onTestFinished(async () => {
    await twin.close()
    rmSync(state, { recursive: true, force: true })
  })
  const folder = folderOf({ 'reeve.yaml': FLEET, 'policies/forgotten.yaml': RULE })
  const run = (...args: string[]) => reeve(args, { env: { REEVE_STATE: state, REEVE_TWIN_URL: twin.url } })
  const plan = async (): Promise<string[]> => {
    const { stdout } = await run('plan', folder, '--format', 'json')
    const { actions, blocked } = JSON.parse(stdout) as Plan
    return [
      ...actions.map(({ action, device }) => `${action} ${device?.deviceName}`),
      ...blocked.map(({ code, device }) => `${code} ${device?.deviceName}`),
    ].sort()
  }
  const nameOf = (id: string) => [...objectIds].find(([, other]) => other === id)?.[0]
  const accepted = () =>
    twin
      .ledger()
      .flatMap((entry) => (entry.kind === 'accepted' ? [`${entry.action} ${nameOf(entry.target)}`] : []))
      .sort()
  return { twin, folder, run, plan, accepted }
}

/** What a colleague does to a record meanwhile. */
async function asColleague(twin: Twin, name: string, method: 'PATCH' | 'DELETE'): Promise<void> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'colleague', client_secret: 'any', scope: `${twin.url}/.default` })
  const { access_token: token } = (await (await fetch(`${twin.url}/${twin.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: form })).json()) as {
    access_token: string
  }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = method === 'PATCH' ? JSON.stringify({ accountEnabled: true }) : null
  const { status } = await fetch(`${twin.url}/v1.0/devices/${objectIds.get(name)}`, { method, headers, body })
  expect(status).toBe(204)
}

describe('records that nobody manages', () => {
  it('are disabled, and thirty days later deleted, once each and no others', async () => {
    const { twin, folder, run, plan, accepted } = await scene()

    const first = await plan()
    const disabled = await run('apply', folder, '--yes')
    const waiting = await plan()
    twin.advance(30 * DAY)
    const second = await plan()
    const deleted = await run('apply', folder, '--yes')
    const last = await plan()

    expect([disabled.exit, deleted.exit], disabled.stderr + deleted.stderr).toEqual([0, 0])
    expect({ first, waiting, second, last }).toEqual({
      first: ['disableDirectoryDevice EIN-REG-00205', 'disableDirectoryDevice EIN-REG-00209', 'disableDirectoryDevice OSL-REG-00204', 'hybrid BER-REG-00212'],
      waiting: ['hybrid BER-REG-00212'],
      // A month later one more has been silent for long enough, and one turns out to be of Autopilot.
      second: [
        'autopilot EIN-REG-00205',
        'deleteDirectoryDevice EIN-REG-00209',
        'deleteDirectoryDevice OSL-REG-00204',
        'disableDirectoryDevice AMS-REG-00211',
        'hybrid BER-REG-00212',
      ],
      last: ['autopilot EIN-REG-00205', 'hybrid BER-REG-00212'],
    })
    expect(accepted()).toEqual([
      'deleteDirectoryDevice EIN-REG-00209',
      'deleteDirectoryDevice OSL-REG-00204',
      'disableDirectoryDevice AMS-REG-00211',
      'disableDirectoryDevice EIN-REG-00205',
      'disableDirectoryDevice EIN-REG-00209',
      'disableDirectoryDevice OSL-REG-00204',
    ])
  })

  it('stay when somebody enables them again while they wait', async () => {
    const { twin, folder, run, plan } = await scene()
    await run('apply', folder, '--yes')
    await asColleague(twin, 'EIN-REG-00209', 'PATCH')

    twin.advance(30 * DAY)

    expect(await plan()).not.toContain('deleteDirectoryDevice EIN-REG-00209')
    expect(await plan()).toContain('deleteDirectoryDevice OSL-REG-00204')
  })

  it('are left out when they are gone by the time a saved plan is applied', async () => {
    const { twin, folder, run, accepted } = await scene()
    const saved = join(folder, 'plan.json')
    await run('plan', folder, '--out', saved)
    await asColleague(twin, 'EIN-REG-00209', 'DELETE')

    const applied = await run('apply', saved)

    expect(applied.stdout).toContain('Applied: 2 confirmed.')
    expect(accepted()).toEqual(['deleteDirectoryDevice EIN-REG-00209', 'disableDirectoryDevice EIN-REG-00205', 'disableDirectoryDevice OSL-REG-00204'])
  })
})
