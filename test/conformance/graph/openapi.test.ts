import { describe, expect, it } from 'vitest'
import { checkRequest, checkResponse, conforming } from '../../support/openapi.ts'
import { openTwin } from '../../twin/parts.ts'
import { toJsonSchema } from './json-schema.ts'
import { DOCUMENTS } from './operations.ts'

const WIPE = { method: 'POST', url: '/v1.0/deviceManagement/managedDevices/1/wipe' }
const LIST = { method: 'GET', url: '/beta/deviceManagement/managedDevices' }

describe('the comparison of a request', () => {
  it.each([
    { ...WIPE, body: { keepEnrollmentData: false, keepUserData: true, macOsUnlockCode: null } },
    { method: 'GET', url: 'http://127.0.0.1:1/v1.0/devices?$top=999&$select=id,deviceId&$skiptoken=x' },
    { method: 'DELETE', url: "/v1.0/devices(deviceId='1')" },
    { method: 'PATCH', url: '/v1.0/users/1', body: { accountEnabled: false } },
    { method: 'POST', url: '/beta/deviceManagement/managedDevices/1/retire' },
  ])('finds nothing in $method $url', (request) => {
    expect(checkRequest(request)).toEqual([])
  })

  it.each([
    [{ method: 'GET', url: '/v2/devices' }, 'GET /v2/devices is not below /v1.0 or /beta'],
    [{ method: 'PUT', url: '/v1.0/devices/1' }, 'PUT /v1.0/devices/1 is not in the subset'],
    [{ method: 'POST', url: '/v1.0/deviceManagement/managedDevices/1/retire', body: {} }, 'POST /v1.0/deviceManagement/managedDevices/1/retire takes no body'],
    [WIPE, 'POST /v1.0/deviceManagement/managedDevices/1/wipe needs a body'],
    [{ ...WIPE, body: { keepuserdata: true } }, 'body must NOT have additional properties {"additionalProperty":"keepuserdata"}'],
    [{ ...WIPE, body: { keepUserData: 'yes' } }, '/keepUserData must be boolean,null {"type":["boolean","null"]}'],
    [{ ...LIST, url: `${LIST.url}?$select=id,colour` }, '$select names colour, which is no property'],
    [{ ...LIST, url: `${LIST.url}?$top=many` }, '$top: body must be integer {"type":"integer"}'],
    [{ ...LIST, url: `${LIST.url}?$apply=x` }, 'query option $apply is not in the subset'],
    [{ method: 'POST', url: '/v1.0/$batch', body: { requests: [{ id: '1', method: 'GET', url: '/printers' }] } }, 'GET /v1.0/printers is not in the subset'],
  ])('finds what is wrong in %j', (request, problem) => {
    expect(checkRequest(request)).toEqual([problem])
  })
})

describe('the comparison of an answer', () => {
  it.each([
    [{ status: 302 }, 'GET /beta/deviceManagement/managedDevices is not described to answer 302'],
    [{ status: 200, body: { value: [{ id: 1 }] } }, '/value/0/id must be string {"type":"string"}'],
    [{ status: 200, body: { value: [{ colour: 'red' }] } }, '/value/0 must NOT have additional properties {"additionalProperty":"colour"}'],
    [{ status: 200, body: { value: [{ enrolledDateTime: 'today' }] } }, '/value/0/enrolledDateTime must match format "date-time" {"format":"date-time"}'],
    [{ status: 404, body: { error: { code: 'x' } } }, '/error must have required property \'message\' {"missingProperty":"message"}'],
  ])('finds what is wrong in %j', (response, problem) => {
    expect(checkResponse(LIST, response)).toEqual([problem])
  })

  it('knows the subtypes of an action result by their name', () => {
    const result = { actionName: 'resetPasscode', actionState: 'done', passcode: 'x' }

    const named = checkResponse(LIST, { status: 200, body: { value: [{ deviceActionResults: [{ '@odata.type': '#microsoft.graph.resetPasscodeActionResult', ...result }] }] } })
    const unnamed = checkResponse(LIST, { status: 200, body: { value: [{ deviceActionResults: [result] }] } })

    expect(named).toEqual([])
    expect(unnamed).not.toEqual([])
  })

  it('wants no body where none is described, and one answer for each request of a batch', () => {
    const batch = { method: 'POST', url: '/v1.0/$batch', body: { requests: [{ id: '1', method: 'GET', url: '/users' }] } }

    expect(checkResponse(WIPE, { status: 204, body: {} })).toEqual(['POST /v1.0/deviceManagement/managedDevices/1/wipe answers 204 without a body'])
    expect(checkResponse(batch, { status: 200, body: { responses: [] } })).toEqual(['request 1 has 0 answers'])
    expect(checkResponse(batch, { status: 200, body: { responses: [{ id: '1', status: 200, body: { value: [{ colour: 1 }] } }] } })).toEqual([
      '/value/0 must NOT have additional properties {"additionalProperty":"colour"}',
    ])
  })
})

describe('a handler under comparison', () => {
  it('throws on a request that Graph does not know, before it is handled', async () => {
    const handle = conforming(() => Promise.reject(new Error('Expected not to be called')))

    await expect(handle(new Request('http://twin.invalid/v1.0/printers'))).rejects.toThrow('GET /v1.0/printers is not in the subset')
  })

  it('throws on an answer that Graph would not give', async () => {
    const handle = conforming(async () => Response.json({ value: [{ id: 7 }] }))

    await expect(handle(new Request('http://twin.invalid/v1.0/users'))).rejects.toThrow('/value/0/id must be string')
  })
})

describe('the twin', () => {
  it.each(['v1.0', 'beta'] as const)('has every property that managedDevice has in %s', async (version) => {
    const { schemas } = DOCUMENTS[version].components
    const { properties } = toJsonSchema(schemas['microsoft.graph.managedDevice'] ?? {}, schemas)
    const { get } = await openTwin()

    const { body } = await get(`/${version}/deviceManagement/managedDevices?$top=1`)

    expect(Object.keys(body.value[0]).toSorted()).toEqual(Object.keys(properties ?? {}).filter((name) => name !== '@odata.type').toSorted())
  })
})
