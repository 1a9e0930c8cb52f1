/** /$batch: up to 20 requests in one, each answered on its own. */
import { answer, type Exchange, graphError } from '../answers.ts'
import { type RouteContext, type TwinContext, readBody } from '../context.ts'

const MAX_REQUESTS = 20
const METHODS = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])

interface BatchItem {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly dependsOn: readonly string[]
}

interface BatchAnswer {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** `handle` answers one inner request as if it had come alone, faults included. */
export function addBatchRoute({ app, version }: Pick<RouteContext, 'app' | 'version'>, handle: (request: Request) => Promise<Response>): void {
  app.post(`/${version}/$batch`, async (context) => {
    const exchange = context.get('exchange')
    const items = parseItems(await readBody(context))
    if (typeof items === 'string') return graphError(exchange, { status: 400, code: 'BadRequest', message: items })

    const answers: BatchAnswer[] = []
    for (const item of items) {
      const hasFailedDependency = item.dependsOn.some((id) => answers.some((given) => given.id === id && given.status >= 400))
      answers.push(hasFailedDependency ? failedDependency(item) : await answerItem(item, { context, version, handle }))
    }
    return answer(exchange, 200, { responses: answers })
  })
}

interface Inner {
  readonly context: TwinContext
  readonly version: string
  readonly handle: (request: Request) => Promise<Response>
}

async function answerItem(item: BatchItem, { context, version, handle }: Inner): Promise<BatchAnswer> {
  const path = item.url.startsWith('/') ? item.url : `/${item.url}`
  const isRelative = !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(item.url)
  if (!isRelative || !METHODS.has(item.method) || path.startsWith('/$batch')) return invalidItem(item, context.get('exchange'))

  const hasBody = item.body !== undefined && item.body !== null
  const contentType = Object.entries(item.headers).find(([name]) => name.toLowerCase() === 'content-type')
  if (hasBody && !contentType) return invalidItem(item, context.get('exchange'))

  const headers = { ...item.headers, Authorization: context.req.header('Authorization') ?? '' }
  const { origin } = new URL(context.req.url)
  const response = await handle(
    new Request(`${origin}/${version}${path}`, { method: item.method, headers, ...(hasBody && { body: JSON.stringify(item.body) }) }),
  )
  const text = await response.text()
  return {
    id: item.id,
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => name !== 'date')),
    ...(text !== '' && { body: JSON.parse(text) }),
  }
}

function parseItems(body: Readonly<Record<string, unknown>> | null): readonly BatchItem[] | string {
  const requests = body?.['requests']
  if (!Array.isArray(requests) || requests.length === 0) return 'Invalid batch payload format.'
  if (requests.length > MAX_REQUESTS) return `Number of batch request steps exceeds the maximum value of ${MAX_REQUESTS}.`

  const items: BatchItem[] = []
  for (const request of requests) {
    const item = parseItem(request)
    if (item === null) return 'Invalid batch payload format.'
    if (items.some(({ id }) => id === item.id)) return `Request Id : ${item.id} has to be unique in a batch.`
    const stranger = item.dependsOn.find((id) => !items.some((earlier) => earlier.id === id))
    if (stranger !== undefined) return `Request Id : ${item.id} depends on ${stranger}, which does not come before it.`
    items.push(item)
  }
  return items
}

function parseItem(value: unknown): BatchItem | null {
  const { id, method, url, headers = {}, body, dependsOn = [] } = (value ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string') return null
  if (typeof headers !== 'object' || headers === null || !Array.isArray(dependsOn)) return null
  return { id, method: method.toUpperCase(), url, headers: headers as Record<string, string>, body, dependsOn }
}

function failedDependency({ id }: BatchItem): BatchAnswer {
  return {
    id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: { error: { code: 'FailedDependency', message: 'A request that this one depends on has failed.' } },
  }
}

function invalidItem({ id }: BatchItem, { requestId, clientRequestId, now }: Exchange): BatchAnswer {
  const innerError = { date: now.toISOString().slice(0, 19), 'request-id': requestId, 'client-request-id': clientRequestId }
  return {
    id,
    status: 400,
    headers: { 'Content-Type': 'application/json' },
    body: { error: { code: 'BadRequest', message: 'Invalid batch request step.', innerError } },
  }
}
