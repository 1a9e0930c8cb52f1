import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { folderOf, writeFiles } from './repository.ts'

const BIN = join(import.meta.dirname, '../../bin/reeve.js')

/** A package that holds nothing but the start of the program, and what stands in for the rest of it. */
function packageOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = folderOf({ 'package.json': '{"version": "1.2.3", "type": "module"}', ...files })
  mkdirSync(join(folder, 'bin'))
  copyFileSync(BIN, join(folder, 'bin/reeve.js'))
  return folder
}

/** Makes the process believe that it runs on an old Node; the pinned one is the real one. */
function oldNode(folder: string): string[] {
  writeFiles(folder, { 'old.mjs': `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })\n` })
  return ['--import', join(folder, 'old.mjs')]
}

function pinNode(folder: string): void {
  mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true })
  symlinkSync(process.execPath, join(folder, 'node_modules/node/bin/node'))
}

const ECHO = `export async function runProcess(args) { console.log(args.join('|')); process.exitCode = 7 }\n`

describe('the start of the program', () => {
  it.each([['--version'], ['-V'], ['version']])('answers %s without loading anything else: nothing else is there', (argument) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(packageOf(), 'bin/reeve.js'), argument], { encoding: 'utf8' })

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'reeve 1.2.3\n', stderr: '' })
  })

  it('runs from the sources of a checkout, and from what was built of a package', () => {
    const checkout = packageOf({ 'src/cli/main.ts': ECHO, 'dist/cli/main.js': 'throw new Error()' })
    const published = packageOf({ 'dist/cli/main.js': ECHO })

    const answers = [checkout, published].map((folder) => spawnSync(process.execPath, [join(folder, 'bin/reeve.js'), 'plan', 'a b'], { encoding: 'utf8' }))

    expect(answers.map(({ status, stdout }) => ({ status, stdout }))).toEqual([
      { status: 7, stdout: 'plan|a b\n' },
      { status: 7, stdout: 'plan|a b\n' },
    ])
  })

  it('on an old Node runs on the one that the checkout brings along, with the same arguments and exit code', () => {
    const folder = packageOf({ 'src/cli/main.ts': ECHO })
    pinNode(folder)

    const { status, stdout, stderr } = spawnSync(process.execPath, [...oldNode(folder), join(folder, 'bin/reeve.js'), 'plan', 'a b'], { encoding: 'utf8' })

    expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: 'plan|a b\n', stderr: '' })
  })

  it.each([
    ['a package', {}, 'Install Node 24.15 or newer: https://nodejs.org/\n'],
    ['a checkout', { 'package-lock.json': '{}' }, 'Install the one that this checkout is made for:\n\n    npm ci\n'],
  ])('on an old Node without another %s says which one it needs', (_name, files: Readonly<Record<string, string>>, advice) => {
    const folder = packageOf(files)

    const { status, stdout, stderr } = spawnSync(process.execPath, [...oldNode(folder), join(folder, 'bin/reeve.js'), 'plan'], { encoding: 'utf8' })

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toBe(`reeve needs Node 24.15 or newer; this is Node 20.11.0.\n${advice}`)
  })

  it('passes a signal on to the Node that it started', async () => {
    const waiting = `export async function runProcess() { process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready') }\n`
    const folder = packageOf({ 'src/cli/main.ts': waiting })
    pinNode(folder)
    const child = spawn(process.execPath, [...oldNode(folder), join(folder, 'bin/reeve.js'), 'daemon'], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')

    child.kill('SIGTERM')

    expect(await once(child, 'exit')).toEqual([9, null])
  })
})

describe('a signal', () => {
  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('%s ends the simulated tenant with exit %i', async (signal, code) => {
    const child = spawn(process.execPath, [BIN, 'twin', '--port', '0', '--devices', '5'], { stdio: ['ignore', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')

    child.kill(signal)

    expect(await once(child, 'exit')).toEqual([code, null])
  })
})

describe('a reader that leaves early', () => {
  it('gets no stack trace, and the command its own exit code', async () => {
    const child = spawn(process.execPath, [BIN, 'schema', 'Plan'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const errors: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))

    const [code] = (await once(child, 'close')) as [number]

    expect({ code, errors: Buffer.concat(errors).toString() }).toEqual({ code: 0, errors: '' })
  })
})
