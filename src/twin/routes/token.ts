/** The token endpoint of the identity platform, for applications. */
import type { TwinApp, TwinContext } from '../context.ts'
import type { Tokens } from '../tokens.ts'

export function addTokenRoute(app: TwinApp, tokens: Tokens): void {
  app.post('/:tenant/oauth2/v2.0/token', async (context) => {
    const form = new URLSearchParams(await context.req.text())
    if (form.get('grant_type') !== 'client_credentials') return refuse(context, 'unsupported_grant_type')
    if (!form.get('client_id') || !form.get('scope')) return refuse(context, 'invalid_request')
    if (!form.get('client_secret') && !form.get('client_assertion')) return refuse(context, 'invalid_client')
    return context.json(tokens.issue(), 200, { Date: context.get('exchange').now.toUTCString(), 'Cache-Control': 'no-store' })
  })
}

function refuse(context: TwinContext, error: 'unsupported_grant_type' | 'invalid_request' | 'invalid_client'): Response {
  const { now, requestId } = context.get('exchange')
  const description = `The twin refuses the request: ${error}. Trace ID: ${requestId}`
  return context.json({ error, error_description: description, trace_id: requestId }, error === 'invalid_client' ? 401 : 400, { Date: now.toUTCString() })
}
