/** What docs/explain.md shows is what the commands in it print. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reeve } from '../cli/command.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/explain.md'), 'utf8')
const examples = [...page.matchAll(/```console\n\$ npx reeve ((?:.*\\\n)*.*)\n([\s\S]*?)```/g)].map(([, command = '', output = '']) => ({
  args: command.split(/\s*\\\n\s*|\s+/).map((argument) => (argument.startsWith('examples/') ? join(root, argument) : argument)),
  output,
}))

describe('the page about explain', () => {
  it('has examples', () => {
    expect(examples.map(({ args }) => args[1])).toEqual(['GRQ-LT-00117', 'BER-LT-00017', 'ANR-MC-00111'])
  })

  it.each(examples)('shows what is printed for $args.1', async ({ args, output }) => {
    expect(await reeve(args)).toEqual({ exit: 0, stdout: output, stderr: '' })
  })

  it('names every field of the JSON', async () => {
    const [first] = examples
    const { stdout } = await reeve([...(first?.args ?? []), '--format', 'json'])

    const fields = Object.keys(JSON.parse(stdout) as Record<string, unknown>)

    expect(fields.filter((field) => !page.includes(`\`${field}`))).toEqual([])
  })
})
