/** One line on stderr that says how far a long read has come. On a terminal only: a log has no use for it. */
import type { Progress } from '../reconciler/provider.ts'
import { formatCount } from '../planner/render/count.ts'
import { truncate } from '../planner/render/text-style.ts'
import type { Context } from './context.ts'

const EVERY_MS = 100

export interface ProgressLine {
  readonly report: Progress
  /** Takes the line away again. */
  clear(): void
}

export function startProgress({ streams, errorStyle }: Context, what: string): ProgressLine {
  const { stderr } = streams
  if (stderr.isTTY !== true) return { report: () => {}, clear: () => {} }

  let writtenAt = 0
  let written = false
  const write = (text: string): void => {
    stderr.write(`\r\u001b[2K${errorStyle.paint('faint', truncate(text, errorStyle.width - 1, errorStyle))}`)
    written = true
  }
  write(what)
  return {
    report: (done, total) => {
      const at = performance.now()
      if (at - writtenAt < EVERY_MS) return
      writtenAt = at
      write(`${what} ${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`}`)
    },
    clear: () => {
      if (written) stderr.write('\r\u001b[2K')
    },
  }
}
