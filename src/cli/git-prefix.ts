/** Where a folder lies in its git work tree: annotations are looked for from there. */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** With forward slashes and empty for the root itself; from the current folder outside of git, and absolute outside of both. */
export function gitPrefix(folder: string): string {
  const absolute = resolve(folder)
  const within = relative(workTreeAround(absolute) ?? resolve('.'), absolute)
  const outside = within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within)
  return (outside ? absolute : within).split(sep).join('/')
}

function workTreeAround(absolute: string): string | null {
  for (let folder = absolute; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return null
  }
}
