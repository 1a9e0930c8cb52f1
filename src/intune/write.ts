/** Changes to a tenant over Graph: one command, one request, once. */
import { createHash } from 'node:crypto'
import type { Clock } from '../reconciler/clock.ts'
import type { ActionParameters } from '../planner/documents.generated.ts'
import type { ActionCommand, ActionWriter, CleanupRuleChange, SecretReader } from '../reconciler/provider.ts'
import { classifyWrite } from './classify.ts'
import type { GraphClient, GraphWrite, WriteExchange } from './client.ts'
import { isGuid } from './fields.ts'

export interface WriterDeps {
  readonly client: GraphClient
  readonly clock: Clock
  readonly secrets: SecretReader
}

export function createIntuneWriter({ client, clock, secrets }: WriterDeps): ActionWriter {
  return {
    send: async (command, signal) => {
      const request = await requestFor(command, secrets)
      const exchange = 'because' in request ? request : await client.write({ ...request, clientRequestId: clientRequestIdOf(command.actionId) }, signal)
      return classifyWrite(exchange, clock.now())
    },
  }
}

type Request = Omit<GraphWrite, 'clientRequestId'>
type NotSent = Extract<WriteExchange, { kind: 'notSent' }>

/** The one request that a command is; why there is none where it cannot be made. */
async function requestFor({ action, target, parameters, cleanupRule }: ActionCommand, secrets: SecretReader): Promise<Request | NotSent> {
  const none = notSent(`there is no request for ${action} of this target`)
  if (action === 'setCleanupRule') return cleanupRule ? cleanupRuleRequest(cleanupRule) : none
  if (!isGuid(target)) return none

  const device = `/v1.0/deviceManagement/managedDevices/${target}`
  switch (action) {
    case 'wipe':
      return wipeRequest(target, parameters, secrets)
    case 'retire':
      return { method: 'POST', path: `${device}/retire` }
    case 'delete':
      return { method: 'DELETE', path: device }
    case 'resetPasscode':
      return { method: 'POST', path: `${device}/resetPasscode` }
    case 'disableDirectoryDevice':
      return { method: 'PATCH', path: `/v1.0/devices/${target}`, body: { accountEnabled: false } }
    case 'deleteDirectoryDevice':
      return { method: 'DELETE', path: `/v1.0/devices/${target}` }
    case 'disableUser':
      return { method: 'PATCH', path: `/v1.0/users/${target}`, body: { accountEnabled: false } }
    case 'deleteUser':
      return { method: 'DELETE', path: `/v1.0/users/${target}` }
  }
}

const RULES = '/beta/deviceManagement/managedDeviceCleanupRules'
const RULE_TYPE = '#microsoft.graph.managedDeviceCleanupRule'

/** Cleanup rules are known to the beta alone. The number of the older setting is a text. */
function cleanupRuleRequest(change: CleanupRuleChange): Request | NotSent {
  if (!Number.isSafeInteger(change.days) || change.days < 1) return notSent('its number of days is none')
  switch (change.kind) {
    case 'setting':
      return {
        method: 'PATCH',
        path: '/beta/deviceManagement',
        body: { managedDeviceCleanupSettings: { deviceInactivityBeforeRetirementInDays: String(change.days) } },
      }
    case 'create':
      return {
        method: 'POST',
        path: RULES,
        body: {
          '@odata.type': RULE_TYPE,
          displayName: change.displayName,
          deviceCleanupRulePlatformType: change.platform,
          deviceInactivityBeforeRetirementInDays: change.days,
        },
      }
    case 'update':
      if (!isGuid(change.id)) return notSent('the id of the cleanup rule is not a GUID')
      return { method: 'PATCH', path: `${RULES}/${change.id}`, body: { '@odata.type': RULE_TYPE, deviceInactivityBeforeRetirementInDays: change.days } }
  }
}

/** useProtectedWipe is known to the beta alone; v1.0 would refuse it, or worse, leave it out. */
async function wipeRequest(target: string, parameters: Readonly<ActionParameters>, secrets: SecretReader): Promise<Request | NotSent> {
  const { keepEnrollmentData = false, keepUserData = false, useProtectedWipe, persistEsimDataPlan, macOsUnlockCode } = parameters
  const code = macOsUnlockCode === undefined ? null : await secrets.readSecret(macOsUnlockCode.secretRef)
  if (code && !code.found) return notSent(`its macOsUnlockCode could not be read: ${code.because}`)
  if (code && !/^[0-9]{6}$/.test(code.value)) return notSent('its macOsUnlockCode is not six digits')
  const version = useProtectedWipe === undefined ? 'v1.0' : 'beta'
  return {
    method: 'POST',
    path: `/${version}/deviceManagement/managedDevices/${target}/wipe`,
    body: {
      keepEnrollmentData,
      keepUserData,
      ...(useProtectedWipe === undefined ? {} : { useProtectedWipe }),
      ...(persistEsimDataPlan === undefined ? {} : { persistEsimDataPlan }),
      ...(code ? { macOsUnlockCode: code.value } : {}),
    },
  }
}

function notSent(because: string): NotSent {
  return { kind: 'notSent', because }
}

/**
 * The GUID that Graph wants as client-request-id, made from the action's id.
 *
 * The first 16 bytes of sha256 over the id, with version 8 and variant set (RFC 9562): the same action always
 * gives the same GUID, so the tenant's audit events can be joined to the plan by their correlationId.
 */
export function clientRequestIdOf(actionId: string): string {
  const bytes = createHash('sha256').update(actionId, 'utf8').digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
