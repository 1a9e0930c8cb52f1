/** Answers in the shapes of Graph: the errors of the gateway, of Intune and of the directory. */

/** What one request has to do with its answer. */
export interface Exchange {
  readonly requestId: string
  readonly clientRequestId: string
  readonly now: Date
}

const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

export function answer(exchange: Exchange, status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headersOf(exchange), 'Content-Type': JSON_TYPE } })
}

export function noContent(exchange: Exchange): Response {
  return new Response(null, { status: 204, headers: headersOf(exchange) })
}

function headersOf({ requestId, clientRequestId, now }: Exchange): Record<string, string> {
  return { Date: now.toUTCString(), 'request-id': requestId, 'client-request-id': clientRequestId, 'Cache-Control': 'no-cache' }
}

export interface GraphProblem {
  readonly status: number
  readonly code: string
  readonly message: string
}

export function graphError(exchange: Exchange, { status, code, message }: GraphProblem): Response {
  const { requestId, clientRequestId, now } = exchange
  const innerError = { date: now.toISOString().slice(0, 19), 'request-id': requestId, 'client-request-id': clientRequestId }
  return answer(exchange, status, { error: { code, message, innerError } })
}

/** Intune puts a second JSON text into the message, and says nothing in it that could be acted on. */
export function intuneError(exchange: Exchange, { status, code, path }: { readonly status: number; readonly code: string; readonly path: string }): Response {
  const message = JSON.stringify(
    {
      _version: 3,
      Message: `An error has occurred - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: ${exchange.clientRequestId} - Url: https://fef.twin.example/DeviceFE/StatelessDeviceFEService/${path}?api-version=5026-08-01`,
      CustomApiErrorPhrase: '',
      RetryAfter: null,
      ErrorSourceService: '',
      HttpHeaders: '{}',
    },
    null,
    2,
  ).replaceAll('\n', '\r\n')
  return graphError(exchange, { status, code, message })
}

export function directoryNotFound(exchange: Exchange, id: string): Response {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`
  return graphError(exchange, { status: 404, code: 'Request_ResourceNotFound', message })
}
