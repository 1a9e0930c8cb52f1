/**
 * Which parts the program is made of: the one file that names concrete sources, stores and
 * providers. Everything is loaded when it is asked for, so that `validate` starts no network.
 *
 * What only reads is given no writer: a dry run cannot write.
 */
import { join } from 'node:path'
import type { DesiredState } from '../planner/desired.ts'
import type { ProfileName } from '../planner/project-device.ts'
import type { GraphClient } from '../intune/client.ts'
import type { HttpTransport } from '../intune/http.ts'
import type { Clock } from '../reconciler/clock.ts'
import type { Journal } from '../reconciler/journal.ts'
import type { ActionWriter, InventoryReader } from '../reconciler/provider.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { PolicySource } from '../reconciler/sources/source.ts'
import type { StoreReader } from '../reconciler/store/store.ts'
import type { TwinOptions } from '../twin/server.ts'
import type { IntuneChoice, ProviderChoice, TenantChoice } from './choose-provider.ts'

export interface ReadableTenant {
  readonly reader: InventoryReader
  readonly clock: Clock
  close(): Promise<void>
}

export interface WritableTenant extends ReadableTenant {
  readonly writer: ActionWriter
}

/** A folder as it is on disk, or the state of a commit, from git's object store. */
export async function openPolicySource(path: string, revision: string | null): Promise<PolicySource> {
  if (revision !== null) {
    const { openCommit } = await import('../reconciler/sources/git.ts')
    return openCommit({ path, revision })
  }
  const { openFolder } = await import('../reconciler/sources/folder.ts')
  return openFolder(path)
}

/** The journal of a fleet for reading; null where there is none yet. Creates nothing. */
export async function openStateReader(folder: string, fleet: string | null): Promise<StoreReader | null> {
  const { openSqliteReader } = await import('../reconciler/store/sqlite-read.ts')
  return openSqliteReader(folder, fleet)
}

/** The journal of a fleet for writing, taken up where the last process left it. Makes it where there is none. */
export async function openStateForWriting(
  folder: string,
  { fleet, clock, actor }: { readonly fleet: string; readonly clock: Clock; readonly actor: string },
): Promise<Journal> {
  const { createStateFolder } = await import('../reconciler/state-folder.ts')
  const { openSqliteStore } = await import('../reconciler/store/sqlite.ts')
  const { openAuditFile } = await import('../reconciler/log.ts')
  const { openJournal } = await import('../reconciler/journal.ts')

  createStateFolder(folder)
  const store = await openSqliteStore({ folder, fleet })
  try {
    return await openJournal({ store, file: openAuditFile(auditFileIn(folder)), clock, actor })
  } catch (error) {
    store.close()
    throw error
  }
}

/** The audit log as JSON lines, beside the journal. */
export function auditFileIn(folder: string): string {
  return join(folder, 'audit.jsonl')
}

/** A tenant to read. A tenant of its own starts at `now`. */
export async function openTenantReader(
  choice: Exclude<ProviderChoice, { kind: 'file' }>,
  { desired, now, signal }: { readonly desired: DesiredState; readonly now: Date; readonly signal: AbortSignal },
): Promise<ReadableTenant> {
  if (choice.kind !== 'ownTwin') {
    const { writer: _notForReading, ...tenant } = await openTenant(choice, { profile: desired.profile, env: {} }, signal)
    return tenant
  }
  const { startTwin } = await import('../twin/server.ts')
  const twin = await startTwin({ devices: choice.devices, seed: choice.seed, start: now, clock: { mode: 'stepped' }, profile: desired.profile })
  const { writer: _notForReading, ...tenant } = await connectToTwin(twin.url, { profile: desired.profile, env: {} }, signal)
  return {
    ...tenant,
    close: async () => {
      await tenant.close()
      await twin.close()
    },
  }
}

/** A tenant that things can be done to. */
export async function openTenant(choice: TenantChoice, access: TenantAccess, signal: AbortSignal): Promise<WritableTenant> {
  return choice.kind === 'twin' ? connectToTwin(choice.url, access, signal) : connectToIntune(choice, access)
}

export interface TenantAccess<Name = ProfileName> {
  /** What its devices have to be of. */
  readonly profile: Name
  /** Where secrets are that a plan names by reference. What only reads has none. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Graph and the place where its tokens come from, by cloud. */
const CLOUDS = {
  global: { graphUrl: 'https://graph.microsoft.com', authorityUrl: 'https://login.microsoftonline.com' },
  usgov: { graphUrl: 'https://graph.microsoft.us', authorityUrl: 'https://login.microsoftonline.us' },
  usgovdod: { graphUrl: 'https://dod-graph.microsoft.us', authorityUrl: 'https://login.microsoftonline.us' },
  china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn', authorityUrl: 'https://login.chinacloudapi.cn' },
} as const

async function connectToIntune({ tenantId, cloud, credentials }: IntuneChoice, access: TenantAccess): Promise<WritableTenant> {
  const { createHttpTransport } = await import('../intune/http.ts')
  const { systemClock: clock } = await import('../reconciler/clock.ts')
  const { tenant } = await connectOverGraph({ ...CLOUDS[cloud], tenantId, credentials, http: createHttpTransport(), clock }, access)
  return tenant
}

interface GraphConnection {
  readonly graphUrl: string
  readonly authorityUrl: string
  readonly tenantId: string
  readonly credentials: IntuneChoice['credentials']
  readonly http: HttpTransport
  readonly clock: Clock
}

/** Reader and writer of a tenant that speaks Graph, be it real or simulated. */
async function connectOverGraph(
  { graphUrl, authorityUrl, tenantId, credentials, http, clock }: GraphConnection,
  { profile, env }: TenantAccess,
): Promise<{ readonly tenant: WritableTenant; readonly client: GraphClient }> {
  const { createGraphClient } = await import('../intune/client.ts')
  const { createClientCredentialsTokens } = await import('../intune/token.ts')
  const { createIntuneReader } = await import('../intune/read.ts')
  const { createIntuneWriter } = await import('../intune/write.ts')
  const { createSecretReader } = await import('../reconciler/secret-reader.ts')

  const tokens = createClientCredentialsTokens({ authorityUrl, tenantId, scope: `${graphUrl}/.default`, ...credentials }, { http, clock })
  const client = createGraphClient({ graphUrl, tokens, clock, http })
  const reader = createIntuneReader({ client, clock, profile })
  const writer = createIntuneWriter({ client, clock, secrets: createSecretReader(env) })
  return { client, tenant: { reader, writer, clock, close: () => client.close() } }
}

/** A simulated tenant with what only a simulation can offer: a hand on its clock, and the truth about its devices. */
export interface ServedTwin {
  readonly url: string
  advance(seconds: number): void
  /** How many requests it accepted, and on how many devices more was done than once. */
  judge(): { readonly accepted: number; readonly doubled: number }
  close(): Promise<void>
}

/** A simulated tenant on this machine. Throws REEVE_PROVIDER when its port cannot be had. */
export async function serveTwin(options: TwinOptions): Promise<ServedTwin> {
  const { startTwin } = await import('../twin/server.ts')
  const { judge } = await import('../twin/ledger.ts')
  try {
    const twin = await startTwin(options)
    return {
      url: twin.url,
      advance: (seconds) => twin.advance(seconds),
      judge: () => ({ accepted: twin.ledger().filter(({ kind }) => kind === 'accepted').length, doubled: judge(twin.ledger()).length }),
      close: () => twin.close(),
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause
    const why = code === 'EADDRINUSE' ? 'another program listens there' : 'permission denied'
    throw new ReeveError('REEVE_PROVIDER', `The simulated tenant cannot listen on port ${options.port}: ${why}.`, {
      fix: 'Take a free one:\n\n    reeve twin --port 0',
      cause,
    })
  }
}

/** What time it is in a simulated tenant. */
export async function readTwinTime(url: string, signal: AbortSignal): Promise<Date> {
  const { clock, close } = await connectToTwin(url, { profile: null, env: {} }, signal)
  try {
    return clock.now()
  } finally {
    await close()
  }
}

/** The twin gives a token to anybody who asks; these are no secrets. */
const TWIN_CLIENT = { clientId: 'reeve', clientSecret: 'anything' } as const

async function connectToTwin(address: string, { profile, env }: TenantAccess<ProfileName | null>, signal: AbortSignal): Promise<WritableTenant> {
  const { assertSafeOrigin } = await import('../intune/allowed-host.ts')
  const { createHttpTransport } = await import('../intune/http.ts')

  const url = assertSafeOrigin(address).href.replace(/\/$/, '')
  const http = createHttpTransport()
  try {
    const tenantId = await readTwinTenantId(http, { url, profile }, signal)
    // The clock goes on from what the client hears, and the client goes by the clock.
    const clock = await readTwinClock(http, url, { signal, providerTime: () => connection.client.providerTime() })
    const connection = await connectOverGraph(
      { graphUrl: url, authorityUrl: url, tenantId, credentials: TWIN_CLIENT, http, clock },
      { profile: profile ?? 'intune-2018', env },
    )
    return connection.tenant
  } catch (error) {
    await http.close()
    throw error
  }
}

/** `profile`: what its devices have to be of; null where that does not matter. */
async function readTwinTenantId(
  http: HttpTransport,
  { url, profile }: { readonly url: string; readonly profile: ProfileName | null },
  signal: AbortSignal,
): Promise<string> {
  const { tenantId, profile: obeyed } = await askTwin(http, new URL(`${url}/_twin/fleet`), signal)
  if (typeof tenantId !== 'string') throw notATwin(url)
  if (profile !== null && obeyed !== profile) {
    throw new ReeveError('REEVE_PROVIDER', `The devices of the simulated tenant at ${url} obey ${String(obeyed)}, and the fleet goes by ${profile}.`, {
      fix: `Start one that obeys the same:\n\n    reeve twin --profile ${profile}`,
    })
  }
  return tenantId
}

/**
 * The twin's time, asked once and carried on by this machine's watch at the twin's speed. A
 * stepped clock moves when somebody moves it: the Date of the twin's answers says so.
 */
async function readTwinClock(
  http: HttpTransport,
  url: string,
  { signal, providerTime }: { readonly signal: AbortSignal; readonly providerTime: () => Date | null },
): Promise<Clock> {
  const { systemClock } = await import('../reconciler/clock.ts')
  const { now, speed } = await askTwin(http, new URL(`${url}/_twin/clock`), signal)
  const start = typeof now === 'string' ? Date.parse(now) : Number.NaN
  if (Number.isNaN(start) || typeof speed !== 'number') throw notATwin(url)

  const askedAt = performance.now()
  return {
    now: () => {
      const carriedOn = start + Math.floor((performance.now() - askedAt) * speed)
      return new Date(Math.max(carriedOn, providerTime()?.getTime() ?? carriedOn))
    },
    sleep: systemClock.sleep,
  }
}

async function askTwin(http: HttpTransport, url: URL, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const exchange = await http.ask({ method: 'GET', url, headers: { accept: 'application/json' } }, signal)
  if (exchange.kind === 'failure') {
    throw new ReeveError('REEVE_PROVIDER_UNREACHABLE', `Nothing answers at ${url.origin} (${exchange.code}).`, {
      fix: `Start a simulated tenant there:\n\n    reeve twin --port ${url.port || '80'}`,
      class: 'transient',
    })
  }
  try {
    const answer: unknown = JSON.parse(exchange.body ?? '')
    if (exchange.status === 200 && typeof answer === 'object' && answer !== null) return answer as Record<string, unknown>
  } catch {}
  throw notATwin(url.origin)
}

function notATwin(url: string): ReeveError {
  return new ReeveError('REEVE_PROVIDER', `What answers at ${url} is not a simulated tenant.`, { fix: 'Start one:\n\n    reeve twin' })
}
