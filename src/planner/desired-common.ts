/** The fields that every policy kind has. */
import { digestOf } from './canonical.ts'
import type { Reporter } from './desired-reporter.ts'
import type { PolicyIdentity } from './desired-state.ts'
import type { CleanupRule, DevicePolicy, UserOffboarding } from './documents.generated.ts'
import { formatInstant, parseDocumentInstant } from './instant.ts'
import type { EpochSeconds } from './inventory.ts'
import { formatPlace } from './problem.ts'
import { placeOf, type SourceDocument } from './repository.ts'
import { compileSelector, type Selector } from './selector.ts'

type AnyPolicy = DevicePolicy | CleanupRule | UserOffboarding

export interface CommonFields<Kind> extends PolicyIdentity {
  readonly kind: Kind & PolicyIdentity['kind']
  readonly reason: string
  readonly ticket: string | null
  readonly owner: string | null
  readonly priority: number
  readonly expires: EpochSeconds | null
  readonly mode: 'enforce' | 'report'
  readonly except: Selector | null
  readonly generation: string
}

export function commonFields<D extends AnyPolicy>(source: SourceDocument<D>, defaultPriority: number, reporter: Reporter): CommonFields<D['kind']> {
  const { kind, metadata, spec } = source.document
  const expires = spec.expires === undefined ? null : instantOf(spec.expires)
  if (expires !== null && expires <= reporter.now)
    reporter.report(
      source,
      'REEVE_EXPIRED',
      `Expired at ${formatInstant(expires)}; the policy does nothing.`,
      '/spec/expires',
      'Remove the policy, or give it a later date.',
    )
  return {
    kind,
    name: metadata.name,
    at: formatPlace(placeOf(source, '')),
    reason: spec.reason,
    ticket: spec.ticket ?? null,
    owner: spec.owner ?? metadata.owner ?? null,
    priority: spec.priority ?? defaultPriority,
    expires,
    mode: spec.mode ?? 'enforce',
    except: spec.except ? compileSelector(spec.except, '/spec/except', reporter.selectorContext(source, true)) : null,
    generation: digestOf({ kind, name: metadata.name, spec }),
  }
}

/** The loader has checked the calendar; anything else is a broken invariant. */
export function instantOf(text: string): EpochSeconds {
  const at = parseDocumentInstant(text)
  if (at === null) throw new TypeError('The loader let a malformed instant through')
  return at
}
