/** `reeve explain action` for what is not about one device: accounts, and the rules of the tenant. */
import type { BeyondDescription } from '../profile/describe-beyond-devices.ts'
import { inWords, UNDOING } from './action-description.ts'
import { renderProse } from './prose.ts'
import { renderTable } from './table.ts'
import type { TextStyle } from './text-style.ts'

export function renderBeyondDescription({ action, actsOn, profile, risk, text, sources, ...said }: BeyondDescription, style: TextStyle): string {
  return `${[
    ...renderProse(`${action} on ${whom(actsOn)}, by ${profile}: ${UNDOING[risk]}`, style, { tone: 'heading' }),
    ...renderProse(text, style, { indent: 2, hang: 2 }),
    ...linesOf(said).flatMap(([about, line]) => renderProse(`${about}: ${line}`, style, { indent: 2, hang: 2 })),
    '',
    style.paint('faint', 'Sources'),
    ...sources.flatMap((source) => renderProse(source, style, { indent: 2, hang: 2, tone: 'faint' })),
  ].join('\n')}\n`
}

/** Several profiles, line by line. All are about the same action, which reeve does in the same way. */
export function renderBeyondComparison(descriptions: readonly BeyondDescription[], style: TextStyle): string {
  const [first] = descriptions
  if (!first) return ''
  const lines = descriptions.map((description) => linesOf(description))
  const abouts = [...new Set(lines.flatMap((known) => known.map(([about]) => about)))]
  const rows = abouts.map((about) => [
    about,
    ...lines.map((known) => {
      const found = known.filter(([name]) => name === about).map(([, line]) => line)
      return found.length === 0 ? '–' : found.join('; ')
    }),
  ])
  const columns = [{ heading: 'ABOUT', atLeast: 14 }, ...descriptions.map(({ profile }) => ({ heading: profile.toUpperCase(), wraps: true }))]
  return [
    ...renderProse(`${first.action} on ${whom(first.actsOn)}, by ${descriptions.map(({ profile }) => profile).join(' and ')}: ${UNDOING[first.risk]}`, style, {
      tone: 'heading',
    }),
    ...renderProse(first.text, style, { indent: 2, hang: 2 }),
    '',
    ...renderTable(columns, rows, style, 2),
    '',
    ...renderProse('–: the documents of that profile say nothing of it.', style, { tone: 'faint' }),
    ...renderProse(`Whole, with the sources: reeve explain action ${first.action} --profile ${descriptions.at(-1)?.profile ?? ''}`, style, { tone: 'faint' }),
  ].join('\n')
}

/** What, and what is said of it. */
function linesOf({ thresholdDays, statements }: Pick<BeyondDescription, 'thresholdDays' | 'statements'>): (readonly [about: string, text: string])[] {
  return [
    ...(thresholdDays === null ? [] : [['days', `${thresholdDays.min} to ${thresholdDays.max}, both included`] as const]),
    ...statements.map(({ about, text }) => [inWords(about), text] as const),
  ]
}

function whom(actsOn: BeyondDescription['actsOn']): string {
  return actsOn === 'user' ? 'an account' : 'the tenant'
}
