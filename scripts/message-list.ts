/** docs/messages.md: every code a person can meet, with an example, what reeve says to it, and the fix. */
import { type ProblemCode, PROBLEMS } from '../src/planner/problem.ts'
import { renderProblems } from '../src/planner/render/problems.ts'
import { plainStyle } from '../src/planner/render/text-style.ts'
import { type ErrorCode, ERRORS } from '../src/reconciler/reeve-error.ts'
import { type ExampleFile, type MessageEntry, readMessageEntries } from './message-entries.ts'
import { runExample } from './run-example.ts'

export async function listMessages(): Promise<string> {
  const entries = readMessageEntries()
  const problems = Object.entries(PROBLEMS).map(([code, { severity, summary }]) => `| ${linked(code)} | ${severity} | ${summary} |`)
  const errors = Object.entries(ERRORS).map(([code, summary]) => `| ${linked(code)} | ${summary} |`)
  const sections: string[] = []
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    const entry = entries.get(code)
    if (entry) sections.push(await problemSection(code, entry))
  }
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const entry = entries.get(code)
    if (entry) sections.push(errorSection(code, entry))
  }
  return `# Messages

A code never changes its meaning, and its summary is the same each time, so that messages can be counted. What varies stands
below the summary: what exactly, where, and what to do. This page is written by \`npm run generate\` from \`scripts/messages/\`;
what reeve says in it is what reeve said when the page was made.

## Problems in a policy repository

\`reeve validate\` and every command that reads policies report all of them at once, with file, line and column. With an error
among them nothing is planned; a warning stops nothing.

| code | severity | summary |
|---|---|---|
${problems.join('\n')}

## Errors of a command

| code | summary |
|---|---|
${errors.join('\n')}

## Each of them

The examples are whole repositories, and it is 2026-11-22 in them. \`{{…}}\` stands for what cannot be printed: a character by
its number, bytes, or a text that is repeated.

${sections.join('\n')}`
}

function linked(code: string): string {
  return `[\`${code}\`](#${code.toLowerCase()})`
}

async function problemSection(code: ProblemCode, entry: MessageEntry): Promise<string> {
  const { severity, summary } = PROBLEMS[code]
  const [first] = (await runExample(entry.example)).filter((found) => found.code === code)
  const said = first ? renderProblems([first], { root: '.' }, plainStyle(100)) : ''
  return `### \`${code}\`

**${summary}** (${severity}). ${entry.why}

${entry.example.map(showFile).join('\n')}
\`\`\`text
${said}
\`\`\`

${entry.fix}

${entry.fixed.map(showFile).join('\n')}`
}

function errorSection(code: ErrorCode, entry: MessageEntry): string {
  return `### \`${code}\`

**${ERRORS[code]}.** ${entry.why}

${entry.example.map(showFile).join('\n')}
${entry.fix}
`
}

function showFile({ language, path, content }: ExampleFile): string {
  if (language === 'gone') return `Without \`${path}\`.\n`
  if (language === 'link') return `\`${path}\` is a symbolic link to \`${content.trim()}\`.\n`
  return `${path === '' ? '' : `\`${path}\`:\n\n`}\`\`\`${language}\n${content}\`\`\`\n`
}

/** src/planner/render/problem-help.generated.ts: the words of the page that machines pass on. */
export function generateProblemHelp(): string {
  const entries = readMessageEntries()
  const rows = Object.keys(PROBLEMS).map((code) => {
    const { why, fix } = entries.get(code) ?? { why: '', fix: '' }
    return `  ${code}: ${JSON.stringify({ why, fix })},`
  })
  return `// Generated from scripts/messages/ by scripts/generate.ts. Do not edit.
import type { ProblemCode } from '../problem.ts'

export const PROBLEM_HELP: Readonly<Record<ProblemCode, { readonly why: string; readonly fix: string }>> = {
${rows.join('\n')}
}
`
}
