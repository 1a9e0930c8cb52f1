/** The real process, killed at every step between intent and record, and started again. */
import { describe, expect, it } from 'vitest'
import type { Failpoint } from '../../src/reconciler/failpoint.ts'
import { startCountingTenant } from '../support/counting-tenant.ts'
import { auditIn, journaledIn, runApply, startApply } from '../support/run-apply.ts'
import { temporaryFolder } from '../support/state.ts'

const SOUND = { ok: true, problem: null }
const ONCE = { d1: 1, d2: 1, d3: 1 }

describe('killed', () => {
  it.each<{ failpoint: Failpoint; first: string; wipes: Record<string, number>; left: string[] }>([
    { failpoint: 'before-dispatched', first: 'accepted d1', wipes: ONCE, left: [] },
    { failpoint: 'after-dispatched', first: 'unknown d1', wipes: { d2: 1, d3: 1 }, left: ['dispatched d1'] },
    { failpoint: 'after-send', first: 'unknown d1', wipes: ONCE, left: ['dispatched d1'] },
    { failpoint: 'after-result', first: 'accepted d1', wipes: ONCE, left: ['accepted d1'] },
  ])(
    'at $failpoint and started again, it wipes no device twice and knows what it does not know',
    async ({ failpoint, first, wipes, left }) => {
      const folder = temporaryFolder()
      const tenant = await startCountingTenant()

      const killed = await runApply(folder, tenant, { failpoint })
      const afterKill = await journaledIn(folder)
      const again = await runApply(folder, tenant)

      expect(killed.signal).toBe('SIGKILL')
      expect(afterKill).toEqual(left)
      expect(again.code).toBe(0)
      expect(Object.fromEntries(tenant.wipes)).toEqual(wipes)
      expect(await journaledIn(folder)).toEqual([first, 'accepted d2', 'accepted d3'].sort())
      expect(await auditIn(folder)).toEqual(SOUND)
    },
    30_000,
  )

  it.each<Failpoint>(['before-dispatched', 'after-dispatched', 'after-send', 'after-result'])(
    'at %s again and again, it wipes no device twice',
    async (failpoint) => {
      const folder = temporaryFolder()
      const tenant = await startCountingTenant()

      for (let times = 0; times < 3; times += 1) await runApply(folder, tenant, { failpoint })
      await runApply(folder, tenant)
      await runApply(folder, tenant)

      expect(Math.max(0, ...tenant.wipes.values())).toBeLessThanOrEqual(1)
      expect(await auditIn(folder)).toEqual(SOUND)
    },
    30_000,
  )

  it('after the tenant acted and before it answered, it never asks again', async () => {
    const folder = temporaryFolder()
    const tenant = await startCountingTenant()
    const acted = new Promise<void>((resolve) => (tenant.answer = () => resolve()))

    const running = startApply(folder, tenant)
    await acted
    running.kill('SIGKILL')
    await running.ended
    tenant.answer = null
    const again = await runApply(folder, tenant)

    expect(again.lines).toEqual(['moved d1', 'accepted d2', 'accepted d3'])
    expect(Object.fromEntries(tenant.wipes)).toEqual(ONCE)
    expect(await journaledIn(folder)).toEqual(['accepted d2', 'accepted d3', 'unknown d1'])
  }, 30_000)
})

/** An answer that is given when the test says so. */
interface Held {
  readonly answer: () => void
}

describe('a second process', () => {
  it('is kept out while the first one works, and the journal can be read all the while', async () => {
    const folder = temporaryFolder()
    const tenant = await startCountingTenant()
    const acted = new Promise<Held>((resolve) => (tenant.answer = (response) => resolve({ answer: () => response.writeHead(204).end() })))

    const first = startApply(folder, tenant)
    const { answer } = await acted
    const second = await runApply(folder, tenant)
    const meanwhile = await journaledIn(folder)
    tenant.answer = null
    answer()
    await first.ended

    expect(second).toEqual({ code: 1, signal: null, lines: ['REEVE_STATE_LOCKED'] })
    expect(meanwhile).toEqual(['dispatched d1'])
    expect(Object.fromEntries(tenant.wipes)).toEqual(ONCE)
  }, 30_000)
})

describe('asked to end', () => {
  it('records the answer in flight, starts nothing new and leaves a journal that goes on', async () => {
    const folder = temporaryFolder()
    const tenant = await startCountingTenant()
    const acted = new Promise<void>((resolve) => {
      tenant.answer = (response) => {
        resolve()
        setTimeout(() => response.writeHead(204).end(), 300)
      }
    })

    const running = startApply(folder, tenant)
    await acted
    running.kill('SIGTERM')
    const stopped = await running.ended
    tenant.answer = null
    const again = await runApply(folder, tenant)

    expect(stopped).toEqual({ code: 0, signal: null, lines: ['accepted d1', 'notAttempted d2', 'notAttempted d3'] })
    expect(again.lines).toEqual(['moved d1', 'accepted d2', 'accepted d3'])
    expect(Object.fromEntries(tenant.wipes)).toEqual(ONCE)
    expect(await auditIn(folder)).toEqual(SOUND)
  }, 30_000)
})
