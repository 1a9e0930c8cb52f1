/** `reeve audit verify`: whether the evidence is whole. */
import { countOf } from '../planner/render/count.ts'
import { renderProse } from '../planner/render/prose.ts'
import { type AuditVerdict, verifyAudit } from '../reconciler/audit.ts'
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

function describe({ records, problem, notInFile }: AuditVerdict, { style }: Context): string {
  if (problem === null) {
    const whole = `The audit log is whole: ${countOf(records, 'record')}, none changed, lost, inserted or reordered, and every step that the journal knows of an action has its record.`
    return [...renderProse(whole, style, { tone: 'good' }), ...(notInFile ? renderProse(describeLack(notInFile), style, { tone: 'warning' }) : [])].join('\n')
  }
  return [
    ...renderProse(`The audit log is damaged at record ${problem.sequence} (${problem.kind}).`, style, { tone: 'danger' }),
    ...renderProse(problem.detail, style, { indent: 2 }),
    ...renderProse(`${countOf(records, 'record')} before it ${records === 1 ? 'is' : 'are'} good. What follows proves nothing.`, style, { indent: 2 }),
  ].join('\n')
}

function describeLack({ from, to }: NonNullable<AuditVerdict['notInFile']>): string {
  const lacking = from === to ? `record ${from}; the next apply writes it` : `records ${from} to ${to}; the next apply writes them`
  return `audit.jsonl lacks ${lacking}. It is a copy: the journal holds them all.`
}
