import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DeviceExplanation } from '../../src/planner/explanation.ts'
import { type Answer, reeve } from './command.ts'
import { FLEET, fleetOf, folderOf, inventoryOf, LOST, managedDevice, NOW, writeFiles } from './repository.ts'

/** 400 devices: one per cent of them may be wiped in a pass. */
function repository(devices: readonly unknown[] = fleetOf(400)): string {
  return folderOf({ 'reeve.yaml': FLEET, 'policies/lost.yaml': LOST, 'devices.ndjson': inventoryOf(devices) })
}

function explain(query: string, folder: string, ...options: string[]): Promise<Answer> {
  return reeve(['explain', query, folder, '--inventory', join(folder, 'devices.ndjson'), '--now', NOW, '--taken-at', NOW, ...options])
}

describe('explain', () => {
  it('says the same of a device by its name, serial number or id', async () => {
    const folder = repository()

    const answers = await Promise.all(['LAPTOP-1', 'sn-1', managedDevice(1)['id'] as string].map((query) => explain(query, folder)))

    expect(answers.map(({ exit }) => exit)).toEqual([0, 0, 0])
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1)
    expect(answers[0]?.stdout).toContain('LAPTOP-1: wipe is planned\n  Because serialNumber is SN-1,')
    expect(answers[0]?.stdout).toContain('    yes      serialNumber is SN-1, policies/lost.yaml:6:12\n')
  })

  it('as JSON has a version, and the same answer', async () => {
    const { exit, stdout } = await explain('LAPTOP-1', repository(), '--format', 'json')
    const explanation = JSON.parse(stdout) as DeviceExplanation

    expect(exit).toBe(0)
    expect([explanation.apiVersion, explanation.kind, explanation.formatVersion, explanation.now]).toEqual(['reeve/v1', 'Explanation', '1.0', NOW])
    expect(explanation.outcome).toMatchObject({ kind: 'act', action: 'wipe', status: 'ready', policy: { name: 'lost' } })
  })

  it('finds a device by its user, and lists the devices of a user who has several', async () => {
    const [alice, bob] = ['alice@contoso.com', 'bob@contoso.com']
    const folder = repository([1, 2, 3].map((number) => managedDevice(number, { userPrincipalName: number === 1 ? alice : bob })))

    const [one, several] = [await explain(alice, folder), await explain(bob, folder)]

    expect(one.stdout).toMatch(/^LAPTOP-1: /)
    expect(several.exit).toBe(1)
    expect(several.stderr.replaceAll(/\s+/g, ' ')).toContain(
      '2 devices are called "bob@contoso.com". Name one of them by its id: 00000000-0000-4000-8000-000000000002 (LAPTOP-2, SN-2, windows10);',
    )
  })

  it('does not choose between two devices of one name', async () => {
    const folder = repository()
    writeFiles(folder, { 'devices.ndjson': inventoryOf([managedDevice(1), managedDevice(2, { deviceName: 'LAPTOP-1' })]) })

    const { exit, stdout, stderr } = await explain('LAPTOP-1', folder)

    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
    expect(stderr).toContain('2 devices are called "LAPTOP-1".')
  })

  it('suggests the name that was probably meant', async () => {
    const { exit, stderr } = await explain('LAPTOP-399X', repository())

    expect(exit).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Did you mean LAPTOP-399?')
  })

  it.each([60, 80, 120])('fits %d columns, whatever the names are', async (columns) => {
    const folder = repository([managedDevice(1, { deviceName: 'W'.repeat(200) }), ...fleetOf(200).slice(1)])
    const options = ['--inventory', join(folder, 'devices.ndjson'), '--now', NOW]

    const { stdout } = await reeve(['explain', 'SN-1', folder, ...options, '--no-color'], { columns })

    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([])
  })
})
