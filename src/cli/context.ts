/** What every command is given: streams, how to write on them, and when to stop. */
import type { TextStyle } from '../planner/render/text-style.ts'
import type { Streams } from './terminal.ts'

export interface GlobalOptions {
  readonly color: boolean
  readonly verbose: boolean
}

export interface Context {
  readonly streams: Streams
  readonly options: GlobalOptions
  /** Aborted by SIGINT and SIGTERM: finish or mark what is in flight, start nothing more. */
  readonly signal: AbortSignal
  /** Aborted as the process ends without waiting any longer: time for last words, and for nothing else. */
  readonly leaving: AbortSignal
  /** Of stdout. */
  readonly style: TextStyle
  /** Of stderr. */
  readonly errorStyle: TextStyle
}

/** The answer. */
export function answer({ streams }: Context, text: string): void {
  streams.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** What is worth knowing beside the answer. */
export function note({ streams }: Context, text: string): void {
  streams.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
}
