/**
 * The one door to git, and what it may do: read.
 *
 * A repository can bring its own hooks, filters, pagers and monitors, and the machine's
 * configuration can bring more. Policies are data, so git runs here without any of it: no
 * configuration of machine or user, no hooks, no file system monitor, no network, no
 * replaced objects, no environment but a search path.
 */
import type { SimpleGit } from 'simple-git'
import { ReeveError } from '../reeve-error.ts'

const NOWHERE = process.platform === 'win32' ? 'NUL' : '/dev/null'

const CONFIG = [`core.hooksPath=${NOWHERE}`, 'core.fsmonitor=false', 'core.quotePath=false', 'submodule.recurse=false', 'protocol.allow=never']

function environment(): Record<string, string> {
  const kept = ['PATH', 'Path', 'SystemRoot', 'TMPDIR', 'TEMP'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: NOWHERE,
    GIT_CONFIG_SYSTEM: NOWHERE,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  }
}

export interface WorkTreeDescription {
  readonly revision: string | null
  /** As seen from the folder, sorted. */
  readonly differing: readonly string[]
}

export interface WorkTreeQuestion {
  /** The one file of the folder that counts, beside what it names; null for everything below. */
  readonly only: string | null
  /** What was read as policies and lists. Of the files that git does not know, ignored ones included, only these count. */
  readonly read: readonly string[]
}

/**
 * The commit that a folder stands on, and which files below it differ from that.
 *
 * No git, no repository, no commit, or a commit that holds nothing there: no revision.
 */
export async function describeWorkTree(folder: string, { only, read }: WorkTreeQuestion): Promise<WorkTreeDescription> {
  const none: WorkTreeDescription = { revision: null, differing: [] }
  const git = await openGit(folder)
  const head = await git.read(['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'])
  if (head.outcome === 'failed') return none
  const committed = await git.read(['ls-tree', '-z', '--name-only', 'HEAD', '--', only ?? './'])
  if (committed.outcome === 'failed' || committed.output === '') return none

  const paths = (only === null ? ['.'] : [only, ...read]).map((path) => `:(literal)${path}`)
  const changed = await git.read(['status', '--porcelain=v1', '-z', '--untracked-files=no', '--ignore-submodules=all', '--no-renames', '--', ...paths])
  const tracked = await git.read(['ls-files', '-z', '--', ...paths])
  const prefix = await git.read(['rev-parse', '--show-prefix'])
  if (changed.outcome === 'failed' || tracked.outcome === 'failed' || prefix.outcome === 'failed') return none

  const known = new Set(tracked.output.split('\0'))
  // Two letters and a space stand before each path, which is seen from the root of the work tree.
  const start = 3 + Buffer.byteLength(prefix.output.replace(/\n$/, ''))
  const changes = changed.output.split('\0').flatMap((line) => (line === '' ? [] : [Buffer.from(line).subarray(start).toString()]))
  return { revision: head.output.trim(), differing: [...new Set([...changes, ...read.filter((path) => !known.has(path))])].sort() }
}

export type GitAnswer = { readonly outcome: 'done'; readonly output: string } | { readonly outcome: 'failed'; readonly message: string }

export interface GitReader {
  /** One command of ours; its arguments are never taken from a file. */
  read(command: readonly string[]): Promise<GitAnswer>
  /** The bytes of objects by id, through one process. An object that is missing or damaged has no entry. */
  readBlobs(ids: readonly string[], totalBytes: number): Promise<ReadonlyMap<string, Uint8Array>>
}

export async function openGit(folder: string): Promise<GitReader> {
  let git = await simpleGitIn(folder, CONFIG, environment())
  let config: readonly string[] = CONFIG
  return {
    read: async (command) => {
      const answer = await run(git, command)
      if (answer.outcome === 'done' || config !== CONFIG || !answer.message.includes('dubious ownership')) return answer
      config = [...CONFIG, ...(await trustedFolders(folder))]
      git = await simpleGitIn(folder, config, environment())
      return run(git, command)
    },
    readBlobs: (ids, totalBytes) => readBatch({ folder, config, ids, totalBytes }),
  }
}

async function simpleGitIn(folder: string, config: readonly string[], env: Readonly<Record<string, string>>): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git')
  return simpleGit({
    baseDir: folder,
    config: [...config],
    // These switches of simple-git guard against settings from outside; ours only turn things off.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeConfigPaths: true, allowUnsafeProtocolOverride: true },
    allowEnvironment: Object.keys(env),
    // By default a command that fails without a word counts as one that succeeded.
    errors: (error, { exitCode }) => error ?? (exitCode === 0 ? undefined : Buffer.from(`git failed with exit code ${exitCode}`)),
  }).env({ ...env })
}

async function run(git: SimpleGit, command: readonly string[]): Promise<GitAnswer> {
  try {
    return { outcome: 'done', output: await git.raw([...command]) }
  } catch (error) {
    return { outcome: 'failed', message: error instanceof Error ? error.message.trim() : 'git failed' }
  }
}

/**
 * The folders of other owners that this person has told git to trust, as in the containers
 * of CI systems. The one thing that is taken from the configuration of machine and user.
 */
async function trustedFolders(folder: string): Promise<string[]> {
  const { GIT_CONFIG_GLOBAL: _global, GIT_CONFIG_SYSTEM: _system, GIT_CONFIG_NOSYSTEM: _noSystem, ...bare } = environment()
  const homes = ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  const git = await simpleGitIn(folder, [], { ...bare, ...(Object.fromEntries(homes) as Record<string, string>) })
  const scopes = await Promise.all(['--global', '--system'].map((scope) => run(git, ['config', scope, '--get-all', 'safe.directory'])))
  return scopes
    .flatMap((answer) => (answer.outcome === 'done' ? answer.output.split('\n') : []))
    .flatMap((trusted) => (trusted === '' ? [] : [`safe.directory=${trusted}`]))
}

interface Batch {
  readonly folder: string
  readonly config: readonly string[]
  readonly ids: readonly string[]
  readonly totalBytes: number
}

async function readBatch({ folder, config, ids, totalBytes }: Batch): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map()
  const { execa } = await import('execa')
  const result = await execa('git', [...config.flatMap((setting) => ['-c', setting]), 'cat-file', '--batch'], {
    cwd: folder,
    env: environment(),
    extendEnv: false,
    input: `${ids.join('\n')}\n`,
    encoding: 'buffer',
    maxBuffer: totalBytes + ids.length * 256 + 4096,
    reject: false,
  })
  if (result.stdout === undefined) throw new ReeveError('REEVE_SOURCE', 'git cannot be started.')
  return parseBatch(result.stdout)
}

/** `<id> blob <size>\n<bytes>\n`, or `<id> missing\n`. */
function parseBatch(output: Uint8Array): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>()
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at)
    if (end === -1) break
    const [id = '', type, size] = new TextDecoder().decode(output.subarray(at, end)).split(' ')
    at = end + 1
    if (type !== 'blob') continue
    const bytes = output.subarray(at, at + Number(size))
    // A process that died in the middle leaves a short object, which is none.
    if (bytes.length === Number(size)) blobs.set(id, bytes)
    at += Number(size) + 1
  }
  return blobs
}
