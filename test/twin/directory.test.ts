import { describe, expect, it } from 'vitest'
import { openTwin } from './parts.ts'

describe('/devices', () => {
  it('is found by object id, by the alternate key and by filter, and not by deviceId in place of the id', async () => {
    const { fleet, get } = await openTwin()
    const record = fleet.directoryDevice(fleet.devices)
    const { id, deviceId } = record ?? { id: '', deviceId: '' }

    const byId = await get(`/v1.0/devices/${id}?$select=id,deviceId`)
    const byKey = await get(`/v1.0/devices(deviceId='${deviceId}')?$select=id,deviceId`)
    const byFilter = await get(`/v1.0/devices?$select=id,deviceId&$filter=${encodeURIComponent(`deviceId eq '${deviceId}'`)}`)
    const wrong = await get(`/v1.0/devices/${deviceId}`)

    expect(byId.body).toMatchObject({ id, deviceId })
    expect(byKey.body).toMatchObject({ id, deviceId })
    expect(byFilter.body.value).toEqual([{ id, deviceId }])
    expect([wrong.status, wrong.body.error.code]).toEqual([404, 'Request_ResourceNotFound'])
  })

  it('can be disabled and deleted without touching management', async () => {
    const { fleet, send, get } = await openTwin()
    const index = Array.from({ length: fleet.devices }, (_, place) => place).find((place) => fleet.directoryDevice(place)?.accountEnabled) ?? 0
    const path = `/v1.0/devices/${fleet.directoryDevice(index)?.id}`

    const disabled = await send('PATCH', path, { accountEnabled: false })
    const read = await get(path)
    const deleted = await send('DELETE', path)
    const gone = await get(path)
    const managed = await get(`/beta/deviceManagement/managedDevices/${fleet.device(index).id}`)

    expect([disabled.status, read.body.accountEnabled, deleted.status, gone.status, managed.status]).toEqual([204, false, 204, 404, 200])
  })

  it('can be deleted by the alternate key', async () => {
    const { fleet, send, get } = await openTwin()
    const record = fleet.directoryDevice(fleet.devices)

    const { status } = await send('DELETE', `/v1.0/devices(deviceId='${record?.deviceId}')`)

    expect([status, (await get(`/v1.0/devices/${record?.id}`)).status]).toEqual([204, 404])
  })

  it('takes nothing but accountEnabled', async () => {
    const { fleet, raw, core } = await openTwin()
    const path = `/v1.0/devices/${fleet.directoryDevice(fleet.devices)?.id}`

    const statuses = await Promise.all(
      [{ displayName: 'x', accountEnabled: false }, {}, [false], { accountEnabled: null }].map(async (body) => (await raw('PATCH', path, { body })).status),
    )

    expect(statuses).toEqual([400, 400, 400, 400])
    expect(core.ledger()).toEqual([])
  })
})

describe('/users', () => {
  it('is found by id and by principal name, with the few fields that Graph gives unasked', async () => {
    const { fleet, get } = await openTwin()
    const { id, userPrincipalName } = fleet.user(5)

    const byId = await get(`/v1.0/users/${id}`)
    const byName = await get(`/v1.0/users/${userPrincipalName}?$select=id,accountEnabled`)

    expect(byId.body).toMatchObject({ id, userPrincipalName })
    expect('accountEnabled' in byId.body).toBe(false)
    expect(byName.body).toMatchObject({ id, accountEnabled: fleet.user(5).accountEnabled })
  })

  it('have the devices that name them, and no others', async () => {
    const { get, list } = await openTwin()
    const managed = await list('/beta/deviceManagement/managedDevices')
    const userId = String(managed.find((record) => record['userId'])?.['userId'])

    const { body } = await get(`/v1.0/users/${userId}/managedDevices?$select=id,userId`)

    const own = managed.filter((record) => record['userId'] === userId).map(({ id }) => ({ id, userId }))
    expect(body.value).toEqual(own)
  })

  it('can be disabled and deleted', async () => {
    const { fleet, send, get, list } = await openTwin({ devices: 50 })
    const [first, second] = [fleet.user(0).id, fleet.user(1).id]

    await send('PATCH', `/v1.0/users/${first}`, { accountEnabled: false })
    await send('DELETE', `/v1.0/users/${second}`)

    const disabled = await list(`/v1.0/users?$select=id&$filter=${encodeURIComponent('accountEnabled eq false')}`)
    expect(disabled.map(({ id }) => id)).toContain(first)
    expect((await get(`/v1.0/users/${second}`)).status).toBe(404)
    expect((await list('/v1.0/users?$top=999')).length).toBe(34)
  })
})
