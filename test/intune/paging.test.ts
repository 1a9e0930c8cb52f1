import { describe, expect, it } from 'vitest'
import { readList } from '../../src/intune/paging.ts'
import type { ListReading } from '../../src/intune/paging.ts'
import { ReeveError } from '../../src/reconciler/reeve-error.ts'
import { soon, startSetting } from './parts.ts'
import { graphError, sendJson } from './scripted-server.ts'
import type { ReceivedRequest, ScriptedAnswer } from './scripted-server.ts'

interface Thing {
  readonly id: string
  readonly name: unknown
}

const THINGS = {
  name: 'things',
  path: '/v1.0/things?page=1',
  project: ({ id, name }: Readonly<Record<string, unknown>>): Thing | null => (typeof id === 'string' ? { id, name } : null),
}

interface ScriptedPage {
  readonly value?: unknown
  readonly next?: unknown
  readonly count?: number
  readonly status?: number
}

/** Serves pages by number; a page names the next one, or any other link. */
function pages(...scripted: readonly ScriptedPage[]): ScriptedAnswer {
  return (request, response) => {
    const page = scripted[Number(new URLSearchParams(request.path.split('?')[1]).get('page')) - 1]
    if (page === undefined || page.status !== undefined) {
      sendJson(response, page?.status ?? 404, graphError('ServiceUnavailable'))
      return
    }
    const nextLink = typeof page.next === 'number' ? linkTo(request, page.next) : page.next
    sendJson(response, 200, { value: page.value, '@odata.nextLink': nextLink, '@odata.count': page.count })
  }
}

function linkTo({ headers }: ReceivedRequest, page: number): string {
  return `http://${headers.host}/v1.0/things?page=${page}`
}

async function read(answer: ScriptedAnswer, progress?: (done: number, announced: number | null) => void): Promise<ListReading<Thing>> {
  const { client } = await startSetting(answer)
  return readList(client, THINGS, soon(), progress)
}

const a = { id: 'a', name: 1 }
const b = { id: 'b', name: 2 }
const c = { id: 'c', name: 3 }

describe('a list', () => {
  it('is read to its end, over empty pages, and tells how far it is', async () => {
    const seen: unknown[] = []

    const reading = await read(pages({ value: [a], next: 2, count: 3 }, { value: [], next: 3 }, { value: [b, c] }), (...progress) => seen.push(progress))

    expect(reading).toEqual({ items: [a, b, c], faults: [], failure: null })
    expect(seen).toEqual([
      [1, 3],
      [1, 3],
      [3, 3],
    ])
  })

  it('that is empty is whole', async () => {
    expect(await read(pages({ value: [], count: 0 }))).toEqual({ items: [], faults: [], failure: null })
  })

  it('that grew while it was read is whole', async () => {
    expect(await read(pages({ value: [a], next: 2, count: 1 }, { value: [b] }))).toEqual({ items: [a, b], faults: [], failure: null })
  })

  it.each<[string, readonly ScriptedPage[], readonly Thing[], readonly string[]]>([
    ['breaks', [{ value: [a], next: 2, count: 9 }, { status: 503 }], [a], ['page 2 of things: HTTP 503 ServiceUnavailable for GET /v1.0/things, 5 attempts']],
    ['loses a page', [{ value: [a], next: 2 }], [a], ['page 2 of things: HTTP 404']],
    [
      'goes round',
      [
        { value: [a], next: 2 },
        { value: [b], next: 2 },
      ],
      [a, b],
      ['page 3 of things: the links to further pages go round in a circle'],
    ],
    ['is shorter than announced', [{ value: [a], next: 2, count: 3 }, { value: [b] }], [a, b], ['things: 3 were announced and 2 came']],
    ['has a record without an id', [{ value: [a, { name: 4 }], count: 2 }], [a], ['things: 1 without an id']],
    ['has a page without records', [{ value: [a], next: 2 }, {}], [a], ['page 2 of things: HTTP 200, but the answer is not a page of a list']],
    ['has records that are none', [{ value: [a], next: 2 }, { value: ['b'] }], [a], ['page 2 of things: HTTP 200, but the answer is not a page of a list']],
    ['has a link that is none', [{ value: [a], next: { to: 2 } }], [], ['page 1 of things: HTTP 200, but the link to the next page is not a text']],
    [
      'leads to another host',
      [{ value: [a], next: 'https://elsewhere.example/v1.0/things?page=2' }],
      [a],
      [expect.stringMatching(/^page 2 of things: 127\.0\.0\.1:\d+ sent a link to elsewhere\.example\./)],
    ],
  ])('that %s is not whole, and says why', async (_name, scripted, items, faults) => {
    const reading = await read(pages(...scripted))

    expect([reading.items, reading.faults]).toEqual([items, faults])
  })

  it('of which nothing came has failed, which is not the same as empty', async () => {
    const reading = await read(pages({ status: 503 }))

    expect(reading).toMatchObject({ items: [], failure: { code: 'REEVE_PROVIDER_HTTP', class: 'transient' } })
  })

  it('keeps one of two records that are the same', async () => {
    expect(await read(pages({ value: [a, b], next: 2, count: 2 }, { value: [b] }))).toEqual({ items: [a, b], faults: [], failure: null })
  })

  it('keeps the later of two that differ, and is not whole: what moved may have pushed another out of sight', async () => {
    const later = { id: 'a', name: 'moved' }

    expect(await read(pages({ value: [a, b], next: 2 }, { value: [later] }))).toEqual({
      items: [later, b],
      faults: ['things: 1 came twice with different content'],
      failure: null,
    })
  })

  it('stops where it is told to, and does not pass for a list that broke', async () => {
    const controller = new AbortController()
    const { client } = await startSetting(pages({ value: [a], next: 2 }, { value: [b] }))

    const reason = new ReeveError('REEVE_USAGE', 'Stopped.')

    const reading = readList(client, THINGS, controller.signal, () => controller.abort(reason))

    await expect(reading).rejects.toBe(reason)
  })
})
