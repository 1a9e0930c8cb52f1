import { describe, expect, it } from 'vitest'
import type { GuardrailsSpec, Selector } from '../../src/planner/documents.generated.ts'
import { explainDevice } from '../../src/planner/explain.ts'
import type { DeviceExplanation } from '../../src/planner/explanation.ts'
import { findDevices } from '../../src/planner/find-devices.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import {
  at,
  cleanupRule,
  crowd,
  daysAgo,
  device,
  devicePolicy,
  guardrails,
  historyEntry,
  inventory,
  listFile,
  type PlanQuestion,
  planInput,
} from '../support/planning.ts'

function explain(overrides: Partial<Device>, question: Pick<PlanQuestion, 'documents'> & Partial<PlanQuestion>): DeviceExplanation {
  const subject = device({ id: 'one', ...overrides })
  return explainDevice(planInput({ inventory: inventory([subject, ...crowd(200)]), ...question }), subject)
}

const lost = devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'wiped', since: '2026-11-01T00:00:00Z' } })
const keep = devicePolicy('keep', { select: { deviceName: 'LAPTOP-one' }, priority: 300, desired: { state: 'managed' } })

function standings({ policies }: DeviceExplanation): string[] {
  return policies.map(({ policy: { name }, standing, message }) => `${name} ${standing}: ${message}`)
}

describe('how a policy stands to a device', () => {
  it('names the row that gives no moment', () => {
    const select = { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } }
    const documents = [devicePolicy('lost', { select, desired: { state: 'wiped', since: { column: 'reportedAt' } } })]
    const lists = [listFile('lists/lost.csv', ['serial', 'reportedAt'], [['SN-one', '']])]

    expect(standings(explain({}, { documents, lists }))).toEqual(['lost speaks: speaks, and cannot be judged: the row lists/lost.csv:2 gives no reportedAt'])
  })

  it('is told in order of priority, highest first', () => {
    const documents = [
      cleanupRule('silent', { inactiveDays: 90 }),
      lost,
      devicePolicy('asleep', { select: { serialNumber: 'SN-one' }, desired: { state: 'wiped', since: '2026-12-01T00:00:00Z' } }),
      devicePolicy('expired', { select: { serialNumber: 'SN-one' }, expires: '2026-11-01T00:00:00Z', desired: { state: 'retired' } }),
      devicePolicy('excepted', { select: { serialNumber: 'SN-one' }, except: { platform: 'windows10' }, desired: { state: 'deleted' } }),
      devicePolicy('unsure', { select: { imei: '1' }, desired: { state: 'deleted' } }),
      devicePolicy('may-keep', { select: { imei: '1' }, priority: 50, desired: { state: 'managed' } }),
      devicePolicy('rehearsal', { select: { serialNumber: 'SN-one' }, mode: 'report', priority: 150, desired: { state: 'retired' } }),
      devicePolicy('low', { select: { serialNumber: 'SN-one' }, priority: 1, desired: { state: 'retired' } }),
    ]

    expect(standings(explain({}, { documents }))).toEqual([
      'rehearsal silent: silent: only reported, and DevicePolicy lost is enforced',
      'asleep asleep: asleep until 2026-12-01T00:00:00Z',
      'excepted excepted: selects it and excepts it',
      'expired expired: expired at 2026-11-01T00:00:00Z',
      'lost speaks: speaks, and asks for wipe',
      'unsure undetermined: cannot be judged: the inventory does not give imei',
      'may-keep mayProtect: may keep it: the inventory does not give imei',
      'low silent: silent: DevicePolicy lost has priority 100',
      'silent notSelected: does not select it',
    ])
  })

  it('is conflict at the same priority, and agreement where both ask for the same', () => {
    const same = devicePolicy('same', { select: { deviceName: 'LAPTOP-one' }, desired: lost.spec.desired })
    const other = devicePolicy('other', { select: { model: 'Model' }, desired: { state: 'retired' } })

    expect(standings(explain({}, { documents: [lost, same, other] }))).toEqual([
      'lost speaks: speaks, and asks for wipe',
      'other conflicts: asks for something else than DevicePolicy lost, at the same priority',
      'same agrees: asks for the same as DevicePolicy lost',
    ])
  })

  it('is that of a protection, where a policy that keeps it may except it', () => {
    const unsure = devicePolicy('keep', { select: { deviceName: 'LAPTOP-one' }, except: { imei: '1' }, desired: { state: 'managed' } })

    expect(standings(explain({}, { documents: [unsure] }))).toEqual(['keep mayProtect: may keep it, or except it: the inventory does not give imei'])
  })

  it('has the truth, the value and the place of every condition, as they are written', () => {
    const select: Selector = { platform: ['ios', 'windows10'], any: [{ imei: '1' }, { not: { lastSyncDateTime: { within: '7d' } } }] }

    const [policy] = explain({}, { documents: [devicePolicy('p', { select, desired: { state: 'retired' } })] }).policies

    const place = 'DevicePolicy-p.yaml:1:1'
    expect(policy?.select).toEqual({
      kind: 'all',
      truth: 'unknown',
      parts: [
        {
          kind: 'condition',
          field: 'platform',
          asks: 'platform is one of ios, windows10',
          truth: 'true',
          value: 'windows10',
          because: 'platform is windows10',
          at: place,
        },
        {
          kind: 'any',
          truth: 'unknown',
          parts: [
            { kind: 'condition', field: 'imei', asks: 'imei is 1', truth: 'unknown', value: null, because: null, at: place },
            {
              kind: 'not',
              truth: 'false',
              parts: [
                {
                  kind: 'condition',
                  field: 'lastSyncDateTime',
                  asks: 'lastSyncDateTime within 7d',
                  truth: 'true',
                  value: '2026-11-21T12:00:00Z',
                  because: 'lastSyncDateTime 2026-11-21T12:00:00Z is within 7d',
                  at: place,
                },
              ],
            },
          ],
        },
      ],
    })
  })
})

describe('the stages of a clean-up', () => {
  const rule = cleanupRule('silent', {
    inactiveDays: 90,
    stages: [{ action: 'retire' }, { after: '14d', action: 'delete' }, { after: '30d', action: 'deleteDirectoryDevice' }],
  })
  const phone = { platform: 'ios', lastSyncDateTime: daysAgo(100) } as const
  const stagesOf = ({ policies }: DeviceExplanation): string[] =>
    policies.flatMap(({ stages }) => stages.map(({ stage, action, state, doneAt, dueAt }) => [stage, action, state, doneAt, dueAt].join(' ').trim()))

  it('are due one after the other, each from the moment at which the one before was done', () => {
    const done = historyEntry(device({ id: 'one', ...phone }), {
      action: 'retire',
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'g', stage: 0 },
      chainStartedAt: phone.lastSyncDateTime,
      completedAt: at('2026-11-20T10:00:00Z'),
    })

    expect(stagesOf(explain(phone, { documents: [rule], history: [done] }))).toEqual([
      '1 retire done 2026-11-20T10:00:00Z',
      '2 delete waiting  2026-12-04T10:00:00Z',
      '3 deleteDirectoryDevice later',
    ])
  })

  it.each([
    ['due', phone, '1 retire due  2026-11-22T12:00:00Z'],
    ['waiting until it has been silent for long enough', { ...phone, lastSyncDateTime: daysAgo(80) }, '1 retire waiting  2026-12-02T12:00:00Z'],
    ['waiting for a last sync that nobody knows', { ...phone, lastSyncDateTime: null }, '1 retire waiting'],
  ])('the first is %s', (_state, overrides, stage) => {
    expect(stagesOf(explain(overrides, { documents: [rule] }))[0]).toBe(stage)
  })
})

describe('what would change the outcome', () => {
  const said = ({ wouldChange }: DeviceExplanation): string[] => wouldChange.map(({ text, write }) => (write === null ? text : `${text} | ${write}`))

  it('is each single condition on which it hangs, with the line of the list', () => {
    const select = { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } }, managedDeviceOwnerType: 'company' }
    const documents = [devicePolicy('lost', { select, desired: lost.spec.desired })]

    expect(said(explain({}, { documents, lists: [listFile('lists/lost.csv', ['serial'], [['SN-one']])] }))).toEqual([
      'nothing would be planned if this did not hold: serialNumber in lists/lost.csv:2.',
      'nothing would be planned if this did not hold: managedDeviceOwnerType is company.',
    ])
  })

  it('is the one condition that keeps a policy away, and not one of several', () => {
    const one = devicePolicy('one', { select: { serialNumber: 'SN-one', complianceState: 'noncompliant' }, desired: { state: 'retired' } })
    const two = devicePolicy('two', { select: { serialNumber: 'SN-two', complianceState: 'error' }, desired: { state: 'retired' } })

    expect(said(explain({}, { documents: [one, two] }))).toEqual([
      'retire would be planned by DevicePolicy one if this held: complianceState is noncompliant (now it is compliant).',
    ])
  })

  it('is a fact for every policy that asks it', () => {
    const select = { deviceName: 'B' }
    const documents = [
      devicePolicy('a', { select, desired: { state: 'managed' }, priority: 200 }),
      devicePolicy('b', { select, desired: { state: 'retired' } }),
    ]

    expect(said(explain({}, { documents }))).toEqual([])
  })

  it('is the fact that is missing', () => {
    const documents = [devicePolicy('p', { select: { imei: '1' }, desired: { state: 'retired' } })]

    expect(said(explain({}, { documents }))).toEqual([
      'DevicePolicy p could be judged if the inventory gave imei.',
      'retire would be planned by DevicePolicy p if this held: imei is 1 (unknown now).',
    ])
  })

  it('is an exception, said to be one', () => {
    const excepted = devicePolicy('lost', { ...lost.spec, except: { userPrincipalName: { glob: '*@contoso.com' } } })

    expect(said(explain({}, { documents: [excepted] }))).toEqual([
      'wipe would be planned by DevicePolicy lost if this did not hold: userPrincipalName user-one@contoso.com matches *@contoso.com.' +
        ' That is an exception of DevicePolicy lost: it protects the device.',
    ])
  })

  it('is a protection, said to be one', () => {
    const board = guardrails({ protect: [{ reason: 'Board members', select: { userPrincipalName: 'user-one@contoso.com' } }] })

    expect(said(explain({}, { documents: [lost, board] }))).toEqual([
      'nothing would be planned if this did not hold: serialNumber is SN-one.',
      'wipe would be planned by DevicePolicy lost if this did not hold: userPrincipalName is user-one@contoso.com.' +
        ' That is the protection "Board members" at Guardrails-contoso.yaml:1:1.',
    ])
  })

  it('is a policy of higher priority that keeps the device', () => {
    expect(said(explain({}, { documents: [lost, keep] }))).toEqual([
      'wipe would be planned by DevicePolicy lost if DevicePolicy keep (priority 300) did not speak for the device.',
      'wipe would be planned by DevicePolicy lost if this did not hold: deviceName is LAPTOP-one.',
    ])
  })

  it('is a later since, where the device was enrolled after it', () => {
    expect(said(explain({ enrolledDateTime: at('2026-11-10T00:00:00Z') }, { documents: [lost] }))[0]).toBe(
      'wipe would be planned by DevicePolicy lost if "since" were later than 2026-11-10T00:00:00Z, when the device was enrolled;' +
        ' it is 2026-11-01T00:00:00Z. | since: 2026-11-10T00:00:01Z',
    )
  })

  it('is a later since, where what it asks was done', () => {
    const wiped = historyEntry(device({ id: 'one' }), { action: 'retire', completedAt: at('2026-11-05T00:00:00Z') })
    const documents = [devicePolicy('p', { select: { serialNumber: 'SN-one' }, desired: { state: 'retired', since: '2026-11-01T00:00:00Z' } })]

    expect(said(explain({}, { documents, history: [wiped] }))).toEqual([
      'retire would be planned by DevicePolicy p if "since" were later than 2026-11-05T00:00:00Z, when retire was completed;' +
        ' it is 2026-11-01T00:00:00Z. | since: 2026-11-05T00:00:01Z',
    ])
  })

  it('is an allowance, with what to write', () => {
    expect(said(explain({ managedDeviceOwnerType: 'personal' }, { documents: [lost] }))[0]).toBe(
      'wipe would be planned by DevicePolicy lost if the guardrails allowed the hazard "personal" to this policy.' +
        ' The allowance holds for every device that it selects. | allow: [{policy: lost, hazards: [personal]}]',
    )
  })

  it('is a priority of its own, where two policies are in conflict', () => {
    const documents = [lost, devicePolicy('other', { select: { deviceName: 'LAPTOP-one' }, desired: { state: 'managed' } })]

    expect(said(explain({}, { documents })).slice(0, 2)).toEqual([
      'wipe would be planned by DevicePolicy lost if DevicePolicy lost alone had this priority. | priority: 101',
      'nothing would be planned if DevicePolicy other alone had this priority. | priority: 101',
    ])
  })

  it('is the mode of a policy that is only reported', () => {
    const documents = [devicePolicy('lost', { ...lost.spec, mode: 'report' })]

    expect(said(explain({}, { documents }))[0]).toBe('it would be applied if DevicePolicy lost were in mode enforce. | mode: enforce')
  })

  it('is an expiry', () => {
    const documents = [devicePolicy('lost', { ...lost.spec, expires: '2026-11-20T00:00:00Z' }), cleanupRule('silent', { inactiveDays: 90 })]

    expect(said(explain({}, { documents }))).toContain(
      'wipe would be planned by DevicePolicy lost if DevicePolicy lost had not expired at 2026-11-20T00:00:00Z.',
    )
  })
})

describe('the outcome', () => {
  it('says what the plan for the whole fleet makes of the action', () => {
    const none = guardrails({ limits: { wipe: { perPass: { count: 0 } } } })

    const { outcome } = explain({}, { documents: [lost, none] })

    expect(outcome).toMatchObject({
      summary: 'wipe is planned, and held back by a guardrail',
      status: 'blockedByGuardrail',
      heldBackBy: [{ guardrail: 'limit', result: 'block' }],
    })
    expect(outcome.message).toContain('Held back: wipe: 1, and at most 0 allowed')
  })

  it('waits for a later pass where the limits let some through', () => {
    const all = devicePolicy('all', { select: { platform: 'windows10', deviceName: { known: true } }, desired: { state: 'retired' } })
    const trickle = guardrails({ overLimit: 'trickle' })
    const input = planInput({ documents: [all, trickle], inventory: inventory(crowd(200)) })
    const [waiting] = assemblePlan(input).deferred
    const subject = input.inventory.devices.find(({ id }) => id === waiting?.device?.id) as Device

    const { outcome } = explainDevice(input, subject)

    expect([outcome.summary, outcome.status, outcome.heldBackBy.map(({ result }) => result)]).toEqual([
      'retire is planned, and waits for a later pass',
      'deferred',
      ['defer'],
    ])
  })

  it('waits until its window opens, as the plan says', () => {
    const documents = [lost, guardrails({ windows: [{ allow: 'Mon-Fri 09:00-17:00', zone: 'UTC' }] })]

    // NOON is a Sunday.
    const { outcome, upcoming } = explain({}, { documents })

    expect([outcome.summary, outcome.status, outcome.until]).toEqual([
      'wipe is planned, and waits until 2026-11-23T09:00:00Z',
      'deferred',
      '2026-11-23T09:00:00Z',
    ])
    expect(upcoming.map(({ at: moment, summary }) => `${moment} ${summary}`)).toEqual(['2026-11-23T09:00:00Z the window opens for wipe'])
  })

  it('waits for the end of a suspension, and for the window after it', () => {
    const suspend = { reason: 'Stop.', until: '2026-11-24T20:00:00Z' }
    const releasesOf = (spec: GuardrailsSpec): string[] =>
      explain({}, { documents: [lost, guardrails(spec)] }).upcoming.map(({ at: moment, summary }) => `${moment} ${summary}`)

    expect(releasesOf({ suspend })).toEqual(['2026-11-24T20:00:00Z the suspension ends for wipe'])
    expect(releasesOf({ suspend, windows: [{ allow: 'Mon-Fri 09:00-17:00', zone: 'UTC' }] })).toEqual(['2026-11-25T09:00:00Z the window opens for wipe'])
    expect(releasesOf({ suspend: { reason: 'Stop.' } })).toEqual([])
  })

  it('is not let through by a window after it has become another one', () => {
    const ending = devicePolicy('lost', { ...lost.spec, expires: '2026-11-23T08:00:00Z' })
    const { upcoming } = explain({}, { documents: [ending, guardrails({ windows: [{ allow: 'Mon-Fri 09:00-17:00', zone: 'UTC' }] })] })

    expect(upcoming.map(({ at: moment, summary }) => `${moment} ${summary}`)).toEqual(['2026-11-23T08:00:00Z nothing is planned'])
  })

  it('that lies ahead is followed by the window that lets it through, unless the device is heard of before', () => {
    const documents = [cleanupRule('silent', { inactiveDays: 120 }), guardrails({ windows: [{ allow: 'Mon-Fri 09:00-17:00', zone: 'UTC' }] })]
    const { upcoming } = explain({ platform: 'ios', lastSyncDateTime: at('2026-08-07T18:00:00Z') }, { documents })

    expect(upcoming.map(({ at: moment, summary, unless }) => [moment, summary, ...unless].join(' '))).toEqual([
      '2026-12-05T18:00:00Z delete is planned checkIn',
      '2026-12-07T09:00:00Z the window opens for delete checkIn',
    ])
  })

  it.each<[string, Partial<Device>, readonly (typeof lost | ReturnType<typeof cleanupRule>)[], string, string]>([
    ['nobody selects it', { serialNumber: 'SN-9' }, [lost], 'nothing is planned', 'No policy selects the device.'],
    ['a policy keeps it', {}, [lost, keep], 'nothing is planned', 'DevicePolicy keep speaks, and keeps it managed.'],
    ['it is under way', { managementState: 'wipePending' }, [lost], 'wipe is pending', 'wipe is pending; nothing weaker is sent meanwhile.'],
  ])('says why nothing is planned where %s', (_why, overrides, documents, summary, message) => {
    const { outcome } = explain(overrides, { documents })

    expect([outcome.summary, outcome.message]).toEqual([summary, message])
  })
})

describe('the devices that a person means', () => {
  const devices = [device({ id: 'one' }), device({ id: 'two', userPrincipalName: 'user-one@contoso.com' }), device({ id: 'SN-one', serialNumber: 'x' })]

  it.each([
    ['ONE', ['one']],
    ['sn-ONE', ['SN-one']],
    ['entra-two', ['two']],
    ['laptop-one', ['one']],
    ['User-One@contoso.com', ['one', 'two']],
    ['nobody', []],
  ])('%s', (query, ids) => {
    expect(findDevices(devices, query).map(({ id }) => id)).toEqual(ids)
  })
})
