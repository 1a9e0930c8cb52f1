import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reeve } from './command.ts'
import { folderOf } from './repository.ts'

const BIN = join(import.meta.dirname, '../../bin/reeve.js')

function explainIn(folder: string, ...args: string[]): string {
  return execFileSync(process.execPath, [BIN, 'explain', 'action', ...args], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } })
}

describe('explain action', () => {
  it('shows both profiles side by side where no fleet says which', async () => {
    const { exit, stdout } = await reeve(['explain', 'action', 'delete'])

    expect(exit).toBe(0)
    expect(stdout).toMatch(/PLATFORM +INTUNE-2018 +INTUNE-2026/)
  })

  it('does so as JSON too', async () => {
    const { stdout } = await reeve(['explain', 'action', 'delete', '--format', 'json'])

    const { profiles, platforms } = JSON.parse(stdout) as { profiles: string[]; platforms: { platform: string; answers: Record<string, unknown> }[] }
    expect(profiles).toEqual(['intune-2018', 'intune-2026'])
    expect(platforms.find(({ platform }) => platform === 'androidKiosk')?.answers['intune-2026']).toBeNull()
  })

  it.each(['intune-2018', 'intune-2026'])('shows what %s says where it is named', async (profile) => {
    const { stdout } = await reeve(['explain', 'action', 'delete', '--profile', profile])

    expect(stdout).toMatch(new RegExp(`^delete on every platform, by ${profile}`))
  })

  it('describes a platform by each profile that has it', async () => {
    const headings = async (platform: string): Promise<string[]> => {
      const { stdout } = await reeve(['explain', 'action', 'delete', '--platform', platform])
      return stdout.split('\n').filter((line) => line.startsWith('delete on'))
    }

    expect([await headings('androidAosp'), await headings('ios')]).toEqual([
      ['delete on Android Open Source Project (AOSP), by intune-2026: cannot be undone'],
      ['delete on iOS, by intune-2018: cannot be undone', 'delete on iOS and iPadOS, by intune-2026: cannot be undone'],
    ])
  })

  it.each([
    ['{profile: intune-2026}', 'delete on every platform, by intune-2026: cannot be undone'],
    ['{}', 'delete on every platform, by intune-2018: cannot be undone'],
  ])('goes by the fleet around: %s', (spec, heading) => {
    const folder = folderOf({
      'reeve.yaml': `apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: ${spec}\n`,
      'policies/keep.yaml':
        'apiVersion: reeve/v1\nkind: DevicePolicy\nmetadata: {name: keep}\nspec: {reason: r, select: {platform: ios}, desired: {state: managed}}\n',
    })

    const text = explainIn(join(folder, 'policies'), 'delete')

    expect(text.split('\n')[0]).toBe(heading)
  })

  it.each([
    ['disableUser', 'disableUser on an account, by intune-2018 and intune-2026: can be undone'],
    ['deleteUser', 'deleteUser on an account, by intune-2018 and intune-2026: can be recovered'],
    ['setCleanupRule', 'setCleanupRule on the tenant, by intune-2018 and intune-2026: can be undone'],
  ])('describes %s, which is not about a device, side by side', async (action, heading) => {
    const { exit, stdout } = await reeve(['explain', 'action', action])

    expect([exit, stdout.split('\n')[0]]).toEqual([0, heading])
    expect(stdout).toMatch(/ABOUT +INTUNE-2018 +INTUNE-2026/)
  })

  it('describes it by one profile, with the passages', async () => {
    const { stdout } = await reeve(['explain', 'action', 'deleteUser', '--profile', 'intune-2026'])

    expect(stdout).toMatch(/^deleteUser on an account, by intune-2026: can be recovered\n/)
    expect(stdout).toContain('Sources\n  Remove devices (Intune docs, 2018-05-10), introduction, note\n')
  })

  it('has the days of a rule of the tenant in JSON', async () => {
    const { stdout } = await reeve(['explain', 'action', 'setCleanupRule', '--format', 'json'])

    const described = JSON.parse(stdout) as { profile: string; thresholdDays: { min: number; max: number } }[]
    expect(described.map(({ profile, thresholdDays: { min, max } }) => [profile, min, max])).toEqual([
      ['intune-2018', 90, 270],
      ['intune-2026', 30, 270],
    ])
  })

  it('refuses a platform for what is not done to a device', async () => {
    expect((await reeve(['explain', 'action', 'deleteUser', '--platform', 'ios'])).exit).toBe(64)
  })
})
