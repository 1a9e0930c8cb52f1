/**
 * The device list that the Intune portal exports as CSV (All devices → Export, report DevicesWithInventory).
 *
 * Its columns, with what each becomes; others are ignored, and any order will do. Column names are from
 * Microsoft's list of export reports (learn.microsoft.com, intune/fundamentals/reports-export-graph-available-reports):
 *
 *   Device ID                   id (required)              Primary user UPN            userPrincipalName
 *   Device name                 deviceName                 Primary user email address  emailAddress
 *   Management name             managedDeviceName          UserId                      userId
 *   Serial number, IMEI         serialNumber, imei         Manufacturer, Model         manufacturer, model
 *   Enrollment date             enrolledDateTime           OS, OS version              operatingSystem, osVersion
 *   Last check-in               lastSyncDateTime           Compliance                  complianceState
 *   Azure AD Device ID          azureADDeviceId            Device state                managementState
 *   Azure AD registered         azureADRegistered          Managed by                  managementAgent
 *   Ownership                   managedDeviceOwnerType     Intune registered           deviceRegistrationState
 *   Category                    deviceCategoryDisplayName  Supervised, Encrypted       isSupervised, isEncrypted
 *   JoinType, EnrollmentType    joinType, …                Jailbroken                  jailBroken
 *
 * "Microsoft Entra Device ID" and "Microsoft Entra registered" are the newer names of the Azure AD columns.
 * Times are UTC without saying so.
 */
import type { RawRecord } from '../planner/project-device.ts'
import { delimiterOf, parseCsv } from './csv.ts'
import { collectDevice } from './inventory-collector.ts'
import type { Collected } from './inventory-collector.ts'
import { portalFlag, portalName, portalSystem, portalTime } from './inventory-csv-values.ts'
import { ReeveError } from './reeve-error.ts'

const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['device id', 'id'],
  ['device name', 'deviceName'],
  ['management name', 'managedDeviceName'],
  ['serial number', 'serialNumber'],
  ['imei', 'imei'],
  ['enrollment date', 'enrolledDateTime'],
  ['last check-in', 'lastSyncDateTime'],
  ['azure ad device id', 'azureADDeviceId'],
  ['microsoft entra device id', 'azureADDeviceId'],
  ['azure ad registered', 'azureADRegistered'],
  ['microsoft entra registered', 'azureADRegistered'],
  ['ownership', 'managedDeviceOwnerType'],
  ['category', 'deviceCategoryDisplayName'],
  ['jointype', 'joinType'],
  ['enrollmenttype', 'deviceEnrollmentType'],
  ['primary user upn', 'userPrincipalName'],
  ['primary user email address', 'emailAddress'],
  ['userid', 'userId'],
  ['manufacturer', 'manufacturer'],
  ['model', 'model'],
  ['os', 'operatingSystem'],
  ['os version', 'osVersion'],
  ['compliance', 'complianceState'],
  ['device state', 'managementState'],
  ['managed by', 'managementAgent'],
  ['intune registered', 'deviceRegistrationState'],
  ['supervised', 'isSupervised'],
  ['encrypted', 'isEncrypted'],
  ['jailbroken', 'jailBroken'],
])
const TIMES = new Set(['enrolledDateTime', 'lastSyncDateTime'])
const FLAGS = new Set(['azureADRegistered', 'isSupervised', 'isEncrypted'])

/** Whether a first line is the header of such a file. */
export function isPortalExport(line: string): boolean {
  return line.split(delimiterOf(line)).some((cell) => fieldOf(cell.replaceAll('"', '')) === 'id')
}

export function collectCsv(collected: Collected, text: string): void {
  const [header = ''] = text.trimStart().split('\n', 1)
  let fields: readonly (string | undefined)[] | null = null
  const result = parseCsv(text, delimiterOf(header), (cells, line) => {
    if (fields === null) fields = readHeader(collected, cells, line)
    else collectDevice(collected, readRow(collected, fields, cells, line), line, 0)
  })
  if (!result.ok) throw invalid(collected, result.line, `${result.reason}. The file may have been cut off`)
}

function readHeader(collected: Collected, cells: readonly string[], line: number): (string | undefined)[] {
  const fields = cells.map(fieldOf)
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index)
  if (twice !== undefined) throw invalid(collected, line, `two columns give ${twice}`)
  return fields
}

function fieldOf(cell: string): string | undefined {
  return COLUMNS.get(cell.trim().toLowerCase())
}

function readRow(collected: Collected, fields: readonly (string | undefined)[], cells: readonly string[], line: number): RawRecord {
  const raw: Record<string, unknown> = {}
  for (const [index, field] of fields.entries()) {
    const cell = cells[index]?.trim() ?? ''
    if (field === undefined || cell === '') continue
    if (TIMES.has(field)) {
      raw[field] = portalTime(cell)
      if (raw[field] === null)
        throw invalid(collected, line, `${field} is no time as the portal writes it, for example 2026-01-31 08:40:21. A spreadsheet may have rewritten it`)
    } else if (FLAGS.has(field)) raw[field] = portalFlag(cell)
    else raw[field] = portalName(field, cell)
  }
  return typeof raw.operatingSystem === 'string' ? { ...raw, ...portalSystem(raw.operatingSystem, raw.deviceEnrollmentType) } : raw
}

function invalid({ name }: Collected, line: number, what: string): ReeveError {
  return new ReeveError('REEVE_INVENTORY_INVALID', `${name}:${line}: ${what}.`, { fix: 'Export the list again and leave the file as it is.' })
}
