/** A tenant over HTTP that does at once what it is asked, and counts what really happened to each device. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface CountingTenant {
  readonly url: string
  /** How often each device was wiped; devices that never were are missing. */
  readonly wipes: Map<string, number>
  /** Called after the device was wiped, instead of the answer 204. */
  answer: ((response: ServerResponse, device: string) => void) | null
}

export async function startCountingTenant(): Promise<CountingTenant> {
  const wipes = new Map<string, number>()
  const server = createServer((request, response) => {
    const [, device = '', verb] = (request.url ?? '').split('/')
    if (verb !== 'wipe') {
      response.writeHead(200).end()
      return
    }
    wipes.set(device, (wipes.get(device) ?? 0) + 1)
    if (tenant.answer) tenant.answer(response, device)
    else response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const tenant: CountingTenant = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, wipes, answer: null }
  return tenant
}
