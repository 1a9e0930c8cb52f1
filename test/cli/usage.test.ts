import { describe, expect, it } from 'vitest'
import { reeve } from './command.ts'

describe('wrong usage', () => {
  it.each([
    [['plam'], "Unknown command 'plam'. Did you mean plan?", 'reeve --help'],
    [['plan', '--formt', 'json'], "Unknown option '--formt'. Did you mean --format?", 'reeve plan --help'],
    [['plan', '--format', 'xml'], "Option '--format <format>' argument 'xml' is invalid. Allowed choices are\n  text, json, markdown.", 'reeve plan --help'],
    [['show'], "Missing required argument 'file'.", 'reeve show --help'],
    [['audit'], 'reeve audit takes a command: verify.', 'reeve audit --help'],
    [['audit', 'verfy'], "Unknown command 'verfy'. Did you mean verify?", 'reeve audit --help'],
  ])('%j is exit 64, with a suggestion and the help to read', async (args, detail, help) => {
    const answer = await reeve(args)

    expect(answer).toEqual({ exit: 64, stdout: '', stderr: `REEVE_USAGE  Wrong usage\n\n  ${detail}\n\n      ${help}\n` })
  })

  it.each([
    [['plan', '.', '--now', 'yesterday'], '--now takes a moment in ISO 8601'],
    [['plan', '.', '--now', '2026-02-30'], '--now takes a moment in ISO 8601'],
    [['twin', '--devices', '0'], '--devices takes a whole number from 1 to 1000000'],
    [['twin', '--port', '1e3'], '--port takes a whole number from 0 to 65535'],
    [['schema', 'DevicePolcy'], 'There is no kind "DevicePolcy". Did you mean DevicePolicy?'],
    [['explain', 'action', 'retir'], 'There is no action "retir". Did you mean retire?'],
    [['explain', 'action', 'retire', '--platform', 'mac'], 'There is no platform "mac". Did you mean macos?'],
    [['explain', 'action', 'retire', '--profile', 'intune-2017'], 'There is no profile "intune-2017". Did you mean intune-2018?'],
  ])('%j is exit 64', async (args, detail) => {
    const { exit, stdout, stderr } = await reeve(args)

    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' })
    expect(stderr.replaceAll(/\n\s+/g, ' ')).toContain(detail)
  })
})

describe('help', () => {
  it('lists every command, examples and exit codes, on stdout', async () => {
    const { exit, stdout, stderr } = await reeve(['--help'])

    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect([...stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1])).toEqual(
      expect.arrayContaining(['validate', 'plan', 'show', 'apply', 'status', 'explain', 'audit', 'twin', 'demo', 'schema', 'version']),
    )
    expect(stdout).toContain('  130  interrupted\n')
  })

  it('is the answer to no command at all', async () => {
    expect(await reeve([])).toEqual(await reeve(['--help']))
  })

  it.each([
    [['--clock', 'stepped'], `/_twin/clock -H 'content-type: application/json' -d '{"advanceSeconds":259200}'\n`],
    [['--clock', 'accelerated', '--speed', '601'], 'At more than 600 times the speed'],
  ])('twin %j says what a person has to know of its clock', async (options, said) => {
    const quiet = await reeve(['twin', '--port', '0', '--devices', '5', '--clock', 'accelerated', '--speed', '600'], { signal: AbortSignal.abort() })

    const { stderr } = await reeve(['twin', '--port', '0', '--devices', '5', ...options], { signal: AbortSignal.abort() })

    expect(stderr).toContain(said)
    expect(quiet.stderr).not.toContain(said)
  })

  it.each(['validate', 'plan', 'show', 'apply', 'status', 'explain', 'twin', 'demo', 'schema'])(
    'of %s has an example, and fits 80 columns',
    async (command) => {
      const { exit, stdout } = await reeve([command, '--help'])

      expect(exit).toBe(0)
      expect(stdout).toContain(`\nExamples:\n`)
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    },
  )
})

describe('the version', () => {
  it.each([[['--version']], [['-V']], [['version']], [['--version', '--no-color']]])('is the answer to %j', async (args) => {
    const { exit, stdout, stderr } = await reeve(args)

    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toMatch(/^reeve \d+\.\d+\.\d+\n$/)
  })

  it('as JSON says what it runs on', async () => {
    const { stdout } = await reeve(['version', '--format', 'json'])

    expect(JSON.parse(stdout)).toEqual({ name: 'reeve', version: expect.stringMatching(/^\d+\.\d+\.\d+$/), node: process.versions.node })
  })
})

describe('colour', () => {
  const ESCAPE = '\u001b['

  it.each<[string, Parameters<typeof reeve>, boolean]>([
    ['is used on a terminal', [['plam'], { columns: 80 }], true],
    ['is not used elsewhere', [['plam']], false],
    ['is not used with NO_COLOR', [['plam'], { columns: 80, env: { NO_COLOR: '1' } }], false],
    ['is not used with --no-color', [['plam', '--no-color'], { columns: 80 }], false],
    ['is not used on a terminal that has none', [['plam'], { columns: 80, env: { TERM: 'dumb' } }], false],
  ])('%s', async (_rule, parameters, coloured) => {
    const { stderr } = await reeve(...parameters)

    expect(stderr.includes(ESCAPE)).toBe(coloured)
  })
})

describe('a saved plan that is not there', () => {
  it('is said to be missing, with what to do', async () => {
    const { exit, stdout, stderr } = await reeve(['show', 'nope.json'])

    expect({ exit, stdout, stderr }).toEqual({
      exit: 1,
      stdout: '',
      stderr:
        'REEVE_PLAN_INVALID  Plan file is not valid\n\n  There is no file nope.json.\n  Name a saved plan, or make one:\n\n      reeve plan --out plan.json\n',
    })
  })
})
