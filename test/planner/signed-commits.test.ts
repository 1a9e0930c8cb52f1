/** A fleet that trusts signed commits only is held back: nobody here can say whether a commit is signed. */
import { describe, expect, it } from 'vitest'
import { assemblePlan } from '../../src/planner/plan.ts'
import { crowd, device, devicePolicy, inventory, planInput } from '../support/planning.ts'

const fleet = { source: { signatures: { require: 'head', allowedSigners: '.reeve/allowed_signers' } } } as const

describe('signatures that are required and cannot be checked', () => {
  it('hold back every action, also one that is not destructive, and the plan still shows it', () => {
    const reset = devicePolicy('reset', { select: { deviceName: 'RESET' }, desired: { state: 'managed', passcode: { resetSince: '2026-11-21' } } })
    const retire = devicePolicy('old', { select: { deviceName: 'OLD' }, desired: { state: 'retired' } })
    const devices = [device({ id: 'reset', deviceName: 'RESET', platform: 'ios' }), device({ id: 'old', deviceName: 'OLD' }), ...crowd(99)]
    const input = planInput({ documents: [reset, retire], fleet, inventory: inventory(devices) })

    const { actions, verdicts } = assemblePlan(input)

    expect(actions.map(({ action, status }) => `${action} ${status}`).sort()).toEqual(['resetPasscode blockedByGuardrail', 'retire blockedByGuardrail'])
    expect(verdicts[0]).toEqual({
      guardrail: 'desiredState',
      result: 'block',
      message: 'Signatures are required and this version cannot check them. Nothing is applied.',
    })
  })

  it('hold nothing back where nothing is planned', () => {
    const documents = [devicePolicy('old', { select: { deviceName: 'OLD' }, desired: { state: 'retired' } })]

    expect(assemblePlan(planInput({ documents, fleet, inventory: inventory(crowd(9)) })).verdicts[0]?.result).toBe('pass')
  })

  it('change the digest of the guardrails, so that no saved plan outlives them', () => {
    const documents = [devicePolicy('old', { select: { deviceName: 'OLD' }, desired: { state: 'retired' } })]
    const digestOf = (spec: object): string => planInput({ documents, fleet: spec, inventory: inventory([]) }).desired.guardrailsDigest

    expect(digestOf(fleet)).not.toBe(digestOf({}))
  })
})
