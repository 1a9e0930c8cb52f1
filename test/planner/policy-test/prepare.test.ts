import { describe, expect, it } from 'vitest'
import { DEVICE_FIELDS } from '../../../src/planner/project-device.ts'
import { placesOf, policyNamed } from '../../support/policy-folder.ts'
import { problemsOfTests, testOf } from '../../support/policy-tests.ts'
import schema from '../../../schemas/policy-test.schema.json' with { type: 'json' }

const DEVICES = 'now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: MAC-1, serialNumber: C02XK1}, {deviceName: MAC-2}]'

async function said(spec: string): Promise<string[]> {
  return placesOf(await problemsOfTests({ 'a.yaml': policyNamed('lost'), 'a.test.yaml': testOf(spec) }))
}

describe('a policy test is valid', () => {
  it('when it says who, when and what must come of it', async () => {
    expect(await said(`${DEVICES}\nexpect: [{device: c02xk1, action: retire, policy: lost}]\nexpectNone: [mac-2]`)).toEqual([])
  })

  it('in JSON, and in a file that ends with .test.yml', async () => {
    const test = { apiVersion: 'reeve/v1', kind: 'PolicyTest', metadata: { name: 'b' }, spec: { now: '2026-11-22T08:00:00Z', devices: [], expect: [] } }

    const problems = await problemsOfTests({
      'a.yaml': policyNamed('lost'),
      'tests/b.test.json': JSON.stringify(test),
      'tests/c.test.yml': testOf(`${DEVICES}\nexpect: []`, 'c'),
    })

    expect(placesOf(problems)).toEqual([])
  })

  it('with every field of a device that reeve reads, and with no other', () => {
    expect(Object.keys(schema.$defs.TestDevice.properties).sort()).toEqual([...DEVICE_FIELDS].sort())
  })
})

describe('a policy test is refused, at the place of the mistake', () => {
  it.each<[string, string, string]>([
    ['without a moment', 'devices: []\nexpect: []', '4:1 REEVE_MISSING_FIELD'],
    ['without a fleet', 'now: 2026-11-22T08:00:00Z\nexpect: []', '4:1 REEVE_MISSING_FIELD'],
    ['that could not fail', DEVICES, '4:1 REEVE_MISSING_FIELD'],
    ['on a day that the calendar does not have', 'now: 2026-02-30T08:00:00Z\ndevices: []\nexpect: []', '5:3 REEVE_INVALID_VALUE'],
    [
      'with a misspelt field of a device',
      'now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: A, lastSyncDatetime: 2026-01-01}]\nexpect: []',
      '6:29 REEVE_UNKNOWN_FIELD',
    ],
    ['with a device that nothing names', 'now: 2026-11-22T08:00:00Z\ndevices: [{osVersion: "10.0"}]\nexpect: []', '6:13 REEVE_MISSING_FIELD'],
    ['with two devices of one name', 'now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: A}, {deviceName: a}]\nexpect: []', '6:30 REEVE_CONTRADICTION'],
    [
      'with a platform that the profile does not know',
      'now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: A, platform: windos}]\nexpect: []',
      '6:29 REEVE_UNKNOWN_PLATFORM_NAME',
    ],
    ['that names an unknown device', `${DEVICES}\nexpect: [{device: MAC-3, action: retire}]`, '7:13 REEVE_TEST_UNKNOWN_NAME'],
    ['that expects nothing for an unknown device', `${DEVICES}\nexpectNone: [MAC-3]`, '7:16 REEVE_TEST_UNKNOWN_NAME'],
    ['that names an unknown policy', `${DEVICES}\nexpect: [{device: MAC-1, action: retire, policy: lots}]`, '7:44 REEVE_TEST_UNKNOWN_NAME'],
    [
      'with a history of an unknown policy',
      `${DEVICES}\nhistory: [{device: MAC-1, action: wipe, at: 2026-01-01, outcome: confirmed, policy: lots}]\nexpect: []`,
      '7:79 REEVE_TEST_UNKNOWN_NAME',
    ],
    ['that names an unknown file', 'now: 2026-11-22T08:00:00Z\nfile: ../fleet.json\nexpect: []', '6:3 REEVE_TEST_UNKNOWN_NAME'],
    ['with devices and a file', `${DEVICES}\nfile: a.yaml\nexpect: []`, '6:3 REEVE_CONTRADICTION'],
    ['that expects something and nothing', `${DEVICES}\nexpect: [{device: MAC-1, action: retire}]\nexpectNone: [C02XK1]`, '8:16 REEVE_CONTRADICTION'],
    ['that is about a device and a user', `${DEVICES}\nexpect: [{device: MAC-1, user: eve@contoso.com, action: wipe}]`, '7:12 REEVE_CONTRADICTION'],
    ['that is about nobody', `${DEVICES}\nexpect: [{action: wipe}]`, '7:12 REEVE_MISSING_FIELD'],
    ['with an action that does not exist', `${DEVICES}\nexpect: [{device: MAC-1, action: erase}]`, '7:28 REEVE_INVALID_VALUE'],
    ['with a code that does not exist', `${DEVICES}\nexpectBlocked: [{device: MAC-1, code: protectd}]`, '7:35 REEVE_INVALID_VALUE'],
  ])('%s', async (_what, spec, place) => {
    expect(await said(spec)).toEqual([`a.test.yaml:${place}`])
  })

  it('when a name could be two devices', async () => {
    const devices = 'now: 2026-11-22T08:00:00Z\ndevices: [{id: one, serialNumber: S}, {id: two, serialNumber: S}]'

    const [problem] = await problemsOfTests({ 'a.yaml': policyNamed('lost'), 'a.test.yaml': testOf(`${devices}\nexpectNone: [S]`) })

    expect(problem).toMatchObject({ code: 'REEVE_TEST_UNKNOWN_NAME', detail: '2 devices are called "S".', fix: 'Name one by its id: one, two.' })
  })

  it('when another test has its name, or a policy stands in its file', async () => {
    const test = testOf(`${DEVICES}\nexpect: []`)

    const problems = await problemsOfTests({ 'a.yaml': policyNamed('lost'), 'a.test.yaml': `${test}---\n${policyNamed('found')}`, 'b.test.yaml': test })

    expect(placesOf(problems)).toEqual(['a.test.yaml:9:1 REEVE_TEST_PLACE', 'b.test.yaml:3:12 REEVE_DUPLICATE_NAME'])
  })

  it('outside of a test file, whether or not a glob matches the file', async () => {
    const test = testOf(`${DEVICES}\nexpect: []`)
    const fleet = 'apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {}\n'

    const problems = await problemsOfTests({ 'reeve.yaml': fleet, 'policies/a.yaml': policyNamed('lost'), 'policies/t.yaml': test, 'tests/t.yaml': test })

    expect(problems.map(({ code, where, fix }) => [code, where?.file, fix])).toEqual([
      ['REEVE_TEST_PLACE', 'policies/t.yaml', 'Move it into policies/t.test.yaml.'],
      ['REEVE_TEST_PLACE', 'tests/t.yaml', 'Move it into tests/t.test.yaml.'],
    ])
  })

  it('but unknown policies are not spoken of while policies cannot be read', async () => {
    const problems = await problemsOfTests({
      'a.yaml': 'kind: [',
      'a.test.yaml': testOf(`${DEVICES}\nexpect: [{device: MAC-1, action: retire, policy: lost}]`),
    })

    expect(placesOf(problems).filter((place) => place.includes('TEST'))).toEqual([])
  })
})
