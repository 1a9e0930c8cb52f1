/** Where a command reads and prints: the process's own streams, or those of a test. */
import { createRequire } from 'node:module'
import { styleText } from 'node:util'
import type { TextStyle, Tone } from '../planner/render/text-style.ts'

export interface Streams {
  /** The answer. */
  readonly stdout: Output
  /** Progress, logs and errors. */
  readonly stderr: Output
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

const DEFAULT_WIDTH = 80
const TONES = {
  heading: 'bold',
  danger: ['bold', 'red'],
  warning: 'yellow',
  good: 'green',
  faint: 'dim',
  command: 'cyan',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>

const PLAIN = /^[ -~]*$/

export function styleOf(output: Output, env: Streams['env'], wantsColour: boolean): TextStyle {
  const coloured = wantsColour && output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  return {
    width: Math.max(40, output.columns ?? DEFAULT_WIDTH),
    paint: coloured ? (tone, text) => styleText(TONES[tone], text, { validateStream: false }) : (_tone, text) => text,
    measure: (text) => (PLAIN.test(text) ? text.length : widthOf(text)),
  }
}

const require = createRequire(import.meta.url)
let stringWidth: ((text: string) => number) | null = null

/** Loaded at the first text that needs it: the tables of wide glyphs cost more than a whole `validate`. */
function widthOf(text: string): number {
  stringWidth ??= (require('string-width') as { default: (text: string) => number }).default
  return stringWidth(text)
}
