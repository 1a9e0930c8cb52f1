/** Policy repositories and inventories on disk, gone when the test ends. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export const NOW = '2026-11-22T08:00:00Z'

/** Writes files into a folder of its own. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

export function commitAll(folder: string): void {
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@contoso.example', '-c', 'commit.gpgsign=false', ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'pipe',
    })
  }
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Say so')
}

export const FLEET = `apiVersion: reeve/v1
kind: Fleet
metadata: {name: contoso}
spec: {provider: {twin: {devices: 60, seed: 1}}}
`

export const LOST = `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: lost}
spec:
  reason: Reported lost
  select: {serialNumber: [SN-1, SN-2]}
  desired: {state: wiped, since: 2026-11-20T00:00:00Z}
`

/** Graph's field names; enrolled long before, seen today. */
export function managedDevice(number: number, fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  return {
    id,
    deviceName: `LAPTOP-${number}`,
    serialNumber: `SN-${number}`,
    operatingSystem: 'Windows',
    osVersion: '10.0.22631.1',
    managedDeviceOwnerType: 'company',
    azureADDeviceId: id.replace(/^0/, '1'),
    joinType: 'azureADRegistered',
    enrolledDateTime: '2025-01-01T00:00:00Z',
    lastSyncDateTime: '2026-11-22T06:00:00Z',
    ...fields,
  }
}

/** A fleet of `count` devices as one JSON value per line. */
export function inventoryOf(devices: readonly unknown[]): string {
  return devices.map((device) => `${JSON.stringify(device)}\n`).join('')
}

export function fleetOf(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => managedDevice(index + 1))
}
