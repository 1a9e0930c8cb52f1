/** docs/messages.md: every code a person can meet, from the two lists in the source. */
import { PROBLEMS } from '../src/planner/problem.ts'
import { ERRORS } from '../src/reconciler/reeve-error.ts'

export function listMessages(): string {
  const problems = Object.entries(PROBLEMS).map(([code, { severity, summary }]) => `| \`${code}\` | ${severity} | ${summary} |`)
  const errors = Object.entries(ERRORS).map(([code, summary]) => `| \`${code}\` | ${summary} |`)
  return `# Messages

A code never changes its meaning, and its summary is the same each time, so that messages can be counted. What varies stands
below the summary: what exactly, where, and what to do. This page is written by \`npm run generate\`.

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
`
}
