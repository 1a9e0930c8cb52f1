/** The command line in this process, on streams of its own. */
import { PassThrough } from 'node:stream'
import { run } from '../../src/cli/main.ts'

export interface Answer {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What a person types, or does and then types when asked; without it there is no terminal. */
  readonly typed?: string | (() => string)
  /** stdout and stderr are a terminal of this width. */
  readonly columns?: number
  readonly signal?: AbortSignal
}

/** State is looked for in a folder that does not exist, unless the test names one. */
const NO_STATE = '/nonexistent/reeve-state'

export async function reeve(
  args: readonly string[],
  { env = {}, typed, columns, signal = new AbortController().signal }: CommandOptions = {},
): Promise<Answer> {
  const [stdout, stderr] = [capture(columns), capture(columns)]
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined })
  if (typeof typed === 'function') stderr.stream.on('data', (chunk: Buffer) => chunk.includes('Type ') && stdin.end(typed()))
  else stdin.end(typed ?? '')

  const exit = await run(args, { stdout: stdout.stream, stderr: stderr.stream, stdin, env: { REEVE_STATE: NO_STATE, ...env } }, signal)

  return { exit, stdout: stdout.text(), stderr: stderr.text() }
}

function capture(columns: number | undefined) {
  const chunks: Buffer[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream: Object.assign(stream, columns === undefined ? {} : { isTTY: true, columns }), text: () => Buffer.concat(chunks).toString('utf8') }
}
