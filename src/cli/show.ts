/** `reeve show FILE`: a saved plan as it was, in any format. */
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'
import { readPlanFile } from './read-plan-file.ts'
import { renderPlan } from './render-plan.ts'

export async function show(file: string, { format }: { readonly format: Format }, context: Context): Promise<Exit> {
  answer(context, renderPlan(await readPlanFile(file, context), format, [], context))
  return 'done'
}
