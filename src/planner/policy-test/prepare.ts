/** From the document of a policy test to one that can be run, or to what is wrong with it. */
import type { ExpectedAction, ExpectedBlock, ExpectedDeferral, ExpectedUndetermined, PolicyTest, PolicyTestSpec } from '../documents.generated.ts'
import { parseDocumentInstant } from '../instant.ts'
import type { Device, Inventory } from '../inventory.ts'
import { formatPlace, isError, type Problem } from '../problem.ts'
import type { Profile } from '../profile/profile.ts'
import { placeOf, type Repository, type SourceDocument } from '../repository.ts'
import { foldText } from '../text.ts'
import { broughtFleet, type Fleet, identified, inlineFleet, pastOf } from './fleet.ts'
import { type DeviceNames, deviceNames } from './names.ts'
import { type Expectation, type Expected, type ExpectedTarget, NOTHING, type ReadyTest } from './policy-test.ts'
import { createTestReporter, type TestReporter } from './reporter.ts'

export interface PrepareContext {
  readonly repository: Repository
  /** null where the fleet names none that this version has. */
  readonly profile: Profile | null
  /** Every file of the repository. */
  readonly files: ReadonlySet<string>
  /** What the test's inventory file holds; null while it has not been read: then its devices are not known yet. */
  readonly brought: Fleet | null
}

export interface PreparedTest {
  /** null when something is wrong with it, or its inventory file has not been read. */
  readonly test: ReadyTest | null
  readonly problems: readonly Problem[]
}

/** The fields of the document that hold expectations. */
const EXPECTATIONS = ['expect', 'expectBlocked', 'expectDeferred', 'expectUndetermined', 'expectNone'] as const

export function preparePolicyTest(source: SourceDocument<PolicyTest>, context: PrepareContext): PreparedTest {
  const problems: Problem[] = []
  const report = createTestReporter(source, problems)
  const { spec } = source.document
  checkForm(spec, context, report)
  const kindOf = checkPolicies(spec, context.repository, report)
  if (context.profile) checkPlatforms(spec, context.profile, report)

  const now = parseDocumentInstant(spec.now)
  if (now === null || (spec.file !== undefined && context.brought === null)) return { test: null, problems }
  const profile = context.profile?.name ?? 'intune-2018'
  const fleet = context.brought ? broughtFleet(source.document, now, context.brought) : inlineFleet(source.document, { now, profile }, report)
  const { inventory } = fleet
  const silent = deviceNames(inventory, [], () => undefined)
  const byId = new Map(inventory.devices.map((device) => [device.id, device]))
  const deviceNamed = (name: string): Device | null => byId.get(silent.find(name, '') ?? '') ?? null
  const past = pastOf(source.document, { inventory, profile, kindOf, deviceNamed }, report)
  const entries = [...fleet.history.entries, ...past]
  const expectations = collectExpectations(source, inventory, deviceNames(inventory, entries, report), report)
  if (problems.some(isError)) return { test: null, problems }

  return {
    test: {
      name: source.document.metadata.name,
      at: formatPlace(placeOf(source, '')),
      now: new Date(now * 1000),
      inventory,
      history: { known: true, entries },
      partial: spec.partial ?? false,
      deviceAt: placesOfDevices(source),
      expectations,
      undetermined: (spec.expectUndetermined ?? []).map(({ policy, field, devices }, index) => ({
        policy,
        field,
        devices: devices ?? null,
        at: formatPlace(placeOf(source, `/spec/expectUndetermined/${index}`)),
      })),
    },
    problems,
  }
}

function placesOfDevices(source: SourceDocument<PolicyTest>): ReadonlyMap<string, string> {
  const { devices = [] } = source.document.spec
  return new Map(devices.map((device, index) => [identified(device).id?.trim().toLowerCase() ?? '', formatPlace(placeOf(source, `/spec/devices/${index}`))]))
}

function checkForm(spec: PolicyTestSpec, { files }: PrepareContext, report: TestReporter): void {
  if (spec.devices === undefined && spec.file === undefined)
    report('REEVE_MISSING_FIELD', 'The test has no fleet.', '/spec', 'Write its devices, or name an inventory file.')
  for (const field of ['devices', 'directoryDevices', 'users'] as const)
    if (spec.file !== undefined && spec[field] !== undefined)
      report('REEVE_CONTRADICTION', `The fleet is read from ${spec.file}, which says what "${field}" would.`, `/spec/${field}`, 'Keep one of the two.')
  if (spec.file !== undefined && !files.has(spec.file))
    report('REEVE_TEST_UNKNOWN_NAME', `The repository has no file ${spec.file}.`, '/spec/file', 'Write its path from the root of the policy repository.')
  if (EXPECTATIONS.every((field) => spec[field] === undefined))
    report('REEVE_MISSING_FIELD', 'The test expects nothing, so it could not fail.', '/spec', 'To say that nothing may happen to anybody, write expect: [].')
}

/** Policies that could not be read are not taken for missing ones. */
function checkPolicies(spec: PolicyTestSpec, { documents, problems }: Repository, report: TestReporter): (name: string) => string | null {
  const kinds = new Map(documents.flatMap(({ document: { kind, metadata } }) => (isPolicy(kind) ? [[metadata.name, kind] as const] : [])))
  const known = [...kinds.keys()].sort()
  if (problems.some(isError)) return (name) => kinds.get(name) ?? null

  for (const field of [...EXPECTATIONS, 'history'] as const)
    for (const [index, item] of (spec[field] ?? []).entries()) {
      const policy = typeof item === 'string' ? undefined : item.policy
      if (policy === undefined || kinds.has(policy)) continue
      const fix = known.length <= 12 ? `The policies are ${known.join(', ')}.` : 'Write it as metadata.name has it.'
      report('REEVE_TEST_UNKNOWN_NAME', `No policy is called "${policy}".`, `/spec/${field}/${index}/policy`, fix)
    }
  return (name) => kinds.get(name) ?? null
}

function isPolicy(kind: string): boolean {
  return kind !== 'Fleet' && kind !== 'Guardrails' && kind !== 'DataCollectionPolicy'
}

/** A platform that the profile does not know would be selected by nothing, which no mistake in a test should prove. */
function checkPlatforms({ devices }: PolicyTestSpec, profile: Profile, report: TestReporter): void {
  const known = new Set(['unknown', ...profile.platforms.map(({ name }) => foldText(name))])
  for (const [index, { platform }] of (devices ?? []).entries())
    if (platform !== undefined && platform !== '' && !known.has(foldText(platform)))
      report(
        'REEVE_UNKNOWN_PLATFORM_NAME',
        `"${platform}" is not a platform of profile ${profile.name}.`,
        `/spec/devices/${index}/platform`,
        `One of: ${profile.platforms.map(({ name }) => name).join(', ')}.`,
      )
}

type Written = ExpectedAction | ExpectedBlock | ExpectedDeferral | ExpectedUndetermined

function collectExpectations(source: SourceDocument<PolicyTest>, inventory: Inventory, names: DeviceNames, report: TestReporter): Expectation[] {
  const { spec } = source.document
  const found: Expectation[] = []
  const add = (pointer: string, target: ExpectedTarget | null, expected: Expected): void => {
    if (target) found.push({ target, expected, at: formatPlace(placeOf(source, pointer)) })
  }
  for (const [kind, field] of [
    ['action', 'expect'],
    ['blocked', 'expectBlocked'],
    ['deferred', 'expectDeferred'],
  ] as const)
    for (const [index, item] of (spec[field] ?? []).entries()) {
      const pointer = `/spec/${field}/${index}`
      add(pointer, targetOf(item, pointer, names, report), expectedOf(kind, item))
    }

  for (const [index, name] of (spec.expectNone ?? []).entries()) {
    const pointer = `/spec/expectNone/${index}`
    const target = noneTarget(name, pointer, inventory, names)
    add(pointer, target, NOTHING)
    if (target && found.some((other) => other.expected.kind !== 'nothing' && isSame(other.target, target)))
      report('REEVE_CONTRADICTION', `Something else is expected for "${name}" above.`, pointer, 'Keep one of the two.')
  }
  return found
}

function isSame(a: ExpectedTarget, b: ExpectedTarget): boolean {
  if (a.type === 'device' || b.type === 'device') return a.type === b.type && 'id' in a && 'id' in b && a.id === b.id
  return a.type === b.type && foldText(a.name) === foldText(b.name)
}

function targetOf(item: Exclude<Written, ExpectedUndetermined>, pointer: string, names: DeviceNames, report: TestReporter): ExpectedTarget | null {
  const given = (['device', 'user', 'tenant'] as const).filter((type) => item[type] !== undefined)
  const [type] = given
  if (type === undefined || given.length > 1) {
    if (type === undefined) report('REEVE_MISSING_FIELD', 'The expectation is about nobody.', pointer, 'Name a device, or a user.')
    else report('REEVE_CONTRADICTION', `An expectation is about one thing, not about ${given.join(' and ')}.`, pointer, 'Write one expectation for each.')
    return null
  }
  const name = item[type] ?? ''
  if (type !== 'device') return { type, name }
  const id = names.find(name, `${pointer}/device`)
  return id === null ? null : { type, name, id }
}

/** The name of a user that the fleet knows is about the user, and any other has to be a device. */
function noneTarget(name: string, pointer: string, { devices, users }: Inventory, names: DeviceNames): ExpectedTarget | null {
  const wanted = foldText(name)
  const known = [...(users ?? []).flatMap(({ id, userPrincipalName }) => [id, userPrincipalName]), ...devices.map(({ userPrincipalName }) => userPrincipalName)]
  if (known.some((user) => user !== null && foldText(user) === wanted)) return { type: 'user', name }
  const id = names.find(name, pointer)
  return id === null ? null : { type: 'device', name, id }
}

function expectedOf(kind: Expected['kind'], item: Exclude<Written, ExpectedUndetermined>): Expected {
  return {
    kind,
    action: item.action ?? null,
    policy: item.policy ?? null,
    effectiveEffect: 'effectiveEffect' in item ? (item.effectiveEffect ?? null) : null,
    status: 'status' in item ? (item.status ?? null) : null,
    mode: 'mode' in item ? (item.mode ?? null) : null,
    wipe: 'wipe' in item ? (item.wipe ?? null) : null,
    code: 'code' in item ? item.code : null,
    until: 'until' in item && item.until !== undefined ? parseDocumentInstant(item.until) : null,
  }
}
