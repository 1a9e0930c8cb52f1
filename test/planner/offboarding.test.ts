import { describe, expect, it } from 'vitest'
import type { PlannedAction, Selector as SelectorDocument } from '../../src/planner/documents.generated.ts'
import type { PolicyDocument } from '../../src/planner/repository.ts'
import type { HistoryDevice, HistoryEntry } from '../../src/planner/history.ts'
import type { Device, Inventory, User } from '../../src/planner/inventory.ts'
import { findPlanWarnings } from '../../src/planner/plan-warnings.ts'
import { decideAgain, type FreshReading } from '../../src/planner/decide-again.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import {
  crowd,
  daysAgo,
  device,
  devicePolicy,
  gist,
  guardrails,
  historyEntry,
  inventory,
  listFile,
  NOON,
  plan,
  planInput,
  problemsOf,
  user,
  userOffboarding,
} from '../support/planning.ts'

const EVE = user('eve')
const LAPTOP = device({ id: 'laptop', userId: EVE.id, userPrincipalName: EVE.userPrincipalName })
const PHONE = device({
  id: 'phone',
  platform: 'ios',
  osVersion: '17.1',
  managedDeviceOwnerType: 'personal',
  userId: EVE.id,
  userPrincipalName: EVE.userPrincipalName,
})
const LEAVES = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { company: ['wipe', 'retire'], personal: 'retire' }, user: 'deleted' })

interface Question {
  readonly devices?: readonly Device[]
  readonly users?: readonly User[] | null
  readonly documents?: readonly PolicyDocument[]
  readonly history?: readonly HistoryEntry[]
  readonly snapshot?: Partial<Inventory>
  readonly now?: Date
}

function planFor({ devices = [], users = [EVE, user('ann')], documents = [LEAVES], history = [], snapshot = {}, now = NOON }: Question) {
  return plan({ documents, inventory: inventory([...devices, ...crowd(300)], { users, ...snapshot }), history, now })
}

function ask(question: Question): string[] {
  return gist(planFor(question))
}

describe('the devices of somebody who leaves', () => {
  it('are wiped or retired by ownership, and the account waits for each of them', () => {
    const made = planFor({ devices: [LAPTOP, PHONE] })

    expect(gist(made)).toEqual(['wipe laptop', 'retire phone', 'userHeldUp: deleteUser eve@contoso.com'])
    expect(made.blocked.map(({ message }) => message)).toEqual([
      'The account stays until every device has left. LAPTOP-laptop: its wipe has to be confirmed first; LAPTOP-phone: its retire has to be confirmed first.',
    ])
  })

  it('get the first action that their platform has', () => {
    const workProfile = device({ ...PHONE, id: 'work', platform: 'androidWorkProfile', osVersion: '9.0', managedDeviceOwnerType: 'company' })

    expect(ask({ devices: [workProfile] })).toEqual(['retire work', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('are not given the next action where a fact is missing that the first one needs', () => {
    const unjoined = device({ ...LAPTOP, id: 'unjoined', joinType: null })
    const retireFirst = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { company: ['retire', 'wipe'] } })

    expect(ask({ devices: [unjoined], documents: [retireFirst] })).toEqual(['unknownFact: retire unjoined'])
  })

  it('count as personal when nothing says whose they are', () => {
    const nobodys = device({ ...PHONE, id: 'nobodys', managedDeviceOwnerType: null })

    expect(ask({ devices: [nobodys] })).toEqual(['retire nobodys', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('are refused by name where the platform has none of the actions, and hold the account up', () => {
    const kiosk = device({ ...PHONE, id: 'kiosk', platform: 'androidKiosk', osVersion: '9.0' })

    expect(ask({ devices: [kiosk] })).toEqual(['unsupported: retire kiosk', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('are those of the user by id: a name that an old device still carries proves nothing', () => {
    const another = user('another', { userPrincipalName: 'new@contoso.com' })
    const carriesOldName = device({ ...LAPTOP, id: 'old-name', userId: another.id })

    expect(ask({ devices: [carriesOldName], users: [EVE, another] })).toEqual(['deleteUser eve@contoso.com'])
    expect(ask({ devices: [carriesOldName], users: [] })).toEqual([])
    expect(ask({ devices: [carriesOldName], users: [EVE] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
  })

  it('are found by name or address where the record names no id', () => {
    const byAddress = device({ ...LAPTOP, id: 'by-address', userId: null, userPrincipalName: null, emailAddress: 'Eve@contoso.com' })

    expect(ask({ devices: [byAddress] })).toEqual(['wipe by-address', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('of an ownership for which nothing is declared are left to other policies', () => {
    const onlyCompany = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { company: 'wipe' } })
    const lost = devicePolicy('lost', { select: { deviceName: 'LAPTOP-phone' }, desired: { state: 'retired' } })

    expect(ask({ devices: [LAPTOP, PHONE], documents: [onlyCompany, lost] })).toEqual(['wipe laptop', 'retire phone'])
  })

  it('are undetermined, and not chosen, when nothing says whose they are', () => {
    const made = planFor({ devices: [device({ ...LAPTOP, id: 'blank', userId: null, userPrincipalName: null })] })

    expect(gist(made)).toEqual(['deleteUser eve@contoso.com'])
    expect(made.undetermined.map(({ field }) => field)).toContain('user.userPrincipalName')
  })

  it('are done with once in an enrolment', () => {
    const retired = historyEntry(PHONE, { action: 'retire', completedAt: daysAgo(1) })

    expect(ask({ devices: [{ ...PHONE, lastSyncDateTime: daysAgo(2) }], history: [retired] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
  })

  it('are not done with when they checked in after a wipe that kept their enrolment', () => {
    const kept = historyEntry(LAPTOP, { action: 'wipe', keepsEnrollment: true, completedAt: daysAgo(60), dispatchedAt: daysAgo(60) })

    expect(ask({ devices: [LAPTOP], history: [kept] })).toEqual(['wipe laptop', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('stay when a policy of higher priority keeps them managed, and the account stays with them', () => {
    const hold = devicePolicy('legal-hold', { priority: 300, select: { deviceName: 'LAPTOP-laptop' }, desired: { state: 'managed' } })

    expect(ask({ devices: [LAPTOP], documents: [LEAVES, hold] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
  })

  it('hold the account up when nothing is declared for their ownership', () => {
    const onlyPersonal = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { personal: 'retire' }, user: 'deleted' })

    const made = planFor({ devices: [LAPTOP], documents: [onlyPersonal] })

    expect(made.blocked.map(({ message }) => message)).toEqual([
      'The account stays until every device has left. LAPTOP-laptop: UserOffboarding leavers asks for nothing that would make it leave.',
    ])
  })
})

describe('the account of somebody who leaves', () => {
  it('is deleted when no device is left, recoverably, and says so', () => {
    const [action] = planFor({}).actions

    expect(action).toMatchObject({
      action: 'deleteUser',
      effectiveEffect: 'deleteUser',
      risk: 'recoverable',
      user: { id: 'user-eve', userPrincipalName: 'eve@contoso.com' },
      because: ['user eve@contoso.com leaves: UserOffboarding-leavers.yaml:1:1', 'no device is managed for this user'],
      status: 'ready',
    })
    expect(action).not.toHaveProperty('device')
  })

  it('waits for what was sent to a device that has gone since, until that is confirmed', () => {
    const sent = historyEntry(LAPTOP, { action: 'wipe', actionId: 'a-1', state: 'accepted', completedAt: null })
    const confirmed = { ...sent, state: 'confirmed' as const, completedAt: daysAgo(1) }

    expect(ask({ history: [sent] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ history: [{ ...sent, state: 'unknown' }] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ history: [confirmed] })).toEqual(['deleteUser eve@contoso.com'])
  })

  it('waits for an offboarding that failed on a device that has gone since, and for a device of which nothing is known', () => {
    const failed = historyEntry(LAPTOP, {
      action: 'wipe',
      actionId: 'a-1',
      state: 'failed',
      policy: { kind: 'UserOffboarding', name: 'leavers-10', generation: 'g', stage: 0 },
    })
    const another = { ...failed, policy: { kind: 'DevicePolicy', name: 'lost', generation: 'g', stage: 0 } }
    const nameless = historyEntry(device({ ...LAPTOP, userId: null }), { action: 'wipe', actionId: 'a-2', state: 'unknown', completedAt: null })
    const blank = { ...nameless, device: { ...(nameless.device as HistoryDevice), facts: null } }

    expect(ask({ history: [failed] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ history: [another] })).toEqual(['deleteUser eve@contoso.com'])
    expect(ask({ history: [nameless] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ history: [blank] })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
  })

  it('is protected by what protects its user, or one of its devices, and might be by what is not known', () => {
    const account = (protect: SelectorDocument) => ask({ documents: [LEAVES, guardrails({ protect: [{ select: protect, reason: 'Board' }] })] })

    expect(account({ userPrincipalName: 'eve@contoso.com' })).toEqual(['protected: deleteUser eve@contoso.com'])
    expect(account({ 'user.accountEnabled': true })).toEqual(['protected: deleteUser eve@contoso.com'])
    expect(account({ 'user.mail': 'eve@board.contoso.com' })).toEqual(['protectionUnknown: deleteUser eve@contoso.com'])
    expect(account({ serialNumber: 'SN-1' })).toEqual(['deleteUser eve@contoso.com'])
  })

  it('is protected with a device of the user, though nothing but signing in would end', () => {
    const disable = userOffboarding('leavers', { users: ['eve@contoso.com'], user: 'disabled' })
    const protect = guardrails({ protect: [{ select: { deviceName: 'LAPTOP-laptop' }, reason: 'Board' }] })

    expect(ask({ devices: [LAPTOP], documents: [disable, protect] })).toEqual(['protected: disableUser eve@contoso.com'])
  })

  it('is left alone by an exception that names the user', () => {
    const excepted = userOffboarding('leavers', { users: ['eve@contoso.com'], except: { userPrincipalName: 'EVE@contoso.com' }, user: 'deleted' })

    expect(ask({ documents: [excepted] })).toEqual([])
  })

  it('is not taken for the next person who gets the name, nor are the devices', () => {
    const former = {
      ...userEntry({ actionId: 'a-1', action: 'deleteUser', completedAt: daysAgo(100) }),
      user: { id: 'user-former', userPrincipalName: 'Eve@contoso.com' },
    }
    const byId = userOffboarding('leavers', { users: ['user-eve'], devices: { company: 'wipe' }, user: 'deleted' })

    expect(ask({ devices: [LAPTOP], history: [former] })).toEqual(['ambiguousIdentity: wipe laptop', 'ambiguousIdentity: deleteUser eve@contoso.com'])
    expect(ask({ devices: [LAPTOP], documents: [byId], history: [former] })).toEqual(['wipe laptop', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('is not asked for under another name while a request is in doubt', () => {
    const sent = userEntry({ actionId: 'a-of-leavers-11', action: 'deleteUser', state: 'unknown', completedAt: null })
    const disable = userOffboarding('leavers-12', { users: ['eve@contoso.com'], user: 'disabled' })

    expect(ask({ history: [sent] })).toEqual(['unknown: deleteUser eve@contoso.com'])
    expect(ask({ documents: [disable], history: [sent] })).toEqual(['unknown: disableUser eve@contoso.com'])
  })

  it('waits for a device that names the user without an id', () => {
    expect(ask({ devices: [device({ ...LAPTOP, id: 'by-name', userId: null })] })).toEqual(['wipe by-name', 'userHeldUp: deleteUser eve@contoso.com'])
  })

  it('stays while the inventory was not read to its end, or the users were not read', () => {
    expect(ask({ snapshot: { complete: false, incompleteBecause: ['page 2'] } })).toEqual(['userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ users: null })).toEqual(['unknownFact: deleteUser eve@contoso.com'])
  })

  it('is as it should be when it is gone', () => {
    expect(ask({ users: [user('ann')] })).toEqual([])
  })

  it('is found by object id as well, in any spelling of case', () => {
    const byId = userOffboarding('leavers', { users: ['USER-EVE'], user: 'deleted' })

    expect(ask({ documents: [byId] })).toEqual(['deleteUser eve@contoso.com'])
  })

  it('is not chosen between two of one name', () => {
    expect(ask({ users: [EVE, user('eve', { id: 'user-eve-2' })] })).toEqual(['ambiguousIdentity: deleteUser eve@contoso.com'])
  })

  it('is disabled at once, once, and again only after somebody enabled it', () => {
    const disable = userOffboarding('leavers', { users: ['eve@contoso.com'], devices: { company: 'wipe' }, user: 'disabled' })
    const [first] = planFor({ devices: [LAPTOP], documents: [disable] }).actions.filter(({ user: about }) => about)
    const done = userEntry({ actionId: first?.id ?? '', action: 'disableUser', completedAt: daysAgo(1) })

    expect(ask({ devices: [LAPTOP], documents: [disable] })).toEqual(['wipe laptop', 'disableUser eve@contoso.com'])
    expect(ask({ documents: [disable], users: [{ ...EVE, accountEnabled: false }], history: [done] })).toEqual([])
    expect(ask({ documents: [disable], history: [done] })).toEqual(['disableUser eve@contoso.com'])
    expect(ask({ documents: [disable], users: [{ ...EVE, accountEnabled: null }] })).toEqual(['unknownFact: disableUser eve@contoso.com'])
  })

  it('is under way while nobody knows what became of the request, and is not deleted twice', () => {
    const [first] = planFor({}).actions
    const sent = userEntry({ actionId: first?.id ?? '', action: 'deleteUser', state: 'unknown', completedAt: null })

    expect(ask({ history: [sent] })).toEqual(['unknown: deleteUser eve@contoso.com'])
    expect(ask({ history: [{ ...sent, state: 'confirmed', completedAt: daysAgo(1) }] })).toEqual([])
  })

  it('goes by the policy of the highest priority, and by none where two contradict each other', () => {
    const keep = userOffboarding('keep', { users: ['eve@contoso.com'], priority: 300, devices: { company: 'wipe' }, user: 'kept' })
    const disable = userOffboarding('disable', { users: ['eve@contoso.com'], user: 'disabled' })

    expect(ask({ documents: [LEAVES, keep] })).toEqual([])
    expect(ask({ documents: [LEAVES, disable] })).toEqual(['conflict: disableUser eve@contoso.com'])
  })

  it('and the devices may be declared apart, without a contradiction', () => {
    const devicesOnly = userOffboarding('devices', { users: ['eve@contoso.com'], devices: { company: 'wipe' } })
    const accountOnly = userOffboarding('accounts', { users: ['eve@contoso.com'], user: 'deleted' })

    expect(ask({ devices: [LAPTOP], documents: [devicesOnly, accountOnly] })).toEqual(['wipe laptop', 'userHeldUp: deleteUser eve@contoso.com'])
    expect(ask({ documents: [devicesOnly, accountOnly] })).toEqual(['deleteUser eve@contoso.com'])
  })

  it('is only shown where the policy is in mode report', () => {
    const report = userOffboarding('leavers', { users: ['eve@contoso.com'], mode: 'report', user: 'deleted' })

    expect(planFor({ documents: [report] }).actions.map(({ status, mode }) => ({ status, mode }))).toEqual([{ status: 'blockedByGuardrail', mode: 'report' }])
  })

  it('counts under the limit of deleteUser', () => {
    const users = Array.from({ length: 12 }, (_, index) => user(`u${index}`))
    const many = userOffboarding('many', { users: ['user-u0', ...users.slice(1).map(({ id }) => id)], user: 'deleted' })

    const made = planFor({ documents: [many], users })

    expect(made.summary.actions).toEqual({ deleteUser: 12 })
    expect(made.verdicts.filter(({ guardrail }) => guardrail === 'limit')).toEqual([
      { guardrail: 'limit', result: 'block', message: 'deleteUser: 12, and at most 3 allowed (10 and 1 % of 300 devices per pass).' },
    ])
  })
})

describe('the decision about an account, made again before it is sent', () => {
  const input = planInput({ documents: [LEAVES], inventory: inventory(crowd(300), { users: [EVE] }) })
  const [planned] = assemblePlan(input).actions as [PlannedAction]
  const again = (reading: Partial<FreshReading>) =>
    decideAgain(input, planned, { device: null, directoryDevice: null, user: EVE, userDevices: [], ...reading }, NOON)

  it('is the same while the account is there and no device is', () => {
    expect(again({})).toMatchObject({ verdict: 'same', origin: { stage: 0, chainStartedAt: null } })
  })

  it.each<[string, Partial<FreshReading>, string]>([
    [
      'a device was enrolled since',
      { userDevices: [LAPTOP] },
      'userHeldUp: The account stays until every device has left. LAPTOP-laptop: its wipe has to be confirmed first.',
    ],
    ['its devices were not read', { userDevices: null }, 'The devices of the account were not read.'],
    ['it is gone', { user: null }, 'The account is gone.'],
    ['it is called otherwise now', { user: { ...EVE, userPrincipalName: 'ann@contoso.com' } }, 'Nothing is to be done any more.'],
  ])('is another when %s', (_, reading, because) => {
    expect(again(reading)).toEqual({ verdict: 'moved', because })
  })
})

describe('somebody who is not in the directory', () => {
  const input = (history: readonly HistoryEntry[], users: readonly User[] = [user('ann')]) =>
    planInput({ documents: [LEAVES], inventory: inventory(crowd(3), { users }), history })

  it('is named beside the plan, since the name may be wrong', () => {
    expect(findPlanWarnings(input([])).map(({ code, detail }) => `${code} ${detail}`)).toEqual([
      'REEVE_LEAVER_UNKNOWN 1 person of 1 not found among the users of the directory: eve@contoso.com (UserOffboarding-leavers.yaml:1:1).',
    ])
  })

  it('is named where the past is not known too, with that', () => {
    const [warning] = findPlanWarnings({ ...input([]), history: { known: false, entries: [] } })

    expect(warning?.detail).toMatch(/ Past actions are not known here, so it may be that reeve has deleted them\.$/)
  })

  it('is not named when reeve has deleted the account, or when somebody of that name is there', () => {
    const deleted = userEntry({ actionId: 'a-1', action: 'deleteUser', completedAt: daysAgo(1) })

    expect(findPlanWarnings(input([deleted]))).toEqual([])
    expect(findPlanWarnings(input([], [EVE]))).toEqual([])
  })
})

describe('a list of people who leave', () => {
  it('is named with its line', () => {
    const list = listFile('lists/leavers.csv', ['upn'], [['ann@contoso.com'], [' EVE@contoso.com ']])
    const listed = userOffboarding('leavers', { users: { file: 'lists/leavers.csv', column: 'upn' }, devices: { company: 'wipe' } })

    const made = plan({ documents: [listed], lists: [list], inventory: inventory([LAPTOP, ...crowd(300)], { users: [EVE] }) })

    expect(made.actions.map(({ because }) => because)).toEqual([['user EVE@contoso.com leaves: lists/leavers.csv:3']])
  })

  it('gives a warning when it names nobody', () => {
    const listed = userOffboarding('leavers', { users: { file: 'lists/leavers.csv', column: 'upn' }, devices: { company: 'wipe' } })

    expect(problemsOf([listed], [listFile('lists/leavers.csv', ['upn'], [])]).map(({ code }) => code)).toEqual(['REEVE_LIST_EMPTY'])
  })
})

describe('an offboarding that asks for nothing', () => {
  it('is an error', () => {
    expect(problemsOf([userOffboarding('idle', { users: ['eve@contoso.com'] })]).map(({ code }) => code)).toEqual(['REEVE_CONTRADICTION'])
  })
})

function userEntry(overrides: Partial<HistoryEntry> & Pick<HistoryEntry, 'action' | 'actionId'>): HistoryEntry {
  return { ...historyEntry(LAPTOP, overrides), device: null, user: { id: EVE.id, userPrincipalName: EVE.userPrincipalName } }
}
