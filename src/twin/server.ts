/** The twin as a server on this machine. */
import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { createTwinCore, type TwinCore, type TwinCoreOptions } from './core.ts'
import { LostAnswer } from './faults.ts'

export interface TwinOptions extends TwinCoreOptions {
  /** A free one is taken when left out. */
  readonly port?: number
}

export interface Twin extends TwinCore {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Never reachable from another machine: anybody who asks gets a token. */
const HOST = '127.0.0.1'

export async function startTwin(options: TwinOptions): Promise<Twin> {
  const core = createTwinCore(options)
  const { promise: listening, resolve, reject } = Promise.withResolvers<AddressInfo>()
  const server = serve({ fetch: (request, bindings) => respond(core, request, bindings), hostname: HOST, port: options.port ?? 0 }, resolve)
  server.once('error', reject)
  const { port } = await listening

  return {
    ...core,
    url: `http://${HOST}:${port}`,
    async close() {
      const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>()
      server.close(() => onClosed())
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

async function respond(core: TwinCore, request: Request, bindings: object): Promise<Response> {
  try {
    return await core.handle(request)
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error
    const { outgoing } = bindings as HttpBindings
    outgoing.destroy()
    return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
  }
}
