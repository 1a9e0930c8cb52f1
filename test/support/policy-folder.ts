/** Policy repositories on disk, in a temporary folder that goes with the test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { formatPlace, type Problem } from '../../src/planner/problem.ts'
import type { Repository } from '../../src/planner/repository.ts'
import { loadRepository } from '../../src/reconciler/load.ts'
import { openFolder } from '../../src/reconciler/sources/folder.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

export function policyFolder(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-policies-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

export async function loadFiles(files: Files): Promise<Repository> {
  return loadRepository(await openFolder(policyFolder(files)))
}

/** `file:line:column CODE` of every problem, in the order in which they are reported. */
export async function problemsIn(files: Files): Promise<string[]> {
  return placesOf((await loadFiles(files)).problems)
}

export function placesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ code, where }) => `${where ? formatPlace(where) : 'nowhere'} ${code}`)
}

export const FLEET = `apiVersion: reeve/v1
kind: Fleet
metadata: {name: contoso}
`

export function fleetWith(...globs: readonly string[]): string {
  return `${FLEET}spec:\n  policies:\n${globs.map((glob) => `    - "${glob}"\n`).join('')}`
}

export function policyNamed(name: string, select = '{serialNumber: [C02XK1]}'): string {
  return `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: ${name}}
spec:
  reason: Reported lost
  select: ${select}
  desired: {state: retired}
`
}
