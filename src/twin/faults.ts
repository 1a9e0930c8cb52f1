/**
 * Faults on demand: what may go wrong between a client and the service, by rule.
 *
 * A rule is spent after `times` answers. The first rule that matches applies, and only that one.
 */
import type { Exchange } from './answers.ts'
import { graphError } from './answers.ts'

export interface FaultMatch {
  /** Any method when left out. */
  readonly method?: string
  /** The start of the path, segment by segment; `*` is any one segment: `/beta/deviceManagement/managedDevices/*\/wipe`. */
  readonly path: string
}

export type FaultRule = { readonly match: FaultMatch; readonly times: number } & (
  | {
      /** Carried out, and then the connection breaks before a byte of the answer. */
      readonly kind: 'lostAnswer'
    }
  | {
      /** Carried out, answered late. */
      readonly kind: 'delay'
      readonly delayMs: number
    }
  | {
      /** Answered with an error; carried out all the same when `executes` is true. */
      readonly kind: 'status'
      readonly status: number
      readonly code?: string
      readonly retryAfterSeconds?: number
      readonly executes?: boolean
    }
  | {
      /** The body ends in the middle, without a sign. */
      readonly kind: 'truncate'
    }
  | {
      /** A list loses its second half and the link to the next page. */
      readonly kind: 'shortList'
    }
)

/** What a caller of the core gets instead of an answer; over HTTP the connection is broken. */
export class LostAnswer extends Error {
  constructor() {
    super('The answer was lost on purpose')
    this.name = 'LostAnswer'
  }
}

export interface Faults {
  add(rule: FaultRule): void
  clear(): void
  /** The rule that applies to this request, with one use of it taken. */
  take(request: Request): FaultRule | null
}

export function createFaults(initial: readonly FaultRule[]): Faults {
  let rules = initial.map((rule) => ({ rule, left: rule.times }))
  return {
    add(rule) {
      rules.push({ rule, left: rule.times })
    },
    clear() {
      rules = []
    },
    take(request) {
      const found = rules.find(({ rule, left }) => left > 0 && matchesRequest(rule.match, request))
      if (!found) return null
      found.left -= 1
      return found.rule
    },
  }
}

export interface Faulty {
  readonly exchange: Exchange
  readonly respond: () => Promise<Response>
  readonly sleep: (ms: number) => Promise<void>
}

export async function respondWithFault(rule: FaultRule, { exchange, respond, sleep }: Faulty): Promise<Response> {
  if (rule.kind === 'status') {
    if (rule.executes === true) await respond()
    const response = graphError(exchange, { status: rule.status, code: rule.code ?? codeOf(rule.status), message: 'Please retry again later.' })
    if (rule.retryAfterSeconds !== undefined) response.headers.set('Retry-After', String(rule.retryAfterSeconds))
    return response
  }

  const response = await respond()
  switch (rule.kind) {
    case 'lostAnswer':
      throw new LostAnswer()
    case 'delay':
      await sleep(rule.delayMs)
      return response
    case 'truncate':
      return withBody(response, (text) => text.slice(0, text.length / 2))
    case 'shortList':
      return withBody(response, shorten)
  }
}

function shorten(text: string): string {
  const body: Record<string, unknown> = JSON.parse(text)
  if (!Array.isArray(body['value'])) return text
  const { '@odata.nextLink': _dropped, ...rest } = body
  return JSON.stringify({ ...rest, value: body['value'].slice(0, Math.floor(body['value'].length / 2)) })
}

async function withBody(response: Response, change: (text: string) => string): Promise<Response> {
  const { status, headers } = response
  const text = await response.text()
  return new Response(text === '' ? null : change(text), { status, headers })
}

function matchesRequest({ method, path }: FaultMatch, request: Request): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false
  const actual = new URL(request.url).pathname.split('/')
  return path.split('/').every((segment, index) => (segment === '*' ? actual[index] !== undefined : segment === actual[index]))
}

function codeOf(status: number): string {
  if (status === 429) return 'TooManyRequests'
  if (status === 401) return 'InvalidAuthenticationToken'
  if (status === 403) return 'Forbidden'
  if (status === 503) return 'ServiceUnavailable'
  return status >= 500 ? 'InternalServerError' : 'BadRequest'
}

/** A rule as JSON of the admin surface gives it; a text says what is wrong with it. */
export function parseFaultRule(value: unknown): FaultRule | string {
  if (typeof value !== 'object' || value === null) return 'Expected a rule to be an object'
  const { match, kind, times = 1, delayMs, status, code, retryAfterSeconds, executes } = value as Record<string, unknown>
  const { path, method } = (match ?? {}) as Record<string, unknown>
  if (typeof path !== 'string' || !path.startsWith('/')) return 'Expected match.path to begin with "/"'
  if (method !== undefined && typeof method !== 'string') return 'Expected match.method to be a text'
  if (!isCount(times)) return 'Expected times to be a whole number from 1'
  const common = { match: { path, ...(method !== undefined && { method }) }, times }

  if (kind === 'lostAnswer' || kind === 'truncate' || kind === 'shortList') return { ...common, kind }
  if (kind === 'delay') return isCount(delayMs) ? { ...common, kind, delayMs } : 'Expected delayMs to be a whole number from 1'
  if (kind !== 'status') return 'Expected kind to be lostAnswer, delay, status, truncate or shortList'
  if (!isCount(status) || status < 400 || status > 599) return 'Expected status to be 400 to 599'
  return {
    ...common,
    kind,
    status,
    ...(typeof code === 'string' && { code }),
    ...(isCount(retryAfterSeconds) && { retryAfterSeconds }),
    ...(executes === true && { executes }),
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1
}
