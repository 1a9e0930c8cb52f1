/** Everything a profile says about one action, on one platform or on all of them, as a value for `reeve explain action`. */
import type { ActionName } from '../documents.generated.ts'
import { PLAIN_WIPE } from '../wipe-options.ts'
import { actionOf, canEverSupport } from './ask.ts'
import { isPossibleOn, listPossibleRows } from './condition.ts'
import type { EffectRow, Profile, ProfileAction, ProfileMode, ProfileStatement } from './profile.ts'

export interface ActionDescription {
  readonly profile: string
  readonly action: ActionName
  /** null: every platform. */
  readonly platform: Profile['platforms'][number] | null
  readonly statements: readonly ProfileStatement[]
  readonly risk: ProfileAction['risk']
  /** By whose effect the action is judged; the first whose condition is not false. */
  readonly effectiveEffects: readonly ProfileAction['effectiveEffects'][number][]
  /** null where no speed is given. */
  readonly propagation: NonNullable<ProfileAction['propagation']> | null
  /** One, or two where an option chooses between them. */
  readonly modes: readonly ModeDescription[]
  /** Options beside the mode, with the rules that can speak for the platform. */
  readonly options: readonly OptionDescription[]
  /** Every document and section that the above rests on, in the order of its first use. */
  readonly sources: readonly string[]
}

export interface OptionDescription extends Omit<NonNullable<ProfileAction['options']>[number], 'support'> {
  readonly support: ModeDescription['support']
}

export interface ModeDescription {
  readonly name: ProfileMode['name']
  readonly option: NonNullable<ProfileMode['option']> | null
  readonly effect: ProfileStatement
  /** The first whose condition is not false answers. */
  readonly support: readonly ProfileMode['support'][number][]
  readonly removedFromManagement: ProfileMode['removedFromManagement']
  readonly effects: readonly EffectsOnPlatforms[]
  readonly statements: readonly ProfileStatement[]
}

/** What goes and what stays. Platforms on which that is the same stand together; those that have no such action are left out. */
export interface EffectsOnPlatforms {
  readonly platforms: readonly string[]
  readonly rows: readonly DescribedEffect[]
  /** Kinds of data, in words, of which the documents say nothing for these platforms. */
  readonly notDescribed: readonly string[]
}

export interface DescribedEffect extends EffectRow {
  /** The kind of data in words. */
  readonly text: string
}

export interface DescribeRequest {
  readonly action: ActionName
  readonly platform: string | null
}

/** null where the profile knows no such action, or no such platform. */
export function describeAction(profile: Profile, { action, platform: name }: DescribeRequest): ActionDescription | null {
  const described = actionOf(profile, action)
  const platform = profile.platforms.find((candidate) => candidate.name === name) ?? null
  if (!described || (name !== null && !platform)) return null

  const description = {
    profile: profile.name,
    action,
    platform,
    statements: filterStatements(described.statements, name),
    risk: described.risk,
    effectiveEffects: listPossibleRows(described.effectiveEffects, name),
    propagation: described.propagation ?? null,
    modes: described.modes.map((mode) => describeMode(profile, action, mode, name)),
    options: (described.options ?? []).map((option) => ({ ...option, support: listPossibleRows(option.support, name) })),
  }
  return { ...description, sources: [...new Set(listSources(description))] }
}

function describeMode(profile: Profile, action: ActionName, mode: ProfileMode, platform: string | null): ModeDescription {
  return {
    name: mode.name,
    option: mode.option ?? null,
    effect: mode.effect,
    support: listPossibleRows(mode.support, platform),
    removedFromManagement: mode.removedFromManagement,
    effects: groupEffects(profile, action, mode, platform === null ? profile.platforms.map(({ name }) => name) : [platform]),
    statements: filterStatements(mode.statements ?? [], platform),
  }
}

function groupEffects(profile: Profile, action: ActionName, mode: ProfileMode, platforms: readonly string[]): EffectsOnPlatforms[] {
  const groups = new Map<string, EffectsOnPlatforms>()
  for (const platform of platforms) {
    const possible = canEverSupport(profile, { action, wipe: { ...PLAIN_WIPE, mode: mode.name } }, platform)
    const rows = listEffectRows(mode, platform).filter(({ outcome }) => possible || outcome === 'blocked')
    if (rows.length === 0) continue

    const silent = possible ? (mode.dataKinds ?? []).filter((kind) => !rows.some(({ data }) => data === kind)) : []
    const key = [...rows.map((row) => mode.effects.indexOf(row)), ...silent].join()
    groups.set(key, {
      platforms: [...(groups.get(key)?.platforms ?? []), platform],
      rows: rows.map((row) => ({ ...row, text: nameKind(profile, row.data) })),
      notDescribed: silent.map((kind) => nameKind(profile, kind)),
    })
  }
  return [...groups.values()]
}

/** Every row that can speak for some device of the platform: several about one kind of data where another fact decides. */
function listEffectRows({ effects }: ProfileMode, platform: string): EffectRow[] {
  const kinds = [...new Set(effects.map(({ data }) => data))]
  return kinds.flatMap((kind) =>
    listPossibleRows(
      effects.filter(({ data }) => data === kind),
      platform,
    ),
  )
}

function filterStatements(statements: readonly ProfileStatement[], platform: string | null): ProfileStatement[] {
  return statements.filter(({ when }) => when === undefined || platform === null || isPossibleOn(when, platform))
}

function nameKind({ dataKinds }: Profile, name: string): string {
  return dataKinds.find((kind) => kind.name === name)?.text ?? name
}

function listSources(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []

  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => (key === 'source' && typeof inner === 'string' ? [inner] : listSources(inner)))
}
