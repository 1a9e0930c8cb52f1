/** The package as somebody gets it who installs it: what is packed is enough, and nothing of this checkout is needed. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const PACKED_FROM = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'bin',
  'src',
  'schemas',
  'scripts',
  'examples',
  'tsconfig.json',
  'tsconfig.build.json',
]

let folder = ''
let project = ''

/** Packed from a copy, so that what is built does not stay in the checkout. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-package-'))
  const [copy, packed] = [join(folder, 'copy'), join(folder, 'packed')]
  project = join(folder, 'project')
  for (const path of [copy, packed, project]) mkdirSync(path)
  for (const path of PACKED_FROM) cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{"private": true}')

  npm(copy, 'pack', '--silent', '--pack-destination', packed)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  npm(project, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(packed, `reeve-${version}.tgz`))
}, 240_000)

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function npm(cwd: string, ...args: readonly string[]): void {
  execFileSync('npm', args, { cwd, stdio: 'pipe' })
}

function reeve(...args: readonly string[]): string {
  const bin = join(project, 'node_modules/reeve/bin/reeve.js')
  return execFileSync(process.execPath, [bin, ...args], { cwd: project, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: tmpdir() } })
}

describe('an installed package', () => {
  it('says which version it is', () => {
    expect(reeve('--version')).toMatch(/^reeve \d+\.\d+\.\d+\n$/)
  })

  it('has what it takes to validate policies, and to say what is wrong with them', () => {
    cpSync(join(root, 'examples/lost-devices'), join(project, 'policies'), { recursive: true })
    const valid = reeve('validate', 'policies')
    writeFileSync(join(project, 'wrong.yaml'), 'apiVersion: reeve/v1\nkind: DevicePolicy\nmetadata: {name: a}\nspec: {resaon: x}\n')

    expect(valid).toMatch(/ documents in policies are valid\.\n$/)
    expect(() => reeve('validate', 'wrong.yaml')).toThrow(expect.objectContaining({ status: 1, stdout: expect.stringContaining('Did you mean "reason"?') }))
  })

  it('tells the whole story', () => {
    expect(reeve('demo')).toContain('✓ no device acted on twice')
  })
})
