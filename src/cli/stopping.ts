/** What a person who stops an apply is told: what it waits for, and what becomes of that when nobody waits. */
import { countOf } from '../planner/render/count.ts'
import type { ActionWriter } from '../reconciler/provider.ts'
import { type Context, note } from './context.ts'
import type { ProgressLine } from './progress.ts'
import { quoteArgument } from './quote-argument.ts'

/** The writer, and how many of its requests have not been answered yet. */
export function countRequests(writer: ActionWriter): { readonly writer: ActionWriter; readonly unanswered: () => number } {
  let unanswered = 0
  return {
    writer: {
      ...writer,
      send: async (...request) => {
        unanswered += 1
        try {
          return await writer.send(...request)
        } finally {
          unanswered -= 1
        }
      },
    },
    unanswered: () => unanswered,
  }
}

interface Stopping {
  readonly unanswered: () => number
  /** The policy repository, for the command that comes next. */
  readonly path: string
  readonly progress: ProgressLine
}

/** Returns how to end it. */
export function sayWhatStoppingMeans({ unanswered, path, progress }: Stopping, context: Context): () => void {
  const { signal, leaving } = context
  const onStop = (): void => {
    progress.clear()
    const count = unanswered()
    const again = signal.reason === 'SIGINT' ? `; Ctrl-C again leaves ${count === 1 ? 'it' : 'them'} in doubt` : ''
    note(context, count === 0 ? 'Stopping: no request is under way.' : `Stopping: waiting for ${countOf(count, 'request')}${again}.`)
  }
  const onLeave = (): void => {
    progress.clear()
    const count = unanswered()
    const doubt = count === 1 ? '1 request is in doubt. What became of it' : `${countOf(count, 'request')} are in doubt. What became of them`
    note(context, `Left without waiting: ${doubt} is looked up by the next apply, and shown by:\n\n    reeve status ${quoteArgument(path)}`)
  }
  signal.addEventListener('abort', onStop, { once: true })
  leaving.addEventListener('abort', onLeave, { once: true })
  return () => {
    signal.removeEventListener('abort', onStop)
    leaving.removeEventListener('abort', onLeave)
  }
}
