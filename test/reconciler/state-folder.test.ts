import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStateFolder, resolveStateFolder } from '../../src/reconciler/state-folder.ts'
import { temporaryFolder } from '../support/state.ts'

const FLEET = 'contoso'

describe('the state folder', () => {
  it('is named by the flag, before the environment', () => {
    const folder = resolveStateFolder({ flag: '/var/lib/a', env: { REEVE_STATE: '/var/lib/b', HOME: '/home/x' }, fleet: FLEET })

    expect(folder).toBe('/var/lib/a')
  })

  it('is named by REEVE_STATE, before the user directory', () => {
    const folder = resolveStateFolder({ env: { REEVE_STATE: '/var/lib/b', HOME: '/home/x' }, fleet: FLEET })

    expect(folder).toBe('/var/lib/b')
  })

  it('is per fleet below XDG_STATE_HOME, which counts only when it is absolute', () => {
    const absolute = resolveStateFolder({ env: { XDG_STATE_HOME: '/state', HOME: '/home/x' }, fleet: FLEET })
    const relative = resolveStateFolder({ env: { XDG_STATE_HOME: 'state', HOME: '/home/x' }, fleet: FLEET })

    expect([absolute, relative]).toEqual(['/state/reeve/contoso', '/home/x/.local/state/reeve/contoso'])
  })

  it('is refused inside a git work tree, however deep', () => {
    const tree = temporaryFolder()
    mkdirSync(join(tree, '.git'))

    const resolve = () => resolveStateFolder({ flag: join(tree, 'not', 'yet', 'there'), env: {}, fleet: FLEET })

    expect(resolve).toThrow(expect.objectContaining({ code: 'REEVE_STATE_FOLDER' }))
  })

  it('is refused inside a linked work tree, whose .git is a file', () => {
    const tree = temporaryFolder()
    writeFileSync(join(tree, '.git'), 'gitdir: /elsewhere')

    const resolve = () => resolveStateFolder({ flag: tree, env: {}, fleet: FLEET })

    expect(resolve).toThrow(expect.objectContaining({ code: 'REEVE_STATE_FOLDER' }))
  })

  it('is refused when a link leads deep into a work tree', () => {
    const tree = temporaryFolder()
    const outside = temporaryFolder()
    mkdirSync(join(tree, '.git'))
    mkdirSync(join(tree, 'deep'))
    symlinkSync(join(tree, 'deep'), join(outside, 'link'))

    const resolve = () => resolveStateFolder({ flag: join(outside, 'link', 'state'), env: {}, fleet: FLEET })

    expect(resolve).toThrow(expect.objectContaining({ code: 'REEVE_STATE_FOLDER' }))
  })

  it('is created for its owner alone', () => {
    const folder = join(temporaryFolder(), 'a', 'b')

    createStateFolder(folder)

    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })
})
