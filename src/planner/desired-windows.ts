/** Windows and the suspension of Guardrails: from their texts to what a plan is judged by. */
import type { Reporter } from './desired-reporter.ts'
import { instantOf } from './desired-common.ts'
import type { EffectiveGuardrails } from './desired-state.ts'
import { suggestion } from './did-you-mean.ts'
import type { Guardrails } from './documents.generated.ts'
import { formatInstant } from './instant.ts'
import { isWithin, parseWindow } from './parse-window.ts'
import type { SourceDocument } from './repository.ts'
import type { ChangeWindow } from './window.ts'
import { isZone, zoneNames } from './zone.ts'

export function compileWindows(source: SourceDocument<Guardrails>, reporter: Reporter): ChangeWindow[] {
  const written = (source.document.spec.windows ?? []).map((window, index) => ({ window, pointer: `/spec/windows/${index}` }))
  const compiled = written.flatMap(({ window, pointer }) => {
    const found = compileWindow(source, window, pointer, reporter)
    return found ? [{ ...found, pointer }] : []
  })
  for (const { pointer, ...window } of compiled)
    if (window.verb === 'allow' && isCovered(window, compiled))
      reporter.report(
        source,
        'REEVE_CONTRADICTION',
        'The windows that deny cover all of this one, so it never opens.',
        `${pointer}/allow`,
        'Narrow what is denied, or leave this window out.',
      )
  return compiled.map(({ pointer: _pointer, ...window }) => window)
}

function compileWindow(
  source: SourceDocument<Guardrails>,
  { allow, deny, zone, actions }: NonNullable<Guardrails['spec']['windows']>[number],
  pointer: string,
  { report }: Reporter,
): ChangeWindow | null {
  const verb = allow === undefined ? 'deny' : 'allow'
  const text = allow ?? deny
  const known = isZone(zone)
  if (!known)
    report(
      source,
      'REEVE_INVALID_VALUE',
      `There is no time zone "${zone}".`,
      `${pointer}/zone`,
      suggestion(zone, zoneNames()) ?? 'Write the name of an IANA time zone, like Europe/Amsterdam.',
    )
  if (text === undefined) {
    report(source, 'REEVE_MISSING_FIELD', 'A window needs "allow" or "deny".', pointer, 'Write allow: Mon-Fri 09:00-17:00.')
    return null
  }
  if (allow !== undefined && deny !== undefined) {
    report(source, 'REEVE_CONTRADICTION', 'A window either allows or denies.', `${pointer}/deny`, 'Make two windows of it.')
    return null
  }
  const parsed = parseWindow(text)
  if ('wrong' in parsed) {
    report(source, 'REEVE_INVALID_VALUE', parsed.wrong, `${pointer}/${verb}`, parsed.fix)
    return null
  }
  if (verb === 'allow' && parsed.time.kind === 'dates') {
    report(source, 'REEVE_INVALID_VALUE', 'A window that allows is days and hours of every week.', `${pointer}/allow`, 'Write it like Mon-Fri 09:00-17:00.')
    return null
  }
  return known ? { verb, time: parsed.time, zone, actions: actions ?? null } : null
}

/** Only windows of one zone are compared, week by week: what is proved must not depend on the year. */
function isCovered(window: ChangeWindow, all: readonly ChangeWindow[]): boolean {
  const denying = all.filter(
    ({ verb, time, zone, actions }) => verb === 'deny' && time.kind === 'weekly' && zone === window.zone && coversActions(actions, window.actions),
  )
  if (denying.length === 0) return false
  for (let weekday = 0; weekday < 7; weekday += 1)
    for (let minute = 0; minute < 1440; minute += 1) {
      const wall = { day: 0, weekday, minute }
      if (isWithin(window.time, wall) && !denying.some(({ time }) => isWithin(time, wall))) return false
    }
  return true
}

/** null stands for everything destructive; named effects may be others as well. */
function coversActions(denied: ChangeWindow['actions'], allowed: ChangeWindow['actions']): boolean {
  if (denied === null || allowed === null) return denied === null && allowed === null
  return allowed.every((action) => denied.includes(action))
}

export function compileSuspension(source: SourceDocument<Guardrails>, { report, now }: Reporter): EffectiveGuardrails['suspend'] {
  const { suspend } = source.document.spec
  if (!suspend) return null
  const until = suspend.until === undefined ? null : instantOf(suspend.until)
  if (until !== null && now >= until)
    report(source, 'REEVE_SUSPENSION_OVER', `It ended at ${formatInstant(until)}; nothing is held back any more.`, '/spec/suspend/until', 'Remove the field.')
  return { reason: suspend.reason, by: suspend.by ?? null, until }
}
