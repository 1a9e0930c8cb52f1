/** Bytes to blocks of whole lines, and blocks to text. */
import { isUtf8 } from 'node:buffer'
import { ReeveError } from './reeve-error.ts'

/** One JSON value has to fit into one text; JavaScript's longest has about 536 million characters. */
const LONGEST_VALUE = 400_000_000

const NEWLINE = 0x0a

/** Texts of twice this size are made outside V8's young generation, which costs ten times as much. */
const BLOCK_BYTES = 1 << 16

/** Every block ends with a newline, but for the last one, which may lack it. No line is in two blocks. */
export async function* readLineBlocks(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let pendingBytes = 0

  for await (const chunk of bytes) {
    let start = 0
    for (let end = endOfBlock(chunk, start); end > start; end = endOfBlock(chunk, start)) {
      const block = chunk.subarray(start, end)
      yield pending.length === 0 ? block : Buffer.concat([...pending, block])
      pending = []
      pendingBytes = 0
      start = end
    }
    if (start === chunk.length) continue
    pending.push(chunk.subarray(start))
    pendingBytes += chunk.length - start
    assertFits(pendingBytes, name)
  }
  if (pending.length > 0) yield Buffer.concat(pending)
}

/** After the last newline that makes a block of good size, or else after the first one; `start` where there is none. */
function endOfBlock(chunk: Buffer, start: number): number {
  const last = chunk.lastIndexOf(NEWLINE, Math.min(start + BLOCK_BYTES, chunk.length) - 1)
  return last >= start ? last + 1 : Math.max(chunk.indexOf(NEWLINE, start) + 1, start)
}

export function assertFits(length: number, name: string): void {
  if (length <= LONGEST_VALUE) return
  throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}: holds one JSON value of more than ${LONGEST_VALUE / 1_000_000} MB, which cannot be read at once.`, {
    fix: "Write one device per line instead:\n\n    jq -c '.[]' inventory.json > inventory.ndjson",
  })
}

/** Whole lines as text. A byte that is not UTF-8 is an error: a name with a replaced character would be another name. */
export function decodeLines(block: Buffer, name: string, linesBefore: number): string {
  if (isUtf8(block)) return withoutMark(block, linesBefore).toString('utf8')

  const line = linesBefore + 1 + badLine(block)
  const utf16 = linesBefore === 0 && ((block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff))
  throw new ReeveError('REEVE_INVENTORY_INVALID', `${name}:${line}: ${utf16 ? 'the file is UTF-16, not UTF-8' : 'the line is not UTF-8'}.`, {
    fix: 'Save the file as UTF-8. In Windows PowerShell: Out-File -Encoding utf8',
  })
}

/** The byte order mark that some editors and spreadsheets put before everything else. */
function withoutMark(block: Buffer, linesBefore: number): Buffer {
  return linesBefore === 0 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? block.subarray(3) : block
}

function badLine(block: Buffer): number {
  let line = 0
  for (let at = 0; at < block.length; line++) {
    const end = block.indexOf(NEWLINE, at)
    const stop = end === -1 ? block.length : end
    if (!isUtf8(block.subarray(at, stop))) break
    at = stop + 1
  }
  return line
}
