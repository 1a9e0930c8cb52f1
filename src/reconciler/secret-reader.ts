/**
 * Secrets by reference: from a variable of the environment or from a file, read at the moment
 * of use and kept nowhere.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { SecretReader, SecretReading } from './provider.ts'

/** No secret is longer; a reference to a device or a log file must not be read for ever. */
const MAX_BYTES = 4096

export function createSecretReader(environment: Readonly<Record<string, string | undefined>>): SecretReader {
  return {
    readSecret: async (reference) => {
      const name = /^env:(.+)$/.exec(reference)?.[1]
      if (name !== undefined) return nonEmpty(environment[name], `the variable ${name} is not set`)
      const path = /^file:(.+)$/.exec(reference)?.[1]
      if (path !== undefined) return readFrom(path)
      return { found: false, because: `"${reference}" is neither env:NAME nor file:PATH` }
    },
  }
}

async function readFrom(path: string): Promise<SecretReading> {
  try {
    // A pipe without a writer would be waited for, after the intent of a wipe was written down.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if (!(await file.stat()).isFile()) return { found: false, because: `${path} is not a file` }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0)
    if (bytesRead > MAX_BYTES) return { found: false, because: `${path} is longer than ${MAX_BYTES} bytes` }
    return nonEmpty(buffer.toString('utf8', 0, bytesRead).replace(/\r?\n$/, ''), `${path} is empty`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    return { found: false, because: code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})` }
  }
}

function nonEmpty(value: string | undefined, because: string): SecretReading {
  return value === undefined || value === '' ? { found: false, because } : { found: true, value }
}
