/** `reeve explain DEVICE`: why a device is or is not in the plan, and what would change that. */
import { explainDevice } from '../planner/explain.ts'
import { findDevices } from '../planner/find-devices.ts'
import { renderExplanation } from '../planner/render/explanation.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { oneDevice } from './one-device.ts'
import { type PlanningOptions, preparePlanning } from './plan-input.ts'

export interface ExplainOptions extends PlanningOptions {
  readonly format: 'text' | 'json'
}

export async function explain(query: string, path: string, options: ExplainOptions, context: Context): Promise<Exit> {
  // People are looked at by name only when somebody asks by the name of a person.
  const planning = await preparePlanning(path, { ...options, alsoKeep: query.includes('@') ? ['userPrincipalName'] : [] }, context)
  if (!planning) return 'error'

  const { input } = planning
  const explanation = explainDevice(input, oneDevice(findDevices(input.inventory.devices, query), { query, devices: input.inventory.devices }))
  answer(context, options.format === 'json' ? JSON.stringify(explanation, null, 2) : renderExplanation(explanation, context.style))
  return 'done'
}
