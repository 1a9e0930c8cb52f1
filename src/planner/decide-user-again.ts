/** The decision about an account made again, on a reading of a moment ago. */
import { decideOneUser, type UserDecision } from './decide-user.ts'
import type { DecisionContext } from './decide.ts'
import type { Device, User } from './inventory.ts'
import { foldText } from './text.ts'

/**
 * null where nothing is to be done any more. A device that either the reading or the inventory knows as this
 * user's holds the account up: one of the two may be late, and an account that is gone takes its devices with it.
 */
export function decideUserAgain(user: User, devices: readonly Device[], context: DecisionContext): UserDecision | null {
  const { records } = context
  const present = new Set(devices.map(({ id }) => id))
  // The reading says who is there; what is known of a device beyond that is in the inventory.
  const read = devices.map((device) => records.deviceById(device.id) ?? device)
  return decideOneUser(user, {
    ...context,
    records: {
      ...records,
      usersById: new Map([...records.usersById, [user.id, user]]),
      devicesOfUser: (asked) => [...(asked.id === user.id ? read : []), ...records.devicesOfUser(asked).filter(({ id }) => !present.has(id))],
      usersByName: (name) => {
        const others = records.usersByName(name).filter(({ id }) => id !== user.id)
        const isMeant = foldText(name) === foldText(user.id) || foldText(name) === foldText(user.userPrincipalName ?? '')
        return isMeant ? [user, ...others] : others
      },
    },
  })
}
