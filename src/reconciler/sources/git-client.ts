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
  readonly dirty: boolean
}

/**
 * The commit that a folder stands on, and whether anything below `path` differs from it.
 *
 * No git, no repository, no commit, or a commit that holds nothing below `path`: no revision.
 */
export async function describeWorkTree(folder: string, path: string): Promise<WorkTreeDescription> {
  const none: WorkTreeDescription = { revision: null, dirty: false }
  const git = await openGit(folder)
  const head = await git.read(['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'])
  if (head.outcome === 'failed') return none
  const committed = await git.read(['ls-tree', '-z', '--name-only', 'HEAD', '--', path === '.' ? './' : path])
  if (committed.outcome === 'failed' || committed.output === '') return none
  const status = await git.read([
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignore-submodules=all',
    '--no-renames',
    '--',
    `:(literal)${path}`,
  ])
  if (status.outcome === 'failed') return none
  return { revision: head.output.trim(), dirty: status.output !== '' }
}

export type GitAnswer = { readonly outcome: 'done'; readonly output: string } | { readonly outcome: 'failed'; readonly message: string }

export interface GitReader {
  /** One command of ours; its arguments are never taken from a file. */
  read(command: readonly string[]): Promise<GitAnswer>
}

export async function openGit(folder: string): Promise<GitReader> {
  const { simpleGit } = await import('simple-git')
  const env = environment()
  const git: SimpleGit = simpleGit({
    baseDir: folder,
    config: CONFIG,
    // These switches of simple-git guard against settings from outside; ours only turn things off.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeConfigPaths: true, allowUnsafeProtocolOverride: true },
    allowEnvironment: Object.keys(env),
  }).env(env)
  return {
    read: async (command) => {
      try {
        return { outcome: 'done', output: await git.raw([...command]) }
      } catch (error) {
        return { outcome: 'failed', message: error instanceof Error ? error.message.trim() : 'git failed' }
      }
    },
  }
}

/** The bytes of objects by id, through one process. An object that is missing or damaged has no entry. */
export async function readBlobs(folder: string, ids: readonly string[], totalBytes: number): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map()
  const { execa } = await import('execa')
  const result = await execa('git', [...CONFIG.flatMap((setting) => ['-c', setting]), 'cat-file', '--batch'], {
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
