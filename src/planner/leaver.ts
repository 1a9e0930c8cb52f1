/**
 * Whose devices they are: the selector of an offboarding.
 *
 *  user record        the device says          is it a leaver's?
 *  read               –                        by the record's id and name: they are what git means
 *  not there          a user id                by that id; unknown where only the name fits
 *  –                  only a name              by that name
 *  –                  neither                  unknown
 *
 * A name may have been given to somebody else since, and an old device still carries it. So where there
 * is a record it decides, and where there is an id without one the name proves nothing.
 */
import type { Leaver } from './desired-state.ts'
import { leafSelector, type Leaf, type Selector } from './selector.ts'
import type { Subject } from './subject.ts'
import { foldText } from './text.ts'
import { FALSE, TRUE, type Truth, UNKNOWN } from './truth.ts'

export function leaverSelector(leavers: readonly Leaver[], at: string): Selector {
  const byName = new Map(leavers.map((leaver) => [foldText(leaver.name), leaver]))
  const leaf: Leaf = {
    field: 'user.userPrincipalName',
    at,
    cost: 3,
    wants: null,
    asks: leavers.length === 1 ? `its user is ${leavers[0]?.name}` : `its user is one of ${leavers.length} who leave`,
    evaluate: (subject) => judge(subject, byName),
    explain: (subject) => {
      const leaver = namesOf(subject).flatMap((name) => byName.get(foldText(name)) ?? [])[0]
      return `user ${leaver?.name ?? ''} leaves: ${leaver?.at ?? at}`
    },
    valueOf: (subject) => namesOf(subject)[0] ?? null,
    turnsAt: () => [],
  }
  return leafSelector(leaf)
}

function judge({ device, user }: Subject, byName: ReadonlyMap<string, Leaver>): Truth {
  const leaves = (name: string | null): boolean => name !== null && byName.has(foldText(name))
  if (user) return leaves(user.id) || leaves(user.userPrincipalName) ? TRUE : user.userPrincipalName === null ? UNKNOWN : FALSE
  if (leaves(device.userId)) return TRUE
  if (device.userId !== null) return device.userPrincipalName === null || leaves(device.userPrincipalName) ? UNKNOWN : FALSE
  if (leaves(device.userPrincipalName) || leaves(device.emailAddress)) return TRUE
  return device.userPrincipalName === null ? UNKNOWN : FALSE
}

/** What the user is called, the name first. */
function namesOf({ device, user }: Subject): string[] {
  const names = user ? [user.userPrincipalName, user.id] : [device.userPrincipalName, device.emailAddress, device.userId]
  return names.filter((name) => name !== null)
}
