/** What is fixed about each action, whatever the profile: its strength, its phase, what it acts on. */
import type { ActionName, Risk } from './documents.generated.ts'

interface ActionTraits {
  /** Under way, an action suppresses proposals that are not stronger. */
  readonly strength: 0 | 1 | 2 | 3
  /** Devices before directory records, directory records before users. */
  readonly phase: 0 | 1 | 2 | 3
  /** Takes something out of management or out of the directory. */
  readonly removal: boolean
}

export const ACTIONS: Readonly<Record<ActionName, ActionTraits>> = {
  wipe: { strength: 3, phase: 0, removal: true },
  retire: { strength: 2, phase: 0, removal: true },
  delete: { strength: 1, phase: 0, removal: true },
  resetPasscode: { strength: 0, phase: 0, removal: false },
  disableDirectoryDevice: { strength: 0, phase: 1, removal: false },
  deleteDirectoryDevice: { strength: 0, phase: 1, removal: true },
  disableUser: { strength: 0, phase: 2, removal: false },
  deleteUser: { strength: 0, phase: 2, removal: true },
  // Lowered it counts as a delete of every device it newly reaches, and that is a removal; raised it takes nothing away.
  setCleanupRule: { strength: 0, phase: 3, removal: false },
}

export const RISK_ORDER: Readonly<Record<Risk, number>> = { reversible: 0, recoverable: 1, irreversible: 2 }

/** Removal, irreversible, or a passcode reset: what doubt forbids and what is never sent again from unknown. */
export function isDestructive(effect: ActionName, risk: Risk): boolean {
  return ACTIONS[effect].removal || risk === 'irreversible' || effect === 'resetPasscode'
}

export function isDirectoryAction(action: ActionName): boolean {
  return action === 'disableDirectoryDevice' || action === 'deleteDirectoryDevice'
}
