/**
 * Problems as commands to the runner of GitHub Actions, which shows them beside the line.
 *
 * A command is one line; what could end it, or one of its properties, is written as the runner
 * decodes it (actions/toolkit, packages/core/src/command.ts).
 */
import type { Problem } from '../problem.ts'
import { annotatedFile, type CheckedPath, summarizeChecked } from './checked-path.ts'
import { escapeLines, escapeText } from './escape-text.ts'
import { errorsFirst } from './problems.ts'

/** Errors first: the runner shows only the first ten of a step. */
export function renderGithub(checked: readonly CheckedPath[]): string {
  return checked.flatMap((path) => [...errorsFirst(path.problems).map((problem) => annotation(path, problem)), escapeText(summarizeChecked(path))]).join('\n')
}

function annotation(path: CheckedPath, { code, severity, summary, detail, where, fix }: Problem): string {
  const place = where ? [`file=${property(annotatedFile(path, where.file))}`, `line=${where.line}`, `col=${where.column}`] : []
  const message = [detail, ...(fix === null ? [] : [fix])].join('\n')
  return `::${severity} ${[...place, `title=${property(`${code}: ${summary}`)}`].join(',')}::${data(escapeLines(message).join('\n'))}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** Line breaks of a file's name stay what they are, so that the file is found; other control characters become visible. */
function property(text: string): string {
  const inert = text
    .split(/([\r\n])/)
    .map((part) => (/[\r\n]/.test(part) ? part : escapeText(part)))
    .join('')
  return data(inert).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
