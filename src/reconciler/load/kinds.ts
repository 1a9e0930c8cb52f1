/** The kinds of documents that a repository may hold. */

export const DOCUMENT_KINDS = ['Fleet', 'DevicePolicy', 'CleanupRule', 'UserOffboarding', 'Guardrails', 'DataCollectionPolicy', 'PolicyTest'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** What reeve writes and never reads as a policy. */
export const WRITTEN_KINDS = ['Plan', 'AuditRecord'] as const

/** In schemas/, where each kind is described. */
export const SCHEMA_FILES: Readonly<Record<DocumentKind, string>> = {
  Fleet: 'fleet.schema.json',
  DevicePolicy: 'device-policy.schema.json',
  CleanupRule: 'cleanup-rule.schema.json',
  UserOffboarding: 'user-offboarding.schema.json',
  Guardrails: 'guardrails.schema.json',
  DataCollectionPolicy: 'data-collection-policy.schema.json',
  PolicyTest: 'policy-test.schema.json',
}

export const API_VERSION = 'reeve/v1'

export function isDocumentKind(kind: string): kind is DocumentKind {
  return DOCUMENT_KINDS.some((known) => known === kind)
}

export function isPolicyKind(kind: unknown): boolean {
  return DOCUMENT_KINDS.some((known) => known === kind)
}
