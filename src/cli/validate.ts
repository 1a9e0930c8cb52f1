/** `reeve validate`: loads and checks everything, and changes nothing. */
import { buildDesiredState } from '../planner/desired.ts'
import { formatPlace, isError, type Problem } from '../planner/problem.ts'
import { countOf } from '../planner/render/count.ts'
import { toCodeSpan } from '../planner/render/escape-markdown.ts'
import { countProblems, renderProblems } from '../planner/render/problems.ts'
import { systemClock } from '../reconciler/clock.ts'
import { loadRepository } from '../reconciler/load.ts'
import { listReferences } from '../reconciler/load/list-references.ts'
import { answer, type Context } from './context.ts'
import type { Exit } from './exit-codes.ts'
import type { Format } from './format.ts'
import { type FileOfRepository, findRepositoryAround } from './file-of-repository.ts'
import { rootOf } from './load-policies.ts'
import { openPolicySource } from './wiring.ts'

interface Checked {
  readonly path: string
  readonly root: string
  readonly documents: number
  readonly problems: readonly Problem[]
}

/** Each path is a policy repository of its own, or a file of the repository around it. Warnings alone are not an error. */
export async function validate(paths: readonly string[], { format }: { readonly format: Format }, context: Context): Promise<Exit> {
  const checked: Checked[] = []
  for (const path of paths.length === 0 ? ['.'] : paths) checked.push(await check(path))

  answer(context, RENDER[format](checked, context))
  return checked.some(({ problems }) => problems.some(isError)) ? 'error' : 'done'
}

async function check(path: string): Promise<Checked> {
  const within = findRepositoryAround(path)
  const inItsPlace = within === null ? null : await checkWithin(path, within)
  if (inItsPlace) return inItsPlace

  const repository = await loadRepository(await openPolicySource(path, null))
  const { problems } = buildDesiredState(repository, systemClock.now())
  return { path, root: rootOf(path), documents: repository.documents.length, problems }
}

/** One file of a repository, with the lists where the repository has them. null when the repository does not read it. */
async function checkWithin(path: string, { root, file }: FileOfRepository): Promise<Checked | null> {
  const repository = await loadRepository(await openPolicySource(root, null))
  const { problems } = buildDesiredState(repository, systemClock.now())
  const documents = repository.documents.filter((read) => read.file === file)
  const named = new Set([
    file,
    ...documents.flatMap(({ document, places }) => listReferences({ tree: { value: document, places }, file }).map((list) => list.path)),
  ])
  const about = problems.filter(({ where }) => where !== null && named.has(where.file))
  return repository.files.includes(file) || about.length > 0 ? { path, root, documents: documents.length, problems: about } : null
}

const RENDER: Readonly<Record<Format, (checked: readonly Checked[], context: Context) => string>> = {
  text: (checked, { style }) =>
    checked
      .map(({ path, root, documents, problems }) => {
        const counted = countProblems(problems)
        const valid = !problems.some(isError)
        const summary = valid
          ? `${countOf(documents, 'document')} in ${path} ${documents === 1 ? 'is' : 'are'} valid${counted === '' ? '' : `, with ${counted}`}.`
          : `${counted} in ${path}.`
        const painted = style.paint(valid ? 'good' : 'danger', summary)
        return problems.length === 0 ? painted : `${renderProblems(problems, { root }, style)}\n\n${painted}`
      })
      .join('\n\n'),

  json: (checked) => {
    const problems = checked.flatMap(({ root, problems }) => problems.map((problem) => ({ root, ...problem })))
    const valid = !problems.some(isError)
    return JSON.stringify({ valid, documents: checked.reduce((total, { documents }) => total + documents, 0), problems }, null, 2)
  },

  markdown: (checked) =>
    checked
      .map(({ path, documents, problems }) => {
        const heading = problems.length === 0 ? `${countOf(documents, 'valid document')}` : countProblems(problems)
        const rows = problems
          .slice(0, 200)
          .map(
            ({ code, severity, summary, detail, where }) =>
              `| ${severity} | ${code} | ${where === null ? '–' : toCodeSpan(formatPlace(where))} | ${summary}: ${toCodeSpan(detail.slice(0, 200))} |`,
          )
        const table = problems.length === 0 ? [] : ['', '| Severity | Code | Place | What |', '|---|---|---|---|', ...rows]
        return [`## ${toCodeSpan(path)}: ${heading}`, ...table].join('\n')
      })
      .join('\n\n'),
}
