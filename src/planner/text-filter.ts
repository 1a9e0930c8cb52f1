/**
 * Quick answers about a text that is not folded yet: no is sure, yes is not.
 *
 * Of 100,000 devices a condition is true for a handful. Folding makes a new text, which costs more than everything
 * else about the others; these look at the letters as they stand.
 */

/** Whether the folded text may be one of `folded`. */
export function mayBeAmong(folded: Iterable<string>): (text: string) => boolean {
  const hashes = new Set<number>()
  for (const value of folded) hashes.add(hashFolded(value))
  return (text) => hashes.has(hashFolded(text))
}

/** Whether the folded text may match the folded `pattern`: by what the pattern begins with. */
export function mayMatchGlob(pattern: string): (text: string) => boolean {
  const prefix = pattern.slice(0, pattern.search(/[*?]|$/))
  return (text) => {
    const first = text.charCodeAt(0)
    // What may be trimmed away says nothing about what follows.
    if (!(first > 0x20 && first < 0x7f)) return true
    for (let at = 0; at < prefix.length; at += 1) if (foldCode(text.charCodeAt(at)) !== prefix.charCodeAt(at)) return false
    return true
  }
}

/** Texts that fold alike hash alike: only what can neither be trimmed nor change otherwise than from capital to small counts. */
export function hashFolded(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 0x20 && code < 0x7f) hash = (Math.imul(hash, 31) + foldCode(code)) | 0
  }
  return hash ^ (hash >>> 15)
}

function foldCode(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code
}
