/** The real process on a disk that is full, at one step of its work or another. */
import { describe, expect, it } from 'vitest'
import { startCountingTenant } from '../support/counting-tenant.ts'
import { auditIn, journaledIn, runApply } from '../support/run-apply.ts'
import { temporaryFolder } from '../support/state.ts'

describe('a disk that is full', () => {
  it.each([40, 80, 120, 160, 200])(
    'stops the process before it sends what it could not write (files of at most %d blocks)',
    async (fileBlocks) => {
      const folder = temporaryFolder()
      const tenant = await startCountingTenant()
      // A first run that reaches nobody makes the journal, so that the limit is met on the way and not at the start.
      await runApply(folder, { url: 'http://127.0.0.1:1' })

      const limited = await runApply(folder, tenant, { fileBlocks })
      const sentThen = [...tenant.wipes.keys()]
      const recorded = await journaledIn(folder)
      const again = await runApply(folder, tenant)

      expect(limited.code).toBe(1)
      expect(limited.lines.at(-1)).toBe('REEVE_JOURNAL')
      expect(recorded.map((line) => line.split(' ')[1])).toEqual(expect.arrayContaining(sentThen))
      expect(again.code).toBe(0)
      expect(Math.max(0, ...tenant.wipes.values())).toBeLessThanOrEqual(1)
      expect(await auditIn(folder)).toEqual({ ok: true, problem: null })
    },
    30_000,
  )
})
