/**
 * Blocks every action of a fleet that trusts signed commits only: this version cannot check signatures.
 *
 * Whoever asked for them wants no unsigned commit applied, and nobody can say here whether this one is signed.
 */
import type { Guardrail } from './guardrail.ts'

export const checkSignedCommits: Guardrail = ({ actions, guardrails: { signedCommits } }) => {
  if (!signedCommits) return { verdicts: [], blocked: new Set(), deferred: new Map() }
  const consequence = actions.length > 0 ? 'Nothing is applied.' : 'Nothing is planned, so it holds nothing back.'
  return {
    verdicts: [
      {
        guardrail: 'desiredState',
        result: actions.length > 0 ? 'block' : 'pass',
        message: `Signatures are required and this version cannot check them. ${consequence}`,
      },
    ],
    blocked: new Set(actions.map(({ id }) => id)),
    deferred: new Map(),
  }
}
