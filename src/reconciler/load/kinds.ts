/** The kinds of documents that a repository may hold. */

export const DOCUMENT_KINDS = ['Fleet', 'DevicePolicy', 'CleanupRule', 'UserOffboarding', 'Guardrails', 'DataCollectionPolicy', 'PolicyTest'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** What reeve writes and never reads as a policy. */
export const WRITTEN_KINDS = ['Plan', 'AuditRecord'] as const

export const API_VERSION = 'reeve/v1'

export function isDocumentKind(kind: string): kind is DocumentKind {
  return DOCUMENT_KINDS.some((known) => known === kind)
}

export function isPolicyKind(kind: unknown): boolean {
  return DOCUMENT_KINDS.some((known) => known === kind)
}
