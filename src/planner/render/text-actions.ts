/** The actions of a plan, grouped by what happens and which policy asks: what devices share is said once. */
import type { Plan, PlannedAction } from '../documents.generated.ts'
import { nameOf, placeOfTarget, serialOf, targetOf } from '../plan-target.ts'
import { countOf } from './count.ts'
import { isReport, nameAction, wipeNotes } from './effects.ts'
import { escapeText } from './escape-text.ts'
import { renderProse } from './prose.ts'
import { type Column, renderTable } from './table.ts'
import type { TextStyle, Tone } from './text-style.ts'

const COLUMNS: readonly Column[] = [
  { heading: 'DEVICE', atLeast: 12 },
  { heading: 'SERIAL', atLeast: 10 },
  { heading: 'PLATFORM', atLeast: 8 },
  { heading: 'BECAUSE', atLeast: 20, wraps: true },
]

/** An account and a setting of the tenant have a name and nothing else. */
const OTHER_COLUMNS: readonly Column[] = [
  { heading: 'NAME', atLeast: 12, wraps: true },
  { heading: 'BECAUSE', atLeast: 20, wraps: true },
]

/** What an action of a group is about. */
const NOUNS = { device: 'device', user: 'user', tenant: 'cleanup rule' } as const

const TONES = { irreversible: 'danger', recoverable: 'warning', reversible: 'good' } as const satisfies Record<PlannedAction['risk'], Tone>

export function renderActions({ actions }: Plan, style: TextStyle): string[][] {
  return groupActions(actions).map((group) => renderGroup(group, style))
}

/** Groups stand in the order in which the plan first comes to them. */
function groupActions(actions: readonly PlannedAction[]): PlannedAction[][] {
  const groups = new Map<string, PlannedAction[]>()
  for (const action of actions) {
    const key = JSON.stringify([nameAction(action), targetOf(action).type, action.policy.kind, action.policy.name, statusNote(action), wipeNotes(action)])
    const group = groups.get(key)
    if (group) group.push(action)
    else groups.set(key, [action])
  }
  return [...groups.values()]
}

/** Why an action that is in the plan would not be carried out; null when it would. */
export function statusNote(action: PlannedAction): string | null {
  if (isReport(action)) return 'reported only'
  if (action.status === 'blockedByGuardrail') return 'held back by a guardrail'
  if (action.status === 'awaitingApproval') return 'waits for approval'
  return null
}

function renderGroup(group: readonly PlannedAction[], style: TextStyle): string[] {
  const [first] = group
  if (!first) return []
  const note = statusNote(first)
  const counted = countOf(group.length, NOUNS[targetOf(first).type])
  const heading = [`${first.tenant ? first.action : nameAction(first)} ${counted}`, ...wipeNotes(first).map(escapeText), ...(note === null ? [] : [note])].join(
    ', ',
  )
  return [
    ...renderProse(heading, style, { tone: TONES[first.risk] }),
    ...renderProse(`${first.policy.name}: ${first.reason}`, style, { indent: 2, hang: 2 }),
    ...renderProse(first.policy.at, style, { indent: 2, tone: 'faint' }),
    ...(first.action === first.effectiveEffect ? [] : renderProse(describeWorst(first), style, { indent: 2, hang: 2 })),
    ...renderDevices(group, style),
  ]
}

/** The devices of a group may be of several platforms; the first one stands for them. */
function describeWorst({ action, effectiveEffect, device, tenant }: PlannedAction): string {
  if (tenant) return `counted as a ${effectiveEffect} of every device that is newly over it`
  return `counted by the worst it may do: reeve explain action ${action}${device ? ` --platform ${device.platform}` : ''}`
}

/** Reasons that all devices of the group have are said once, above the table; what is left tells them apart. */
function renderDevices(group: readonly PlannedAction[], style: TextStyle): string[] {
  const reasons = group.map(({ because, supersedes }) => (supersedes === undefined ? because : [...because, `overtakes ${supersedes}`]))
  const shared = (group.some(({ tenant }) => tenant) ? [] : (reasons[0] ?? [])).filter((reason) => reasons.every((others) => others.includes(reason)))
  const own = reasons.map((others) => others.filter((reason) => !shared.includes(reason)).join('; '))
  const aboutDevices = group.every(({ device }) => device !== undefined)
  const rows = group.map((action, index) => {
    const cells = aboutDevices ? [nameOf(action), serialOf(action) ?? '–', placeOfTarget(action)] : [nameOf(action)]
    return [...cells, own[index] ?? ''].map(escapeText)
  })
  const columns = aboutDevices ? COLUMNS : OTHER_COLUMNS
  return [...(shared.length === 0 ? [] : renderProse(`because ${shared.join('; ')}`, style, { indent: 2, hang: 2 })), ...renderTable(columns, rows, style, 4)]
}
