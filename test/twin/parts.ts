/** A twin without a network and a client whose every request and answer is compared with Graph's description. */
import { createTwinCore, type TwinCore, type TwinCoreOptions } from '../../src/twin/core.ts'
import { createFleet, type Fleet } from '../../src/twin/fleet.ts'
import { isReachable } from '../../src/twin/presence.ts'
import type { SeededDevice } from '../../src/twin/seeded-device.ts'
import { conforming, type Handle } from '../support/openapi.ts'

export const START = new Date('2026-11-22T00:00:00Z')
export const ORIGIN = 'http://twin.invalid'
export const DEVICES = `/beta/deviceManagement/managedDevices`

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any
}

export interface Client {
  readonly core: TwinCore
  readonly fleet: Fleet
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  send(method: string, path: string, body?: unknown): Promise<Reply>
  /** Without the comparison, for what Graph does not describe. */
  raw(method: string, path: string, options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<Reply>
  /** All pages of a list. */
  list(path: string): Promise<readonly Record<string, unknown>[]>
}

export async function openTwin(options: Partial<TwinCoreOptions> = {}): Promise<Client> {
  const all: TwinCoreOptions = { devices: 400, seed: 7, start: START, clock: { mode: 'stepped' }, ...options }
  const core = createTwinCore(all)
  const checked = conforming(core.handle)
  const Authorization = `Bearer ${await requestToken(core.handle)}`

  async function call(handle: Handle, request: Request): Promise<Reply> {
    const response = await handle(request)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  const requestFor = (
    method: string,
    path: string,
    { body, headers }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Request =>
    new Request(new URL(path, ORIGIN), {
      method,
      headers: { Authorization, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  const client: Client = {
    core,
    fleet: createFleet(all),
    get: (path, headers = {}) => call(checked, requestFor('GET', path, { headers })),
    send: (method, path, body) => call(checked, requestFor(method, path, { body })),
    raw: (method, path, given = {}) => call(core.handle, requestFor(method, path, given)),
    async list(path) {
      const records: Record<string, unknown>[] = []
      for (let link: string | undefined = path; link !== undefined; ) {
        const { body }: Reply = await client.get(link)
        records.push(...body.value)
        link = body['@odata.nextLink']
      }
      return records
    },
  }
  return client
}

export async function requestToken(handle: Handle): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'reeve', client_secret: 'anything', scope: 'https://graph.microsoft.com/.default' }
  const response = await handle(new Request(`${ORIGIN}/contoso/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) }))
  const { access_token } = (await response.json()) as { readonly access_token: string }
  return access_token
}

/** The first device that fits and is switched on at the start. */
export function pickDevice(fleet: Fleet, fits: (device: SeededDevice) => boolean): SeededDevice {
  for (let index = 0; index < fleet.devices; index++) {
    const device = fleet.device(index)
    if (isReachable(device.presence, START.getTime() / 1000) && fits(device)) return device
  }
  throw new Error('Expected the fleet to hold such a device that is on')
}

export function pathOf({ id }: { readonly id: string }, rest = ''): string {
  return `${DEVICES}/${id}${rest}`
}
