/** The nearest of a few known names, when it is near enough to be meant. */

const LONGEST = 64

export function didYouMean(written: string, known: Iterable<string>): string | null {
  if (written.length > LONGEST) return null
  const folded = written.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= bestDistance) continue
    const distance = editDistance(folded, name.toLowerCase())
    if (distance >= bestDistance) continue
    best = name
    bestDistance = distance
  }
  return best ?? beginningWith(folded, known)
}

/** A name that was cut short, when it can only be one: lastSync, serial. */
function beginningWith(folded: string, known: Iterable<string>): string | null {
  const longer = folded.length < 3 ? [] : [...known].filter((name) => name.toLowerCase().startsWith(folded))
  return longer.length === 1 ? (longer[0] ?? null) : null
}

/** As a fix: `Did you mean "x"?`, or null. */
export function suggestion(written: string, known: Iterable<string>): string | null {
  const name = didYouMean(written, known)
  return name === null ? null : `Did you mean "${name}"?`
}

/** Insertions, deletions, substitutions and swapped neighbours, each counting one. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let distance = Math.min(substituted, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, (before[j - 2] ?? 0) + 1)
      current.push(distance)
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? a.length
}
