/**
 * The values of fields that Graph defines as enumerations, v1.0 and beta together.
 *
 * Source: the metadata of Microsoft Graph, managedDevice and device. `unknown` is missing on
 * purpose: reeve reads it as no value, and selects it by `{known: false}`.
 */
import type { FieldName } from './fields.ts'

export const GRAPH_VALUES: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  managedDeviceOwnerType: ['company', 'personal', 'unknownFutureValue'],
  joinType: ['azureADJoined', 'azureADRegistered', 'hybridAzureADJoined'],
  complianceState: ['compliant', 'noncompliant', 'conflict', 'error', 'inGracePeriod', 'configManager'],
  managementState: [
    'managed',
    'retirePending',
    'retireFailed',
    'wipePending',
    'wipeFailed',
    'unhealthy',
    'deletePending',
    'retireIssued',
    'wipeIssued',
    'wipeCanceled',
    'retireCanceled',
    'discovered',
    'unknownFutureValue',
  ],
  deviceRegistrationState: ['notRegistered', 'registered', 'revoked', 'keyConflict', 'approvalPending', 'certificateReset', 'notRegisteredPendingEnrollment'],
  managementAgent: [
    'eas',
    'mdm',
    'easMdm',
    'intuneClient',
    'easIntuneClient',
    'configurationManagerClient',
    'configurationManagerClientMdm',
    'configurationManagerClientMdmEas',
    'jamf',
    'googleCloudDevicePolicyController',
    'microsoft365ManagedMdm',
    'msSense',
    'intuneAosp',
    'google',
    'unknownFutureValue',
  ],
  'directory.trustType': ['Workplace', 'AzureAd', 'ServerAd'],
}
