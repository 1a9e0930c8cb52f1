/**
 * The tenant's own cleanup rules: the collection of today, and the one number of 2018.
 *
 * A second rule for one platform is answered 500, as the service was seen to do.
 */
import { recordAccepted } from '../accepted.ts'
import { answer, graphError, intuneError, noContent } from '../answers.ts'
import { contextOf, renderPage } from '../collection.ts'
import { type RouteContext, type TwinContext, readBody } from '../context.ts'
import { sequenceGuid } from '../identifiers.ts'
import { toIso } from '../moments.ts'
import { type CollectionRules, parseQuery, parseSelectOnly, project } from '../odata.ts'
import { type CleanupRuleState, type Tenant, nowSeconds } from '../tenant.ts'
import type { WireRecord } from '../wire.ts'

const SETTINGS = 'managedDeviceCleanupSettings'
const SET = 'deviceManagement/managedDeviceCleanupRules'
const PATH = `/${SET}`
const PLATFORMS: ReadonlySet<string> = new Set([
  'all',
  'androidAOSP',
  'androidDedicatedAndFullyManagedCorporateOwnedWorkProfile',
  'androidDeviceAdministrator',
  'androidPersonallyOwnedWorkProfile',
  'chromeOS',
  'ios',
  'macOS',
  'tvOS',
  'visionOS',
  'windows',
  'windowsHolographic',
])
const WRITABLE: ReadonlySet<string> = new Set([
  '@odata.type',
  'displayName',
  'description',
  'deviceCleanupRulePlatformType',
  'deviceInactivityBeforeRetirementInDays',
])

const RULES: CollectionRules = {
  service: 'intune',
  typeName: 'managedDeviceCleanupRule',
  properties: new Set(['id', 'displayName', 'description', 'deviceCleanupRulePlatformType', 'deviceInactivityBeforeRetirementInDays', 'lastModifiedDateTime']),
  filterFields: {},
  defaultTop: 1000,
  maxTop: null,
}

export function addCleanupRuleRoutes({ app, tenant, version }: RouteContext): void {
  const path = `/${version}${PATH}`
  app.get(path, (context) => list(context, tenant))
  app.post(path, (context) => create(context, tenant))
  app.get(`${path}/:id`, (context) => readOne(context, tenant))
  app.patch(`${path}/:id`, (context) => update(context, tenant))
  app.delete(`${path}/:id`, (context) => remove(context, tenant))

  app.get(`/${version}/deviceManagement`, (context) => readSettings(context, tenant))
  app.patch(`/${version}/deviceManagement`, (context) => updateSettings(context, tenant))
}

function list(context: TwinContext, tenant: Tenant): Response {
  const exchange = context.get('exchange')
  const url = new URL(context.req.url)
  const query = parseQuery(url.searchParams, RULES)
  if ('problem' in query) return graphError(exchange, query.problem)
  const { cleanupRules } = tenant
  const at = (place: number): WireRecord | null => (cleanupRules[place] ? toWire(cleanupRules[place]) : null)
  const page = renderPage({ size: cleanupRules.length, at, count: () => cleanupRules.length }, query.value, { url, entitySet: SET, withCount: true })
  return answer(exchange, 200, page)
}

function readOne(context: TwinContext, tenant: Tenant): Response {
  const exchange = context.get('exchange')
  const url = new URL(context.req.url)
  const select = parseSelectOnly(url.searchParams, RULES)
  if ('problem' in select) return graphError(exchange, select.problem)
  const rule = ruleIn(context, tenant)
  if (!rule) return refuse(context, 404)
  return answer(exchange, 200, { '@odata.context': `${contextOf(url, SET, select.value)}/$entity`, ...project(toWire(rule), select.value) })
}

async function create(context: TwinContext, tenant: Tenant): Promise<Response> {
  const change = changeOf(await readBody(context))
  if (change?.platform === undefined || change.days === undefined) return refuse(context, 400)
  if (tenant.cleanupRules.some(({ platform }) => platform === change.platform)) return refuse(context, 500)

  const rule: CleanupRuleState = {
    id: sequenceGuid(tenant.fleet.seed, 1_000_000_000 + tenant.requests),
    platform: change.platform,
    displayName: change.displayName ?? null,
    description: change.description ?? null,
    days: change.days,
    modifiedAt: nowSeconds(tenant),
  }
  tenant.cleanupRules = [...tenant.cleanupRules, rule]
  recordAccepted(context, tenant, { action: 'setCleanupRule', target: rule.id })
  return answer(context.get('exchange'), 201, entity(context, rule))
}

async function update(context: TwinContext, tenant: Tenant): Promise<Response> {
  const rule = ruleIn(context, tenant)
  if (!rule) return refuse(context, 404)
  const change = changeOf(await readBody(context))
  if (!change) return refuse(context, 400)
  if (tenant.cleanupRules.some(({ id, platform }) => id !== rule.id && platform === change.platform)) return refuse(context, 500)

  const changed = { ...rule, ...change, modifiedAt: nowSeconds(tenant) }
  tenant.cleanupRules = tenant.cleanupRules.map((other) => (other.id === rule.id ? changed : other))
  recordAccepted(context, tenant, { action: 'setCleanupRule', target: rule.id })
  return answer(context.get('exchange'), 200, entity(context, changed))
}

function remove(context: TwinContext, tenant: Tenant): Response {
  const rule = ruleIn(context, tenant)
  if (!rule) return refuse(context, 404)
  tenant.cleanupRules = tenant.cleanupRules.filter(({ id }) => id !== rule.id)
  recordAccepted(context, tenant, { action: 'setCleanupRule', target: rule.id })
  return noContent(context.get('exchange'))
}

function readSettings(context: TwinContext, tenant: Tenant): Response {
  const exchange = context.get('exchange')
  const url = new URL(context.req.url)
  const select = parseSelectOnly(url.searchParams, { ...RULES, typeName: 'deviceManagement', properties: new Set(['id', SETTINGS]) })
  if ('problem' in select) return graphError(exchange, select.problem)
  return answer(exchange, 200, {
    '@odata.context': `${contextOf(url, 'deviceManagement', select.value)}/$entity`,
    ...project(settingsOf(tenant), select.value),
  })
}

async function updateSettings(context: TwinContext, tenant: Tenant): Promise<Response> {
  const { '@odata.type': _type, [SETTINGS]: settings, ...rest } = (await readBody(context)) ?? {}
  const days = typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>)['deviceInactivityBeforeRetirementInDays'] : undefined
  if (Object.keys(rest).length > 0 || typeof days !== 'string' || !/^[0-9]{0,9}$/.test(days)) return refuse(context, 400)
  tenant.cleanupDays = days === '' || Number(days) === 0 ? null : days
  recordAccepted(context, tenant, { action: 'setCleanupRule', target: tenant.tenantId })
  return answer(context.get('exchange'), 200, settingsOf(tenant))
}

function settingsOf({ tenantId, cleanupDays }: Tenant): WireRecord {
  return { id: tenantId, [SETTINGS]: { deviceInactivityBeforeRetirementInDays: cleanupDays } }
}

type Change = { -readonly [Key in 'platform' | 'displayName' | 'description' | 'days']?: CleanupRuleState[Key] }

/** null where the body holds anything that is no property of a rule, or no value of it. */
function changeOf(body: Readonly<Record<string, unknown>> | null): Change | null {
  if (body === null || !Object.keys(body).every((name) => WRITABLE.has(name))) return null
  const { deviceCleanupRulePlatformType: platform, deviceInactivityBeforeRetirementInDays: days, displayName, description } = body
  if (platform !== undefined && (typeof platform !== 'string' || !PLATFORMS.has(platform))) return null
  if (days !== undefined && (typeof days !== 'number' || !Number.isInteger(days) || days < 0 || days > 2_147_483_647)) return null
  if ([displayName, description].some((text) => text !== undefined && text !== null && typeof text !== 'string')) return null
  return {
    ...(platform !== undefined && { platform }),
    ...(days !== undefined && { days }),
    ...(displayName !== undefined && { displayName: displayName as string | null }),
    ...(description !== undefined && { description: description as string | null }),
  }
}

function toWire({ id, displayName, description, platform, days, modifiedAt }: CleanupRuleState): WireRecord {
  return {
    id,
    displayName,
    description,
    deviceCleanupRulePlatformType: platform,
    deviceInactivityBeforeRetirementInDays: days,
    lastModifiedDateTime: toIso(modifiedAt),
  }
}

function entity(context: TwinContext, rule: CleanupRuleState): WireRecord {
  return { '@odata.context': `${contextOf(new URL(context.req.url), SET, null)}/$entity`, ...toWire(rule) }
}

function ruleIn(context: TwinContext, { cleanupRules }: Tenant): CleanupRuleState | null {
  const id = context.req.param('id')?.toLowerCase()
  return cleanupRules.find((rule) => rule.id === id) ?? null
}

function refuse(context: TwinContext, status: 400 | 404 | 500): Response {
  const code = { 400: 'BadRequest', 404: 'ResourceNotFound', 500: 'InternalServerError' }[status]
  return intuneError(context.get('exchange'), { status, code, path: context.req.path.split('/').slice(2).join('/') })
}
