// Apple appends the build, or the letter of a security response, in parentheses: "14.2.1 (23C71)".
const VERSION = /^\s*(\d{1,15}(?:\.\d{1,15})*)(?:\s+\(\w{1,20}\))?\s*$/

/**
 * Compares two versions part by part as numbers; a missing part is 0, so "7" equals "7.0".
 *
 * Negative when `a` is the older, 0 when equal, null when either is not a version: what
 * cannot be compared is unknown, and unknown is neither older nor newer.
 */
export function compareVersions(a: string, b: string): number | null {
  const left = parseVersion(a)
  const right = parseVersion(b)
  if (!left || !right) return null

  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function parseVersion(text: string): number[] | null {
  const parts = VERSION.exec(text)?.[1]
  return parts === undefined ? null : parts.split('.').map(Number)
}
