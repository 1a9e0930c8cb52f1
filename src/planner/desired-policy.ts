/** DevicePolicy: the state a device must be in. */
import { checkSupport } from './check-platforms.ts'
import { checkSelection, checkSelector } from './check-selector.ts'
import { checkWipeOptions } from './check-wipe-options.ts'
import { commonFields, instantOf } from './desired-common.ts'
import type { Reporter } from './desired-reporter.ts'
import type { StatePolicy } from './desired-state.ts'
import type { ActionName, DesiredDeviceState, DevicePolicy, Selector as SelectorDocument } from './documents.generated.ts'
import { formatInstant, SECONDS_PER_DAY } from './instant.ts'
import { cleanupRange } from './profile/ask.ts'
import type { SourceDocument } from './repository.ts'
import { compileSelector } from './selector.ts'
import { selectsBySilenceAlone, surelySilentFor } from './silence.ts'
import { compileSince, FUTURE_FIX } from './since.ts'
import { wipeOptionsOf } from './wipe-options.ts'

const DEFAULT_PRIORITY = 100

const ACTION_OF = { retired: 'retire', wiped: 'wipe', deleted: 'delete' } as const satisfies Record<string, ActionName>

export function compileDevicePolicy(source: SourceDocument<DevicePolicy>, reporter: Reporter): StatePolicy {
  const { select, except, desired } = source.document.spec
  checkSelector(source, select, '/spec/select', reporter)
  if (except) checkSelector(source, except, '/spec/except', reporter)
  checkSelection(source, [{ document: select, pointer: '/spec/select' }], except ? { document: except, pointer: '/spec/except' } : null, reporter)
  checkFieldsFit(source, desired, reporter)
  checkActions(source, select, desired, reporter)
  checkNotACleanup(source, select, desired, reporter)

  const since = compileSince(source, select, desired.since, reporter)
  if (since?.from === 'document' && since.at > reporter.now)
    reporter.report(source, 'REEVE_SINCE_IN_FUTURE', `The policy sleeps until ${formatInstant(since.at)}.`, '/spec/desired/since', FUTURE_FIX)
  const resetSince = desired.passcode ? instantOf(desired.passcode.resetSince) : null
  if (resetSince !== null && resetSince > reporter.now)
    reporter.report(
      source,
      'REEVE_SINCE_IN_FUTURE',
      `The passcode is not reset before ${formatInstant(resetSince)}.`,
      '/spec/desired/passcode/resetSince',
      FUTURE_FIX,
    )
  return {
    ...commonFields(source, DEFAULT_PRIORITY, reporter),
    select: compileSelector(select, '/spec/select', reporter.selectorContext(source, false)),
    state: desired.state ?? null,
    since,
    wipe: wipeOptionsOf(desired.wipe),
    directory: desired.directory ?? 'kept',
    passcodeResetSince: resetSince,
  }
}

function checkFieldsFit(source: SourceDocument<DevicePolicy>, desired: DesiredDeviceState, { report }: Reporter): void {
  const { state, since, wipe, directory, passcode } = desired
  const contradiction = (detail: string, pointer: string): void => report(source, 'REEVE_CONTRADICTION', detail, `/spec/desired${pointer}`)

  if (state === 'wiped' && since === undefined)
    report(
      source,
      'REEVE_SINCE_REQUIRED',
      'Without a moment, every new enrolment of the device would be wiped again.',
      '/spec/desired/state',
      'Add since: with the moment from which a wipe counts, for example since: 2026-11-01T00:00:00Z.',
    )
  if (since !== undefined && (state === undefined || state === 'managed')) contradiction('"since" belongs to wiped, retired and deleted.', '/since')
  if (wipe && state !== 'wiped') contradiction('"wipe" holds options of state: wiped.', '/wipe')
  if (passcode && state !== 'managed') contradiction('"passcode" belongs to state: managed.', '/passcode')
  if (directory !== undefined && directory !== 'kept' && state === 'managed')
    contradiction(`A managed device needs its directory record; "directory: ${directory}" would take it away.`, '/directory')
  if (directory !== undefined && directory !== 'kept' && wipeOptionsOf(wipe).mode === 'keep')
    contradiction(`A wipe that keeps the enrolment needs the directory record; "directory: ${directory}" would take it away.`, '/directory')
  if (state === undefined && (directory === undefined || directory === 'kept'))
    contradiction('Nothing is asked for: give a "state", or a "directory" other than kept.', '')
}

function checkActions(source: SourceDocument<DevicePolicy>, select: SelectorDocument, desired: DesiredDeviceState, reporter: Reporter): void {
  const { state, wipe, passcode } = desired
  if (state !== undefined && state !== 'managed') checkSupport(source, select, { action: ACTION_OF[state], pointer: '/spec/desired/state' }, reporter)
  if (state === 'wiped' && wipe) checkWipeOptions(source, wipe, reporter)
  if (passcode) checkSupport(source, select, { action: 'resetPasscode', pointer: '/spec/desired/passcode' }, reporter)
}

/** Deleting by silence alone, sooner than the service's own clean-up would, belongs into a CleanupRule with its range. */
function checkNotACleanup(
  source: SourceDocument<DevicePolicy>,
  select: SelectorDocument,
  desired: DesiredDeviceState,
  { profile, now, report }: Reporter,
): void {
  if (desired.state !== 'deleted' || !selectsBySilenceAlone(select)) return
  const { min } = cleanupRange(profile)
  const silence = surelySilentFor(select, now)
  if (silence >= min * SECONDS_PER_DAY) return
  report(
    source,
    'REEVE_NOT_A_CLEANUP',
    `This deletes devices of a kind by nothing but silence${silence === 0 ? '' : `, after ${Math.floor(silence / SECONDS_PER_DAY)} days`}; the profile's clean-up begins at ${min} days.`,
    select.lastSyncDateTime ? '/spec/select/lastSyncDateTime' : '/spec/select',
    'Write a CleanupRule, or select by more than silence.',
  )
}
