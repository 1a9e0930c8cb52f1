/** /deviceManagement/managedDevices: list, single read, delete, and the actions. */
import { answer, graphError, intuneError, noContent } from '../answers.ts'
import { contextOf, renderPage } from '../collection.ts'
import { type RouteContext, type TwinContext, readBody } from '../context.ts'
import { type DeviceAction, acceptDeviceRequest, canBeSent } from '../device-behaviour.ts'
import { PLAIN_WIPE, type WipeOptions } from '../../planner/wipe-options.ts'
import { isGuid } from '../identifiers.ts'
import { type CollectionRules, parseQuery, parseSelectOnly, project } from '../odata.ts'
import { type ManagedRecord, type Tenant, countManaged, nowSeconds, readManaged } from '../tenant.ts'
import { type GraphVersion, propertiesOf, toManagedDevice, toSingleManagedDevice } from '../wire.ts'

const SET = 'deviceManagement/managedDevices'
const PATH = `/${SET}`
const TEXT = { kind: 'text', operators: ['eq'] } as const
const MOMENT = { kind: 'moment', operators: ['lt', 'gt'] } as const
const WIPE_OPTIONS: Readonly<Record<string, 'boolean' | 'string'>> = {
  keepEnrollmentData: 'boolean',
  keepUserData: 'boolean',
  macOsUnlockCode: 'string',
  persistEsimDataPlan: 'boolean',
  obliterationBehavior: 'string',
}

/** What may be asked of a list of managed devices, wherever it hangs. */
export function managedDeviceRules(tenant: Tenant, version: GraphVersion): CollectionRules {
  const sample = readManaged(tenant, 0, nowSeconds(tenant))
  return {
    service: 'intune',
    typeName: 'managedDevice',
    properties: propertiesOf(sample && toManagedDevice(sample, version)),
    filterFields: {
      managementState: TEXT,
      complianceState: TEXT,
      managementAgent: TEXT,
      azureADDeviceId: TEXT,
      lastSyncDateTime: MOMENT,
      enrolledDateTime: MOMENT,
    },
    defaultTop: 1000,
    maxTop: null,
  }
}

export function addManagedDeviceRoutes({ app, tenant, version }: RouteContext): void {
  const rules = managedDeviceRules(tenant, version)

  app.get(`/${version}${PATH}`, (context) => {
    const exchange = context.get('exchange')
    const url = new URL(context.req.url)
    const query = parseQuery(url.searchParams, rules)
    if ('problem' in query) return graphError(exchange, query.problem)

    const now = nowSeconds(tenant)
    const page = renderPage(
      {
        size: tenant.fleet.devices,
        at: (index) => {
          const record = readManaged(tenant, index, now)
          return record && toManagedDevice(record, version)
        },
        count: () => countManaged(tenant),
      },
      query.value,
      { url, entitySet: SET, withCount: true },
    )
    return answer(exchange, 200, page)
  })

  app.get(`/${version}${PATH}/:id`, (context) => {
    const exchange = context.get('exchange')
    const url = new URL(context.req.url)
    const select = parseSelectOnly(url.searchParams, rules)
    if ('problem' in select) return graphError(exchange, select.problem)
    const found = findRecord(context, context.req.param('id'))
    if (found instanceof Response) return found

    const record = toSingleManagedDevice(found, { version, select: select.value })
    return answer(exchange, 200, { '@odata.context': `${contextOf(url, SET, select.value)}/$entity`, ...project(record, select.value) })
  })

  app.delete(`/${version}${PATH}/:id`, (context) => request(context, context.req.param('id'), { action: 'delete', wipe: PLAIN_WIPE }))

  app.post(`/${version}${PATH}/:id/wipe`, async (context) => {
    const body = await readBody(context)
    if (body === null || !isWipeBody(body, version)) return opaque(context, 'BadRequest')
    return request(context, context.req.param('id'), { action: 'wipe', wipe: wipeOf(body) })
  })

  for (const action of ['retire', 'resetPasscode'] as const) {
    app.post(`/${version}${PATH}/:id/${action}`, (context) => request(context, context.req.param('id'), { action, wipe: PLAIN_WIPE }))
  }

  function request(context: TwinContext, id: string, { action, wipe }: { readonly action: DeviceAction; readonly wipe: WipeOptions }): Response {
    const exchange = context.get('exchange')
    const found = findRecord(context, id)
    if (found instanceof Response) return found
    if (!canBeSent(tenant, found, action)) return opaque(context, 'BadRequest')

    const { requestId, clientRequestId } = exchange
    acceptDeviceRequest(tenant, found.device.index, { action, wipe, requestId, clientRequestId })
    return noContent(exchange)
  }

  function findRecord(context: TwinContext, id: string): ManagedRecord | Response {
    if (!isGuid(id)) return opaque(context, 'InternalError')
    const index = tenant.fleet.indexOf('managedDevice', id)
    const record = index === null ? null : readManaged(tenant, index, nowSeconds(tenant))
    return record ?? intuneError(context.get('exchange'), { status: 404, code: 'ResourceNotFound', path: servicePath(context) })
  }
}

function opaque(context: TwinContext, code: 'BadRequest' | 'InternalError'): Response {
  return intuneError(context.get('exchange'), { status: 400, code, path: servicePath(context) })
}

function servicePath(context: TwinContext): string {
  return context.req.path.split('/').slice(2).join('/')
}

function isWipeBody(body: Readonly<Record<string, unknown>>, version: GraphVersion): boolean {
  const options: Readonly<Record<string, string>> = version === 'beta' ? { ...WIPE_OPTIONS, useProtectedWipe: 'boolean' } : WIPE_OPTIONS
  if (!Object.entries(body).every(([name, value]) => Object.hasOwn(options, name) && (value === null || typeof value === options[name]))) return false
  const code = body['macOsUnlockCode'] ?? null
  return code === null || (typeof code === 'string' && /^[0-9]{6}$/.test(code))
}

/** A client that leaves every box unticked sends false: that asks for nothing. The code itself is remembered nowhere. */
function wipeOf(body: Readonly<Record<string, unknown>>): WipeOptions {
  const keeps = body['keepEnrollmentData'] === true || body['keepUserData'] === true
  return {
    mode: body['useProtectedWipe'] === true ? 'protected' : keeps ? 'keep' : 'plain',
    persistEsimDataPlan: body['persistEsimDataPlan'] === true ? true : null,
    macOsUnlockCode: (body['macOsUnlockCode'] ?? null) === null ? null : { secretRef: 'request' },
  }
}
