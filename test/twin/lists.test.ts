import { describe, expect, it } from 'vitest'
import { DEVICES, openTwin } from './parts.ts'

describe('lists', () => {
  it('give each device once when all pages are read', async () => {
    const { list, fleet } = await openTwin({ devices: 2345 })

    const ids = (await list(`${DEVICES}?$select=id`)).map(({ id }) => id)

    expect(ids).toEqual(Array.from({ length: 2345 }, (_, index) => fleet.device(index).id))
  })

  it('hold 1000 devices a page, 100 directory devices and 100 users when nothing is asked', async () => {
    const { get } = await openTwin({ devices: 1500 })

    const pages = await Promise.all([DEVICES, '/v1.0/devices', '/v1.0/users'].map(async (path) => (await get(path)).body.value.length))

    expect(pages).toEqual([1000, 100, 100])
  })

  it('give each device once when devices vanish between two pages', async () => {
    const { get, send } = await openTwin({ devices: 30 })
    const first = await get(`${DEVICES}?$top=10`)
    const [gone] = first.body.value
    await send('DELETE', `${DEVICES}/${gone.id}`)

    const second = await get(first.body['@odata.nextLink'])
    const third = await get(second.body['@odata.nextLink'])

    const ids = [first, second, third].flatMap(({ body }) => body.value.map(({ id }: { readonly id: string }) => id))
    expect(new Set(ids).size).toBe(30)
    expect(ids.length).toBe(30)
    expect(third.body['@odata.nextLink']).toBeUndefined()
  })

  it('count on the first page what all pages hold together', async () => {
    const { get, list, fleet } = await openTwin({ devices: 120 })
    const filtered = `${DEVICES}?$top=5&$filter=${encodeURIComponent("complianceState eq 'noncompliant'")}`
    const matching = Array.from({ length: 120 }, (_, index) => fleet.device(index)).filter(({ complianceState }) => complianceState === 'noncompliant')

    const whole = await get(`${DEVICES}?$top=50`)
    const part = await get(filtered)
    const found = await list(filtered)

    expect(whole.body['@odata.count']).toBe(120)
    expect((await get(whole.body['@odata.nextLink'])).body['@odata.count']).toBeUndefined()
    expect(part.body['@odata.count']).toBe(matching.length)
    expect(found.map(({ id }) => id)).toEqual(matching.map(({ id }) => id))
  })

  it('show only what is selected, and say so in the context', async () => {
    const { get } = await openTwin()

    const { body } = await get(`${DEVICES}?$top=1&$select=id,joinType`)

    expect(body['@odata.context']).toBe('http://twin.invalid/beta/$metadata#deviceManagement/managedDevices(id,joinType)')
    expect(Object.keys(body.value[0])).toEqual(['id', 'joinType'])
  })

  it('filter by state with or, and by moments', async () => {
    const { list } = await openTwin()
    const all = await list(DEVICES)
    const filtered = (text: string): ReturnType<typeof list> => list(`${DEVICES}?$filter=${encodeURIComponent(text)}`)

    const agents = await filtered("(managementAgent eq 'googleCloudDevicePolicyController') or managementAgent eq 'unknown'")
    const silent = await filtered('lastSyncDateTime lt 2026-10-01T00:00:00Z')
    const recent = await filtered('enrolledDateTime gt 2026-06-01T00:00:00Z')

    expect(agents).toEqual(all.filter(({ managementAgent }) => managementAgent === 'googleCloudDevicePolicyController' || managementAgent === 'unknown'))
    expect(silent).toEqual(all.filter(({ lastSyncDateTime }) => String(lastSyncDateTime) < '2026-10-01'))
    expect(recent).toEqual(all.filter(({ enrolledDateTime }) => String(enrolledDateTime) > '2026-06-01'))
    expect([agents.length > 0, silent.length > 0, recent.length > 0]).toEqual([true, true, true])
  })

  it.each([
    `${DEVICES}?$filter=${encodeURIComponent("deviceName eq 'x'")}`,
    `${DEVICES}?$filter=${encodeURIComponent("managementState ne 'managed'")}`,
    `${DEVICES}?$filter=${encodeURIComponent("managementState eq 'managed' and complianceState eq 'compliant'")}`,
    `${DEVICES}?$filter=${encodeURIComponent('lastSyncDateTime lt yesterday')}`,
    `${DEVICES}?$filter=${encodeURIComponent("(managementState eq 'managed'")}`,
    `${DEVICES}?$filter=${encodeURIComponent("managementState eq 'managed")}`,
    `${DEVICES}?$filter=`,
    `${DEVICES}?$orderby=deviceName`,
    `${DEVICES}?$select=id,colour`,
    `${DEVICES}?$top=0`,
    `${DEVICES}?$top=many`,
    `${DEVICES}?$skiptoken=bm90IG91cnM`,
    '/v1.0/deviceManagement/managedDevices?$select=joinType',
    '/v1.0/devices?$skip=100',
    '/v1.0/devices?$top=1000',
    '/v1.0/users?$top=1000',
    '/v1.0/devices?$search=x',
  ])('refuse what is not documented: %s', async (path) => {
    const { raw } = await openTwin()

    const { status, body } = await raw('GET', path)

    expect(status).toBe(400)
    expect(body.error.code).toMatch(/^(BadRequest|Request_BadRequest)$/)
  })

  it('give an empty page to whoever skips devices', async () => {
    const { get } = await openTwin()

    const { body } = await get(`${DEVICES}?$skip=100`)

    expect(body.value).toEqual([])
  })

  it('ignore $count in the directory without the header, and give it with', async () => {
    const { get } = await openTwin({ devices: 40 })

    const without = await get('/v1.0/users?$count=true')
    const withHeader = await get('/v1.0/users?$count=true', { ConsistencyLevel: 'eventual' })

    expect(without.body['@odata.count']).toBeUndefined()
    expect(withHeader.body['@odata.count']).toBe(28)
  })

  it('never show action results, whatever happened', async () => {
    const { fleet, send, get } = await openTwin()
    const { id } = fleet.device(0)
    await send('POST', `${DEVICES}/${id}/wipe`, {})

    const { body } = await get(`${DEVICES}?$top=1`)

    expect(body.value[0]).toMatchObject({ id, managementState: 'wipePending', deviceActionResults: [] })
  })
})

describe('v1.0', () => {
  it('has no field that only beta has, and no name for how Android enrols', async () => {
    const { get, fleet } = await openTwin()
    const kiosk = Array.from({ length: fleet.devices }, (_, index) => fleet.device(index)).find(({ platform }) => platform === 'androidKiosk')

    const beta = await get(`${DEVICES}/${kiosk?.id}`)
    const released = await get(`/v1.0/deviceManagement/managedDevices/${kiosk?.id}`)

    expect(Object.keys(beta.body).filter((name) => !(name in released.body)).length).toBe(29)
    expect([beta.body.deviceEnrollmentType, released.body.deviceEnrollmentType]).toEqual(['androidEnterpriseDedicatedDevice', 'unknownFutureValue'])
  })
})
