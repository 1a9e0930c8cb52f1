/** The twin without a network: a request in, an answer out, under any clock. */
import { Hono } from 'hono'
import { findProfile } from '../planner/profile/profile.ts'
import { type Exchange, graphError } from './answers.ts'
import { type ClockMode, createClock } from './clock.ts'
import type { TwinEnv } from './context.ts'
import { settle } from './device-behaviour.ts'
import { createFaults, type FaultRule, respondWithFault } from './faults.ts'
import { createFleet } from './fleet.ts'
import { sequenceGuid } from './identifiers.ts'
import type { LedgerEntry } from './ledger.ts'
import { addAdminRoutes } from './routes/admin.ts'
import { addBatchRoute } from './routes/batch.ts'
import { addCleanupRuleRoutes } from './routes/cleanup-rules.ts'
import { addDirectoryRoutes } from './routes/directory.ts'
import { addManagedDeviceRoutes } from './routes/managed-devices.ts'
import { addTokenRoute } from './routes/token.ts'
import type { Tenant } from './tenant.ts'
import { createTokens } from './tokens.ts'

const DEFAULT_TENANT_ID = '7e57ab1e-0000-4000-8000-00000000f1ee'
const DEFAULT_PROFILE = 'intune-2018'

export interface TwinCoreOptions {
  /** 1 to 1,000,000. */
  readonly devices: number
  readonly seed: number
  /** What the twin's clock shows at first; the fleet's history lies before it. */
  readonly start: Date
  readonly clock: ClockMode
  /** Capability profile that the devices obey. */
  readonly profile?: string
  readonly tenantId?: string
  readonly faults?: readonly FaultRule[]
  /** A watch for clocks that run with the wall: milliseconds, only ever forward. */
  readonly elapsedMs?: () => number
  /** How a delayed answer waits. */
  readonly sleep?: (ms: number) => Promise<void>
}

export interface TwinCore {
  readonly tenantId: string
  /** Rejects with `LostAnswer` where a fault loses the answer. */
  handle(request: Request): Promise<Response>
  ledger(): readonly LedgerEntry[]
  advance(seconds: number): void
  now(): Date
  addFault(rule: FaultRule): void
}

export function createTwinCore(options: TwinCoreOptions): TwinCore {
  const { start, clock, elapsedMs = () => performance.now(), sleep = wait, profile: profileName = DEFAULT_PROFILE } = options
  const profile = findProfile(profileName)
  if (!profile) throw new RangeError(`Expected profile to be one that comes with this version, got "${profileName}"`)

  const tenant: Tenant = {
    tenantId: options.tenantId ?? DEFAULT_TENANT_ID,
    fleet: createFleet(options),
    clock: createClock({ start, clock, elapsedMs }),
    profile,
    managed: new Map(),
    directory: new Map(),
    users: new Map(),
    contacts: [],
    ledger: [],
    cleanupRules: [],
    cleanupDays: null,
    requests: 0,
  }
  const faults = createFaults(options.faults ?? [])
  const app = createApp({ tenant, faults, handle })

  async function handle(request: Request): Promise<Response> {
    settle(tenant)
    const exchange = openExchange(tenant, request)
    const respond = async (): Promise<Response> => app.fetch(request, { exchange })
    const fault = faults.take(request)
    return fault ? respondWithFault(fault, { exchange, respond, sleep }) : respond()
  }

  return {
    tenantId: tenant.tenantId,
    handle,
    ledger() {
      settle(tenant)
      return [...tenant.ledger]
    },
    advance(seconds) {
      tenant.clock.advance(seconds)
      settle(tenant)
    },
    now: () => tenant.clock.now(),
    addFault: (rule) => faults.add(rule),
  }
}

interface AppParts {
  readonly tenant: Tenant
  readonly faults: ReturnType<typeof createFaults>
  readonly handle: (request: Request) => Promise<Response>
}

function createApp({ tenant, faults, handle }: AppParts): Hono<TwinEnv> {
  const app = new Hono<TwinEnv>()
  const tokens = createTokens(tenant.fleet.seed)
  app.use(async (context, next) => {
    context.set('exchange', context.env.exchange)
    await next()
  })
  addAdminRoutes(app, { tenant, faults })
  addTokenRoute(app, tokens)

  for (const version of ['v1.0', 'beta'] as const) {
    app.use(`/${version}/*`, async (context, next) => {
      if (tokens.accepts(context.req.header('Authorization') ?? null)) return next()
      return graphError(context.get('exchange'), { status: 401, code: 'InvalidAuthenticationToken', message: 'Access token is empty or not valid.' })
    })
    addManagedDeviceRoutes({ app, tenant, version })
    addDirectoryRoutes({ app, tenant, version })
    // Known to the beta alone.
    if (version === 'beta') addCleanupRuleRoutes({ app, tenant, version })
    addBatchRoute({ app, version }, handle)
  }

  app.notFound((context) => {
    const segment = context.req.path.split('/')[2] ?? ''
    return graphError(context.get('exchange'), { status: 400, code: 'BadRequest', message: `Resource not found for the segment '${segment}'.` })
  })
  return app
}

function openExchange(tenant: Tenant, request: Request): Exchange {
  const requestId = sequenceGuid(tenant.fleet.seed, tenant.requests)
  tenant.requests += 1
  return { requestId, clientRequestId: request.headers.get('client-request-id') ?? requestId, now: tenant.clock.now() }
}

async function wait(ms: number): Promise<void> {
  const { setTimeout } = await import('node:timers/promises')
  await setTimeout(ms)
}
