/** The one canonical form, RFC 8785, and its digest: what plans, policies and audit records are hashed over. */
import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** Throws TypeError for a value that has no JSON form: a broken invariant, never a person's mistake. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('Value has no JSON form')
  return text
}

/** `sha256:` and 64 hex digits, over the UTF-8 bytes of the canonical form. */
export function digestOf(value: unknown): string {
  return `sha256:${hash('sha256', canonicalJson(value))}`
}
