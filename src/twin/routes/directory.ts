/** /devices and /users: the directory's side of the tenant. */
import { answer, directoryNotFound, graphError, noContent } from '../answers.ts'
import { type Collection, contextOf, renderPage } from '../collection.ts'
import { recordAccepted } from '../accepted.ts'
import { type RouteContext, type TwinContext, readBody } from '../context.ts'
import type { LedgerAction } from '../ledger.ts'
import { type CollectionRules, parseQuery, parseSelectOnly, project } from '../odata.ts'
import { type Tenant, findDirectoryPlace, nowSeconds, readDirectoryDevice, readManaged, readUser } from '../tenant.ts'
import { type GraphVersion, USER_DEFAULTS, type WireRecord, propertiesOf, toDirectoryDevice, toManagedDevice, toUser } from '../wire.ts'
import { managedDeviceRules } from './managed-devices.ts'

const DEVICE_KEY = "deviceId='"

interface Resource {
  readonly set: 'devices' | 'users'
  readonly rules: CollectionRules
  /** What a read shows when nothing is selected; null: everything. */
  readonly defaults: readonly string[] | null
  readonly states: Tenant['directory']
  readonly verbs: { readonly enable: LedgerAction; readonly disable: LedgerAction; readonly delete: LedgerAction }
  size(): number
  read(place: number): WireRecord | null
  find(key: string): number | null
}

export function addDirectoryRoutes({ app, tenant, version }: RouteContext): void {
  for (const resource of [devicesOf(tenant), usersOf(tenant)]) {
    const path = `/${version}/${resource.set}`
    app.get(path, (context) => list(context, resource))
    app.get(`${path}/:id`, (context) => readOne(context, resource, context.req.param('id')))
    app.patch(`${path}/:id`, (context) => update(context, { tenant, resource, key: context.req.param('id') }))
    app.delete(`${path}/:id`, (context) => remove(context, { tenant, resource, key: context.req.param('id') }))
  }

  app.get(`/${version}/users/:id/managedDevices`, (context) => listDevicesOfUser(context, { tenant, version, key: context.req.param('id') }))

  // Graph's alternate key: /devices(deviceId='…').
  const devices = devicesOf(tenant)
  const path = `/${version}/:key{devices\\(deviceId='[^'/]+'\\)}`
  app.get(path, (context) => readOne(context, devices, keyIn(context)))
  app.patch(path, (context) => update(context, { tenant, resource: devices, key: keyIn(context) }))
  app.delete(path, (context) => remove(context, { tenant, resource: devices, key: keyIn(context) }))
}

function devicesOf(tenant: Tenant): Resource {
  const read = (place: number): WireRecord | null => {
    const record = readDirectoryDevice(tenant, place)
    return record && toDirectoryDevice(record)
  }
  return {
    set: 'devices',
    rules: {
      service: 'directory',
      typeName: 'device',
      properties: propertiesOf(read(tenant.fleet.devices)),
      filterFields: { deviceId: { kind: 'text', operators: ['eq'] }, accountEnabled: { kind: 'boolean', operators: ['eq'] } },
      defaultTop: 100,
      maxTop: 999,
    },
    defaults: null,
    states: tenant.directory,
    verbs: { enable: 'enableDirectoryDevice', disable: 'disableDirectoryDevice', delete: 'deleteDirectoryDevice' },
    size: () => tenant.fleet.directoryPlaces,
    read,
    find: (key) => (key.startsWith(DEVICE_KEY) ? findDirectoryPlace(tenant, key.slice(DEVICE_KEY.length)) : tenant.fleet.indexOf('directoryDevice', key)),
  }
}

function usersOf(tenant: Tenant): Resource {
  const read = (index: number): WireRecord | null => {
    const record = readUser(tenant, index)
    return record && toUser(record)
  }
  return {
    set: 'users',
    rules: {
      service: 'directory',
      typeName: 'user',
      properties: propertiesOf(read(0)),
      filterFields: { userPrincipalName: { kind: 'text', operators: ['eq'] }, accountEnabled: { kind: 'boolean', operators: ['eq'] } },
      defaultTop: 100,
      maxTop: 999,
    },
    defaults: USER_DEFAULTS,
    states: tenant.users,
    verbs: { enable: 'enableUser', disable: 'disableUser', delete: 'deleteUser' },
    size: () => tenant.fleet.users,
    read,
    find: (key) => tenant.fleet.indexOf('user', key) ?? findByPrincipalName(tenant, key),
  }
}

/** The principal name ends in the user's place, so that no list has to be searched. */
function findByPrincipalName(tenant: Tenant, key: string): number | null {
  const place = Number(/(\d{1,7})@/.exec(key)?.[1] ?? 0) - 1
  const exists = place >= 0 && place < tenant.fleet.users
  return exists && tenant.fleet.user(place).userPrincipalName === key.toLowerCase() ? place : null
}

function list(context: TwinContext, resource: Resource): Response {
  const exchange = context.get('exchange')
  const url = new URL(context.req.url)
  const query = parseQuery(url.searchParams, resource.rules)
  if ('problem' in query) return graphError(exchange, query.problem)

  const collection: Collection = { size: resource.size(), at: resource.read, count: () => countAll(resource) }
  // Without the header the directory ignores $count, and says nothing.
  const withCount = query.value.count && context.req.header('ConsistencyLevel') === 'eventual'
  const { select } = query.value
  const page = renderPage(collection, { ...query.value, select: select ?? resource.defaults }, { url, entitySet: resource.set, withCount })
  return answer(exchange, 200, { ...page, '@odata.context': contextOf(url, resource.set, select) })
}

/** What Intune manages for a user: the records that name that user. */
function listDevicesOfUser(context: TwinContext, { tenant, version, key }: { tenant: Tenant; version: GraphVersion; key: string }): Response {
  const exchange = context.get('exchange')
  const user = findRecord(usersOf(tenant), key)
  if (!user) return directoryNotFound(exchange, key)
  const url = new URL(context.req.url)
  const query = parseQuery(url.searchParams, managedDeviceRules(tenant, version))
  if ('problem' in query) return graphError(exchange, query.problem)

  const now = nowSeconds(tenant)
  const at = (index: number): WireRecord | null => {
    const record = readManaged(tenant, index, now)
    const wire = record && toManagedDevice(record, version)
    return wire?.['userId'] === user.record['id'] ? wire : null
  }
  const page = renderPage({ size: tenant.fleet.devices, at, count: () => tenant.fleet.devices }, query.value, {
    url,
    entitySet: `users('${key}')/managedDevices`,
    withCount: false,
  })
  return answer(exchange, 200, page)
}

function countAll({ size, read }: Resource): number {
  let records = 0
  for (let place = 0; place < size(); place++) if (read(place)) records += 1
  return records
}

function readOne(context: TwinContext, resource: Resource, key: string): Response {
  const exchange = context.get('exchange')
  const url = new URL(context.req.url)
  const select = parseSelectOnly(url.searchParams, resource.rules)
  if ('problem' in select) return graphError(exchange, select.problem)
  const record = findRecord(resource, key)?.record
  if (!record) return directoryNotFound(exchange, key)

  return answer(exchange, 200, {
    '@odata.context': `${contextOf(url, resource.set, select.value)}/$entity`,
    ...project(record, select.value ?? resource.defaults),
  })
}

interface Change {
  readonly tenant: Tenant
  readonly resource: Resource
  readonly key: string
}

async function update(context: TwinContext, { tenant, resource, key }: Change): Promise<Response> {
  const exchange = context.get('exchange')
  const { accountEnabled, ...rest } = (await readBody(context)) ?? {}
  if (typeof accountEnabled !== 'boolean' || Object.keys(rest).length > 0) {
    return graphError(exchange, { status: 400, code: 'Request_BadRequest', message: 'One or more properties contain invalid values.' })
  }
  const found = findRecord(resource, key)
  if (!found) return directoryNotFound(exchange, key)

  resource.states.set(found.place, { isDeleted: false, accountEnabled })
  recordAccepted(context, tenant, { action: accountEnabled ? resource.verbs.enable : resource.verbs.disable, target: String(found.record['id']) })
  return noContent(exchange)
}

function remove(context: TwinContext, { tenant, resource, key }: Change): Response {
  const exchange = context.get('exchange')
  const found = findRecord(resource, key)
  if (!found) return directoryNotFound(exchange, key)

  resource.states.set(found.place, { isDeleted: true, accountEnabled: false })
  recordAccepted(context, tenant, { action: resource.verbs.delete, target: String(found.record['id']) })
  return noContent(exchange)
}

function findRecord(resource: Resource, key: string): { readonly place: number; readonly record: WireRecord } | null {
  const place = resource.find(key)
  const record = place === null ? null : resource.read(place)
  return place === null || record === null ? null : { place, record }
}

function keyIn(context: TwinContext): string {
  const key = context.req.path.split('/')[2] ?? ''
  return decodeURIComponent(key).slice('devices('.length, -"')".length)
}
