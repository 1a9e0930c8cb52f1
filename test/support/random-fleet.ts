/** Random fleets and policies that meet often: few serials, few names, every odd value. */
import fc from 'fast-check'
import { isError } from '../../src/planner/problem.ts'
import type { Device, Inventory } from '../../src/planner/inventory.ts'
import type { PolicyDocument } from '../../src/planner/repository.ts'
import { cleanupRule, daysAgo, device, devicePolicy, directoryDevice, guardrails, inventory, problemsOf } from './planning.ts'

const PLATFORMS = ['ios', 'android', 'androidKnox', 'androidWorkProfile', 'androidKiosk', 'macos', 'windows10', 'windows81', 'unknown']

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 4 })
const moment = orNull(fc.integer({ min: -1, max: 400 }).map(daysAgo))

const facts: fc.Arbitrary<Partial<Device>> = fc.record({
  platform: fc.constantFrom(...PLATFORMS),
  joinType: orNull(fc.constantFrom('azureADJoined', 'azureADRegistered', 'hybridAzureADJoined')),
  deviceName: orNull(fc.constantFrom('KIOSK-1', 'kiosk-2', 'Büro', 'İstanbul', 'z', 'Ä')),
  serialNumber: orNull(fc.constantFrom('S1', 's1', 'S2', 'S3', '0')),
  osVersion: orNull(fc.constantFrom('10.0.16299.1', '6.0.1', '7.0', '17.1')),
  managedDeviceOwnerType: orNull(fc.constantFrom('company', 'personal')),
  managementState: orNull(fc.constantFrom('managed', 'wipePending', 'retirePending')),
  enrolledDateTime: moment,
  lastSyncDateTime: moment,
})

export const randomFleet: fc.Arbitrary<Inventory> = fc.array(facts, { maxLength: 30 }).map((all) =>
  inventory(
    all.map((each, index) => device({ id: `d${index}`, ...each })),
    { directoryDevices: all.map((_, index) => directoryDevice(`d${index}`)) },
  ),
)

const select = fc.oneof(
  fc.constantFrom(...PLATFORMS.slice(0, -1)).map((platform) => ({ platform })),
  fc.constantFrom('S1', 'S2').map((serialNumber) => ({ serialNumber })),
  fc.constant({ deviceName: { glob: 'kiosk-*' } }),
  fc.constant({ not: { managedDeviceOwnerType: 'company' } }),
  fc.integer({ min: 0, max: 300 }).map((days) => ({ lastSyncDateTime: { atLeastAgo: `${days}d` }, deviceName: { known: true } })),
)

const policy = (name: string): fc.Arbitrary<PolicyDocument> =>
  fc.oneof(
    fc.tuple(select, fc.constantFrom(90, 100), fc.constantFrom('enforce' as const, 'report' as const)).map(([chosen, priority, mode]) =>
      devicePolicy(name, {
        select: 'platform' in chosen ? { deviceName: { known: true } } : chosen,
        priority,
        mode,
        desired: { state: 'wiped', since: '2026-10-01' },
      }),
    ),
    fc.tuple(select, fc.constantFrom(90, 100)).map(([chosen, priority]) =>
      devicePolicy(name, {
        select: 'platform' in chosen ? { deviceName: { known: true } } : chosen,
        priority,
        except: { serialNumber: 'S3' },
        desired: { state: 'retired' },
      }),
    ),
    fc
      .integer({ min: 90, max: 270 })
      .map((inactiveDays) => cleanupRule(name, { inactiveDays, stages: [{ action: 'delete' }, { after: '30d', action: 'deleteDirectoryDevice' }] })),
    select.map((chosen) => devicePolicy(name, { select: chosen, desired: { state: 'managed' } })),
  )

/** Between one and six policies with generous limits, so that most plans hold actions; none that are refused. */
export const randomPolicies: fc.Arbitrary<PolicyDocument[]> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => policy(`p${index}`))))
  .map((policies) => [
    ...policies,
    guardrails({
      overLimit: 'trickle',
      limits: { wipe: { perPass: { count: 3, percent: 100 } }, retire: { perPass: { percent: 100 } }, delete: { perPass: { percent: 100 } } },
    }),
  ])
  .filter((documents) => !problemsOf(documents).some(isError))
