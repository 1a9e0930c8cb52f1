/**
 * An inventory from a file or standard input, known by its content and never by its name.
 *
 * JSON line by line (devices, or pages), one JSON document, or the device list that the Intune portal
 * exports as CSV; docs/inventory.md shows each. The file may be packed with gzip or Zstandard. What
 * cannot be read to its end gives an error: part of a fleet is never taken for the fleet.
 */
import type { History } from '../planner/history.ts'
import type { Device, Inventory } from '../planner/inventory.ts'
import type { ProfileName } from '../planner/project-device.ts'
import type { Progress } from './provider.ts'
import { readBytes } from './inventory-bytes.ts'
import { collectValue, finishCollecting, startCollecting } from './inventory-collector.ts'
import type { Collected } from './inventory-collector.ts'
import { collectCsv, isPortalExport } from './inventory-csv.ts'
import { assertFits, decodeLines, readLineBlocks } from './inventory-lines.ts'
import { ReeveError } from './reeve-error.ts'

export interface ReadInventoryOptions {
  /** When the inventory was taken, for a file that does not say. */
  readonly takenAt?: Date | null | undefined
  /** Whose platform names the devices bear; default intune-2018. */
  readonly profile?: ProfileName | undefined
  /** What to keep of each device, as `neededFields` says; without it everything that reeve can read. */
  readonly fields?: ReadonlySet<keyof Device> | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
}

export interface InventoryFile {
  readonly inventory: Inventory
  readonly history: History
}

/** A first line longer than this is a value of its own: no document that is laid out for reading begins with it. */
const LONGEST_FIRST_LINE = 1_000_000

/** Reads the inventory at `file`; `-` is standard input. Throws ReeveError, and the signal's reason once it is aborted. */
export async function readInventoryFile(file: string, options: ReadInventoryOptions = {}): Promise<InventoryFile> {
  const name = file === '-' ? 'standard input' : file
  const collected = startCollecting(name, options)

  let shape: Shape | null = null
  let lines = 0
  let kept = ''
  for await (const block of readLineBlocks(readBytes(file, name), name)) {
    options.signal?.throwIfAborted()
    const text = decodeLines(block, name, lines)
    shape ??= recognise(text, name)
    if (shape === 'lines') {
      lines = collectLines(collected, text, lines)
    } else {
      lines += countLines(text)
      kept += text
      assertFits(kept.length, name)
    }
    options.progress?.(collected.devices.length, null)
  }

  if (shape === null) throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}: the file is empty.`, { fix: 'A fleet without devices is written as []' })
  if (shape === 'document') collectValue(collected, parseDocument(kept, name), 0)
  if (shape === 'csv') collectCsv(collected, kept)
  options.progress?.(collected.devices.length, collected.devices.length)
  return finishCollecting(collected, options.takenAt ?? null)
}

type Shape = 'lines' | 'document' | 'csv'

/** What the file is, by its first line that is not blank; null while there is none. */
function recognise(text: string, name: string): Shape | null {
  const begun = text.trimStart()
  if (begun === '') return null

  const end = begun.indexOf('\n')
  const line = end === -1 ? begun : begun.slice(0, end)
  if (line.startsWith('{') || line.startsWith('[')) return line.length > LONGEST_FIRST_LINE || isJson(line) ? 'lines' : 'document'
  if (isPortalExport(line)) return 'csv'
  throw new ReeveError(
    'REEVE_INVENTORY_INVALID',
    `${name}:1: this is neither JSON nor the device list that the Intune portal exports, which has a column "Device ID".`,
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Returns how many lines came before the next block. */
function collectLines(collected: Collected, text: string, linesBefore: number): number {
  let line = linesBefore
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    line++
    collectLine(collected, text.slice(at, end), line)
    at = end + 1
  }
  return line
}

function collectLine(collected: Collected, line: string, number: number): void {
  if (!(line.charCodeAt(0) > 0x20) && line.trim() === '') return
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new ReeveError('REEVE_INVENTORY_INVALID', `${collected.name}:${number}: the line is not a complete JSON value.`, {
      fix: 'The file may have been cut off. Export it again.',
      cause,
    })
  }
  collectValue(collected, value, number)
}

function parseDocument(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const line = lineOfSyntaxError(cause)
    throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}${line}: this is not complete JSON, neither as one document nor line by line.`, {
      fix: 'The file may have been cut off. Export it again.',
      cause,
    })
  }
}

/** V8 says where, at the end of some messages; for show only. */
function lineOfSyntaxError(cause: unknown): string {
  const match = cause instanceof Error ? /\(line (\d+) column \d+\)$/.exec(cause.message) : null
  return match === null ? '' : `:${match[1]}`
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
