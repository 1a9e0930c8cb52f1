/** `reeve explain DEVICE`: the outcome in the first two lines, then what would change it, then policy by policy what was asked and answered. */
import type { ChangeExplanation, DeviceExplanation, UpcomingExplanation } from '../explanation.ts'
import { parseInstant } from '../instant.ts'
import type { SignOfLife } from '../upcoming.ts'
import { formatCount } from './count.ts'
import { renderPolicy, renderProtections } from './explanation-policy.ts'
import { formatMoment, formatMoments } from './moment.ts'
import { renderProse } from './prose.ts'
import { formatSpan } from './span.ts'
import type { TextStyle, Tone } from './text-style.ts'

const OUTCOMES: Readonly<Record<DeviceExplanation['outcome']['kind'], Tone>> = {
  act: 'danger',
  blocked: 'warning',
  inProgress: 'warning',
  deferred: 'warning',
  none: 'good',
}

const SIGNS: Readonly<Record<SignOfLife, string>> = {
  checkIn: 'if the device does not check in before',
  signIn: 'if nobody signs in with it before',
}

/** More of them are for programs: they are all in the JSON. */
const MOST_CHANGES = 10

export function renderExplanation(explanation: DeviceExplanation, style: TextStyle): string {
  const { upcoming, wouldChange, policies, protections } = explanation
  const sections = [
    renderOutcome(explanation, style),
    renderDevice(explanation, style),
    renderUpcoming(upcoming, style),
    renderChanges(wouldChange, style),
    ...policies.map((policy) => renderPolicy(policy, style)),
    renderProtections(protections, style),
  ].filter((lines) => lines.length > 0)
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function renderOutcome({ device, outcome: { kind, summary, message, policy } }: DeviceExplanation, style: TextStyle): string[] {
  return [
    ...renderProse(`${device.deviceName ?? device.id}: ${formatMoments(summary)}`, style, { hang: 2, tone: OUTCOMES[kind] }),
    ...renderProse(formatMoments(message), style, { indent: 2 }),
    ...(policy === null ? [] : renderProse(`${policy.kind} ${policy.name} speaks for it, ${policy.at}`, style, { indent: 2, hang: 2, tone: 'faint' })),
  ]
}

function renderDevice({ device, joinType, lastSyncDateTime, enrolledDateTime, now }: DeviceExplanation, style: TextStyle): string[] {
  const facts = [
    ['id', device.id],
    ['serial', device.serialNumber ?? 'unknown'],
    ['platform', device.platform],
    ['owner', device.ownership ?? 'unknown, counts as personal'],
    ['join', joinType ?? 'unknown'],
    ['enrolled', formatPast(enrolledDateTime, now)],
    ['last sync', formatPast(lastSyncDateTime, now)],
  ] as const
  return facts.flatMap(([name, value]) => renderProse(`${name.padEnd(9)} ${value}`, style, { indent: 2, hang: 10 }))
}

function formatPast(instant: string | null, now: string): string {
  if (instant === null) return 'unknown'
  const seconds = (parseInstant(now) ?? 0) - (parseInstant(instant) ?? 0)
  const words = seconds < 0 ? `in ${formatSpan(-seconds)}` : `${formatSpan(seconds)} ago`
  return `${words}, ${formatMoment(instant)}`
}

function renderUpcoming(upcoming: readonly UpcomingExplanation[], style: TextStyle): string[] {
  const heading = style.paint('heading', 'As time passes, if nothing else changes')
  if (upcoming.length === 0) return [heading, ...renderProse('it stays like this.', style, { indent: 2 })]
  return [heading, ...upcoming.flatMap((change) => renderProse(describeUpcoming(change), style, { indent: 2, hang: 2 }))]
}

function describeUpcoming({ at, inSeconds, summary, policy, unless }: UpcomingExplanation): string {
  const who = policy === null ? '' : ` (${policy.kind} ${policy.name})`
  const condition = unless.length === 0 ? '' : `, ${unless.map((sign) => SIGNS[sign]).join(' and ')}`
  return `in ${formatSpan(inSeconds)}, at ${formatMoment(at)}: ${formatMoments(summary)}${who}${condition}`
}

function renderChanges(changes: readonly ChangeExplanation[], style: TextStyle): string[] {
  if (changes.length === 0) return []
  const hidden = changes.length - MOST_CHANGES
  return [
    style.paint('heading', 'What would change that'),
    ...changes
      .slice(0, MOST_CHANGES)
      .flatMap(({ text, at, write }) => [
        ...renderProse(`- ${formatMoments(text)}`, style, { indent: 2, hang: 2 }),
        ...(at === null ? [] : renderProse(at, style, { indent: 4, tone: 'faint' })),
        ...(write === null ? [] : renderProse(write, style, { indent: 6, tone: 'command' })),
      ]),
    ...(hidden > 0 ? renderProse(`and ${formatCount(hidden)} more; --format json has them all.`, style, { indent: 2, hang: 2 }) : []),
  ]
}
