/** A saved plan. What it says is believed for showing only; apply plans again. */
import { readFile } from 'node:fs/promises'
import type { Plan } from '../planner/documents.generated.ts'
import { loadValidator } from '../reconciler/validators/load-validator.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import type { Context } from './context.ts'

const STDIN = '-'

/** `-` stands for standard input. */
export async function readPlanFile(file: string, context: Pick<Context, 'streams'>): Promise<Plan> {
  const value = parse(file === STDIN ? await readStdin(context) : await readText(file), nameOf(file))
  const isPlan = loadValidator('plan.schema.json')
  if (isPlan(value)) return value as Plan

  const [error] = isPlan.errors ?? []
  const where = error === undefined || error.instancePath === '' ? 'it' : error.instancePath
  throw new ReeveError('REEVE_PLAN_INVALID', `${nameOf(file)} is not a plan: ${where} ${error?.message ?? 'is not valid'}.`, {
    fix: 'Make a new one:\n\n    reeve plan --out plan.json',
  })
}

/** Whether `path` is meant as a saved plan: JSON that is no other document, readable or not. */
export async function isPlanFile(path: string): Promise<boolean> {
  if (path === STDIN) return true
  if (!path.endsWith('.json')) return false
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return false
  try {
    const value: unknown = JSON.parse(text)
    return !(typeof value === 'object' && value !== null && 'kind' in value && value.kind !== 'Plan')
  } catch {
    return true
  }
}

function nameOf(file: string): string {
  return file === STDIN ? 'Standard input' : file
}

async function readStdin({ streams }: Pick<Context, 'streams'>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of streams.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (isMissing(cause))
      throw new ReeveError('REEVE_PLAN_INVALID', `There is no file ${file}.`, {
        cause,
        fix: 'Name a saved plan, or make one:\n\n    reeve plan --out plan.json',
      })
    throw new ReeveError('REEVE_PLAN_INVALID', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ReeveError('REEVE_PLAN_INVALID', `${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
}
