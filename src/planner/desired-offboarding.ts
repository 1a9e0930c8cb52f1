/** UserOffboarding: the devices of people who leave, and then their accounts. */
import { checkSelection, checkSelector } from './check-selector.ts'
import { commonFields } from './desired-common.ts'
import type { Reporter } from './desired-reporter.ts'
import type { Leaver, OffboardingPolicy } from './desired-state.ts'
import type { ListSource, OffboardingAction, OffboardingActions, UserOffboarding } from './documents.generated.ts'
import type { Device } from './inventory.ts'
import { leaverSelector } from './leaver.ts'
import { formatPlace } from './problem.ts'
import { askSupport } from './profile/ask.ts'
import type { Profile } from './profile/profile.ts'
import { placeOf, type SourceDocument } from './repository.ts'
import { allOf, compileSelector } from './selector.ts'
import { foldText } from './text.ts'
import { PLAIN_WIPE } from './wipe-options.ts'

const DEFAULT_PRIORITY = 200

export function compileUserOffboarding(source: SourceDocument<UserOffboarding>, reporter: Reporter): OffboardingPolicy {
  const { spec } = source.document
  const { select, except } = spec
  if (select) checkSelector(source, select, '/spec/select', reporter)
  if (except) checkSelector(source, except, '/spec/except', reporter)
  const selected = select ? [{ document: select, pointer: '/spec/select' }] : []
  checkSelection(source, selected, except ? { document: except, pointer: '/spec/except' } : null, reporter)
  if (spec.user === undefined && !spec.devices)
    reporter.report(source, 'REEVE_CONTRADICTION', 'Nothing is asked for: give "devices", "user", or both.', '/spec')

  const leavers = Array.isArray(spec.users) ? writtenLeavers(source, spec.users) : listedLeavers(source, spec.users as ListSource, reporter)
  const devices = { company: actionsOf(spec.devices?.company), personal: actionsOf(spec.devices?.personal) }
  const chosen = select ? [compileSelector(select, '/spec/select', reporter.selectorContext(source, false))] : []
  const usersAt = formatPlace(placeOf(source, '/spec/users'))
  return {
    ...commonFields(source, DEFAULT_PRIORITY, reporter),
    select: allOf([leaverSelector(leavers, usersAt), ...chosen]),
    leavers,
    usersAt,
    devices,
    actionFor: (device) => firstSupported(device, devices, reporter.profile),
    user: spec.user ?? null,
  }
}

function actionsOf(actions: OffboardingActions | undefined): readonly OffboardingAction[] {
  if (actions === undefined) return []
  return Array.isArray(actions) ? actions : [actions]
}

/**
 * The first action that the device supports. What is unknown about it stops the search: the next action
 * would be chosen from doubt. Of several that it does not support the first is named, to be refused with its reason.
 */
function firstSupported(device: Device, devices: OffboardingPolicy['devices'], profile: Profile): OffboardingAction | null {
  const company = foldText(device.managedDeviceOwnerType ?? '') === 'company'
  const actions = company ? devices.company : devices.personal
  const found = actions.find((action) => askSupport(profile, { action, wipe: PLAIN_WIPE, facts: device }).verdict !== 'unsupported')
  return found ?? actions[0] ?? null
}

function writtenLeavers(source: SourceDocument<UserOffboarding>, names: readonly string[]): Leaver[] {
  return names.map((name, index) => ({ name: name.trim(), at: formatPlace(placeOf(source, `/spec/users/${index}`)) }))
}

function listedLeavers(source: SourceDocument<UserOffboarding>, list: ListSource, reporter: Reporter): Leaver[] {
  const file = reporter.findList(list)
  if (!file) return []
  const leavers = file.rows.flatMap(({ line, values }): Leaver[] => {
    const name = (values[list.column ?? 'value'] ?? '').trim()
    return name === '' ? [] : [{ name, at: `${file.path}:${line}` }]
  })
  if (leavers.length === 0) reporter.report(source, 'REEVE_LIST_EMPTY', `${file.path} names nobody.`, '/spec/users')
  return leavers
}
