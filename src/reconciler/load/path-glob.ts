/**
 * Globs over paths: `*` and `?` within a name, `**` over any number of folders, `{a,b}`.
 *
 * Own code because the platform's path.matchesGlob backtracks: `*a*a*a…b` keeps it busy for
 * minutes. Here a name costs at most the product of the lengths, and a path the product of
 * the numbers of its parts. A name that starts with a dot is only matched by a dot.
 */
import { matchesGlob } from '../../planner/text.ts'
import { LIMITS } from './limits.ts'

/** null when the braces stand for too many patterns, or do not pair. */
export function compileGlob(glob: string): ((path: string) => boolean) | null {
  const patterns = expandBraces(glob)
  if (patterns === null) return null
  const parts = patterns.map((pattern) => pattern.split('/').filter((part) => part !== '.'))
  return (path) => {
    const names = path.split('/')
    return parts.some((pattern) => matchesParts(pattern, names))
  }
}

function expandBraces(glob: string): string[] | null {
  const patterns: string[] = []
  const pending = [glob]
  for (let pattern = pending.pop(); pattern !== undefined; pattern = pending.pop()) {
    // The innermost pair first, so that nested braces need no rule of their own.
    const close = pattern.indexOf('}')
    const open = close === -1 ? pattern.indexOf('{') : pattern.lastIndexOf('{', close)
    if (close === -1 && open === -1) patterns.push(pattern)
    else if (close === -1 || open === -1) return null
    else for (const choice of pattern.slice(open + 1, close).split(',')) pending.push(pattern.slice(0, open) + choice + pattern.slice(close + 1))
    if (patterns.length + pending.length > LIMITS.globAlternatives) return null
  }
  return patterns
}

/** Row by row: after each part of the pattern, which numbers of names it can have used up. */
function matchesParts(pattern: readonly string[], names: readonly string[]): boolean {
  let reached: boolean[] = Array.from({ length: names.length + 1 }, (_, used) => used === 0)
  for (const part of pattern) {
    const next: boolean[] = Array.from({ length: names.length + 1 }, () => false)
    for (let used = 0; used <= names.length; used++) {
      const name = names[used - 1]
      if (part === '**') next[used] = reached[used] === true || (next[used - 1] === true && name !== undefined && !name.startsWith('.'))
      else next[used] = reached[used - 1] === true && name !== undefined && matchesName(part, name)
    }
    reached = next
  }
  return reached[names.length] === true
}

function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  return matchesGlob(pattern, name)
}
