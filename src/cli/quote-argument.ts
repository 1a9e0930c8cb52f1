/** An argument as it has to be typed in a POSIX shell; what needs no quotes gets none. */
export function quoteArgument(argument: string): string {
  return /^[\w./:@%+=,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
