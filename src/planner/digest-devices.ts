/**
 * Devices for the digest of a snapshot, written so that 100,000 of them take no longer than reading their ids.
 *
 *   a block of 256 devices   a row of numbers each: flags, moments, words by their number, and how long each text is;
 *                            then the texts themselves, one after the other
 *   after the last block     the words, in the order of their numbers
 *
 * Every part says how long the next one is, so no two different lists can be written alike.
 */
import type { Hash } from 'node:crypto'
import type { Device, DeviceActionResult, EpochSeconds } from './inventory.ts'

const BLOCK = 256
const COLUMNS = 32
const NUMBER_BYTES = 8

/** What is written of the block at hand. */
interface Page {
  readonly numbers: DataView
  /** Where in `numbers` the next one goes. */
  at: number
  texts: string
  /** Texts that many devices share, by number; 0 is none. */
  readonly words: Map<string, number>
}

/** `devices` are in the order of their ids. */
export function addDevices(hash: Hash, devices: readonly Device[]): void {
  const page: Page = { numbers: new DataView(new ArrayBuffer(BLOCK * COLUMNS * NUMBER_BYTES)), at: 0, texts: '', words: new Map() }
  for (let first = 0; first < devices.length; first += BLOCK) {
    const block = devices.slice(first, first + BLOCK)
    for (const device of block) writeDevice(page, device)
    hash.update(new Uint8Array(page.numbers.buffer, 0, page.at))
    // Half a surrogate pair would become the same replacement character whichever half it is.
    hash.update(page.texts.isWellFormed() ? page.texts : JSON.stringify(page.texts))
    page.at = 0
    page.texts = ''
  }
  hash.update(JSON.stringify([...page.words.keys()]))
}

function writeDevice(page: Page, device: Device): void {
  writeWord(page, device.platform)
  writeWord(page, device.joinType)
  writeWord(page, device.operatingSystem)
  writeWord(page, device.osVersion)
  writeWord(page, device.model)
  writeWord(page, device.manufacturer)
  writeWord(page, device.deviceType)
  writeWord(page, device.managedDeviceOwnerType)
  writeWord(page, device.deviceEnrollmentType)
  writeWord(page, device.enrollmentProfileName)
  writeWord(page, device.managementAgent)
  writeWord(page, device.managementState)
  writeWord(page, device.complianceState)
  writeWord(page, device.deviceRegistrationState)
  writeWord(page, device.deviceCategoryDisplayName)
  writeWord(page, device.jailBroken)
  writeFlag(page, device.azureADRegistered)
  writeFlag(page, device.isSupervised)
  writeFlag(page, device.isEncrypted)
  writeFlag(page, device.autopilotEnrolled)
  writeMoment(page, device.enrolledDateTime)
  writeMoment(page, device.lastSyncDateTime)
  writeText(page, device.id)
  writeText(page, device.deviceName)
  writeText(page, device.managedDeviceName)
  writeText(page, device.serialNumber)
  writeText(page, device.imei)
  writeText(page, device.userId)
  writeText(page, device.userPrincipalName)
  writeText(page, device.emailAddress)
  writeText(page, device.azureADDeviceId)
  writeText(page, device.deviceActionResults.length === 0 ? null : JSON.stringify(device.deviceActionResults.map(resultFields)))
}

function writeNumber(page: Page, value: number): void {
  page.numbers.setFloat64(page.at, value, true)
  page.at += NUMBER_BYTES
}

function writeWord(page: Page, word: string | null): void {
  if (word === null) return writeNumber(page, 0)
  let number = page.words.get(word)
  if (number === undefined) {
    number = page.words.size + 1
    page.words.set(word, number)
  }
  writeNumber(page, number)
}

function writeFlag(page: Page, flag: boolean | null): void {
  writeNumber(page, flag === null ? 0 : flag ? 2 : 1)
}

function writeMoment(page: Page, moment: EpochSeconds | null): void {
  writeNumber(page, moment ?? -1)
}

function writeText(page: Page, text: string | null): void {
  writeNumber(page, text === null ? -1 : text.length)
  if (text !== null) page.texts += text
}

function resultFields({ actionName, actionState, startDateTime, lastUpdatedDateTime }: DeviceActionResult): unknown[] {
  return [actionName, actionState, startDateTime, lastUpdatedDateTime]
}
