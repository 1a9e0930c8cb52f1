/**
 * Whether a device that a lowered cleanup rule would newly reach is protected, or may be.
 *
 * The service asks nobody before it takes a device off, so neither `protect` nor a policy that keeps
 * a device managed could hold it back afterwards. Nor could what is under way on a device be followed to its
 * end once its record is hidden. Only what the change newly reaches is looked at: a device that falls silent
 * later is taken by a rule that is set already.
 */
import { ACTIONS } from './action.ts'
import type { DecisionContext } from './decide.ts'
import type { Policy, TenantRule } from './desired-state.ts'
import type { Device } from './inventory.ts'
import { isUnderWay } from './history-index.ts'
import { subjectOf } from './record-index.ts'
import type { Subject } from './subject.ts'
import { compareText } from './text.ts'
import { FALSE, TRUE, type Truth, UNKNOWN } from './truth.ts'
import { providerSigns } from './under-way.ts'

export interface Shield {
  readonly code: 'protected' | 'protectionUnknown' | 'conflict'
  readonly message: string
}

/** Beyond these a message only counts. */
const NAMES_SHOWN = 5

interface Shielded {
  readonly device: Device
  /** What protects it, or may. */
  readonly by: string
}

export function findShield(rule: TenantRule, devices: readonly Device[], context: DecisionContext): Shield | null {
  const surely: Shielded[] = []
  const perhaps: Shielded[] = []
  for (const device of [...devices].sort((a, b) => compareText(a.id, b.id))) {
    const { truth, by } = shieldOf(rule, subjectOf(device, context.records, context.now), context)
    if (truth === TRUE) surely.push({ device, by })
    else if (truth !== FALSE) perhaps.push({ device, by })
  }
  if (surely.length > 0)
    return { code: 'protected', message: `The rule would reach ${nameAll(surely)}, and a rule of the tenant has no exceptions. ${surely[0]?.by ?? ''}` }
  const busy = devices.flatMap((device) => {
    const by = whatIsUnderWay(device, context)
    return by === null ? [] : [{ device, by }]
  })
  if (busy.length > 0) return { code: 'conflict', message: `The rule would hide ${nameAll(busy)} while something is under way there: ${busy[0]?.by ?? ''}.` }
  if (perhaps.length > 0)
    return { code: 'protectionUnknown', message: `The rule would reach ${nameAll(perhaps)}, and who might be protected is. ${perhaps[0]?.by ?? ''}` }
  return null
}

function shieldOf(rule: TenantRule, subject: Subject, { desired, policies }: DecisionContext): { readonly truth: Truth; readonly by: string } {
  let doubt: string | null = null
  const unknown = (what: string, fields: readonly string[]): void => {
    doubt ??= `The inventory does not give ${[...new Set(fields)].join(', ')}, so ${what} may hold.`
  }
  for (const { select, reason, at } of desired.guardrails.protect) {
    const truth = select.evaluate(subject)
    if (truth === TRUE) return { truth, by: `Protected by ${at}: ${reason}` }
    if (truth !== FALSE) unknown(`the protection at ${at}`, select.unknownFields(subject))
  }
  for (const policy of policies) {
    if (!keepsManaged(policy, rule)) continue
    const selected = policy.select.evaluate(subject)
    const excepted = policy.except?.evaluate(subject) ?? FALSE
    if (selected === FALSE || excepted === TRUE) continue
    const name = `${policy.kind} ${policy.name}`
    if (selected === TRUE && excepted === FALSE) return { truth: TRUE, by: `${name} at ${policy.at} keeps it managed.` }
    unknown(name, [...policy.select.unknownFields(subject), ...(policy.except?.unknownFields(subject) ?? [])])
  }
  return doubt === null ? { truth: FALSE, by: '' } : { truth: UNKNOWN, by: doubt }
}

/** A wipe, retire or delete that has not ended, by the journal or by the device's own record. */
function whatIsUnderWay(device: Device, { history }: DecisionContext): string | null {
  const open = history.of(device).find((entry) => isUnderWay(entry) && ACTIONS[entry.action].strength > 0)
  if (open) return `${open.action} is ${open.state}`
  const [sign] = providerSigns(device)
  return sign ? `${sign.action} is ${sign.state}` : null
}

/** A rule of higher priority beats it, as any policy would. */
function keepsManaged(policy: Policy, rule: TenantRule): boolean {
  return policy.kind === 'DevicePolicy' && policy.state === 'managed' && policy.mode === 'enforce' && policy.priority >= rule.priority
}

function nameAll(shielded: readonly Shielded[]): string {
  const names = shielded.slice(0, NAMES_SHOWN).map(({ device }) => device.deviceName ?? device.id)
  const rest = shielded.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}
