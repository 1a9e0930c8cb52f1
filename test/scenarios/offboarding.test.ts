/** People who leave: real processes against a real tenant over HTTP, until the accounts are gone that can be. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/planner/documents.generated.ts'
import { judge } from '../../src/twin/ledger.ts'
import { startTwin, type Twin } from '../../src/twin/server.ts'

const bin = join(import.meta.dirname, '../../bin/reeve.js')
const SVEN = 'sven.aalbers161@twin.example'
/** Two of this one's devices have not been on for half a year. */
const DAAN = 'daan.lindqvist36@twin.example'

let folder = ''
let twin: Twin

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-offboarding-'))
  twin = await startTwin({ devices: 500, seed: 1, start: new Date('2026-11-22T12:00:00Z'), clock: { mode: 'stepped' } })
})

afterEach(async () => {
  await twin.close()
  rmSync(folder, { recursive: true, force: true })
})

function reeve(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], HOME: homedir(), TMPDIR: folder, REEVE_TWIN_URL: twin.url, REEVE_STATE: join(folder, 'state') }
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
  return new Promise((done) => child.once('close', (code) => done({ code, ...text })))
}

function writeRepository(): void {
  mkdirSync(join(folder, 'policies'))
  mkdirSync(join(folder, 'lists'))
  const head = (kind: string, name: string): string => `apiVersion: reeve/v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`
  writeFileSync(join(folder, 'reeve.yaml'), `${head('Fleet', 'contoso')}spec: {provider: {twin: {}}}\n`)
  writeFileSync(join(folder, 'policies/limits.yaml'), `${head('Guardrails', 'contoso')}spec: {limits: {wipe: {perPass: {percent: 3}}}}\n`)
  writeFileSync(join(folder, 'lists/leavers.csv'), `upn\n${SVEN}\n${DAAN}\n`)
  writeFileSync(
    join(folder, 'policies/leavers.yaml'),
    `${head('UserOffboarding', 'leavers')}spec:
  reason: Left the company
  users: {file: lists/leavers.csv, column: upn}
  devices: {company: [wipe, retire], personal: retire}
  user: deleted
`,
  )
}

function accepted(): string[] {
  return twin.ledger().flatMap((event) => (event.kind === 'accepted' ? [event.action] : []))
}

describe('people who leave', () => {
  it('lose their devices first and their accounts last, and one whose device is silent keeps the account', async () => {
    writeRepository()

    const planned = JSON.parse((await reeve('plan', '--format', 'json')).stdout) as Plan
    const first = await reeve('apply', '--yes')
    const again = await reeve('apply', '--yes')
    const sentFirst = accepted()
    twin.advance(3 * 86_400)
    const later = await reeve('apply', '--yes')
    const last = JSON.parse((await reeve('plan', '--format', 'json')).stdout) as Plan
    const status = await reeve('status', '--format', 'json')
    const verified = await reeve('audit', 'verify')

    expect(planned.blocked.map(({ action, code, user }) => `${code} ${action} ${user?.userPrincipalName}`).sort()).toEqual([
      `userHeldUp deleteUser ${DAAN}`,
      `userHeldUp deleteUser ${SVEN}`,
    ])
    expect([first.code, again.code, later.code, verified.code], first.stderr + again.stderr + later.stderr).toEqual([0, 0, 0, 0])
    expect(sentFirst).not.toContain('deleteUser')
    expect(accepted().slice(sentFirst.length)).toEqual(['deleteUser'])
    expect(judge(twin.ledger())).toEqual([])
    expect(last.blocked.map(({ code, user }) => `${code} ${user?.userPrincipalName}`)).toEqual([`userHeldUp ${DAAN}`])
    expect(last.actions).toEqual([])
    expect((JSON.parse(status.stdout) as { unknown: unknown[] }).unknown).toEqual([])
  })
})
