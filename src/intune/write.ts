/** Changes to a tenant over Graph: one command, one request, once. */
import { createHash } from 'node:crypto'
import type { Clock } from '../reconciler/clock.ts'
import type { ActionCommand, ActionWriter } from '../reconciler/provider.ts'
import { classifyWrite } from './classify.ts'
import type { GraphClient, GraphWrite } from './client.ts'
import { isGuid } from './fields.ts'

export function createIntuneWriter({ client, clock }: { readonly client: GraphClient; readonly clock: Clock }): ActionWriter {
  return {
    send: async (command, signal) => {
      const request = requestFor(command)
      const exchange =
        request === null
          ? ({ kind: 'notSent', because: `there is no request for ${command.action} of this target` } as const)
          : await client.write({ ...request, clientRequestId: clientRequestIdOf(command.actionId) }, signal)
      return classifyWrite(exchange, clock.now())
    },
  }
}

/** The one request that a command is; null when there is none, or when the target cannot be an id. */
function requestFor({ action, target, parameters }: ActionCommand): Omit<GraphWrite, 'clientRequestId'> | null {
  if (!isGuid(target)) return null

  const device = `/v1.0/deviceManagement/managedDevices/${target}`
  switch (action) {
    case 'wipe': {
      const { keepEnrollmentData = false, keepUserData = false } = parameters
      return { method: 'POST', path: `${device}/wipe`, body: { keepEnrollmentData, keepUserData } }
    }
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
    case 'setCleanupRule':
      return null
  }
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
