/**
 * Logic with three values. AND is the smaller, OR the larger, NOT the mirror image.
 *
 * Unknown never satisfies a selector that leads to a change, and always counts as
 * protection where a selector protects.
 */
export type Truth = 0 | 1 | 2

export const FALSE: Truth = 0
export const UNKNOWN: Truth = 1
export const TRUE: Truth = 2

export function not(truth: Truth): Truth {
  return (2 - truth) as Truth
}
