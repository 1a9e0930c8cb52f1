/** The question before anything is done without a saved plan: asked on a terminal, answered with a number that nobody types by habit. */
import type { Plan } from '../planner/documents.generated.ts'
import { countOf } from '../planner/render/count.ts'
import type { Context } from './context.ts'

/** Whether the person typed how many actions cannot be undone; where all can be, `yes` is enough. */
export async function confirmByPerson({ actions }: Plan, { streams, signal }: Context): Promise<boolean> {
  const ready = actions.filter(({ status }) => status === 'ready')
  const irreversible = ready.filter(({ risk }) => risk === 'irreversible').length
  const expected = irreversible > 0 ? String(irreversible) : 'yes'
  const question =
    irreversible > 0
      ? `${countOf(irreversible, 'action')} of this plan cannot be undone. Type that number to apply it: `
      : `Type yes to apply ${countOf(ready.length, 'action')}, all of which can be undone: `

  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: streams.stdin, output: streams.stderr })
  try {
    // The end of the input, without an answer, is a no.
    const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')))
    return (await Promise.race([prompt.question(question, { signal }), closed])).trim() === expected
  } finally {
    prompt.close()
  }
}
