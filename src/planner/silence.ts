/** What a selector document says about silence: whether it asks for anything else, and for how much at least. */
import type { Selector as SelectorDocument } from './documents.generated.ts'
import { parseDocumentInstant, parseDuration } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'

/** What a device is, which says nothing about whether this one should go: every silent device is of some platform. */
const KIND_OF_DEVICE: ReadonlySet<string> = new Set([
  'platform',
  'operatingSystem',
  'osVersion',
  'deviceType',
  'managedDeviceOwnerType',
  'joinType',
  'deviceEnrollmentType',
  'managementAgent',
  'azureADRegistered',
  'isSupervised',
  'isEncrypted',
  'autopilotEnrolled',
])

/**
 * Whether nothing but the last sync narrows the selector down, within a kind of device. What is true of every device that
 * has the field at all (`known: true`, the glob `*`) narrows nothing.
 */
export function selectsBySilenceAlone(document: SelectorDocument): boolean {
  let asksForSilence = false
  for (const [key, value] of Object.entries(document)) {
    if (key === 'lastSyncDateTime') asksForSilence = true
    else if (key === 'all' || key === 'any') {
      const parts = value as SelectorDocument[]
      if (!parts.every((part) => selectsBySilenceAlone(part) || narrowsNothing(part))) return false
      if (parts.some(selectsBySilenceAlone)) asksForSilence = true
    } else if (key === 'not') {
      if (!selectsBySilenceAlone(value as SelectorDocument)) return false
      asksForSilence = true
    } else if (!KIND_OF_DEVICE.has(key) && !isTrivial(value)) return false
  }
  return asksForSilence
}

function narrowsNothing(document: SelectorDocument): boolean {
  return Object.entries(document).every(
    ([key, value]) => !['all', 'any', 'not', 'lastSyncDateTime'].includes(key) && (KIND_OF_DEVICE.has(key) || isTrivial(value)),
  )
}

function isTrivial(matcher: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null || Array.isArray(matcher)) return false
  return Object.entries(matcher).every(
    ([condition, value]) => (condition === 'known' && value === true) || (condition === 'glob' && typeof value === 'string' && /^\*+$/.test(value)),
  )
}

/** For how many seconds, at least, every selected device has been silent; 0 where that is not plain. */
export function surelySilentFor(document: SelectorDocument, now: EpochSeconds): number {
  const { lastSyncDateTime } = document
  const bounds = [0, ...(document.all ?? []).map((part) => surelySilentFor(part, now))]
  if (lastSyncDateTime?.atLeastAgo !== undefined) bounds.push(parseDuration(lastSyncDateTime.atLeastAgo) ?? 0)
  if (lastSyncDateTime?.before !== undefined) bounds.push(now - (parseDocumentInstant(lastSyncDateTime.before) ?? now))
  return Math.max(...bounds)
}
