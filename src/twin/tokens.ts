/**
 * Tokens of the simulated tenant. Anybody gets one, and nothing works without one.
 *
 * A token's life is told but not enforced: the client's clock and the twin's do not run alike.
 */
import { sequenceGuid } from './identifiers.ts'

const LIFETIME_SECONDS = 3599
const TOKEN_STREAM = 0x70c3

export interface Tokens {
  issue(): { readonly token_type: 'Bearer'; readonly expires_in: number; readonly ext_expires_in: number; readonly access_token: string }
  accepts(authorization: string | null): boolean
}

export function createTokens(seed: number): Tokens {
  const issued = new Set<string>()
  return {
    issue() {
      const access_token = `twin.${sequenceGuid(seed ^ TOKEN_STREAM, issued.size)}`
      issued.add(access_token)
      return { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, ext_expires_in: LIFETIME_SECONDS, access_token }
    },
    accepts(authorization) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
      return token !== undefined && issued.has(token)
    },
  }
}
