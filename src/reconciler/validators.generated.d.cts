// Generated from schemas/ by scripts/generate.ts. Do not edit.
export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly schemaPath: string
}
export interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly SchemaError[] | null
}
export const AuditRecord: Validator
export const CleanupRule: Validator
export const DataCollectionPolicy: Validator
export const DataMap: Validator
export const DevicePolicy: Validator
export const Fleet: Validator
export const Guardrails: Validator
export const Plan: Validator
export const PolicyTest: Validator
export const CapabilityProfile: Validator
export const UserOffboarding: Validator
