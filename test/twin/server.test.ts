import { afterEach, describe, expect, it } from 'vitest'
import { startTwin, type Twin, type TwinOptions } from '../../src/twin/server.ts'
import { DEVICES, requestToken, START } from './parts.ts'

const twins: Twin[] = []

afterEach(async () => {
  await Promise.all(twins.splice(0).map((twin) => twin.close()))
})

async function open(options: Partial<TwinOptions> = {}): Promise<{ readonly twin: Twin; readonly headers: Record<string, string> }> {
  const twin = await startTwin({ devices: 40, seed: 3, start: START, clock: { mode: 'stepped' }, ...options })
  twins.push(twin)
  const Authorization = `Bearer ${await requestToken((request) => fetch(new Request(request.url.replace('http://twin.invalid', twin.url), request)))}`
  return { twin, headers: { Authorization } }
}

describe('the twin as a server', () => {
  it('listens on this machine only, and its links lead back to it', async () => {
    const { twin, headers } = await open()

    const response = await fetch(`${twin.url}${DEVICES}?$top=30&$select=id`, { headers })
    const { '@odata.nextLink': nextLink } = (await response.json()) as { readonly '@odata.nextLink': string }
    const next = (await (await fetch(nextLink, { headers })).json()) as { readonly value: readonly unknown[] }

    expect(new URL(twin.url).hostname).toBe('127.0.0.1')
    expect(nextLink.startsWith(`${twin.url}${DEVICES}?`)).toBe(true)
    expect(next.value.length).toBe(10)
    expect(response.headers.get('date')).toBe('Sun, 22 Nov 2026 00:00:00 GMT')
  })

  it('breaks the connection of an answer that is lost, and goes on', async () => {
    const { twin, headers } = await open({ faults: [{ match: { path: '/v1.0/users' }, kind: 'lostAnswer', times: 1 }] })

    await expect(fetch(`${twin.url}/v1.0/users`, { headers })).rejects.toThrow('fetch failed')
    const second = await fetch(`${twin.url}/v1.0/users`, { headers })

    expect(second.status).toBe(200)
    await second.body?.cancel()
  })

  it('says the ledger over the admin surface', async () => {
    const { twin, headers } = await open()
    const { value } = (await (await fetch(`${twin.url}${DEVICES}?$top=1`, { headers })).json()) as { readonly value: readonly { readonly id: string }[] }
    await fetch(`${twin.url}${DEVICES}/${value[0]?.id}/retire`, { method: 'POST', headers })

    const { entries } = (await (await fetch(`${twin.url}/_twin/ledger`)).json()) as { readonly entries: unknown }

    expect(entries).toEqual(JSON.parse(JSON.stringify(twin.ledger())))
    expect(twin.ledger()[0]).toMatchObject({ kind: 'accepted', action: 'retire', deviceId: value[0]?.id })
  })

  it('closes while a client keeps its connection', async () => {
    const { twin } = await open()
    const response = await fetch(`${twin.url}/_twin/fleet`)
    await response.text()

    await twin.close()

    await expect(fetch(`${twin.url}/_twin/fleet`)).rejects.toThrow('fetch failed')
  })

  it('says so when the port is taken', async () => {
    const { twin } = await open()

    const second = startTwin({ devices: 1, seed: 1, start: START, clock: { mode: 'stepped' }, port: Number(new URL(twin.url).port) })

    await expect(second).rejects.toThrow('EADDRINUSE')
  })
})

describe('the summary of the fleet', () => {
  it('counts what is managed, what waits, and since when devices are silent', async () => {
    const { twin } = await open({ devices: 200 })

    const summary = (await (await fetch(`${twin.url}/_twin/fleet`)).json()) as Record<string, Record<string, number>>

    const total = (counts: Record<string, number> | undefined): number => Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0)
    expect(summary).toMatchObject({
      tenantId: twin.tenantId,
      profile: 'intune-2018',
      devices: 200,
      managed: 200,
      waiting: 0,
      users: 140,
      managementStates: { managed: 200 },
    })
    expect([total(summary['platforms']), total(summary['ownership']), total(summary['silent'])]).toEqual([200, 200, 200])
  })
})
