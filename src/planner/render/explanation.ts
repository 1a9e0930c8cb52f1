/** `reeve explain DEVICE`: the outcome first, then policy by policy what was asked of the device and what it answered. */
import type { ConditionExplanation, DeviceExplanation, PolicyExplanation, TruthWord } from '../explain.ts'
import { formatMoment } from './moment.ts'
import { renderProse } from './prose.ts'
import type { TextStyle, Tone } from './text-style.ts'

const TRUTHS = { true: 'yes', false: 'no', unknown: 'unknown' } as const satisfies Record<TruthWord, string>
const OUTCOMES: Readonly<Record<DeviceExplanation['outcome'], Tone>> = {
  act: 'danger',
  blocked: 'warning',
  inProgress: 'warning',
  deferred: 'warning',
  none: 'good',
}

export function renderExplanation(explanation: DeviceExplanation, style: TextStyle): string {
  const { outcome, message, speaks, policies, protections, wouldChange } = explanation
  const sections = [
    renderDevice(explanation, style),
    [
      ...renderProse(message, style, { tone: OUTCOMES[outcome] }),
      ...(speaks === null ? [] : renderProse(`${speaks.kind} ${speaks.name} speaks, ${speaks.at}`, style, { indent: 2, hang: 2, tone: 'faint' })),
    ],
    ...(wouldChange.length === 0
      ? []
      : [[style.paint('heading', 'What would change that'), ...wouldChange.flatMap((text) => renderProse(text, style, { indent: 2, hang: 2 }))]]),
    ...policies.map((policy) => renderPolicy(policy, style)),
    ...(protections.length === 0
      ? []
      : [
          [
            style.paint('heading', 'Protections'),
            ...protections.flatMap(({ at, reason, truth }) => renderProse(`${TRUTHS[truth].padEnd(7)}  ${reason}, ${at}`, style, { indent: 2, hang: 9 })),
          ],
        ]),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function renderDevice({ device, lastSyncDateTime, enrolledDateTime }: DeviceExplanation, style: TextStyle): string[] {
  const facts = [
    ['id', device.id],
    ['serial', device.serialNumber ?? 'unknown'],
    ['platform', device.platform],
    ['owner', device.ownership ?? 'unknown, counts as personal'],
    ['enrolled', enrolledDateTime === null ? 'unknown' : formatMoment(enrolledDateTime)],
    ['last sync', lastSyncDateTime === null ? 'unknown' : formatMoment(lastSyncDateTime)],
  ] as const
  return [
    ...renderProse(device.deviceName ?? device.id, style, { tone: 'heading' }),
    ...facts.flatMap(([name, value]) => renderProse(`${name.padEnd(9)} ${value}`, style, { indent: 2, hang: 10 })),
  ]
}

function renderPolicy({ policy, priority, mode, expired, selected, conditions, excepted, exceptions }: PolicyExplanation, style: TextStyle): string[] {
  const notes = [`priority ${priority}`, ...(mode === 'report' ? ['reported only'] : []), ...(expired ? ['expired'] : [])].join(', ')
  return [
    ...renderProse(`${policy.kind} ${policy.name} (${notes})`, style, { tone: 'heading' }),
    ...renderProse(policy.at, style, { indent: 2, tone: 'faint' }),
    ...renderProse(`selected: ${TRUTHS[selected]}`, style, { indent: 2 }),
    ...renderConditions(conditions, style),
    ...(excepted === null ? [] : [...renderProse(`excepted: ${TRUTHS[excepted]}`, style, { indent: 2 }), ...renderConditions(exceptions, style)]),
  ]
}

function renderConditions(conditions: readonly ConditionExplanation[], style: TextStyle): string[] {
  return conditions.flatMap(({ asks, truth }) =>
    renderProse(`${TRUTHS[truth].padEnd(7)}  ${asks}`, style, { indent: 4, hang: 9, ...(truth === 'unknown' ? { tone: 'warning' as const } : {}) }),
  )
}
