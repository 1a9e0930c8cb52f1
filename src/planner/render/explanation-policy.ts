/** One policy of an explanation: how it stands to the device, and its conditions as a tree. */
import type { ConditionExplanation, DeviceExplanation, PolicyExplanation, StageExplanation, TruthWord } from '../explanation.ts'
import { formatMoment, formatMoments } from './moment.ts'
import { renderProse } from './prose.ts'
import { formatSpan } from './span.ts'
import type { TextStyle, Tone } from './text-style.ts'

const TRUTHS = { true: 'yes', false: 'no', unknown: 'unknown' } as const satisfies Record<TruthWord, string>
const GROUPS = { all: 'all of', any: 'any of', not: 'not' } as const

export function renderPolicy({ policy, priority, mode, standing, message, expires, select, except, stages }: PolicyExplanation, style: TextStyle): string[] {
  const notes = [
    `priority ${priority}`,
    ...(mode === 'report' ? ['mode report'] : []),
    ...(expires === null || standing === 'expired' ? [] : [`expires ${formatMoment(expires)}`]),
  ]
  return [
    ...renderProse(`${policy.kind} ${policy.name} (${notes.join(', ')})`, style, { hang: 2, tone: 'heading' }),
    ...renderProse(`${formatMoments(message)}, ${policy.at}`, style, { indent: 2, hang: 2 }),
    ...renderRoot('select', select, style),
    ...(except === null ? [] : renderRoot('except', except, style)),
    ...(stages.length < 2 ? [] : stages.flatMap((stage) => renderStage(stage, stages.length, style))),
  ]
}

export function renderProtections(protections: DeviceExplanation['protections'], style: TextStyle): string[] {
  if (protections.length === 0) return []
  return [
    style.paint('heading', 'Protections'),
    ...protections.flatMap(({ at, reason, truth, select }) => [
      ...renderProse(`${reason}: ${TRUTHS[truth]}, ${at}`, style, { indent: 2, hang: 2 }),
      ...partsOf(select).flatMap((part) => renderCondition(part, style, 4)),
    ]),
  ]
}

function renderRoot(name: 'select' | 'except', root: ConditionExplanation, style: TextStyle): string[] {
  return [...renderProse(`${name}: ${TRUTHS[root.truth]}`, style, { indent: 2 }), ...partsOf(root).flatMap((part) => renderCondition(part, style, 4))]
}

/** That all of a selector's fields have to hold is what a selector is; any other group is named. */
function partsOf(root: ConditionExplanation): readonly ConditionExplanation[] {
  return root.kind === 'all' ? root.parts : [root]
}

function renderCondition(condition: ConditionExplanation, style: TextStyle, indent: number): string[] {
  const tone: { tone?: Tone } = condition.truth === 'unknown' ? { tone: 'warning' } : {}
  const truth = TRUTHS[condition.truth].padEnd(7)
  if (condition.kind !== 'condition')
    return [
      ...renderProse(`${truth}  ${GROUPS[condition.kind]}`, style, { indent, ...tone }),
      ...condition.parts.flatMap((part) => renderCondition(part, style, indent + 2)),
    ]
  return renderProse(`${truth}  ${formatMoments(describeCondition(condition))}, ${condition.at}`, style, { indent, hang: 9, ...tone })
}

function describeCondition({ asks, because, truth, value }: Extract<ConditionExplanation, { kind: 'condition' }>): string {
  if (because !== null) return because
  if (value !== null) return `${asks} (it is ${value})`
  return truth === 'unknown' ? `${asks} (the inventory does not say)` : `${asks} (it has none)`
}

function renderStage({ stage, action, afterSeconds, state, doneAt, dueAt }: StageExplanation, of: number, style: TextStyle): string[] {
  const after = afterSeconds === 0 ? '' : `, ${formatSpan(afterSeconds)} after the one before`
  const words = {
    done: doneAt === null ? 'done' : `done at ${formatMoment(doneAt)}`,
    due: 'due now',
    waiting: dueAt === null ? 'next, and not as things are' : `next, due at ${formatMoment(dueAt)} if nothing else changes`,
    later: 'later',
  }[state]
  return renderProse(`stage ${stage} of ${of}: ${action}${after}: ${words}`, style, { indent: 2, hang: 2 })
}
