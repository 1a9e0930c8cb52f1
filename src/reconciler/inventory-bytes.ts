/** The bytes of an inventory file or of standard input, unpacked where they are packed. */
import { open } from 'node:fs/promises'
import { Readable, pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { ReeveError } from './reeve-error.ts'

const READ_BYTES = 1 << 20

/** gzip and Zstandard, known by how they begin. */
const PACKINGS = [
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]), unpack: createGunzip },
  { name: 'Zstandard', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), unpack: createZstdDecompress },
] as const

/**
 * Reads to the end, or throws ReeveError: a packed file that is cut off, or whose checksum
 * does not fit, gives an error and never a part of a fleet. `-` is standard input.
 */
export async function* readBytes(file: string, name: string): AsyncGenerator<Buffer> {
  const chunks = readChunks(file === '-' ? process.stdin : readAhead(file), name)
  try {
    const first = await takeFour(chunks)
    const packing = PACKINGS.find(({ magic }) => first.subarray(0, magic.length).equals(magic))
    const bytes = startingWith(first, chunks)
    yield* packing === undefined ? bytes : unpack(bytes, packing, name)
  } finally {
    // Also where nobody reads on: the file is closed.
    await chunks.return(undefined)
  }
}

async function* unpack(packed: AsyncGenerator<Buffer>, packing: (typeof PACKINGS)[number], name: string): AsyncGenerator<Buffer> {
  const unpacked = packing.unpack()
  // Whoever reads `unpacked` gets the error, also one of the source.
  pipeline(Readable.from(packed), unpacked, () => {})
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } catch (cause) {
    if (cause instanceof ReeveError) throw cause
    throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}: the ${packing.name} data is cut off or damaged.`, {
      fix: 'Export or copy the file again.',
      cause,
    })
  }
}

/** Reads on until there are four bytes, or no more. */
async function takeFour(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0)
  while (bytes.length < 4) {
    const next = await chunks.next()
    if (next.done === true) break
    bytes = Buffer.concat([bytes, next.value])
  }
  return bytes
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

/** Reads the next piece while the last one is at work. */
async function* readAhead(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file)
  let next = handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES)
  try {
    for (let read = await next; read.bytesRead > 0; read = await next) {
      next = handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES)
      yield read.buffer.subarray(0, read.bytesRead)
    }
  } finally {
    // Where nobody reads on, a failure of the piece ahead is nobody's concern.
    await next.catch(() => {})
    await handle.close()
  }
}

async function* readChunks(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield chunk
  } catch (cause) {
    throw new ReeveError('REEVE_INVENTORY_UNREADABLE', `${name}: ${readFailure(cause)}.`, { cause })
  }
}

function readFailure(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'this is a folder, not a file'
  if (code === 'EACCES') return 'permission denied'
  return `reading failed (${code})`
}
