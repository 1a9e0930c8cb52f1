import { describe, expect, it } from 'vitest'
import { compileGlob } from '../../../src/reconciler/load/path-glob.ts'

function matched(glob: string, ...paths: readonly string[]): readonly string[] {
  const matches = compileGlob(glob)
  return matches ? paths.filter(matches) : ['not a glob']
}

describe('a glob over paths', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['policies/*.yaml', ['policies/a.yaml'], ['policies/.yaml', 'policies/a.yml', 'policies/a/b.yaml', 'a.yaml', 'policies/A.YAML']],
    ['policies/**/*.yaml', ['policies/a.yaml', 'policies/a/b/c.yaml'], ['policies.yaml', 'x/policies/a.yaml']],
    ['policies/**', ['policies/a.yaml', 'policies/a/b'], ['a/policies/b']],
    ['**', ['a', 'a/b/c'], []],
    ['**/lost.yaml', ['lost.yaml', 'a/b/lost.yaml'], ['a/lost.yml']],
    ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c', 'a/b/b/c'], ['a/c', 'a/b']],
    ['a?c.yaml', ['abc.yaml'], ['ac.yaml', 'a/c.yaml']],
    ['{lost,silent}/*.{yaml,yml}', ['lost/a.yaml', 'silent/a.yml'], ['other/a.yaml', 'lost/a.json']],
    ['{a,b{c,d}}/x', ['a/x', 'bc/x', 'bd/x'], ['b/x', 'c/x']],
    ['{a/b,c}/x', ['a/b/x', 'c/x'], ['a/x']],
    ['a{,.old}.yaml', ['a.yaml', 'a.old.yaml'], ['a.new.yaml']],
    ['./policies/a.yaml', ['policies/a.yaml'], []],
    ['[ab].yaml', ['[ab].yaml'], ['a.yaml']],
    ['!a.yaml', ['!a.yaml'], ['b.yaml']],
    ['a+(b).yaml', ['a+(b).yaml'], ['abb.yaml']],
  ])('%s matches %j and not %j', (glob, inside, outside) => {
    expect(matched(glob, ...inside, ...outside)).toEqual(inside)
  })

  it('matches a name with a dot in front only with a dot in front', () => {
    expect(matched('**/*.yaml', '.hidden/a.yaml', 'a/.b.yaml', 'a/b.yaml')).toEqual(['a/b.yaml'])
    expect(matched('.hidden/*', '.hidden/a', '.hidden/.b')).toEqual(['.hidden/a'])
  })

  it.each(['{a', 'a}', '{a,b}}', '{{a,b}'])('%s is none, because its braces do not pair', (glob) => {
    expect(compileGlob(glob)).toBeNull()
  })

  it('stands for at most 256 patterns', () => {
    expect(compileGlob('{a,b}'.repeat(8))).not.toBeNull()
    expect(compileGlob('{a,b}'.repeat(9))).toBeNull()
  })

  it('never takes long, where a backtracking matcher would take years', () => {
    const began = performance.now()

    expect(matched(`${'*a'.repeat(300)}b`, 'a'.repeat(255))).toEqual([])
    expect(matched(`${'**/a/'.repeat(100)}b`, `${'a/'.repeat(500)}c`)).toEqual([])
    expect(performance.now() - began).toBeLessThan(15_000)
  })
})
