import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../../src/planner/repository.ts'
import type { Inventory } from '../../../src/planner/inventory.ts'
import { finishCoverage, observe, startCoverage } from '../../../src/planner/policy-test/coverage.ts'
import { device, inventory, planInput, user, userOffboarding } from '../../support/planning.ts'

const EVE = user('eve')

function missingOf(documents: readonly PolicyDocument[], snapshot: Inventory): string[] {
  const input = planInput({ documents, inventory: snapshot })
  const record = startCoverage(input.desired)
  observe(record, input)
  return finishCoverage(record).items.flatMap(({ kind, missing }) => (missing === null ? [] : [`${kind} ${missing}`]))
}

describe('coverage of an offboarding', () => {
  const accountOnly = userOffboarding('accounts', { users: ['eve@contoso.com'], user: 'disabled' })
  const both = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { company: 'wipe' }, user: 'deleted' })

  it('that is about accounts alone asks for an account, and for no device', () => {
    expect(missingOf([accountOnly], inventory([], { users: [EVE] }))).toEqual([])
    expect(missingOf([accountOnly], inventory([], { users: [] }))).toEqual(['policy selected no device', 'account was never asked for'])
  })

  it('with both asks for a device of theirs, one of somebody else, and the account', () => {
    const own = device({ id: 'own', userId: EVE.id })
    const other = device({ id: 'other', userId: 'user-ann', userPrincipalName: 'ann@contoso.com' })

    expect(missingOf([both], inventory([own, other], { users: [EVE, user('ann')] }))).toEqual([])
    expect(missingOf([both], inventory([own], { users: [EVE] }))).toEqual(['condition was never false'])
    expect(missingOf([both], inventory([other], { users: [user('ann')] }))).toEqual([
      'policy selected no device',
      'condition was never true',
      'account was never asked for',
    ])
  })
})
