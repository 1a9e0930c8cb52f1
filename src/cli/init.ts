/** `reeve init`: a policy repository that validates, tests and plans as it is, to be changed from there. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { escapeText } from '../planner/render/escape-text.ts'
import { renderCommand, renderProse } from '../planner/render/prose.ts'
import { systemClock } from '../reconciler/clock.ts'
import { ReeveError } from '../reconciler/reeve-error.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import { type InitialFile, initialFiles, SCHEMA_FOLDER } from './init-files.ts'
import { quoteArgument } from './quote-argument.ts'
import { usageError } from './usage-error.ts'

export interface InitOptions {
  readonly profile: 'intune-2018' | 'intune-2026'
  readonly name?: string
  /** Goes on where some files are there already; they stay as they are. */
  readonly force?: boolean
  readonly git?: boolean
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

export async function init(folder: string, { profile, name, force = false, git = false }: InitOptions, context: Context): Promise<Exit> {
  if (name !== undefined && !DNS_LABEL.test(name))
    throw usageError(
      `"${name}" is no name for a fleet: lower-case letters, digits and hyphens, at most 63 characters, beginning and ending with a letter or digit.`,
    )
  const fleet = name ?? toDnsLabel(basename(resolve(folder)))
  const files = initialFiles({ fleet, profile, now: systemClock.now() })
  const present = files.filter(({ path }) => existsSync(join(folder, path)))
  if (present.length > 0 && !force) throw alreadyThere(present, folder)

  const missing = files.filter((file) => !present.includes(file))
  writeAll(folder, missing)
  if (git) startGit(folder)
  answer(context, [...renderWritten({ fleet, profile, folder, written: missing, kept: present }, context), ...renderNext(folder, context)].join('\n'))
  return 'done'
}

/** The name of a folder as the name of a fleet. */
export function toDnsLabel(text: string): string {
  const label = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')
  return label === '' ? 'fleet' : label
}

function alreadyThere(present: readonly InitialFile[], folder: string): ReeveError {
  const list = present.map(({ path }) => path).join(', ')
  return new ReeveError('REEVE_OUTPUT', `These files are there already, and nothing is overwritten: ${list}. Nothing was written.`, {
    fix: `Choose an empty folder, or keep these files and write the others:\n\n    reeve init ${quoteArgument(folder)} --force`,
  })
}

/** All of them, or none. */
function writeAll(folder: string, files: readonly InitialFile[]): void {
  const written: string[] = []
  try {
    for (const { path, text } of files) {
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      // Never over a file that came into being since.
      writeFileSync(target, text, { flag: 'wx' })
      written.push(target)
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    throw new ReeveError('REEVE_OUTPUT', `The repository cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function startGit(folder: string): void {
  if (gitRootAround(folder) !== null) return
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder, stdio: 'pipe' })
  } catch (error) {
    throw new ReeveError('REEVE_OUTPUT', 'The files are written, but git did not make a repository of the folder.', { cause: error, fix: 'git init' })
  }
}

function gitRootAround(folder: string): string | null {
  for (let path = resolve(folder); ; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return path
    if (dirname(path) === path) return null
  }
}

interface Written {
  readonly fleet: string
  readonly profile: string
  readonly folder: string
  readonly written: readonly InitialFile[]
  readonly kept: readonly InitialFile[]
}

function renderWritten({ fleet, profile, folder, written, kept }: Written, { style }: Context): string[] {
  const copies = written.filter(({ path }) => path.startsWith(`${SCHEMA_FOLDER}/`))
  const copyNames = copies.map(({ path }) => basename(path)).join(', ')
  const rows = [
    ...written.filter((file) => !copies.includes(file)).map(({ path, purpose }) => [path, purpose] as const),
    ...(copies.length === 0 ? [] : [[`${SCHEMA_FOLDER}/`, `for editors: ${copyNames}`] as const]),
  ]
  const column = Math.max(...rows.map(([path]) => path.length), 0) + 2
  const root = gitRootAround(folder)
  return [
    ...renderProse(`A policy repository in ${folder}: fleet ${fleet}, profile ${profile}, on a simulated tenant.`, style),
    '',
    ...rows.flatMap(([path, purpose]) => renderProse(`${path.padEnd(column)}${purpose}`, style, { indent: 2, hang: column })),
    ...(kept.length === 0 ? [] : ['', 'There already, and left as it is:', ...kept.map(({ path }) => `  ${escapeText(path)}`)]),
    ...(root === null || root === resolve(folder)
      ? []
      : ['', ...renderProse('This folder is not the root of its git repository: move .github/workflows/reeve.yaml there, or it will not run.', style)]),
  ]
}

function renderNext(folder: string, { style }: Context): string[] {
  const commands = [...(resolve(folder) === resolve('.') ? [] : [`cd ${quoteArgument(folder)}`]), 'npx reeve validate', 'npx reeve test', 'npx reeve plan']
  return [
    '',
    'Next:',
    ...commands.flatMap((command, index) => renderCommand(command, style).slice(index === 0 ? 0 : 1)),
    '',
    ...renderProse('npx reeve needs the package. From a checkout of reeve, where npm ci was run: npx --prefix CHECKOUT reeve validate, and so on.', style),
    ...renderProse('README.md in it says how to go on from there.', style),
  ]
}
