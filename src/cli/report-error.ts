/**
 * Everything that a command throws, as a text and an exit code. A person's mistake never shows
 * a stack trace; a fault of ours does with --verbose.
 */
import { renderFix, renderLines, renderProse } from '../planner/render/prose.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { type Context, note } from './context.ts'
import type { Exit } from './exit-codes.ts'

export function reportError(error: unknown, context: Context): Exit {
  if (context.signal.aborted) {
    note(context, 'Interrupted.')
    return 'interrupted'
  }
  if (error instanceof ReeveError) {
    note(context, renderReeveError(error, context).join('\n'))
    return error.code === 'REEVE_USAGE' ? 'usage' : 'error'
  }
  note(context, renderFault(error, context).join('\n'))
  return 'error'
}

export function renderReeveError(error: ReeveError, { errorStyle: style, options }: Pick<Context, 'errorStyle' | 'options'>): string[] {
  return [
    `${style.paint('danger', error.code)}  ${error.summary}`,
    '',
    ...renderLines(error.detail, style, 2),
    ...renderFix(error.fix, style, 2),
    ...(options.verbose && error.cause !== undefined ? ['', ...renderLines(`Caused by ${stackOf(error.cause)}`, style, 2)] : []),
  ]
}

function renderFault(error: unknown, { errorStyle: style, options }: Context): string[] {
  const message = error instanceof Error ? error.message : String(error)
  return [
    ...renderProse(`Internal fault: ${message}`, style, { hang: 2, tone: 'danger' }),
    ...(options.verbose
      ? ['', ...renderLines(stackOf(error), style, 2)]
      : ['', '  This is a fault of reeve, not of yours. For the place of it run the command again with --verbose.']),
  ]
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
