/** What an entry of a plan is about: exactly one of a device, a user and a setting of the tenant. */
import type { PlanDevice, PlanTenant, PlanUser } from './documents.generated.ts'

export interface Targeted {
  readonly device?: PlanDevice
  readonly user?: PlanUser
  readonly tenant?: PlanTenant
}

export type PlanTarget =
  | { readonly type: 'device'; readonly device: PlanDevice }
  | { readonly type: 'user'; readonly user: PlanUser }
  | { readonly type: 'tenant'; readonly tenant: PlanTenant }

/** The schema has seen to it that there is one; anything else is a broken invariant. */
export function targetOf({ device, user, tenant }: Targeted): PlanTarget {
  if (device) return { type: 'device', device }
  if (user) return { type: 'user', user }
  if (tenant) return { type: 'tenant', tenant }
  throw new TypeError('An entry of a plan is about nothing')
}

/** What no two targets share. */
export function targetKey(entry: Targeted): string {
  const target = targetOf(entry)
  switch (target.type) {
    case 'device':
      return target.device.id
    case 'user':
      return `user:${target.user.id ?? target.user.userPrincipalName}`
    case 'tenant':
      return `tenant:${target.tenant.id}/${target.tenant.platform}`
  }
}

/** A directory record that no managed device claims: it bears its own id as that of the device. */
export function isAboutRecord({ device }: Targeted): boolean {
  return device !== undefined && device.id === device.directoryId
}

/** What makes a target this one and no other: what digests and comparisons go by. */
export function identityOf(entry: Targeted): Readonly<Record<string, unknown>> {
  const target = targetOf(entry)
  switch (target.type) {
    case 'device':
      return { id: target.device.id, incarnation: target.device.incarnation, directoryId: target.device.directoryId }
    case 'user':
      return { user: target.user.id }
    case 'tenant':
      return { tenant: target.tenant.id, rule: target.tenant.rule, platform: target.tenant.platform, before: target.tenant.before, after: target.tenant.after }
  }
}

/** How a person calls it; text of a device or a user, to be escaped where it is printed. */
export function nameOf(entry: Targeted): string {
  const target = targetOf(entry)
  switch (target.type) {
    case 'device':
      return target.device.deviceName ?? target.device.id
    case 'user':
      return target.user.userPrincipalName ?? target.user.id ?? '–'
    case 'tenant':
      return target.tenant.platform === 'all' ? 'cleanup rule for all platforms' : `cleanup rule for ${target.tenant.platform}`
  }
}

/** Null for what has none. */
export function serialOf({ device }: Targeted): string | null {
  return device?.serialNumber ?? null
}

/** The platform of a device; what else it may be about. */
export function placeOfTarget(entry: Targeted): string {
  const target = targetOf(entry)
  if (isAboutRecord(entry)) return 'directory record'
  return target.type === 'device' ? target.device.platform : target.type
}
