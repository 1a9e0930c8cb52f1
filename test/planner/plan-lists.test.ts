/** Which list files a plan was made from, and which line of one selected a device. */
import { describe, expect, it } from 'vitest'
import { listsThatChanged } from '../../src/cli/apply-saved.ts'
import { buildDesiredState } from '../../src/planner/desired.ts'
import { assemblePlan } from '../../src/planner/plan.ts'
import { renderPlanJson } from '../../src/planner/render/json.ts'
import { crowd, device, devicePolicy, inventory, listFile, NOON, plan, planInput, ZERO_DIGEST } from '../support/planning.ts'
import { loadFiles } from '../support/policy-folder.ts'

const retire = devicePolicy('lost', { select: { serialNumber: { in: { file: 'lists/lost.csv', column: 'serial' } } }, desired: { state: 'retired' } })
const keep = devicePolicy('held', {
  select: { serialNumber: { in: { file: 'lists/held.csv', column: 'serial' } } },
  desired: { state: 'managed' },
  priority: 200,
})

describe('the lists of a plan', () => {
  it('are every one that a document names, sorted by file, each with its digest and its entries', () => {
    const lists = [listFile('lists/lost.csv', ['serial'], [['S1'], ['S2']]), listFile('lists/held.csv', ['serial'], [['S3']])]

    const { source } = plan({ documents: [retire, keep], lists, inventory: inventory(crowd(10)) })

    expect(source.lists).toEqual([
      { file: 'lists/held.csv', digest: ZERO_DIGEST, entries: 1 },
      { file: 'lists/lost.csv', digest: ZERO_DIGEST, entries: 2 },
    ])
  })

  it('stand behind the digest of the source, and are no part of the digest that is approved', () => {
    const lists = [listFile('lists/lost.csv', ['serial'], [['S1']])]
    const input = planInput({ documents: [retire], lists, inventory: inventory(crowd(10)) })
    const other = { ...input, desired: { ...input.desired, lists: [] } }

    expect(Object.keys((JSON.parse(renderPlanJson(assemblePlan(input))) as { source: object }).source)).toEqual(['revision', 'dirty', 'digest', 'lists'])
    expect(assemblePlan(other).digest).toBe(assemblePlan(input).digest)
  })
})

describe('a list that changed since the plan was made', () => {
  const saved = { source: { revision: null, dirty: false, digest: ZERO_DIGEST, lists: [{ file: 'lists/lost.csv', digest: 'sha256:a', entries: 1 }] } }

  it.each([
    ['is named', [{ file: 'lists/lost.csv', digest: 'sha256:b', entries: 1 }], ['lists/lost.csv']],
    ['is named when it is gone', [], ['lists/lost.csv']],
    ['is not one that is the same', [{ file: 'lists/lost.csv', digest: 'sha256:a', entries: 1 }], []],
    [
      'is not one that is new',
      [
        { file: 'lists/lost.csv', digest: 'sha256:a', entries: 1 },
        { file: 'lists/new.csv', digest: 'sha256:c', entries: 1 },
      ],
      [],
    ],
  ])('%s', (_case, now, expected) => {
    expect(listsThatChanged(saved, now)).toEqual(expected)
  })

  it('is not looked for in a plan of an older version', () => {
    expect(listsThatChanged({ source: { revision: null, dirty: false, digest: ZERO_DIGEST } }, [])).toEqual([])
  })
})

describe('the line of the row that selected a device', () => {
  const policy = (since: string): string => `apiVersion: reeve/v1
kind: DevicePolicy
metadata: {name: lost}
spec:
  reason: Reported lost
  select: {serialNumber: {in: {file: lists/lost.csv, column: serial}}}
  desired: {state: retired${since}}
`

  it.each([
    ['by a plain list', 'serial,note\nS1,a\nS2,b\n', '', 'lists/lost.csv:3'],
    ['behind a byte order mark and with semicolons', '\uFEFFserial;note\r\nS1;a\r\nS2;b\r\n', '', 'lists/lost.csv:3'],
    ['behind a cell of several lines', 'serial,note\nS1,"a\nb\nc"\nS2,d\n', '', 'lists/lost.csv:5'],
    ['where its own cell has several lines', 'serial,note\nS2,"a\nb"\n', '', 'lists/lost.csv:2'],
    ['with the moment from its column', 'serial,note,at\nS1,"a\nb",2026-11-01\nS2,c,2026-11-02\n', ', since: {column: at}', 'lists/lost.csv:4'],
  ])('is the one where the row begins: %s', async (_case, csv, since, expected) => {
    const repository = await loadFiles({
      'reeve.yaml': 'apiVersion: reeve/v1\nkind: Fleet\nmetadata: {name: contoso}\nspec: {}\n',
      'policies/lost.yaml': policy(since),
      'lists/lost.csv': csv,
    })
    const { desired, problems } = buildDesiredState(repository, NOON)
    if (!desired) throw new TypeError(JSON.stringify(problems))
    const input = planInput({
      documents: [retire],
      lists: [listFile('lists/lost.csv', ['serial'], [['X']])],
      inventory: inventory([device({ id: 'lost', serialNumber: 'S2' }), ...crowd(99)]),
    })

    const { actions } = assemblePlan({ ...input, desired })

    expect(actions.map(({ because }) => because[0])).toEqual([`serialNumber in ${expected}`])
  })
})
