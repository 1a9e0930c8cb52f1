/** A server on this machine that answers as a test says, counts what arrives, and can be as rude as a network. */
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type ScriptedAnswer = (request: ReceivedRequest, response: ServerResponse, socket: Socket) => void

export interface ScriptedServer {
  readonly url: string
  readonly received: readonly ReceivedRequest[]
  readonly connections: () => number
  close(): Promise<void>
}

export async function startScriptedServer(answer: ScriptedAnswer): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = []
  let connections = 0
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { method = '', url: path = '', headers } = message
      const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
      received.push(request)
      answer(request, response, message.socket)
    })
  })
  server.on('connection', () => {
    connections++
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Answers the n-th request with the n-th answer, and every further one with the last. */
export function inTurn(...answers: readonly ScriptedAnswer[]): ScriptedAnswer {
  let next = 0
  return (request, response, socket) => {
    answers[Math.min(next++, answers.length - 1)]?.(request, response, socket)
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
  return (_request, response) => sendJson(response, status, body, headers)
}

/** Reads the whole request, so that it may well have been executed, and then resets the connection. */
export const resetAfterReading: ScriptedAnswer = (_request, _response, socket) => {
  socket.resetAndDestroy()
}

export const neverAnswer: ScriptedAnswer = () => {}

export function graphError(code: string, message = 'Something is wrong.'): unknown {
  return { error: { code, message, innerError: { date: '2026-11-22T09:00:00', 'request-id': 'r', 'client-request-id': 'c' } } }
}

/** The text that Intune puts where a message belongs. */
export const OPAQUE_MESSAGE = JSON.stringify({
  _version: 3,
  Message: 'An error has occurred - Operation ID (for customer support): 0 - Activity ID: a - Url: https://service.example/devices',
  CustomApiErrorPhrase: '',
  RetryAfter: null,
  ErrorSourceService: '',
  HttpHeaders: '{}',
})
