import { describe, expect, it } from 'vitest'
import { escapeText } from '../../../src/planner/render/escape-text.ts'

describe('text on a terminal', () => {
  it.each([
    ['LAPTOP-0142', 'LAPTOP-0142'],
    ["Müller's Laptop 端末 📱", "Müller's Laptop 端末 📱"],
    ['❤️', '❤️'],
    ['CONTOSO\\eve', 'CONTOSO\\eve'],
    ['a\tb\r\nc', 'a\\tb\\r\\nc'],
    ['\u001b]8;;https://evil.example\u0007x', '\\u{1b}]8;;https://evil.example\\u{7}x'],
    ['\u009b31m', '\\u{9b}31m'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\u2066isolate\u2069', '\\u{2066}isolate\\u{2069}'],
    ['soft\u00adhyphen', 'soft\\u{ad}hyphen'],
    ['no\u00a0break', 'no\\u{a0}break'],
    ['filler\u3164', 'filler\\u{3164}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud800', 'half\\u{d800}'],
  ])('%j is shown as %j', (text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })
})
