/** A folder, or one file, as a source: what is on disk now, committed or not. */
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ReeveError } from '../reeve-error.ts'
import type { FileContent, PolicySource, SourceDescription } from './source.ts'

const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules'])
/** A folder of more files is a home folder or a disk, named by mistake. */
const MOST_FILES = 50_000

interface Root {
  readonly path: string
  /** The path on disk with every link resolved: what is read must lie below it. */
  readonly real: string
  /** The one file that was named; null where a folder was. */
  readonly only: string | null
}

/** Opens a folder, or a file with its folder as the root; `reeve.yaml` stands for its folder. */
export async function openFolder(path: string): Promise<PolicySource> {
  const root = await findRoot(path)
  return {
    name: root.only === null ? basename(root.real) : basename(root.only).replace(/\.\w+$/, ''),
    describe: (read) => describeFolder({ path, root, read }),
    listFiles: async () => (root.only === null ? (await walk(root)).sort() : [root.only]),
    readFiles: async (paths, maxBytes) => {
      const contents = new Map<string, FileContent>()
      for (const file of paths) contents.set(file, await readBelow(root, file, maxBytes))
      return contents
    },
  }
}

async function findRoot(path: string): Promise<Root> {
  try {
    const absolute = resolve(path)
    if ((await stat(absolute)).isDirectory()) return { path: absolute, real: await realpath(absolute), only: null }
    const folder = dirname(absolute)
    const only = basename(absolute)
    return { path: folder, real: await realpath(folder), only: only === 'reeve.yaml' ? null : only }
  } catch (cause) {
    throw new ReeveError('REEVE_SOURCE', `${path} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

/** Started only when asked: git costs more than everything else that validate does. */
async function describeFolder({ path, root, read }: { path: string; root: Root; read: readonly string[] }): Promise<SourceDescription> {
  const { describeWorkTree } = await import('./git-client.ts')
  const description = await describeWorkTree(root.path, { only: root.only, read })
  return { path, ...description, dirty: description.differing.length > 0 }
}

async function walk(root: Root): Promise<string[]> {
  const files: string[] = []
  const pending = ['']
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await entriesOf(join(root.path, folder))) {
      if (SKIPPED.has(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) pending.push(path)
      // A link to a folder is not followed: it may lead back to where it stands. A link to nowhere is listed, so that it is reported.
      else if (entry.isFile() || (entry.isSymbolicLink() && !(await leadsToFolder(join(root.path, path))))) files.push(path)
    }
    if (files.length > MOST_FILES)
      throw new ReeveError('REEVE_SOURCE', `${root.path} holds more than ${MOST_FILES} files, which no policy repository does.`, {
        fix: 'Name the folder of the policies.',
      })
  }
  return files
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    throw new ReeveError('REEVE_SOURCE', `${folder} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

async function readBelow(root: Root, file: string, maxBytes: number): Promise<FileContent> {
  if (file.split('/').some((name) => SKIPPED.has(name))) return { outcome: 'missing' }
  try {
    const real = await realpath(join(root.path, file))
    if (!real.startsWith(root.real.endsWith(sep) ? root.real : root.real + sep))
      return { outcome: 'unreadable', reason: 'a link that leaves the policy repository' }
    return await readLimited(real, maxBytes)
  } catch (cause) {
    return codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'
      ? { outcome: 'missing' }
      : { outcome: 'unreadable', reason: `not readable (${reasonOf(cause)})` }
  }
}

/** Size and bytes come from one handle, so that a file that grows meanwhile is not read to its new end. */
async function readLimited(path: string, maxBytes: number): Promise<FileContent> {
  if (!(await stat(path)).isFile()) return { outcome: 'unreadable', reason: 'not a file' }
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size > maxBytes) return { outcome: 'tooLarge', size }
    const bytes = new Uint8Array(size)
    let length = 0
    for (let read = -1; read !== 0 && length < size; length += read) read = (await handle.read(bytes, length, size - length)).bytesRead
    return { outcome: 'read', bytes: bytes.subarray(0, length) }
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such file or folder'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    default:
      return codeOf(error) ?? 'an unknown error'
  }
}
