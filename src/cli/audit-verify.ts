/** `reeve audit verify`: whether the evidence is whole. */
import { countOf } from '../planner/render/count.ts'
import { renderProse } from '../planner/render/prose.ts'
import { verifyAudit } from '../reconciler/audit.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { locateState } from './state-of.ts'
import { auditFileIn, openStateReader } from './wiring.ts'

export interface AuditVerifyOptions {
  readonly format: 'text' | 'json'
  readonly state?: string
}

export async function auditVerify(path: string | undefined, options: AuditVerifyOptions, context: Context): Promise<Exit> {
  const { folder, fleet } = await locateState(path, options, context)
  const store = await openStateReader(folder, fleet)
  if (store === null) throw new ReeveError('REEVE_NOT_FOUND', `There is no journal in ${folder}: nothing was ever applied from here, or it is kept elsewhere.`)

  try {
    const verdict = await verifyAudit(store, auditFileIn(folder))
    answer(context, options.format === 'json' ? JSON.stringify({ fleet: store.fleet, folder, ...verdict }, null, 2) : describe(verdict, context))
    return verdict.ok ? 'done' : 'error'
  } finally {
    store.close()
  }
}

function describe({ records, problem }: Awaited<ReturnType<typeof verifyAudit>>, { style }: Context): string {
  if (problem === null) return style.paint('good', `The audit log is whole: ${countOf(records, 'record')}, none changed, lost, inserted or reordered.`)
  return [
    ...renderProse(`The audit log is damaged at record ${problem.sequence} (${problem.kind}).`, style, { tone: 'danger' }),
    ...renderProse(problem.detail, style, { indent: 2 }),
    ...renderProse(`${countOf(records, 'record')} before it ${records === 1 ? 'is' : 'are'} good. What follows proves nothing.`, style, { indent: 2 }),
  ].join('\n')
}
