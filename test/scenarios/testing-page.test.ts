/** What docs/testing.md shows is what its commands print, with the files that it shows. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policyFolder } from '../support/policy-folder.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/testing.md'), 'utf8')
const files = Object.fromEntries([...page.matchAll(/```yaml (\S+)\n([\s\S]*?)```/g)].map(([, path = '', content = '']) => [path, content]))
const outputs = [...page.matchAll(/```console\n\$ npx reeve (.*)\n([\s\S]*?)```/g)].map(([, command = '', output = '']) => ({ command, output }))
const [failing, covered] = outputs

async function reeveIn(folder: string, command: string): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'bin/reeve.js'), ...command.split(' ')], { cwd: folder, env: { PATH: process.env.PATH ?? '' } }, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout }),
    )
  })
}

describe('the page about tests', () => {
  it('shows what is printed for a test that fails', async () => {
    const folder = policyFolder(files)

    expect(await reeveIn(folder, failing?.command ?? '')).toEqual({ code: 1, stdout: failing?.output })
  })

  it('shows what is printed for its coverage, once the wrong expectation is gone', async () => {
    const right = files['tests/lost.test.yaml']?.replace('    - {device: PRIVATE, action: retire}\n', '') ?? ''
    const folder = policyFolder({ ...files, 'tests/lost.test.yaml': right })

    expect(await reeveIn(folder, covered?.command ?? '')).toEqual({ code: 0, stdout: covered?.output })
  })

  it('names every field of the JSON', async () => {
    const { stdout } = await reeveIn(policyFolder(files), 'test --format json')
    const { tests, coverage, ...rest } = JSON.parse(stdout) as { tests: { failures: object[] }[]; coverage: object }
    const fields = [...Object.keys(rest), ...Object.keys(tests[0] ?? {}), ...Object.keys(tests[0]?.failures[0] ?? {}), ...Object.keys(coverage)]

    expect(fields.filter((field) => !['apiVersion', 'kind', 'formatVersion'].includes(field) && !page.includes(`\`${field}\``))).toEqual([])
  })
})
