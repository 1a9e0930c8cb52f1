import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testOf } from '../support/policy-tests.ts'
import { reeve } from './command.ts'
import { FLEET, folderOf, inventoryOf, LOST, managedDevice } from './repository.ts'

const LAPTOP = 'platform: windows10, managedDeviceOwnerType: company, enrolledDateTime: 2025-01-01'
const DEVICES = `now: 2026-11-22T08:00:00Z
devices:
  - {deviceName: LAPTOP-1, serialNumber: SN-1, ${LAPTOP}}
  - {deviceName: LAPTOP-2, serialNumber: SN-2, ${LAPTOP}}
  - {deviceName: LAPTOP-3, serialNumber: SN-3, ${LAPTOP}}`
const BOTH = `${DEVICES}
expect:
  - {device: LAPTOP-1, action: wipe, policy: lost}
  - {device: LAPTOP-2, action: wipe}
expectNone: [LAPTOP-3]`

interface Report {
  readonly passed: boolean
  readonly tests: readonly {
    readonly name: string
    readonly outcome: string
    readonly failures: readonly { target: string; at: string; expected: string; got: string[]; why: string[] }[]
  }[]
}

function repositoryWith(spec: string, more: Readonly<Record<string, string>> = {}): string {
  return folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST, 'tests/lost.test.yaml': testOf(spec), ...more })
}

/** target: expected / got, of every failure. */
async function differences(spec: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { stdout } = await reeve(['test', repositoryWith(spec, more), '--format', 'json'])
  return (JSON.parse(stdout) as Report).tests.flatMap(({ failures }) =>
    failures.map(({ target, expected, got }) => `${target}: ${expected} / ${got.join(' + ')}`),
  )
}

describe('a test passes', () => {
  it('when the plan holds what it expects and nothing else', async () => {
    const answer = await reeve(['test', repositoryWith(BOTH)])

    expect(answer).toMatchObject({ exit: 0, stderr: '' })
    expect(answer.stdout).toMatch(/^ok {4}lost {2}\S+tests\/lost\.test\.yaml:1:1\n\nThe test passed\.\n/)
  })

  it('whatever the limits say of so few devices, also when they would let some wait', async () => {
    const trickle = 'apiVersion: reeve/v1\nkind: Guardrails\nmetadata: {name: contoso}\nspec: {overLimit: trickle}\n'

    expect(await differences(BOTH)).toEqual([])
    expect(await differences(BOTH, { 'policies/guardrails.yaml': trickle })).toEqual([])
  })

  it('with platforms by the tables of the fleet, whether its devices stand in it or in a file', async () => {
    const android = { id: '00000000-0000-4000-8000-000000000001', deviceName: 'PHONE', operatingSystem: 'Android', deviceType: 'androidEnterprise' }
    const raw = {
      ...android,
      deviceEnrollmentType: 'androidEnterpriseFullyManaged',
      managedDeviceOwnerType: 'company',
      enrolledDateTime: '2025-01-01T00:00:00Z',
    }
    const files = {
      'reeve.yaml': 'apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {profile: intune-2026, provider: {twin: {}}}\n',
      'policies/lost.yaml':
        'apiVersion: reeve/v1\nkind: DevicePolicy\nmetadata: {name: lost}\nspec:\n  reason: Lost\n  select: {platform: androidFullyManaged}\n  desired: {state: wiped, since: 2026-11-01}\n',
      'inventory/fleet.json': JSON.stringify([raw]),
      'tests/inline.test.yaml': testOf(`now: 2026-11-22T08:00:00Z\ndevices: [${JSON.stringify(raw)}]\nexpect: [{device: PHONE, action: wipe}]`, 'inline'),
      'tests/file.test.yaml': testOf('now: 2026-11-22T08:00:00Z\nfile: inventory/fleet.json\nexpect: [{device: PHONE, action: wipe}]', 'file'),
    }

    const { exit, stdout, stderr } = await reeve(['test', folderOf(files), '--format', 'json'])

    expect({ exit, stderr, outcomes: (JSON.parse(stdout) as Report).tests.map(({ name, outcome }) => `${outcome} ${name}`) }).toEqual({
      exit: 0,
      stderr: '',
      outcomes: ['passed file', 'passed inline'],
    })
  })

  it('by what was done before', async () => {
    const done = '\nhistory: [{device: SN-1, action: wipe, at: 2026-11-21T00:00:00Z, outcome: confirmed}]\nexpect: [{device: SN-2, action: wipe}]'

    expect(await differences(`${DEVICES}${done}`)).toEqual([])
  })

  it('by the fleet of a file', async () => {
    const fleet = inventoryOf([managedDevice(1), managedDevice(2), managedDevice(3)])
    const spec = 'now: 2026-11-22T08:00:00Z\nfile: inventory/fleet.ndjson\nexpect: [{device: LAPTOP-1, action: wipe}, {device: LAPTOP-2, action: wipe}]'

    expect(await differences(spec, { 'inventory/fleet.ndjson': fleet })).toEqual([])
  })
})

describe('a test fails', () => {
  it('for every action that it does not expect: a wipe that nobody thought of never passes', async () => {
    expect(await differences(`${DEVICES}\nexpect: [{device: LAPTOP-1, action: wipe}]`)).toEqual([
      'LAPTOP-2: nothing, since no expectation says so / wipe by lost',
    ])
    expect(await differences(`${DEVICES}\nexpect: []`)).toHaveLength(2)
  })

  it('for what takes away or cannot be undone even when it is partial, and for no other', async () => {
    const reset = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: reset}
spec:
  reason: Passcodes leaked
  select: {platform: ios}
  desired: {directory: disabled}
`
    const entra = '7d2e3f40-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
    const record = `directoryDevices: [{id: 1d2e3f40-5a6b-4c7d-8e9f-0a1b2c3d4e5f, deviceId: ${entra}, accountEnabled: true}]`
    const phone = `\n  - {deviceName: PHONE, platform: ios, managedDeviceOwnerType: company, enrolledDateTime: 2025-01-01, azureADDeviceId: ${entra}}\n${record}`

    const strict = await differences(`${DEVICES}${phone}\nexpect: []`, { 'policies/reset.yaml': reset })
    const partial = await differences(`${DEVICES}${phone}\npartial: true\nexpect: []`, { 'policies/reset.yaml': reset })

    expect(strict.map((line) => line.split(':')[0])).toEqual(['LAPTOP-1', 'LAPTOP-2', 'PHONE'])
    expect(partial.map((line) => line.split(':')[0])).toEqual(['LAPTOP-1', 'LAPTOP-2'])
  })

  it.each<[string, string]>([
    ['{device: LAPTOP-1, action: retire}', 'retire / wipe by lost'],
    ['{device: LAPTOP-1, action: wipe, status: ready}', 'wipe, status ready / wipe by lost, status blockedByGuardrail'],
    ['{device: LAPTOP-1, action: wipe, effectiveEffect: delete}', 'wipe, effect delete / wipe by lost, effect wipe'],
    ['{device: LAPTOP-1, action: wipe, wipe: keep}', 'wipe, mode of wiping keep / wipe by lost, mode of wiping plain'],
    ['{device: LAPTOP-1, action: wipe, mode: report}', 'wipe, mode report / wipe by lost, mode enforce'],
    ['{device: LAPTOP-3, action: wipe, policy: lost}', 'wipe by lost / nothing'],
  ])('where what is written differs: %s', async (expectation, difference) => {
    const [first] = await differences(`${DEVICES}\npartial: true\nexpect:\n  - ${expectation}\n  - {device: LAPTOP-2, action: wipe}`)

    expect(first).toBe(`${/LAPTOP-\d/.exec(expectation)?.[0]}: ${difference}`)
  })

  it('where something else is blocked, or nothing is undetermined', async () => {
    const young = `now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: NEW, serialNumber: SN-1, platform: windows10, managedDeviceOwnerType: company, enrolledDateTime: 2026-11-21}]`

    expect(await differences(`${young}\nexpectBlocked: [{device: NEW, code: enrolledAfterSince}]`)).toEqual([])
    expect(await differences(`${young}\nexpectBlocked: [{device: NEW, code: protected}]`)).toEqual([
      'NEW: any action blocked (protected) / wipe blocked (enrolledAfterSince) by lost',
    ])
    expect(await differences(`${young}\nexpectNone: [NEW]`)).toEqual(['NEW: nothing / wipe blocked (enrolledAfterSince) by lost'])
    expect(
      await differences('now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: A}]\nexpectUndetermined: [{policy: lost, field: serialNumber, devices: 1}]'),
    ).toEqual([])
    expect(
      await differences('now: 2026-11-22T08:00:00Z\ndevices: [{deviceName: A}]\nexpectUndetermined: [{policy: lost, field: serialNumber, devices: 2}]'),
    ).toEqual(['policy lost: undetermined for want of serialNumber: 2 devices / 1 device'])
  })

  it('and says at which condition the policy passed the device by', async () => {
    const folder = repositoryWith(`${BOTH.replace('expectNone: [LAPTOP-3]', '  - {device: LAPTOP-3, action: wipe, policy: lost}')}`)

    const { exit, stdout } = await reeve(['test', folder, '--no-color'], { columns: 200 })

    expect(exit).toBe(1)
    expect(stdout.replaceAll(`${folder}/`, '')).toContain(`
      LAPTOP-3  tests/lost.test.yaml:13:7
        - expected wipe by lost
        + got      nothing
          DevicePolicy lost does not select it.
          serialNumber is one of SN-1, SN-2: false, it is SN-3 (policies/lost.yaml:6:12)

The test failed.`)
  })
})

describe('which tests run', () => {
  const two = { 'tests/other.test.yaml': testOf(BOTH, 'other') }

  async function names(...args: string[]): Promise<string[]> {
    const { stdout } = await reeve(['test', ...args, '--format', 'json'])
    return (JSON.parse(stdout) as Report).tests.map(({ name }) => name)
  }

  it('all of a repository, those of a folder in it, or those of a file', async () => {
    const folder = repositoryWith(BOTH, { ...two, 'tests/deep/third.test.yaml': testOf(BOTH, 'third') })

    expect(await names(folder)).toEqual(['third', 'lost', 'other'])
    expect(await names(join(folder, 'tests/deep'))).toEqual(['third'])
    expect(await names(join(folder, 'tests/deep'), join(folder, 'tests/other.test.yaml'))).toEqual(['third', 'other'])
  })

  it('those with a part of the name, or whose whole name fits a glob', async () => {
    const folder = repositoryWith(BOTH, two)

    expect(await names(folder, '--filter', 'THE')).toEqual(['other'])
    expect(await names(folder, '--filter', 'l*')).toEqual(['lost'])
  })

  it('none is an error that says so', async () => {
    const folder = repositoryWith(BOTH)
    mkdirSync(join(folder, 'empty'))

    const nowhere = await reeve(['test', join(folder, 'empty')])
    const unnamed = await reeve(['test', folder, '--filter', 'nobody'])

    expect([nowhere.exit, nowhere.stdout, unnamed.exit, unnamed.stdout]).toEqual([1, '', 1, ''])
    expect(nowhere.stderr).toContain('There is no policy test here')
    expect(unnamed.stderr).toContain('No policy test has a name with "nobody" in it.')
  })

  it('none while a policy or a test is not valid', async () => {
    const broken = await reeve(['test', repositoryWith(BOTH, { 'tests/bad.test.yaml': testOf('now: 2026-11-22T08:00:00Z', 'bad') })])
    const policy = await reeve(['test', repositoryWith(BOTH, { 'policies/lost.yaml': LOST.replace('wiped', 'wipd') })])

    expect([broken.exit, broken.stdout, policy.exit, policy.stdout]).toEqual([1, '', 1, ''])
    expect(broken.stderr).toContain('tests/bad.test.yaml:4:1')
    expect(policy.stderr).toContain('policies/lost.yaml:7:13')
  })

  it('and a plan is made without looking at them', async () => {
    const folder = repositoryWith(BOTH, { 'tests/bad.test.yaml': 'no: [' })

    const { exit } = await reeve(['validate', folder])
    const plan = await reeve(['plan', folder, '--format', 'json', '--now', '2026-11-22T08:00:00Z'])
    const without = await reeve(['plan', folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST }), '--format', 'json', '--now', '2026-11-22T08:00:00Z'])

    const digest = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { source: { digest: string } }).source.digest
    expect([exit, plan.exit, digest(plan)]).toEqual([1, 0, digest(without)])
  })
})

describe('of documents that are not valid', () => {
  const folder = () => repositoryWith(BOTH, { 'policies/lost.yaml': LOST.replace('wiped', 'wipd') })

  it('a report is printed as JSON, with what is wrong', async () => {
    const { exit, stdout } = await reeve(['test', folder(), '--format', 'json'])

    const { kind, passed, tests, problems } = JSON.parse(stdout) as {
      kind: string
      passed: boolean
      tests: unknown[]
      problems: { code: string; where: unknown }[]
    }
    expect({ exit, kind, passed, tests, problems: problems.map(({ code, where }) => ({ code, where })) }).toEqual({
      exit: 1,
      kind: 'TestReport',
      passed: false,
      tests: [],
      problems: [{ code: 'REEVE_INVALID_VALUE', where: { file: 'policies/lost.yaml', line: 7, column: 13 } }],
    })
  })

  it('a report is printed as JUnit, with a failure for each file', async () => {
    const { exit, stdout } = await reeve(['test', folder(), '--format', 'junit'])

    expect([exit, stdout.match(/<(testsuites|testcase|failure) [^>]*(?:name|type)="[^"]*"/g)]).toEqual([
      1,
      ['<testsuites name="reeve test"', '<testcase classname="reeve test" name="policies/lost.yaml"', '<failure type="REEVE_INVALID_VALUE"'],
    ])
  })
})

describe('as junit', () => {
  it('a test is a case of the suite of its file, with one failure at most', async () => {
    const folder = repositoryWith(`${DEVICES}\nexpect: []`, { 'tests/other.test.yaml': testOf(BOTH, 'other') })

    const { stdout } = await reeve(['test', folder, '--format', 'junit'])

    const tags = stdout.replaceAll(`${folder}/`, '').match(/<(testsuites?|testcase|failure)[^>]*>/g)
    expect(tags).toEqual([
      '<testsuites name="reeve test" tests="2" failures="1" errors="0" skipped="0">',
      '<testsuite name="tests/lost.test.yaml" tests="1" failures="1" errors="0" skipped="0">',
      '<testcase classname="tests/lost.test.yaml" name="lost" file="tests/lost.test.yaml" line="1">',
      '<failure type="difference" message="2 differences, the first: LAPTOP-1: expected nothing, since no expectation says so, got wipe by lost">',
      '<testsuite name="tests/other.test.yaml" tests="1" failures="0" errors="0" skipped="0">',
      '<testcase classname="tests/other.test.yaml" name="other" file="tests/other.test.yaml" line="1" />',
    ])
  })
})

describe('what no test has touched', () => {
  const CLEANUP = `apiVersion: reeve/v1
kind: CleanupRule
metadata: {name: silent}
spec:
  reason: Silent
  select: {platform: ios}
  except: {deviceName: {glob: "KEEP-*"}}
  inactiveDays: 180
  stages: [{action: retire}, {after: 30d, action: delete}]
`
  const PROTECT = `apiVersion: reeve/v1
kind: Guardrails
metadata: {name: contoso}
spec: {protect: [{reason: Board, select: {deviceName: {glob: "BOARD-*"}}}]}
`
  const more = { 'policies/silent.yaml': CLEANUP, 'policies/guardrails.yaml': PROTECT }

  async function open(spec: string): Promise<string[]> {
    const { stdout } = await reeve(['test', repositoryWith(spec, more), '--format', 'json'])
    const { coverage } = JSON.parse(stdout) as { coverage: { items: { kind: string; what: string; missing: string | null }[] } }
    return coverage.items.flatMap(({ kind, what, missing }) => (missing === null ? [] : [`${kind} | ${what} | ${missing}`]))
  }

  it('is a policy, a condition that never came out the other way, an exception, a protection and a stage', async () => {
    expect(await open(BOTH)).toEqual([
      'policy | CleanupRule silent | selected no device',
      'condition | platform is ios | was never true',
      'condition | lastSyncDateTime at least 180d ago | was neither true nor false',
      'exception | exception: deviceName matches KEEP-* | excepted no device that the policy selects',
      'stage | stage 1, retire | was never asked for',
      'stage | stage 2, delete | was never asked for',
      'protection | protection: Board | protected no device',
    ])
  })

  it('is nothing when each has been seen', async () => {
    const phone = 'platform: ios, managedDeviceOwnerType: company, enrolledDateTime: 2025-01-01, lastSyncDateTime: 2026-01-01'
    const spec = `${DEVICES}
  - {deviceName: PHONE-1, ${phone}}
  - {deviceName: PHONE-2, ${phone}}
  - {deviceName: KEEP-1, ${phone}}
  - {deviceName: BOARD-1, ${phone}}
  - {deviceName: PHONE-3, platform: ios, lastSyncDateTime: 2026-11-21}
history: [{device: PHONE-2, action: retire, at: 2026-09-01, outcome: confirmed, policy: silent}]
expect:
  - {device: LAPTOP-1, action: wipe}
  - {device: LAPTOP-2, action: wipe}
  - {device: PHONE-1, action: retire}
  - {device: PHONE-2, action: delete}
expectBlocked: [{device: BOARD-1, code: protected}]`

    const { exit, stdout } = await reeve(['test', repositoryWith(spec, more), '--coverage', '--coverage-min', '100'])

    expect(await open(spec)).toEqual([])
    expect([exit, stdout.split('\n').slice(2)]).toEqual([0, ['The test passed.', '', '2 of 2 policies are covered. Of all that can be, 9 of 9 (100 %).', '']])
  })

  it('stands in a line after every run, with the place of each policy, and fails the run below --coverage-min', async () => {
    const folder = repositoryWith(BOTH, more)

    const plain = await reeve(['test', folder])
    const below = await reeve(['test', folder, '--coverage', '--coverage-min', '50', '--no-color'])
    const wrong = await reeve(['test', folder, '--coverage-min', 'most'])

    expect(plain.exit).toBe(0)
    expect(plain.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `1 of 2 policies are covered; CleanupRule silent is not: ${folder}/policies/silent.yaml:1:1. Of all that can be, 2 of 9 (22 %).`,
    )
    expect([below.exit, wrong.exit]).toEqual([1, 64])
    expect(below.stderr).toContain('cover 22 %, and --coverage-min asks for 50 %.')
    expect(below.stdout.replaceAll(/\s+/g, ' ')).toContain('silent: platform is ios was never true')
  })
})
