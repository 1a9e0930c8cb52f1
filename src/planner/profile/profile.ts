/**
 * Capability profiles: what an action does, on which platform, as data with its source.
 *
 * A profile is one JSON file of the shape `schemas/profile.schema.json`, one file per
 * edition of the service. The planner, the twin and `reeve explain` read the same rows.
 */
import type { CapabilityProfile } from '../documents.generated.ts'
import intune2018 from './intune-2018.json' with { type: 'json' }
import intune2026 from './intune-2026.json' with { type: 'json' }

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

export type Profile = DeepReadonly<CapabilityProfile>
export type ProfileAction = Profile['actions']['wipe']
export type ProfileMode = ProfileAction['modes'][number]
export type ProfileStatement = ProfileAction['statements'][number]
export type EffectRow = ProfileMode['effects'][number]

// TypeScript widens the strings of a JSON import, so it cannot see that they are the
// schema's; a test validates the file.
export const PROFILES: readonly Profile[] = [intune2018 as unknown as Profile, intune2026 as unknown as Profile]

/** null where no such profile comes with this version. */
export function findProfile(name: string): Profile | null {
  return PROFILES.find((profile) => profile.name === name) ?? null
}

export function isPlatform(profile: Profile, name: string): boolean {
  return profile.platforms.some((platform) => platform.name === name)
}
