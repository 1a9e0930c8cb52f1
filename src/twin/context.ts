/** What every route is given. */
import type { Context, Hono } from 'hono'
import type { Exchange } from './answers.ts'
import type { Tenant } from './tenant.ts'
import type { GraphVersion } from './wire.ts'

export interface TwinEnv {
  readonly Bindings: { exchange: Exchange }
  readonly Variables: { exchange: Exchange }
}

export type TwinApp = Hono<TwinEnv>
export type TwinContext = Context<TwinEnv>

export interface RouteContext {
  readonly app: TwinApp
  readonly tenant: Tenant
  readonly version: GraphVersion
}

/** The JSON object of a request's body; null when it is none. No body is an object without fields. */
export async function readBody(context: TwinContext): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await context.req.text()
  if (text === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null
  } catch {
    return null
  }
}
