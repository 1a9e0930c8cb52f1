/**
 * The command line: which commands there are, what they take, and which file answers. A command's
 * file is loaded when it is asked for and not before.
 */
import { Command, CommanderError, Option } from 'commander'
import type { Context, GlobalOptions } from './context.ts'
import { describeExitCodes, type Exit } from './exit-codes.ts'

export type Run = (context: Context) => Promise<Exit>

/** Called with the one command that was asked for. */
export type Choose = (globals: GlobalOptions, run: Run) => void

export function createProgram(choose: Choose): Command {
  const program = new Command('reeve')
    .description('Keeps a fleet of managed devices in the state that a git repository declares.')
    .usage('<command> [PATH]')
    .helpOption('-h, --help', 'help for a command')
    .helpCommand('help [command]', 'help for a command')
    .option('-V, --version', 'which version this is')
    .option('--no-color', 'text without colour, also on a terminal; NO_COLOR=1 does the same')
    .option('--verbose', 'for a fault of reeve: where in the program it happened')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `\nStart with:\n  reeve demo                         the whole story on a simulated tenant\n  reeve init DIR                     a policy repository to change from there\n  reeve validate                     check the policies in this folder\n  reeve plan --inventory FILE        what would be done, and why\n\nExit codes:\n${describeExitCodes()}`,
    )

  const chosen = (command: Command, run: Run): void => {
    const { color, verbose } = command.optsWithGlobals<{ color: boolean; verbose?: boolean }>()
    choose({ color, verbose: verbose ?? false }, run)
  }

  program
    .command('init [dir]')
    .description('a policy repository to start from; it validates, tests and plans as it is')
    .addOption(new Option('--profile <name>', 'capability profile').choices(['intune-2018', 'intune-2026']).default('intune-2018'))
    .option('--name <fleet>', 'name of the fleet; the default is made of the name of the folder')
    .option('--force', 'keep files that are there already and write the others; nothing is ever overwritten')
    .option('--git', 'make a git repository of the folder, unless it is in one')
    .addHelpText('after', examples('reeve init', 'reeve init policies --name contoso --git', 'reeve init --profile intune-2026'))
    .action((dir, options, command) => chosen(command, async (context) => (await import('./init.ts')).init(dir ?? '.', options, context)))

  program
    .command('validate [paths...]')
    .description('load and check everything; needs no provider')
    .option('--now <instant>', 'judge what has expired, and what lies in the future, as of this moment')
    .addOption(formats('text', 'json', 'markdown', 'sarif', 'junit', 'github'))
    .addHelpText('after', examples('reeve validate', 'reeve validate examples/lost-devices', 'reeve validate --format sarif > reeve.sarif'))
    .action((paths, options, command) => chosen(command, async (context) => (await import('./validate.ts')).validate(paths, options, context)))

  program
    .command('test [paths...]')
    .description('run the policy tests: what the policies make of the devices of each, against what it expects')
    .option('--filter <name>', 'only tests with this in their name; with a *, only those whose whole name fits')
    .option('--coverage', 'list the policies, conditions, exceptions, protections and stages that no test has touched')
    .option('--coverage-min <percent>', 'fail when less of them is covered')
    .addOption(formats('text', 'json', 'junit'))
    .addHelpText('after', examples('reeve test', 'reeve test examples/lost-devices', 'reeve test --format junit > tests.xml'))
    .action((paths, options, command) => chosen(command, async (context) => (await import('./test.ts')).test(paths, options, context)))

  withPlanning(program.command('plan [path]'))
    .description('what would be done to which device, and why; changes nothing')
    .option('--out <file>', 'save the plan as JSON, for show and apply')
    .option('--no-removals', 'leave out whatever removes something')
    .option('--policy <name>', 'show only what this policy asks for')
    .option('--device <id>', 'show only this device, by id, name or serial number')
    .option('--detailed-exitcode', 'exit 2 when there is something to do')
    .addOption(formats('text', 'json', 'markdown'))
    .addHelpText(
      'after',
      examples(
        'reeve plan',
        'reeve plan examples/lost-devices --inventory devices.json',
        'reeve plan --out plan.json && reeve apply plan.json',
        'reeve plan --format markdown',
      ),
    )
    .action((path, options, command) => chosen(command, async (context) => (await import('./plan.ts')).plan(path, options, context)))

  program
    .command('show <file>')
    .description('a saved plan, in any format; - is stdin')
    .addOption(formats('text', 'json', 'markdown'))
    .addHelpText('after', examples('reeve show plan.json', 'reeve show plan.json --format markdown'))
    .action((file, options, command) => chosen(command, async (context) => (await import('./show.ts')).show(file, options, context)))

  program
    .command('apply [file-or-path]')
    .description('apply a saved plan (- is stdin), or with --yes plan and apply')
    .option('--yes', 'do not ask')
    .option('--repo <dir>', 'the policy repository to plan again from, when it is not where the plan says')
    .option('--allow-dirty', 'also when the files differ from the commit; then the files count')
    .addOption(stateOption())
    .addOption(twinOption())
    .addOption(formats('text', 'json'))
    .addHelpText('after', examples('reeve apply plan.json', 'reeve apply --yes', 'reeve apply plan.json --repo ../policies --twin http://127.0.0.1:8750'))
    .action((target, options, command) => chosen(command, async (context) => (await import('./apply.ts')).apply(target, options, context)))

  program
    .command('status [path]')
    .description('what is under way, what waits for whom, and how much of the limits is left')
    .addOption(stateOption())
    .addOption(twinOption())
    .addOption(formats('text', 'json'))
    .addHelpText('after', examples('reeve status', 'reeve status --format json'))
    .action((path, options, command) => chosen(command, async (context) => (await import('./status.ts')).status(path, options, context)))

  const explain = withPlanning(program.command('explain'))
    .argument('<device>', 'id, name, serial number or user')
    .argument('[path]', 'policy repository', '.')
    .description('why a device is or is not in the plan; explain action NAME: what an action does')
    .addOption(formats('text', 'json'))
    .addHelpText('after', examples('reeve explain LAPTOP-0142', 'reeve explain action retire --platform ios'))
    .action((device, path, options, command) => chosen(command, async (context) => (await import('./explain.ts')).explain(device, path, options, context)))
  explain
    .command('action <name>')
    .description('what an action does on a platform, what stays, and whether it can be undone')
    .option('--platform <name>', 'one platform; the default is all of them')
    .option('--profile <name>', 'capability profile; the default is that of the nearest reeve.yaml, else both side by side')
    .addOption(formats('text', 'json'))
    .addHelpText(
      'after',
      examples('reeve explain action wipe', 'reeve explain action retire --platform ios', 'reeve explain action delete --profile intune-2026'),
    )
    .action((name, _options, command) =>
      chosen(command, async (context) => (await import('./explain-action.ts')).explainAction(name, command.optsWithGlobals(), context)),
    )

  const audit = program.command('audit').description('the evidence of what was done')
  audit
    .command('verify [path]')
    .description('whether the audit log is whole: any change, loss, insertion or reorder is found')
    .addOption(stateOption())
    .addOption(formats('text', 'json'))
    .addHelpText('after', examples('reeve audit verify', 'reeve audit verify --state /var/lib/reeve'))
    .action((path, options, command) => chosen(command, async (context) => (await import('./audit-verify.ts')).auditVerify(path, options, context)))

  program
    .command('twin')
    .description('serve a simulated tenant that speaks the Graph API')
    .option('--devices <count>', 'how many devices', '500')
    .option('--seed <number>', 'the same seed gives the same fleet', '1')
    .option('--port <number>', '0 takes a free one', '8750')
    .addOption(new Option('--clock <kind>', 'stepped: time passes when it is told to').choices(['stepped', 'real', 'accelerated']).default('real'))
    .option('--speed <factor>', 'how much faster an accelerated clock is', '60')
    .option('--start <instant>', 'what time it is there at the start; the default is now')
    .addOption(new Option('--profile <name>', 'what its devices are and what they obey').choices(['intune-2018', 'intune-2026']).default('intune-2018'))
    .addHelpText(
      'after',
      examples('reeve twin', 'reeve twin --devices 5000 --clock accelerated --speed 3600', 'REEVE_TWIN_URL=http://127.0.0.1:8750 reeve plan'),
    )
    .action((options, command) => chosen(command, async (context) => (await import('./twin.ts')).twin(options, context)))

  program
    .command('demo')
    .description('the whole story on a simulated tenant, in under a minute')
    .addHelpText('after', examples('reeve demo'))
    .action((_options, command) => chosen(command, async (context) => (await import('./demo.ts')).demo(context)))

  program
    .command('schema [kind]')
    .description('the JSON Schema of a document, what every field means, or which kinds there are')
    .option('--out <dir>', 'write the schemas that editors use into this folder; init puts them into .reeve/schemas')
    .addOption(new Option('--format <format>', 'how to print the answer; the default is json for a kind, text without one').choices(['text', 'json']))
    .addHelpText('after', examples('reeve schema', 'reeve schema DevicePolicy --format text', 'reeve schema --out .reeve/schemas'))
    .action((kind, options, command) => chosen(command, async (context) => (await import('./schema.ts')).schema(kind, options, context)))

  program
    .command('version')
    .description('which version this is')
    .addOption(formats('text', 'json'))
    .action((options, command) => chosen(command, async (context) => (await import('./version.ts')).version(options, context)))

  program.on('option:version', () => {
    chosen(program, async (context) => (await import('./version.ts')).version({ format: 'text' }, context))
    throw new CommanderError(0, 'commander.version', '')
  })
  return program
}

function withPlanning(command: Command): Command {
  return command
    .option('--inventory <file>', 'read the fleet from a file instead of the provider; - is stdin')
    .option('--now <instant>', 'plan as of this moment; the default is now')
    .option('--taken-at <instant>', 'when the inventory file was read, if it does not say')
    .option('--revision <rev>', 'read the policies from this commit instead of the work tree')
    .addOption(stateOption())
    .addOption(twinOption())
}

function formats(...choices: string[]): Option {
  return new Option('--format <format>', 'how to print the answer').choices(choices).default('text')
}

function stateOption(): Option {
  return new Option('--state <dir>', 'state folder with journal and audit log; default REEVE_STATE, else one per fleet')
}

function twinOption(): Option {
  return new Option('--twin <url>', 'simulated tenant to use; default REEVE_TWIN_URL')
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
