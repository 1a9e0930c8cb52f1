/** Every code has its entry in docs/messages.md, and every example there is what it says. */
import { describe, expect, it } from 'vitest'
import { type ExampleFile, type MessageEntry, readMessageEntries } from '../../scripts/message-entries.ts'
import { runExample } from '../../scripts/run-example.ts'
import { PROBLEMS } from '../../src/planner/problem.ts'
import { ERRORS } from '../../src/reconciler/reeve-error.ts'
import { placesOf } from '../support/policy-folder.ts'

const entries = readMessageEntries()
const ofProblems = [...entries.values()].filter(({ code }) => Object.hasOwn(PROBLEMS, code))
const ofErrors = [...entries.values()].filter(({ code }) => Object.hasOwn(ERRORS, code))

async function said(files: readonly ExampleFile[], { also }: MessageEntry): Promise<string[]> {
  return placesOf((await runExample(files)).filter(({ code }) => !also.includes(code)))
}

describe('messages', () => {
  it('have an entry in scripts/messages for each code, and a code for each entry', () => {
    expect([...entries.keys()].sort()).toEqual([...Object.keys(PROBLEMS), ...Object.keys(ERRORS)].sort())
  })

  it.each(ofProblems)('$code comes from its example, at its place, and nothing else does', async (entry) => {
    expect(await said(entry.example, entry)).toEqual([`${entry.place} ${entry.code}`])
  })

  it.each(ofProblems)('$code is gone when the example is corrected, and nothing else has come', async (entry) => {
    expect(await said([...entry.example, ...entry.fixed], entry)).toEqual([])
  })

  it.each(ofErrors)('$code has an example of its message', ({ code, example }) => {
    expect(example[0]?.content.split('\n')[0]).toBe(`${code}  ${ERRORS[code as keyof typeof ERRORS]}`)
  })
})
