/** How many devices a policy could not judge, by the field that was unknown. */
import type { DeviceDecision } from './decide.ts'
import type { Policy } from './desired-state.ts'
import { compareText } from './text.ts'

export interface UndeterminedCount {
  readonly policy: Policy
  readonly field: string
  readonly devices: number
}

export function tallyUndetermined(decisions: readonly DeviceDecision[]): UndeterminedCount[] {
  const counts = new Map<string, { policy: Policy; field: string; devices: number }>()
  for (const { undetermined } of decisions)
    for (const { policy, fields } of undetermined)
      for (const field of fields) {
        const key = `${policy.kind}/${policy.name}/${field}`
        const count = counts.get(key)
        if (count) count.devices += 1
        else counts.set(key, { policy, field, devices: 1 })
      }
  return [...counts.entries()].sort(([a], [b]) => compareText(a, b)).map(([, count]) => count)
}
