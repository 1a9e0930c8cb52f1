/**
 * Unquoted values that readers of YAML 1.1 and of YAML 1.2 take for different things.
 *
 * YAML 1.1 is what most editors, linters and scripts still speak: `no` is false there, 012
 * is ten, 22:30 is 1350. A reviewer must not have to know which version reeve reads.
 * Source: yaml.org/type (1.1) against chapter 10.3 of the 1.2 specification.
 */

export interface Ambiguity {
  readonly detail: string
  readonly fix: string
}

const YAML_1_1_BOOLEAN = /^(?:y|yes|on|n|no|off)$/i
const TRUE_WORD = /^(?:y|yes|on)$/i
const NUMBER_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?0[0-9_]+$/, 'YAML 1.1 reads a leading zero as octal'],
  [/^[-+]?0(?:o[0-7_]+|x[0-9a-f_]+|b[01_]+)$/i, 'only some versions of YAML read octal, hexadecimal and binary numbers'],
  [/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/, 'YAML 1.1 reads it as a number in base 60'],
  [/^[-+]?(?=[0-9.]*_)[0-9][0-9_]*(?:\.[0-9_]*)?$/, 'YAML 1.1 reads it as a number with separators'],
  [/^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?e[-+]?[0-9]+$/i, 'only some versions of YAML read it as a number with an exponent'],
  [/^(?:[-+]?\.inf|\.nan)$/i, 'it is not a finite number'],
  [/^=$/, 'YAML 1.1 reads it as the default value'],
]

/** Says why an unquoted scalar is not accepted; null when every version agrees on it. */
export function ambiguityOf(written: string): Ambiguity | null {
  if (written.length > 64) return tooLarge(written)
  if (YAML_1_1_BOOLEAN.test(written)) {
    const boolean = TRUE_WORD.test(written)
    return { detail: `YAML 1.1 reads ${written} as ${boolean}, YAML 1.2 as text.`, fix: `Write ${boolean}, or "${written}" in quotes where text is meant.` }
  }
  for (const [shape, why] of NUMBER_SHAPES)
    if (shape.test(written))
      return { detail: `${written} is not the same everywhere: ${why}.`, fix: `Write "${written}" in quotes where text is meant, else a plain decimal number.` }
  return tooLarge(written)
}

/** Whole numbers beyond 2^53 lose their last digits, and then name another device. */
export function tooLarge(written: string): Ambiguity | null {
  if (!/^[-+]?[0-9]+$/.test(written) || Number.isSafeInteger(Number(written))) return null
  return {
    detail: `${written.length > 64 ? `A number of ${written.length} digits` : written} is too large to be read exactly.`,
    fix: 'Put it in quotes where text is meant.',
  }
}
