/**
 * How text compares in selectors, lists and globs: trimmed and without regard to ASCII case.
 *
 * Only ASCII letters fold. Full Unicode folding would make the Kelvin sign equal to the
 * letter k, and two names that an admin sees as different would select the same device.
 */

// Written as a code point test: a regular expression over control characters reads worse.
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false
  return true
}

export function foldText(text: string): string {
  if (isFolded(text)) return text
  const trimmed = text.trim()
  return isAscii(trimmed) ? trimmed.toLowerCase() : trimmed.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** ASCII without capitals, and nothing to trim: what most ids and addresses are. Costs no new text. */
function isFolded(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false
  }
  return text.length === 0 || (text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20)
}

/** Orders by UTF-16 code unit: the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Whether `pattern` describes the whole of `text`; both folded before.
 *
 * `*` stands for any run of characters, `?` for one. Remembers only the last star, so the
 * time is bounded by the product of the lengths whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p
      resume = t
      p += 1
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1
      t += 1
    } else if (star >= 0) {
      p = star + 1
      resume += 1
      t = resume
    } else return false
  }
  while (p < pattern.length && pattern[p] === '*') p += 1
  return p === pattern.length
}

/** For a message: enough of a text to recognize it by. */
export function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).toWellFormed()}…`
}
