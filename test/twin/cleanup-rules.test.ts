import { describe, expect, it } from 'vitest'
import { judge } from '../../src/twin/ledger.ts'
import { type Client, DEVICES, openTwin } from './parts.ts'

const RULES = '/beta/deviceManagement/managedDeviceCleanupRules'
const SETTINGS = '/beta/deviceManagement?$select=managedDeviceCleanupSettings'
const DAY = 86_400

async function addRule({ send }: Client, platform: string, days: number): Promise<string> {
  const { body } = await send('POST', RULES, { displayName: platform, deviceCleanupRulePlatformType: platform, deviceInactivityBeforeRetirementInDays: days })
  return body.id
}

/** Ids of the listed devices that have been silent for at least `days`; a record may show Graph's "never" in place of a time. */
async function silentFor(client: Client, days: number): Promise<unknown[]> {
  const limit = client.core.now().getTime() / 1000 - days * DAY
  const devices = await client.list(DEVICES)
  const isSilent = (at: number): boolean => at > 0 && at <= limit
  return devices.filter(({ lastSyncDateTime }) => isSilent(Date.parse(String(lastSyncDateTime)) / 1000)).map(({ id }) => id)
}

describe('the cleanup rules of a tenant', () => {
  it('are made, read, changed and removed', async () => {
    const client = await openTwin({ profile: 'intune-2026' })

    const id = await addRule(client, 'ios', 90)
    const patched = await client.send('PATCH', `${RULES}/${id}`, { deviceInactivityBeforeRetirementInDays: 60 })
    const read = await client.get(`${RULES}/${id}?$select=id,deviceInactivityBeforeRetirementInDays`)
    const listed = await client.list(RULES)
    const removed = await client.send('DELETE', `${RULES}/${id}`)

    expect(patched.status).toBe(200)
    expect(read.body).toMatchObject({ id, deviceInactivityBeforeRetirementInDays: 60 })
    expect(listed).toEqual([
      {
        id,
        displayName: 'ios',
        description: null,
        deviceCleanupRulePlatformType: 'ios',
        deviceInactivityBeforeRetirementInDays: 60,
        lastModifiedDateTime: '2026-11-22T00:00:00Z',
      },
    ])
    expect(removed.status).toBe(204)
    expect(await client.list(RULES)).toEqual([])
  })

  it('are one for each platform: a second is answered 500', async () => {
    const client = await openTwin({ profile: 'intune-2026' })
    await addRule(client, 'ios', 90)

    const second = await client.send('POST', RULES, { deviceCleanupRulePlatformType: 'ios', deviceInactivityBeforeRetirementInDays: 60 })

    expect(second.status).toBe(500)
    expect((await client.list(RULES)).length).toBe(1)
  })

  it.each([
    ['no platform', { deviceInactivityBeforeRetirementInDays: 90 }],
    ['another platform', { deviceCleanupRulePlatformType: 'beos', deviceInactivityBeforeRetirementInDays: 90 }],
    ['no whole number', { deviceCleanupRulePlatformType: 'ios', deviceInactivityBeforeRetirementInDays: 1.5 }],
    ['another property', { deviceCleanupRulePlatformType: 'ios', deviceInactivityBeforeRetirementInDays: 90, days: 1 }],
  ])('are refused with %s', async (_case, body) => {
    const client = await openTwin({ profile: 'intune-2026' })

    expect((await client.raw('POST', RULES, { body })).status).toBe(400)
  })

  it('hide whoever has been silent for their days, the rule with fewer days first', async () => {
    const client = await openTwin({ profile: 'intune-2026' })
    const all = (await client.list(DEVICES)).length
    const [at60, at120] = [await silentFor(client, 60), await silentFor(client, 120)]
    await addRule(client, 'windows', 270)
    await addRule(client, 'all', 120)

    const left = await silentFor(client, 60)
    const [hidden] = at120

    expect(at120.length).toBeGreaterThan(0)
    expect(left).toEqual(at60.filter((id) => !at120.includes(id)))
    expect((await client.get(`${DEVICES}/${String(hidden)}`)).status).toBe(404)
    expect((await client.get(DEVICES)).body['@odata.count']).toBe(all - at120.length)
    expect(judge(client.core.ledger())).toEqual([])
  })

  it('let go of whom they hid when they are gone', async () => {
    const client = await openTwin({ profile: 'intune-2026' })
    const before = await client.list(DEVICES)
    const id = await addRule(client, 'all', 30)

    await client.send('DELETE', `${RULES}/${id}`)

    expect(await client.list(DEVICES)).toEqual(before)
  })

  it('are one number for the whole tenant in the older setting, as a text', async () => {
    const client = await openTwin()
    const before = await client.get(SETTINGS)

    const patched = await client.send('PATCH', '/beta/deviceManagement', { managedDeviceCleanupSettings: { deviceInactivityBeforeRetirementInDays: '120' } })
    const after = await client.get(SETTINGS)
    const number = await client.raw('PATCH', '/beta/deviceManagement', {
      body: { managedDeviceCleanupSettings: { deviceInactivityBeforeRetirementInDays: 90 } },
    })

    expect(before.body.managedDeviceCleanupSettings).toEqual({ deviceInactivityBeforeRetirementInDays: null })
    expect(patched.status).toBe(200)
    expect(after.body.managedDeviceCleanupSettings).toEqual({ deviceInactivityBeforeRetirementInDays: '120' })
    expect(number.status).toBe(400)
  })
})
