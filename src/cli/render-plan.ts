/** A plan in the format that was asked for. */
import type { Plan } from '../planner/documents.generated.ts'
import { renderPlanJson } from '../planner/render/json.ts'
import { renderPlanMarkdown } from '../planner/render/markdown.ts'
import { type NextStep, renderPlanText } from '../planner/render/text.ts'
import type { Context } from './context.ts'
import type { Format } from './format.ts'

export function renderPlan(plan: Plan, format: Format, next: readonly NextStep[], { style }: Context): string {
  if (format === 'json') return renderPlanJson(plan)
  if (format === 'markdown') return renderPlanMarkdown(plan)
  return renderPlanText(plan, { next }, style)
}
