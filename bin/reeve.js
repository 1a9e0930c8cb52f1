#!/usr/bin/env node
// Starts reeve. Plain JavaScript without anything newer than ES2018 but import(), so that an
// old Node can read it far enough to say what is missing.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const MINIMUM = [24, 15]

const home = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)

if (args.length === 1 && ['--version', '-V', 'version'].includes(args[0])) {
  // Answered here because loading anything else would take longer than the answer.
  process.stdout.write('reeve ' + JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version + '\n')
} else if (isNewEnough(process.versions.node)) {
  run()
} else {
  runWithPinnedNode()
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])
}

function run() {
  // In the user's own folder: whoever can write to a cache in /tmp decides what runs here.
  nodeModule.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reeve'))
  // A checkout runs from its sources; a published package has only what was built from them.
  const source = join(home, 'src', 'cli', 'main.ts')
  const main = existsSync(source) ? source : join(home, 'dist', 'cli', 'main.js')
  import(pathToFileURL(main).href)
    .then(({ runProcess }) => runProcess(args))
    .catch((error) => {
      process.stderr.write('reeve could not be loaded: ' + (args.includes('--verbose') ? error.stack : error.message) + '\n')
      process.exitCode = 1
    })
}

/** A checkout brings its own Node along, as a package: the system's may be any. */
function runWithPinnedNode() {
  const pinned = join(home, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(pinned)) {
    process.stderr.write(
      'reeve needs Node ' +
        MINIMUM.join('.') +
        ' or newer; this is Node ' +
        process.versions.node +
        '.\n' +
        // An installed package has no lock file: npm ci would only add a second mistake.
        (existsSync(join(home, 'package-lock.json'))
          ? 'Install the one that this checkout is made for:\n\n    npm ci\n'
          : 'Install Node ' + MINIMUM.join('.') + ' or newer: https://nodejs.org/\n'),
    )
    process.exitCode = 1
    return
  }

  const child = spawn(pinned, [fileURLToPath(import.meta.url)].concat(args), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child by itself, with the rest of the terminal's foreground group.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write('reeve could not start ' + pinned + ': ' + error.message + '\n')
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exitCode = code
  })
}
