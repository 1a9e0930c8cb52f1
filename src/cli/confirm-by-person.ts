/** The question before anything is done without a saved plan: asked on a terminal, answered with a number that nobody types by habit. */
import type { Plan } from '../planner/documents.generated.ts'
import { countOf } from '../planner/render/count.ts'
import type { Context } from './context.ts'

export type Decision = 'agreed' | 'declined' | 'interrupted'

/** Whether the person typed how many actions cannot be undone; where all can be, `yes` is enough. */
export async function confirmByPerson({ actions }: Plan, { streams, signal }: Context): Promise<Decision> {
  const ready = actions.filter(({ status }) => status === 'ready')
  const irreversible = ready.filter(({ risk }) => risk === 'irreversible').length
  const expected = irreversible > 0 ? String(irreversible) : 'yes'
  const question =
    irreversible > 0
      ? `${countOf(irreversible, 'action')} of this plan cannot be undone. Type that number to apply it: `
      : `Type yes to apply ${countOf(ready.length, 'action')}, all of which can be undone: `

  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: streams.stdin, output: streams.stderr })
  // On a terminal the keys come to the prompt: without a listener Ctrl-C would be the end of the input, which is a no.
  const interrupted = new Promise<null>((resolve) => {
    prompt.once('SIGINT', () => resolve(null))
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
  const closed = new Promise<''>((resolve) => prompt.once('close', () => resolve('')))
  try {
    const typed = await Promise.race([prompt.question(question), closed, interrupted])
    // Nobody has ended the line of the question.
    if (typed === null || typed === '') streams.stderr.write('\n')
    if (typed === null) return 'interrupted'
    return typed.trim() === expected ? 'agreed' : 'declined'
  } finally {
    prompt.close()
  }
}
