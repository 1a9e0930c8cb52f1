/** Every request that the provider makes, and every answer it gets from the twin, is one that Graph describes. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGraphClient } from '../../src/intune/client.ts'
import type { Exchange, HttpRequest, HttpTransport } from '../../src/intune/http.ts'
import { createIntuneReader } from '../../src/intune/read.ts'
import { createClientCredentialsTokens } from '../../src/intune/token.ts'
import { createIntuneWriter } from '../../src/intune/write.ts'
import type { ActionName } from '../../src/planner/documents.generated.ts'
import { startTwin } from '../../src/twin/server.ts'
import { checkRequest, checkResponse } from '../support/openapi.ts'
import { NO_SECRETS, soon, startHttp } from './parts.ts'
import { createWaitingClock } from './waiting-clock.ts'

const START = new Date('2026-11-22T09:00:00Z')

/** The transport, with everything that goes through it compared with the description of Graph. */
function compared(http: HttpTransport): HttpTransport & { readonly problems: readonly string[]; readonly seen: ReadonlySet<string> } {
  const problems: string[] = []
  const seen = new Set<string>()

  function compare({ method, url, body }: HttpRequest, exchange: Exchange): Exchange {
    if (url.pathname.endsWith('/token')) return exchange
    const request = { method, url: url.href, body: body === undefined ? null : JSON.parse(body) }
    seen.add(`${method} ${url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')}`)
    problems.push(...checkRequest(request))
    if (exchange.kind === 'answer')
      problems.push(...checkResponse(request, { status: exchange.status, body: exchange.body ? JSON.parse(exchange.body) : null }))
    else problems.push(`${method} ${url.pathname}: ${exchange.code}`)
    return exchange
  }

  return {
    problems,
    seen,
    ask: async (request, signal) => compare(request, await http.ask(request, signal)),
    sendOnce: async (request, signal) => compare(request, await http.sendOnce(request, signal)),
    close: () => http.close(),
  }
}

describe('the provider and Graph', () => {
  it('agree on every request and every answer', async () => {
    const twin = await startTwin({ devices: 40, seed: 3, start: START, clock: { mode: 'stepped' } })
    onTestFinished(() => twin.close())
    const clock = createWaitingClock(START.toISOString())
    const http = compared(startHttp())
    const credentials = { authorityUrl: twin.url, tenantId: twin.tenantId, clientId: 'reeve', clientSecret: 'any', scope: `${twin.url}/.default` }
    const client = createGraphClient({ graphUrl: twin.url, tokens: createClientCredentialsTokens(credentials, { http, clock }), clock, http })
    const reader = createIntuneReader({ client, clock, profile: 'intune-2018', pageSize: 15 })
    const writer = createIntuneWriter({ client, clock, secrets: NO_SECRETS })

    const { devices } = await reader.readInventory(soon())
    const ios = devices.find(({ platform, azureADDeviceId, userId }) => platform === 'ios' && azureADDeviceId !== null && userId !== null)
    const reading = await reader.readDevice(ios?.id ?? '', soon())
    const directoryId = (reading.found && reading.directoryDevice?.id) || ''
    await reader.readDirectoryDevice(directoryId, soon())
    await reader.readUser(ios?.userId ?? '', soon())
    await reader.readDevicesOfUser(ios?.userId ?? '', soon())
    await reader.findManagedDevices(ios?.azureADDeviceId ?? '', soon())
    const targets: readonly (readonly [ActionName, string])[] = [
      ['resetPasscode', ios?.id ?? ''],
      ['wipe', ios?.id ?? ''],
      ['retire', ios?.id ?? ''],
      ['delete', ios?.id ?? ''],
      ['disableDirectoryDevice', directoryId],
      ['deleteDirectoryDevice', directoryId],
      ['disableUser', ios?.userId ?? ''],
      ['deleteUser', ios?.userId ?? ''],
    ]
    for (const [action, target] of targets) await writer.send({ actionId: `a-${action}`, action, target, parameters: {} }, soon())
    await reader.readDevice(ios?.id ?? '', soon())

    expect(http.problems).toEqual([])
    expect([...http.seen].sort()).toEqual([
      'DELETE /v1.0/deviceManagement/managedDevices/{id}',
      'DELETE /v1.0/devices/{id}',
      'DELETE /v1.0/users/{id}',
      'GET /beta/deviceManagement/managedDevices',
      'GET /beta/deviceManagement/managedDevices/{id}',
      'GET /v1.0/devices',
      'GET /v1.0/devices/{id}',
      'GET /v1.0/users',
      'GET /v1.0/users/{id}',
      'GET /v1.0/users/{id}/managedDevices',
      'PATCH /v1.0/devices/{id}',
      'PATCH /v1.0/users/{id}',
      'POST /v1.0/deviceManagement/managedDevices/{id}/resetPasscode',
      'POST /v1.0/deviceManagement/managedDevices/{id}/retire',
      'POST /v1.0/deviceManagement/managedDevices/{id}/wipe',
    ])
  })
})
