/** The tenant's cleanup rules over HTTP, every request and answer compared with the description of Graph. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGraphClient } from '../../src/intune/client.ts'
import type { HttpRequest, HttpTransport } from '../../src/intune/http.ts'
import { createIntuneReader } from '../../src/intune/read.ts'
import { createClientCredentialsTokens } from '../../src/intune/token.ts'
import { createIntuneWriter } from '../../src/intune/write.ts'
import { digestInventory } from '../../src/planner/inventory-digest.ts'
import type { ProfileName } from '../../src/planner/project-device.ts'
import type { CleanupRuleChange, InventoryReader, SendResult } from '../../src/reconciler/provider.ts'
import type { FaultRule } from '../../src/twin/faults.ts'
import { startTwin } from '../../src/twin/server.ts'
import { checkRequest } from '../support/openapi.ts'
import { NO_SECRETS, soon, startHttp } from './parts.ts'
import { createWaitingClock } from './waiting-clock.ts'

const START = new Date('2026-11-22T09:00:00Z')
const RULES = '/beta/deviceManagement/managedDeviceCleanupRules'

interface Scene {
  readonly reader: InventoryReader
  readonly change: (change: CleanupRuleChange) => Promise<SendResult>
  readonly written: readonly string[]
  readonly problems: readonly string[]
}

async function scene(profile: ProfileName, faults: readonly FaultRule[] = []): Promise<Scene> {
  const twin = await startTwin({ devices: 20, seed: 3, start: START, clock: { mode: 'stepped' }, profile, faults })
  onTestFinished(() => twin.close())
  const clock = createWaitingClock(START.toISOString())
  const written: string[] = []
  const problems: string[] = []
  const plain = startHttp()
  const look = ({ method, url, body }: HttpRequest): void => {
    if (url.pathname.endsWith('/token')) return
    problems.push(...checkRequest({ method, url: url.href, body: body === undefined ? null : JSON.parse(body) }))
    if (method !== 'GET') written.push(`${method} ${url.pathname} ${body}`)
  }
  const http: HttpTransport = {
    ask: async (request, signal) => {
      look(request)
      return plain.ask(request, signal)
    },
    sendOnce: async (request, signal) => {
      look(request)
      return plain.sendOnce(request, signal)
    },
    close: () => plain.close(),
  }
  const credentials = { authorityUrl: twin.url, tenantId: twin.tenantId, clientId: 'reeve', clientSecret: 'any', scope: `${twin.url}/.default` }
  const client = createGraphClient({ graphUrl: twin.url, tokens: createClientCredentialsTokens(credentials, { http: plain, clock }), clock, http })
  const writer = createIntuneWriter({ client, clock, secrets: NO_SECRETS })
  return {
    reader: createIntuneReader({ client, clock, profile }),
    change: (cleanupRule) => writer.send({ actionId: 'a-1', action: 'setCleanupRule', target: 'tenant', parameters: {}, cleanupRule }, soon()),
    written,
    problems,
  }
}

describe('the cleanup rules of a tenant', () => {
  it('are made and changed by platform, and read as they are', async () => {
    const { reader, change, written, problems } = await scene('intune-2026')

    const none = await reader.readCleanupRules(soon())
    const made = await change({ kind: 'create', platform: 'ios', displayName: 'reeve: phones', days: 120 })
    const [rule] = await reader.readCleanupRules(soon())
    const updated = await change({ kind: 'update', id: rule?.id ?? '', days: 90 })

    expect(none).toEqual([])
    expect([made, updated]).toEqual([{ outcome: 'accepted' }, { outcome: 'accepted' }])
    expect(await reader.readCleanupRules(soon())).toEqual([{ id: rule?.id, platform: 'ios', displayName: 'reeve: phones', days: 90 }])
    expect(written).toEqual([
      `POST ${RULES} {"@odata.type":"#microsoft.graph.managedDeviceCleanupRule","displayName":"reeve: phones","deviceCleanupRulePlatformType":"ios","deviceInactivityBeforeRetirementInDays":120}`,
      `PATCH ${RULES}/${rule?.id} {"@odata.type":"#microsoft.graph.managedDeviceCleanupRule","deviceInactivityBeforeRetirementInDays":90}`,
    ])
    expect(problems).toEqual([])
  })

  it('are one text for the whole tenant in intune-2018', async () => {
    const { reader, change, written, problems } = await scene('intune-2018')

    const none = await reader.readCleanupRules(soon())
    const result = await change({ kind: 'setting', days: 120 })

    expect(none).toEqual([])
    expect(result).toEqual({ outcome: 'accepted' })
    expect(await reader.readCleanupRules(soon())).toEqual([{ id: null, platform: 'all', displayName: null, days: 120 }])
    expect(written).toEqual(['PATCH /beta/deviceManagement {"managedDeviceCleanupSettings":{"deviceInactivityBeforeRetirementInDays":"120"}}'])
    expect(problems).toEqual([])
  })

  it('are part of an inventory, and of its digest, only when they are asked for', async () => {
    const { reader } = await scene('intune-2026')

    const without = await reader.readInventory(soon())
    const asked = await reader.readInventory(soon(), undefined, { cleanupRules: true })

    expect([without.cleanupRules, asked.cleanupRules]).toEqual([null, []])
    expect(without.digest).toBe(digestInventory({ devices: without.devices, directoryDevices: without.directoryDevices, users: without.users }))
    expect(asked.digest).not.toBe(without.digest)
  })

  it('that cannot be read leave an inventory incomplete, and say why', async () => {
    const { reader } = await scene('intune-2026', [{ kind: 'status', status: 403, code: 'Forbidden', match: { method: 'GET', path: RULES }, times: 9 }])

    const { cleanupRules, complete, incompleteBecause } = await reader.readInventory(soon(), undefined, { cleanupRules: true })
    const alone = reader.readCleanupRules(soon())

    expect({ cleanupRules, complete }).toEqual({ cleanupRules: null, complete: false })
    expect(incompleteBecause).toEqual([expect.stringMatching(/^page 1 of managedDeviceCleanupRules: .*403/)])
    await expect(alone).rejects.toThrow(/403/)
  })

  it('answered 500 to a second rule for a platform leave it unknown what became of it', async () => {
    const { change } = await scene('intune-2026')
    await change({ kind: 'create', platform: 'ios', displayName: 'one', days: 120 })

    expect(await change({ kind: 'create', platform: 'ios', displayName: 'two', days: 90 })).toMatchObject({ outcome: 'unknown' })
  })

  it.each<[string, CleanupRuleChange]>([
    ['without a GUID', { kind: 'update', id: '../users', days: 90 }],
    ['without a number', { kind: 'setting', days: 0 }],
  ])('are not asked for %s', async (_case, change) => {
    const { change: send, written } = await scene('intune-2026')

    expect(await send(change)).toMatchObject({ outcome: 'refused' })
    expect(written).toEqual([])
  })
})
