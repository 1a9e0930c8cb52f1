import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSecretReader } from '../../src/reconciler/secret-reader.ts'

describe('a secret by reference', () => {
  it.each([
    ['env:CODE', { found: true, value: '123456' }],
    ['env:NONE', { found: false, because: 'the variable NONE is not set' }],
    ['env:EMPTY', { found: false, because: 'the variable EMPTY is not set' }],
    ['vault:CODE', { found: false, because: '"vault:CODE" is neither env:NAME nor file:PATH' }],
    ['CODE', { found: false, because: '"CODE" is neither env:NAME nor file:PATH' }],
  ])('%s is read from the environment, or said to be missing', async (reference, expected) => {
    const reading = await createSecretReader({ CODE: '123456', EMPTY: '' }).readSecret(reference)

    expect(reading).toEqual(expected)
  })

  it('is read from a file without its last line break', async () => {
    const path = fileWith('123456\n')

    const reading = await createSecretReader({}).readSecret(`file:${path}`)

    expect(reading).toEqual({ found: true, value: '123456' })
  })

  it.each([
    ['', 'is empty'],
    ['1'.repeat(4097), 'is longer than 4096 bytes'],
  ])('in a file that is of no use is not found, and no word of it is repeated', async (text, because) => {
    const path = fileWith(text)

    const reading = await createSecretReader({}).readSecret(`file:${path}`)

    expect(reading).toEqual({ found: false, because: `${path} ${because}` })
  })

  it('in a file that is not there, or in a folder, is not found', async () => {
    const reader = createSecretReader({})

    const readings = [await reader.readSecret('file:/no/such/file'), await reader.readSecret('file:/')]

    expect(readings).toEqual([
      { found: false, because: 'there is no file /no/such/file' },
      { found: false, because: '/ is not a file' },
    ])
  })

  it('in a pipe that nobody writes to is not waited for', async () => {
    const path = `${fileWith('')}.pipe`
    execFileSync('mkfifo', [path])

    expect(await createSecretReader({}).readSecret(`file:${path}`)).toEqual({ found: false, because: `${path} is not a file` })
  })
})

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-secret-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'code')
  writeFileSync(path, text)
  return path
}
