/** Of the past, the entries from which something may still follow. */
import { type DeviceHistoryEntry, type HistoryEntry, isAboutDevice } from './history.ts'
import { sentAt, wasTakenOn } from './history-index.ts'
import type { EpochSeconds } from './inventory.ts'

/**
 * The entries from which something may follow: of every device and policy the newest chain, and of
 * that the furthest stage that was taken on; of several for one directory record the newest.
 */
export function latestOfEachChain(all: readonly HistoryEntry[]): DeviceHistoryEntry[] {
  const entries = all.filter(isAboutDevice)
  const newestSync = new Map<string, EpochSeconds>()
  for (const { device, chainStartedAt } of entries) newestSync.set(device.id, Math.max(newestSync.get(device.id) ?? 0, chainStartedAt ?? 0))
  // A chain that began at a later sync is a sign of life, whatever became of it: it ends the older ones.
  const isNewest = ({ device, chainStartedAt }: DeviceHistoryEntry): boolean => chainStartedAt === null || chainStartedAt >= (newestSync.get(device.id) ?? 0)
  const taken = entries.filter((entry) => entry.policy !== null && wasTakenOn(entry) && isNewest(entry))
  const furthest = newestBy(taken, ({ device, policy }) => [device.incarnation ?? device.id, policy?.kind, policy?.name].join('\n'), compareProgress)
  return newestBy(
    furthest,
    ({ device }) => device.azureADDeviceId ?? `id:${device.id}`,
    (a, b) => sentAt(a) - sentAt(b),
  )
}

function compareProgress(a: HistoryEntry, b: HistoryEntry): number {
  return (a.chainStartedAt ?? 0) - (b.chainStartedAt ?? 0) || (a.policy?.stage ?? 0) - (b.policy?.stage ?? 0) || sentAt(a) - sentAt(b)
}

function newestBy(
  entries: readonly DeviceHistoryEntry[],
  keyOf: (entry: DeviceHistoryEntry) => string,
  compare: (a: DeviceHistoryEntry, b: DeviceHistoryEntry) => number,
): DeviceHistoryEntry[] {
  const newest = new Map<string, DeviceHistoryEntry>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const known = newest.get(key)
    if (!known || compare(entry, known) >= 0) newest.set(key, entry)
  }
  return [...newest.values()]
}
