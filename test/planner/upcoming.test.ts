import { describe, expect, it } from 'vitest'
import { summarize } from '../../src/planner/explain-outcome.ts'
import { formatInstant } from '../../src/planner/instant.ts'
import type { Device } from '../../src/planner/inventory.ts'
import { createContext } from '../../src/planner/plan-context.ts'
import { findUpcoming } from '../../src/planner/upcoming.ts'
import {
  at,
  cleanupRule,
  daysAgo,
  device,
  devicePolicy,
  directoryDevice,
  guardrails,
  historyEntry,
  inventory,
  type PlanQuestion,
  planInput,
} from '../support/planning.ts'

const PHONE = { platform: 'ios', lastSyncDateTime: at('2026-08-06T09:00:00Z') } as const

/** What passing time makes of a device: `moment outcome [unless]`. */
function upcoming(overrides: Partial<Device>, question: Pick<PlanQuestion, 'documents'> & Partial<PlanQuestion>): string[] {
  const subject = device({ id: 'one', ...overrides })
  const context = createContext(planInput({ inventory: inventory([subject]), ...question }))
  return findUpcoming(subject, context).map(({ at: moment, decision, unless }) => [formatInstant(moment), summarize(decision), ...unless].join(' '))
}

describe('a device qualifies', () => {
  it('for a clean-up at the very second at which it has been silent for long enough, unless it checks in', () => {
    expect(upcoming(PHONE, { documents: [cleanupRule('silent', { inactiveDays: 120 })] })).toEqual(['2026-12-04T09:00:00Z delete is planned checkIn'])
  })

  it('once the last of two signals has been silent, unless either is heard of', () => {
    const documents = [cleanupRule('silent', { inactiveDays: { intune: 120, directory: 150 }, signals: ['intune', 'directory'] })]
    const subject = device({ id: 'one', ...PHONE })
    const records = [directoryDevice('one', { approximateLastSignInDateTime: at('2026-08-01T00:00:00Z') })]

    const found = upcoming(PHONE, { documents, inventory: inventory([subject], { directoryDevices: records }) })

    expect(found).toEqual(['2026-12-29T00:00:00Z delete is planned checkIn signIn'])
  })

  it('when the policy wakes', () => {
    const documents = [devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'wiped', since: '2026-12-01T06:00:00Z' } })]

    expect(upcoming({}, { documents })).toEqual(['2026-12-01T06:00:00Z wipe is planned'])
  })

  it('when a passcode is to be reset from a moment on', () => {
    const documents = [
      devicePolicy('passcodes', { select: { platform: 'ios' }, desired: { state: 'managed', passcode: { resetSince: '2026-12-01T06:00:00Z' } } }),
    ]

    expect(upcoming({ platform: 'ios' }, { documents })).toEqual(['2026-12-01T06:00:00Z resetPasscode is planned'])
  })

  it('when the policy of higher priority that keeps it expires', () => {
    const documents = [
      devicePolicy('keep', { select: { serialNumber: 'SN-one' }, expires: '2026-12-24', desired: { state: 'managed' } }),
      cleanupRule('silent', { inactiveDays: 90 }),
    ]

    expect(upcoming(PHONE, { documents })).toEqual(['2026-12-24T23:59:59Z delete is planned checkIn'])
  })

  it('for the next stage when its waiting time is over', () => {
    const documents = [cleanupRule('silent', { inactiveDays: 90, stages: [{ action: 'retire' }, { after: '14d', action: 'delete' }] })]
    const subject = device({ id: 'one', ...PHONE })
    const done = historyEntry(subject, {
      action: 'retire',
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'g', stage: 0 },
      chainStartedAt: PHONE.lastSyncDateTime,
      completedAt: at('2026-11-20T10:00:00Z'),
    })

    expect(upcoming(PHONE, { documents, history: [done] })).toEqual(['2026-12-04T10:00:00Z delete is planned checkIn'])
  })

  it('for the next stage when it has been silent for as long as that one asks', () => {
    const documents = [cleanupRule('silent', { inactiveDays: 90, stages: [{ action: 'retire' }, { inactiveDays: 120, action: 'delete' }] })]
    const done = historyEntry(device({ id: 'one', ...PHONE }), {
      action: 'retire',
      policy: { kind: 'CleanupRule', name: 'silent', generation: 'g', stage: 0 },
      chainStartedAt: PHONE.lastSyncDateTime,
    })

    expect(upcoming(PHONE, { documents, history: [done] })).toEqual(['2026-12-04T09:00:00Z delete is planned checkIn'])
  })

  it('when its enrolment has come near enough to be believed', () => {
    const documents = [devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'retired' } })]

    expect(upcoming({ platform: 'ios', enrolledDateTime: at('2026-11-23T12:00:00Z') }, { documents })).toEqual(['2026-11-23T11:55:00Z retire is planned'])
  })

  it('for another wipe 30 days after the one before', () => {
    const documents = [devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'wiped', since: '2026-11-21T00:00:00Z' } })]
    const wiped = historyEntry(device({ id: 'one' }), { action: 'wipe', actionId: 'a-1', completedAt: at('2026-11-10T10:00:00Z') })

    expect(upcoming({}, { documents, history: [wiped] })).toEqual(['2026-12-10T10:00:00Z wipe is planned'])
  })

  it('when a moment that lies ahead has come near enough to be believed', () => {
    const documents = [devicePolicy('lost', { select: { lastSyncDateTime: { after: '2026-01-01' } }, desired: { state: 'retired' } })]

    expect(upcoming({ platform: 'ios', lastSyncDateTime: at('2026-11-23T12:00:00Z') }, { documents })).toEqual(['2026-11-23T11:55:00Z retire is planned'])
  })

  it('when the protection that rests on a recent check-in ends', () => {
    const documents = [
      devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'retired' } }),
      guardrails({ protect: [{ reason: 'In use', select: { lastSyncDateTime: { within: '7d' } } }] }),
    ]

    expect(upcoming({ platform: 'ios', lastSyncDateTime: daysAgo(1) }, { documents })).toEqual(['2026-11-28T12:00:00Z retire is planned checkIn'])
  })
})

describe('what time makes of a decision', () => {
  it('is nothing where no condition rests on time', () => {
    const documents = [devicePolicy('lost', { select: { serialNumber: 'SN-one' }, desired: { state: 'retired' } })]

    expect(upcoming({ platform: 'ios' }, { documents })).toEqual([])
  })

  it('is told step by step up to the next action', () => {
    const documents = [
      devicePolicy('lost', { select: { serialNumber: 'SN-one' }, expires: '2026-11-30T00:00:00Z', desired: { state: 'retired' } }),
      cleanupRule('silent', { inactiveDays: 120 }),
      cleanupRule('later', { inactiveDays: 200, priority: 10 }),
    ]

    expect(upcoming(PHONE, { documents })).toEqual(['2026-11-30T00:00:00Z nothing is planned', '2026-12-04T09:00:00Z delete is planned checkIn'])
  })
})
