/** From arguments to an exit code. */
import type { Command, CommanderError } from 'commander'
import type { Context, GlobalOptions } from './context.ts'
import { EXIT_CODES, type Exit } from './exit-codes.ts'
import type { Run } from './program.ts'
import { reportError } from './report-error.ts'
import { type Streams, styleOf } from './terminal.ts'
import { usageError } from './usage-error.ts'

/** SIGTERM is answered within 10 s, whatever a provider does. */
const GRACE_MS = 9_000

/** The program: the process's own streams, signals and exit code. */
export async function runProcess(args: readonly string[]): Promise<void> {
  const stopping = new AbortController()
  const leaving = new AbortController()
  const leave = (): never => {
    leaving.abort()
    process.exit(EXIT_CODES.interrupted.code)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks twice means it. The journal is consistent at every moment.
      if (stopping.signal.aborted) leave()
      stopping.abort(signal)
      setTimeout(leave, GRACE_MS).unref()
    })
  }
  // `reeve plan | head` closes the pipe early. That must not end an apply half-way.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})

  const streams = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: process.env }
  process.exitCode = await run(args, streams, stopping.signal, leaving.signal)
}

/** One command on the streams it is given; never throws. */
export async function run(
  args: readonly string[],
  streams: Streams,
  signal: AbortSignal,
  leaving: AbortSignal = new AbortController().signal,
): Promise<number> {
  const contextOf = (options: GlobalOptions): Context => ({
    streams,
    options,
    signal,
    leaving,
    style: styleOf(streams.stdout, streams.env, options.color),
    errorStyle: styleOf(streams.stderr, streams.env, options.color),
  })
  // Until the arguments are understood, and when they cannot be.
  let context = contextOf({ color: !args.includes('--no-color'), verbose: args.includes('--verbose') })

  let exit: Exit
  try {
    const chosen = await parse(args, streams)
    if (chosen === null) return EXIT_CODES.done.code
    context = contextOf(chosen.globals)
    exit = await chosen.run(context)
  } catch (error) {
    exit = reportError(error, context)
  }
  return EXIT_CODES[exit].code
}

/** The command that was asked for; null when the answer was a help text, which is printed already. */
async function parse(args: readonly string[], streams: Streams): Promise<{ readonly globals: GlobalOptions; readonly run: Run } | null> {
  const { createProgram } = await import('./program.ts')
  let chosen: { readonly globals: GlobalOptions; readonly run: Run } | null = null
  const program = createProgram((globals, run) => {
    chosen ??= { globals, run }
  })
  const asked = program.commands.find((command) => args.includes(command.name()))
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      // The help that stands in for a command that is missing: the answer to `reeve` alone, a mistake behind a command.
      writeErr: (text) => (asked === undefined ? streams.stdout.write(text) : undefined),
      getOutHelpWidth: () => streams.stdout.columns ?? 80,
      getErrHelpWidth: () => streams.stdout.columns ?? 80,
      // Reported once, with everything else that goes wrong.
      outputError: () => {},
    })
  }

  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    if (!isCommanderError(error)) throw error
    if (error.exitCode === 0 || (error.code === 'commander.help' && asked === undefined)) return chosen
    if (error.code === 'commander.help' && asked !== undefined)
      throw usageError(`reeve ${asked.name()} takes a command: ${asked.commands.map((command) => command.name()).join(', ')}.`, `reeve ${asked.name()} --help`)
    throw usageError(
      ...describeMistake(
        error,
        args,
        program.commands.map((command) => command.name()),
      ),
    )
  }
  return chosen
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.')
}

function describeMistake({ message }: CommanderError, args: readonly string[], names: readonly string[]): [detail: string, fix: string] {
  const [first = '', ...suggestion] = message.replace(/^error: /, '').split('\n')
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`
  const hint = suggestion.join(' ').replace(/^\((.*)\)$/, '$1')
  const command = args.find((arg) => names.includes(arg))
  return [hint === '' ? sentence : `${sentence} ${hint}`, `reeve ${command === undefined ? '' : `${command} `}--help`]
}
