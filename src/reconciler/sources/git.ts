/**
 * One commit as a source, read from the object store.
 *
 * Nothing is checked out: no hook, filter, submodule or line ending of the repository has a
 * say, and the bytes are those that were reviewed and signed.
 */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { ReeveError } from '../reeve-error.ts'
import { type GitReader, openGit } from './git-client.ts'
import type { FileContent, PolicySource } from './source.ts'

export interface CommitLocation {
  /** The policy repository, or a folder or file in it: a work tree or a bare repository. */
  readonly path: string
  /** Anything git takes for a commit: a branch, a tag, an id, HEAD~1. */
  readonly revision: string
}

interface TreeEntry {
  readonly mode: string
  readonly id: string
  /** NaN where git cannot say, because the object is missing. */
  readonly size: number
}

/** Opens the state of a policy repository at a commit. Throws ReeveError when there is no such commit, or nothing at the path in it. */
export async function openCommit({ path, revision }: CommitLocation): Promise<PolicySource> {
  const { folder, only } = await locate(path)
  const git = await openGit(folder)
  const id = await resolveCommit(git, revision, path)
  const { name, prefix } = await placeInRepository(git, folder)
  const entries = await readTree(git, prefix === '' ? id : `${id}:${prefix}`, { path, revision })
  return {
    name: only === null ? name : only.replace(/\.\w+$/, ''),
    describe: async () => ({ path, revision: id, dirty: false, differing: [] }),
    listFiles: async () => (only === null ? [...entries.keys()].sort() : [only]),
    readFiles: (paths, maxBytes) => readEntries(git, entries, { paths, maxBytes }),
  }
}

async function locate(path: string): Promise<{ readonly folder: string; readonly only: string | null }> {
  const absolute = resolve(path)
  try {
    if ((await stat(absolute)).isDirectory()) return { folder: absolute, only: null }
  } catch (cause) {
    throw new ReeveError('REEVE_SOURCE', `There is no file or folder ${path}.`, { cause })
  }
  const only = basename(absolute)
  return { folder: dirname(absolute), only: only === 'reeve.yaml' ? null : only }
}

/** A name that git could take for an option, or for more than one name, never reaches it. */
async function resolveCommit(git: GitReader, revision: string, path: string): Promise<string> {
  if (revision === '' || revision.startsWith('-') || /[\s\p{Cc}]/u.test(revision))
    throw new ReeveError('REEVE_SOURCE', `${JSON.stringify(revision)} is not the name of a commit.`)
  const found = await git.read(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (found.outcome === 'done' && /^[0-9a-f]{40,64}$/.test(found.output.trim())) return found.output.trim()
  const repository = await git.read(['rev-parse', '--git-dir'])
  if (repository.outcome === 'failed') throw notARepository(path, repository.message)
  throw new ReeveError('REEVE_SOURCE', `There is no commit ${JSON.stringify(revision)} in the repository of ${path}.`)
}

function notARepository(path: string, message: string): ReeveError {
  const detail = `${path} does not lie in a git repository that can be read: ${firstLine(message)}`
  const owner = /dubious ownership in repository at '(.+)'/.exec(message)?.[1]
  return new ReeveError('REEVE_SOURCE', detail, owner === undefined ? {} : { fix: `git config --global --add safe.directory ${owner}` })
}

/** The folder's path inside the repository, empty for its root and for a bare repository. */
async function placeInRepository(git: GitReader, folder: string): Promise<{ readonly name: string; readonly prefix: string }> {
  const answer = await git.read(['rev-parse', '--show-prefix'])
  const prefix = answer.outcome === 'done' ? answer.output.replace(/\n$/, '').replace(/\/$/, '') : ''
  return { prefix, name: basename(folder).replace(/\.git$/, '') }
}

async function readTree(git: GitReader, tree: string, { path, revision }: CommitLocation): Promise<ReadonlyMap<string, TreeEntry>> {
  const listing = await git.read(['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', tree])
  if (listing.outcome === 'failed')
    throw new ReeveError('REEVE_SOURCE', `The commit ${JSON.stringify(revision)} holds no folder for ${path}: ${firstLine(listing.message)}`)
  const entries = new Map<string, TreeEntry>()
  for (const line of listing.output.split('\0')) {
    const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line)
    if (match?.[2] !== 'blob') continue
    const [, mode = '', , id = '', size = '', file = ''] = match
    entries.set(file, { mode, id, size: Number(size) })
  }
  return entries
}

interface Wanted {
  readonly paths: readonly string[]
  readonly maxBytes: number
}

async function readEntries(git: GitReader, entries: ReadonlyMap<string, TreeEntry>, { paths, maxBytes }: Wanted): Promise<ReadonlyMap<string, FileContent>> {
  const wanted = new Map<string, number>()
  for (const path of paths) {
    const entry = entries.get(path)
    if (entry && isFile(entry) && entry.size <= maxBytes) wanted.set(entry.id, entry.size)
  }
  const totalBytes = [...wanted.values()].reduce((total, size) => total + size, 0)
  const blobs = await git.readBlobs([...wanted.keys()], totalBytes)
  return new Map(paths.map((path) => [path, contentOf(entries.get(path), blobs, maxBytes)]))
}

function contentOf(entry: TreeEntry | undefined, blobs: ReadonlyMap<string, Uint8Array>, maxBytes: number): FileContent {
  if (!entry) return { outcome: 'missing' }
  if (!isFile(entry)) return { outcome: 'unreadable', reason: 'a symbolic link, and in a commit only files are read' }
  if (entry.size > maxBytes) return { outcome: 'tooLarge', size: entry.size }
  const bytes = blobs.get(entry.id)
  return bytes ? { outcome: 'read', bytes } : { outcome: 'unreadable', reason: 'missing from the object store, or damaged' }
}

function isFile({ mode }: TreeEntry): boolean {
  return mode === '100644' || mode === '100755'
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}
