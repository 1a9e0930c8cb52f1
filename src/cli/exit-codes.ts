/** The one list of exit codes, fixed for ever; compared with the README in a test. */
export const EXIT_CODES = {
  done: { code: 0, meaning: 'done, or in sync' },
  error: { code: 1, meaning: 'error, or invalid documents' },
  changes: { code: 2, meaning: 'changes, only with --detailed-exitcode' },
  blocked: { code: 3, meaning: 'blocked by a guardrail' },
  awaitingApproval: { code: 4, meaning: 'waits for approval' },
  incomplete: { code: 5, meaning: 'applied, but not everything' },
  usage: { code: 64, meaning: 'wrong usage' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>

export type Exit = keyof typeof EXIT_CODES

/** What the help says at its end. */
export function describeExitCodes(): string {
  return Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join('\n')
}
