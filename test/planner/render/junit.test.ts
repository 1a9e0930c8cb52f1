import { describe, expect, it } from 'vitest'
import { problem } from '../../../src/planner/problem.ts'
import { escapeXml, escapeXmlAttribute } from '../../../src/planner/render/escape-xml.ts'
import { renderJunit } from '../../../src/planner/render/junit.ts'
import { AWKWARD_FILE, checked, errorAt, HOSTILE_DETAIL, warningAt } from '../../support/checked-paths.ts'

describe('JUnit', () => {
  it('is a suite per path and a case per file: errors fail it, warnings do not', () => {
    const problems = [errorAt('a.yaml', 5), errorAt('a.yaml', 9, 'Also wrong.', null), warningAt('a.yaml', 2), warningAt('b.yaml', 3)]

    const text = renderJunit([checked(problems, { prefix: 'infra', files: ['a.yaml', 'b.yaml', 'c.yaml'] })])

    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="reeve validate" tests="3" failures="1" errors="0" skipped="0">
  <testsuite name="policies" tests="3" failures="1" errors="0" skipped="0">
    <testcase classname="reeve validate" name="a.yaml" file="infra/a.yaml">
      <failure type="REEVE_INVALID_VALUE" message="2 errors, the first: Value is not allowed here">a.yaml:5:7: error REEVE_INVALID_VALUE: Value is not allowed here
Wrong.
Correct it.

a.yaml:9:7: error REEVE_INVALID_VALUE: Value is not allowed here
Also wrong.</failure>
      <system-out>a.yaml:2:3: warning REEVE_EXPIRED: Policy has expired
Expired.</system-out>
    </testcase>
    <testcase classname="reeve validate" name="b.yaml" file="infra/b.yaml">
      <system-out>b.yaml:3:3: warning REEVE_EXPIRED: Policy has expired
Expired.</system-out>
    </testcase>
    <testcase classname="reeve validate" name="c.yaml" file="infra/c.yaml" />
  </testsuite>
</testsuites>`)
  })

  it('has a case for what no file is at fault for', () => {
    const text = renderJunit([checked([problem('REEVE_NO_DOCUMENTS', 'Nothing.', null)])])

    expect(text).toContain('<testcase classname="reeve validate" name="policies">\n      <failure type="REEVE_NO_DOCUMENTS" message="No policy was found">')
  })

  it('stays XML, whatever a file says and is called', () => {
    const text = renderJunit([checked([errorAt(AWKWARD_FILE, 1, HOSTILE_DETAIL)])])

    expect(text.match(/<\/?[\w?]+/g)).toEqual([
      '<?xml',
      '<testsuites',
      '<testsuite',
      '<testcase',
      '<failure',
      '</failure',
      '</testcase',
      '</testsuite',
      '</testsuites',
    ])
    expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202e/u)
    expect(text).toContain('&quot;]]&gt;\\u{1b}[31m\n::error::x%0A [a](http://x) {0} \\u{202e}&lt;b&gt;&amp;amp;&apos;&quot;')
  })
})

describe('text in XML', () => {
  it('has no character that XML 1.0 does not allow', () => {
    expect(escapeXml('\u0000\u0008\ufffe\uffff\ud800')).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/)
  })

  it('keeps line breaks in attributes, too', () => {
    expect(escapeXmlAttribute('a\nb"')).toBe('a&#10;b&quot;')
  })
})
