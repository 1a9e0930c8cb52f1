/** What policy tests have touched: a line always, and the list of what they have not on request. */
import type { Coverage, CoverageItem } from '../policy-test/coverage.ts'
import { countOf } from './count.ts'
import { renderProse } from './prose.ts'
import { placed } from './test-report.ts'
import type { TextStyle } from './text-style.ts'

export interface PlacedCoverage extends Coverage {
  readonly prefix: string
}

/** Policies that are named in the line; the others are counted. */
const NAMED = 3

export function renderCoverage(coverage: PlacedCoverage, style: TextStyle, { listed }: { readonly listed: boolean }): string {
  return [...(listed ? renderList(coverage, style) : []), ...renderProse(summarizeCoverage(coverage), style)].join('\n')
}

/** `8 of 9 policies are covered; DevicePolicy x is not: policies/x.yaml:1:1` */
function summarizeCoverage({ items, covered, percent, prefix }: PlacedCoverage): string {
  const policies = items.filter(({ kind }) => kind === 'policy')
  const missing = policies.filter((item) => !item.covered)
  const named = missing.slice(0, NAMED).map(({ what, at }) => `${what} is not: ${placed(at, prefix)}`)
  const rest = missing.length - named.length
  const which = [...named, ...(rest > 0 ? [`nor are ${rest} more`] : [])].join('; ')
  const counted = `${policies.length - missing.length} of ${countOf(policies.length, 'policy', 'policies')} ${policies.length === 1 ? 'is' : 'are'} covered`
  return `${counted}${which === '' ? '' : `; ${which}`}. Of all that can be, ${covered} of ${items.length} (${percent} %).`
}

function renderList({ items, prefix }: PlacedCoverage, style: TextStyle): string[] {
  const open = items.filter((item) => !item.covered)
  if (open.length === 0) return []
  return [
    style.paint('heading', 'Not covered'),
    ...open.flatMap((item) => renderProse(`${placed(item.at, prefix)}  ${describeItem(item)} ${item.missing}`, style, { indent: 2, hang: 4, tone: 'warning' })),
    '',
  ]
}

function describeItem({ kind, what, policy }: CoverageItem): string {
  return kind === 'policy' || policy === null ? what : `${policy}: ${what}`
}
