/** What `reeve validate` found, in the format that was asked for. */
import { formatPlace, isError } from '../planner/problem.ts'
import { type CheckedPath, summarizeChecked } from '../planner/render/checked-path.ts'
import { countOf } from '../planner/render/count.ts'
import { toCodeSpan } from '../planner/render/escape-markdown.ts'
import { escapeText } from '../planner/render/escape-text.ts'
import { countProblems, errorsFirst, renderProblems } from '../planner/render/problems.ts'
import type { Context } from './context.ts'
import type { ReportFormat } from './format.ts'
import { readVersion } from './version.ts'

/** What only a pipeline asks for is loaded when it does. */
export async function renderValidation(checked: readonly CheckedPath[], format: ReportFormat, context: Pick<Context, 'style'>): Promise<string> {
  switch (format) {
    case 'text':
      return renderText(checked, context)
    case 'json':
      return renderJson(checked)
    case 'markdown':
      return renderMarkdown(checked)
    case 'sarif':
      return (await import('../planner/render/sarif.ts')).renderSarif(checked, readVersion().version)
    case 'junit':
      return (await import('../planner/render/junit.ts')).renderJunit(checked)
    case 'github':
      return (await import('../planner/render/github.ts')).renderGithub(checked)
  }
}

function renderText(checked: readonly CheckedPath[], { style }: Pick<Context, 'style'>): string {
  return checked
    .map((path) => {
      const { root, problems } = path
      const painted = style.paint(problems.some(isError) ? 'danger' : 'good', escapeText(summarizeChecked(path)))
      return problems.length === 0 ? painted : `${renderProblems(problems, { root }, style)}\n\n${painted}`
    })
    .join('\n\n')
}

function renderJson(checked: readonly CheckedPath[]): string {
  const problems = checked.flatMap(({ root, problems }) => problems.map((problem) => ({ root, ...problem })))
  const valid = !problems.some(isError)
  return JSON.stringify({ valid, documents: checked.reduce((total, { documents }) => total + documents, 0), problems }, null, 2)
}

function renderMarkdown(checked: readonly CheckedPath[]): string {
  return checked
    .map(({ path, documents, problems }) => {
      const heading = problems.length === 0 ? `${countOf(documents, 'valid document')}` : countProblems(problems)
      const rows = errorsFirst(problems)
        .slice(0, 200)
        .map(
          ({ code, severity, summary, detail, where }) =>
            `| ${severity} | ${code} | ${where === null ? '–' : toCodeSpan(formatPlace(where))} | ${summary}: ${toCodeSpan(detail.slice(0, 200))} |`,
        )
      const table = problems.length === 0 ? [] : ['', '| Severity | Code | Place | What |', '|---|---|---|---|', ...rows]
      return [`## ${toCodeSpan(path)}: ${heading}`, ...table].join('\n')
    })
    .join('\n\n')
}
