/** The words of the Intune portal to the names of Graph. What is not known keeps its text, or says nothing where a wrong guess could cost a device. */
import { formatInstant, parseInstant } from '../planner/instant.ts'

const OWNERSHIP: Readonly<Record<string, string>> = { corporate: 'company', company: 'company', personal: 'personal' }
const JOIN_TYPE: Readonly<Record<string, string>> = {
  azureadjoined: 'azureADJoined',
  microsoftentrajoined: 'azureADJoined',
  azureadregistered: 'azureADRegistered',
  microsoftentraregistered: 'azureADRegistered',
  hybridazureadjoined: 'hybridAzureADJoined',
  microsoftentrahybridjoined: 'hybridAzureADJoined',
}
const COMPLIANCE: Readonly<Record<string, string>> = {
  compliant: 'compliant',
  noncompliant: 'noncompliant',
  notcompliant: 'noncompliant',
  ingraceperiod: 'inGracePeriod',
  conflict: 'conflict',
  error: 'error',
  configmanager: 'configManager',
  notevaluated: 'unknown',
}
const AGENT: Readonly<Record<string, string>> = {
  intune: 'mdm',
  mdm: 'mdm',
  comanaged: 'configurationManagerClientMdm',
  configmgr: 'configurationManagerClient',
  mde: 'msSense',
}
const STATE: Readonly<Record<string, string>> = {
  managed: 'managed',
  retirepending: 'retirePending',
  retirefailed: 'retireFailed',
  retireissued: 'retireIssued',
  retirecanceled: 'retireCanceled',
  wipepending: 'wipePending',
  wipefailed: 'wipeFailed',
  wipeissued: 'wipeIssued',
  wipecanceled: 'wipeCanceled',
  deletepending: 'deletePending',
  unhealthy: 'unhealthy',
  discovered: 'discovered',
}
const REGISTRATION: Readonly<Record<string, string>> = {
  registered: 'registered',
  notregistered: 'notRegistered',
  revoked: 'revoked',
  keyconflict: 'keyConflict',
  approvalpending: 'approvalPending',
  certificatereset: 'certificateReset',
}

/** Graph's name for a cell of a column that has few values; the cell itself for any other column. */
export function portalName(field: string, cell: string): string | null {
  const word = cell.toLowerCase().replace(/[^a-z0-9]/g, '')
  switch (field) {
    // Another word is no ownership and no join type: both decide what an action does.
    case 'managedDeviceOwnerType':
      return OWNERSHIP[word] ?? null
    case 'joinType':
      return JOIN_TYPE[word] ?? null
    case 'complianceState':
      return COMPLIANCE[word] ?? cell
    case 'managementAgent':
      return AGENT[word] ?? cell
    case 'managementState':
      return STATE[word] ?? cell
    case 'deviceRegistrationState':
      return REGISTRATION[word] ?? cell
    default:
      return cell
  }
}

export function portalFlag(cell: string): boolean | null {
  const word = cell.toLowerCase()
  if (word === 'true' || word === 'yes') return true
  return word === 'false' || word === 'no' ? false : null
}

/** `2026-01-31 08:40:21.0000000`, UTC without saying so, or ISO 8601; null for anything else, where day and month could be swapped. */
export function portalTime(cell: string): string | null {
  const seconds = parseInstant(cell) ?? parseInstant(`${cell.replace(' ', 'T')}Z`)
  return seconds === null ? null : formatInstant(seconds)
}

/** The portal puts the way of enrolment of an Android into the name of the system; Graph has it in other fields. */
export function portalSystem(os: string, enrolment: unknown): { operatingSystem: string; deviceType?: string; deviceEnrollmentType?: unknown } {
  const name = os.toLowerCase()
  if (name === 'ios/ipados') return { operatingSystem: 'iOS' }
  if (!name.startsWith('android (')) return { operatingSystem: os }

  const operatingSystem = 'Android'
  if (name.includes('personally')) return { operatingSystem, deviceType: 'androidForWork' }
  if (name.includes('device administrator')) return { operatingSystem, deviceType: 'android' }
  const enterprise = enterpriseEnrolment(name)
  return enterprise === null ? { operatingSystem: os } : { operatingSystem, deviceType: 'androidEnterprise', deviceEnrollmentType: enrolment ?? enterprise }
}

function enterpriseEnrolment(name: string): string | null {
  if (name.includes('dedicated')) return 'androidEnterpriseDedicatedDevice'
  if (name.includes('fully managed')) return 'androidEnterpriseFullyManaged'
  if (name.includes('work profile')) return 'androidEnterpriseCorporateWorkProfile'
  return null
}
