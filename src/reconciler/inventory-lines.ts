/** Bytes to blocks of whole lines, and blocks to text. */
import { isUtf8 } from 'node:buffer'
import { ReeveError } from './reeve-error.ts'

/** One JSON value has to fit into one text; JavaScript's longest has about 536 million characters. */
export const LONGEST_VALUE = 400_000_000

const NEWLINE = 0x0a

/** Every block ends with a newline, but for the last one, which may lack it. No line is in two blocks. */
export async function* readLineBlocks(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let pendingBytes = 0

  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      yield pending.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...pending, chunk.subarray(0, end)])
      pending = []
      pendingBytes = 0
    }
    if (end < chunk.length) {
      pending.push(chunk.subarray(end))
      pendingBytes += chunk.length - end
    }
    assertFits(pendingBytes, name)
  }
  if (pending.length > 0) yield Buffer.concat(pending)
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
