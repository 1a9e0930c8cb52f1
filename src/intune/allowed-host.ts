/** Where a token may go: the configured host and nowhere else. */
import { ReeveError } from '../reconciler/reeve-error.ts'

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** A configured address, when a secret may be sent there: https, or a server on this machine, and no user name in it. */
export function assertSafeOrigin(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ReeveError('REEVE_PROVIDER', 'The address of the provider is not an http or https address.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ReeveError('REEVE_PROVIDER', `The address of the provider at ${url.host} holds more than host and path.`)
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw new ReeveError('REEVE_PROVIDER', `A token would go to ${url.host} unencrypted.`, { fix: 'Use an https address.' })
  }
  return url
}

/** `link` as the provider gave it, when it leads back to the same scheme, host and port; throws REEVE_FOREIGN_HOST when it does not. */
export function assertSameOrigin(link: string, home: URL): URL {
  const url = URL.canParse(link, home.href) ? new URL(link, home) : null
  if (url !== null && url.origin === home.origin && url.username === '' && url.password === '') return url

  const where = url === null ? 'what is not an address' : url.host
  throw new ReeveError('REEVE_FOREIGN_HOST', `${home.host} sent a link to ${where}. The token goes to ${home.host} only.`)
}
