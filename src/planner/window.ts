/**
 * When actions may be sent: windows that allow, windows that deny, and the next moment that is open.
 *
 * A window that denies beats one that allows. An effect that no window allows by name or by default may be sent
 * whenever none denies it.
 */
import { isDestructive } from './action.ts'
import type { ActionName, Risk } from './documents.generated.ts'
import { SECONDS_PER_DAY } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { boundariesOf, isWithin, type WindowTime } from './parse-window.ts'
import { changesOfOffset, localTime, momentsOf } from './zone.ts'

export interface ChangeWindow {
  readonly verb: 'allow' | 'deny'
  readonly time: WindowTime
  readonly zone: string
  /** null: every destructive effect. */
  readonly actions: readonly ActionName[] | null
}

interface Asked {
  readonly action: ActionName
  readonly effectiveEffect: ActionName
  readonly risk: Risk
}

/** Further ahead nobody looks; a span of dates that is longer has no next opening. */
const HORIZON_DAYS = 400

/** Those of the windows that have a say about an action: by its name, and by the worst it may amount to. */
export function windowsFor(windows: readonly ChangeWindow[], { action, effectiveEffect, risk }: Asked): ChangeWindow[] {
  return windows.filter(({ actions }) =>
    actions === null ? isDestructive(effectiveEffect, risk) : actions.includes(effectiveEffect) || actions.includes(action),
  )
}

/** `windows` are those that have a say. */
export function isOpen(windows: readonly ChangeWindow[], at: EpochSeconds): boolean {
  const holds = ({ time, zone }: ChangeWindow): boolean => isWithin(time, localTime(zone, at))
  if (windows.some((window) => window.verb === 'deny' && holds(window))) return false
  const allowing = windows.filter(({ verb }) => verb === 'allow')
  return allowing.length === 0 || allowing.some(holds)
}

/**
 * The first moment after `now` at which they are open; null when there is none within 400 days.
 *
 * Nothing changes but where a window begins or ends by the wall clock, or where the clock itself is changed, so
 * only those moments are looked at.
 */
export function nextOpening(windows: readonly ChangeWindow[], now: EpochSeconds): EpochSeconds | null {
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1) {
    const from = now + ahead * SECONDS_PER_DAY
    const moments = new Set<EpochSeconds>()
    for (const { zone, time } of windows) {
      const { day } = localTime(zone, from)
      for (const minute of boundariesOf(time)) for (const moment of [day, day + 1].flatMap((date) => momentsOf(zone, date, minute))) moments.add(moment)
      for (const change of changesOfOffset(zone, from, from + SECONDS_PER_DAY)) moments.add(change)
    }
    const found = [...moments]
      .sort((a, b) => a - b)
      .find((moment) => moment > now && moment >= from && moment <= from + SECONDS_PER_DAY && isOpen(windows, moment))
    if (found !== undefined) return found
  }
  return null
}
