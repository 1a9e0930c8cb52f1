/** Ten policies as a company of this size has them, and its guardrails: each selects a handful of devices. */
import type { DesiredState } from '../../src/planner/desired.ts'
import { cleanupRule, desired, devicePolicy, guardrails, listFile } from '../support/planning.ts'
import { serialNumber, userPrincipalName } from './fleet-file.ts'

const LISTED = 300

/** Of the three hundred rows of each list, only the first few are devices of the fleet: the rest left it long ago. */
function placesInFleet(first: number): number[] {
  return Array.from({ length: LISTED }, (_, row) => (row < 5 ? first + row * 97 : 1_000_000 + first + row))
}

const LISTS = [
  listFile(
    'lists/lost.csv',
    ['serial', 'reportedAt'],
    placesInFleet(40).map((at, row) => [serialNumber(at), `2026-10-${String((row % 28) + 1).padStart(2, '0')}T08:00:00Z`]),
  ),
  listFile(
    'lists/returned.csv',
    ['serial'],
    placesInFleet(77).map((at) => [serialNumber(at)]),
  ),
  listFile(
    'lists/legal-hold.csv',
    ['upn'],
    placesInFleet(137).map((at) => [userPrincipalName(at)]),
  ),
  listFile(
    'lists/photographed.csv',
    ['upn'],
    placesInFleet(5).map((at) => [userPrincipalName(at)]),
  ),
]

const legalHold = { userPrincipalName: { in: { file: 'lists/legal-hold.csv', column: 'upn' } } }
const lost = { in: { file: 'lists/lost.csv', column: 'serial' } }
const phones = ['ios', 'android', 'androidKnox', 'androidWorkProfile']

export function buildPolicies(): DesiredState {
  return desired(
    [
      devicePolicy('lost-devices', {
        select: { serialNumber: lost, managedDeviceOwnerType: 'company', userPrincipalName: { known: true } },
        except: legalHold,
        desired: { state: 'wiped', since: { column: 'reportedAt' } },
      }),
      devicePolicy('lost-personal-devices', {
        select: { serialNumber: lost, managedDeviceOwnerType: 'personal' },
        desired: { state: 'retired', since: { column: 'reportedAt' } },
      }),
      devicePolicy('returned-to-lessor', {
        select: { serialNumber: { in: { file: 'lists/returned.csv', column: 'serial' } }, lastSyncDateTime: { atLeastAgo: '14d' } },
        desired: { state: 'deleted' },
      }),
      devicePolicy('unsupported-windows', {
        select: { platform: 'windows10', osVersion: { below: '10.0.19045' }, managedDeviceOwnerType: 'company', lastSyncDateTime: { within: '2d' } },
        except: { any: [{ deviceName: { glob: 'KIOSK-*' } }, legalHold] },
        desired: { state: 'retired' },
      }),
      devicePolicy('leaked-passcodes', {
        select: {
          platform: phones,
          managedDeviceOwnerType: 'company',
          userPrincipalName: { in: { file: 'lists/photographed.csv', column: 'upn' } },
        },
        desired: { state: 'managed', passcode: { resetSince: '2026-10-20T08:00:00Z' } },
      }),
      devicePolicy('kiosks', { select: { deviceName: { glob: 'KIOSK-*' } }, priority: 150, desired: { state: 'managed' } }),
      devicePolicy('contractors-of-spring', {
        select: { userPrincipalName: { glob: 'ext-*' }, enrolledDateTime: { before: '2026-06-01' }, lastSyncDateTime: { atLeastAgo: '75d' } },
        desired: { state: 'retired' },
      }),
      devicePolicy('recalled-batteries', {
        select: {
          model: 'Precision 3581',
          any: [{ serialNumber: { glob: '5CG000*' } }, { serialNumber: { glob: '5CG1ZZ*' } }],
          not: { managedDeviceOwnerType: 'personal' },
        },
        desired: { state: 'wiped', since: '2026-10-15' },
      }),
      cleanupRule('silent-laptops', { select: { platform: ['windows10', 'macos'] }, except: { deviceName: { glob: 'OSL-*' } }, inactiveDays: 240 }),
      cleanupRule('silent-phones', { select: { platform: phones, managedDeviceOwnerType: 'company' }, inactiveDays: 250 }),
      guardrails({
        protect: [
          { select: { userPrincipalName: { glob: '*@board.contoso.com' } }, reason: 'Board members' },
          { select: legalHold, reason: 'Legal hold' },
        ],
        allow: [{ policy: 'recalled-batteries', hazards: ['personal'] }],
        limits: { retire: { perPass: { count: 100, percent: 5 } } },
        inventory: { minDevices: 1000 },
      }),
    ],
    LISTS,
  )
}
