import { describe, expect, it } from 'vitest'
import { toCodeSpan } from '../../../src/planner/render/escape-markdown.ts'
import { renderPlanMarkdown } from '../../../src/planner/render/markdown.ts'
import { action, blocked, DIGEST, device, plan } from './plan-values.ts'

describe('a plan as Markdown', () => {
  it('puts the summary first, then what cannot be undone, and folds the rest away', () => {
    const reset = { action: 'resetPasscode', effectiveEffect: 'resetPasscode', risk: 'recoverable', parameters: {} } as const
    const value = plan({
      actions: [action('PHONE-1', reset), action('LAPTOP-1')],
      blocked: [blocked('KIOSK-1')],
      verdicts: [{ guardrail: 'limit', result: 'block', message: 'wipe: 1 of 500 devices; none allowed.' }],
    })

    const markdown = renderPlanMarkdown(value)

    expect(markdown).toBe(`\
## Plan: 1 to wipe, 1 to get a new passcode; 1 blocked, 497 unchanged

**Cannot be undone:**

- **wipe 1 device**: everything on the device is erased

- **limit blocks**: \`wipe: 1 of 500 devices; none allowed.\`

Fleet \`contoso\`, revision \`1f3c9a2b4d5e6f708192a3b4c5d6e7f801234567\`, 500 devices read \`2026-11-22 07:58:00 UTC\`, profile \`intune-2018\`, digest \`${DIGEST}\`.

### Actions that cannot be undone: 1

| Action | Device | Serial | Platform | Policy | Because |
|---|---|---|---|---|---|
| **wipe** | \`LAPTOP-1\` | \`SN-LAPTOP-1\` | \`windows10\` | \`lost-laptops\` | \`serialNumber in lists/lost.csv:14\` |

### Other actions: 1

| Action | Device | Serial | Platform | Policy | Because |
|---|---|---|---|---|---|
| **resetPasscode** | \`PHONE-1\` | \`SN-PHONE-1\` | \`windows10\` | \`lost-laptops\` | \`serialNumber in lists/lost.csv:14\` |

<details>
<summary>Blocked: 1</summary>

| Code | Action | Device | Policy | Message |
|---|---|---|---|---|
| unsupported | retire | \`KIOSK-1\` | \`byod\` | \`Company data cannot be removed from Android kiosk devices; they can only be factory reset.\` |

</details>

<details>
<summary>Unchanged: 497</summary>

Nothing is due on 497 devices.

</details>
`)
  })

  it('stays under 60,000 characters, says what it leaves out, and keeps every heading', () => {
    const actions = Array.from({ length: 2000 }, (_, index) => action(`LAPTOP-${index}`))
    const refused = Array.from({ length: 2000 }, (_, index) => blocked(`KIOSK-${index}`))
    const value = {
      ...plan({ actions, blocked: refused }),
      summary: { actions: { wipe: 2000 }, blocked: { unsupported: 2000 }, unchanged: 8000, change: null },
    }

    const markdown = renderPlanMarkdown(value)

    expect(markdown.length).toBeLessThanOrEqual(60_000)
    expect(markdown.match(/^(###.*|<summary>.*)$/gm)).toEqual([
      '### Actions that cannot be undone: 2,000',
      '<summary>Blocked: 2,000</summary>',
      '<summary>Unchanged: 8,000</summary>',
    ])
    const shown = markdown.match(/\*\*wipe\*\* \|/g)?.length ?? 0
    expect(markdown).toContain(`\n${(2000 - shown).toLocaleString('en')} more rows: see the plan as JSON.\n`)
    expect(markdown).toContain('\n2,000 more rows: see the plan as JSON.\n')
  })

  it('lets no device end its cell, whatever it is called', () => {
    const names = [
      'a|b',
      'a\\|b',
      '`',
      '``x``',
      '</details>',
      '<!--',
      '@everyone',
      '[x](https://evil.example)',
      'a\nb',
      '#1',
      '**b**',
      '\\',
      'x'.repeat(5000),
      '|'.repeat(5000),
    ]
    const actions = names.map((name) => action('x', { device: device(name, { serialNumber: name }), because: [name] }))

    const rows = renderPlanMarkdown(plan({ actions }))
      .split('\n')
      .filter((line) => line.startsWith('| **wipe**'))

    expect(rows).toHaveLength(names.length)
    const span = '(?:`[^`|<>]+`)'
    const rule = new RegExp(`^\\| \\*\\*wipe\\*\\* (?:\\| ${span} ){5}\\|$`)
    expect(rows.filter((row) => !rule.test(row))).toEqual([])
  })
})

describe('a code span', () => {
  it.each([
    ['LAPTOP_01 #7', '`LAPTOP_01 #7`'],
    ['alice@contoso.com', '`alice@contoso.com`'],
    ['a`b', '`a\\u{60}b`'],
    ['a|b', '`a\\u{7c}b`'],
    ['<script>', '`\\u{3c}script\\u{3e}`'],
    ['end\\', '`end\\ `'],
    ['\u202e', '`\\u{202e}`'],
    ['', '–'],
    ['  ', '–'],
  ])('%j becomes %j', (text, span) => {
    expect(toCodeSpan(text)).toBe(span)
  })
})
