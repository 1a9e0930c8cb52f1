/**
 * What can be wrong with what a person wrote, as values.
 *
 * Problems are collected, sorted by place and reported all at once; nothing is thrown
 * for them inside the planner. `summary` is constant per code, so that problems can be
 * counted; everything that varies is in `detail`.
 */

export interface Place {
  /** Path from the root of the policy repository, forward slashes. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in characters. */
  readonly column: number
}

export type Severity = 'error' | 'warning'

/** Every code, its severity and its constant summary. A code never changes its meaning. */
export const PROBLEMS = {
  REEVE_FILE_UNREADABLE: { severity: 'error', summary: 'File cannot be read' },
  REEVE_FILE_TOO_LARGE: { severity: 'error', summary: 'File is too large' },
  REEVE_ENCODING: { severity: 'error', summary: 'File is not plain UTF-8' },
  REEVE_DECEPTIVE_TEXT: { severity: 'error', summary: 'Invisible or direction-changing character' },
  REEVE_YAML_SYNTAX: { severity: 'error', summary: 'Not valid YAML' },
  REEVE_JSON_SYNTAX: { severity: 'error', summary: 'Not valid JSON' },
  REEVE_YAML_FORBIDDEN: { severity: 'error', summary: 'YAML feature that reeve does not accept' },
  REEVE_DUPLICATE_KEY: { severity: 'error', summary: 'Key is given twice' },
  REEVE_RESERVED_KEY: { severity: 'error', summary: 'Name that may not be used as a key' },
  REEVE_TOO_DEEP: { severity: 'error', summary: 'Document is nested too deeply' },
  REEVE_TOO_MANY_DOCUMENTS: { severity: 'error', summary: 'Too many documents or values' },
  REEVE_TOO_MANY_PROBLEMS: { severity: 'error', summary: 'More problems than are listed' },
  REEVE_AMBIGUOUS_VALUE: { severity: 'error', summary: 'Value that YAML versions read differently' },
  REEVE_NOT_A_DOCUMENT: { severity: 'error', summary: 'Not a reeve document' },
  REEVE_UNKNOWN_KIND: { severity: 'error', summary: 'Unknown kind of document' },
  REEVE_UNKNOWN_FIELD: { severity: 'error', summary: 'Unknown field' },
  REEVE_MISSING_FIELD: { severity: 'error', summary: 'Required field is missing' },
  REEVE_INVALID_VALUE: { severity: 'error', summary: 'Value is not allowed here' },
  REEVE_DUPLICATE_NAME: { severity: 'error', summary: 'Two documents of one kind have the same name' },
  REEVE_FLEET_COUNT: { severity: 'error', summary: 'A repository declares exactly one fleet' },
  REEVE_SINGLETON: { severity: 'error', summary: 'At most one document of this kind' },
  REEVE_GLOB_MATCHES_NOTHING: { severity: 'error', summary: 'Glob matches no file' },
  REEVE_DOCUMENT_NOT_MATCHED: { severity: 'error', summary: 'Policy document that no glob matches' },
  REEVE_NO_DOCUMENTS: { severity: 'error', summary: 'No policy was found' },
  REEVE_LIST_MISSING: { severity: 'error', summary: 'List file cannot be found' },
  REEVE_LIST_INVALID: { severity: 'error', summary: 'List file is not valid' },
  REEVE_LIST_COLUMN: { severity: 'error', summary: 'List file has no such column' },
  REEVE_LIST_EMPTY_PROTECTION: { severity: 'error', summary: 'A list that protects devices is empty' },
  REEVE_LIST_EMPTY: { severity: 'warning', summary: 'List selects nothing because it is empty' },
  REEVE_PROFILE_REQUIRED: { severity: 'error', summary: 'A live tenant needs another profile' },
  REEVE_UNKNOWN_PLATFORM_NAME: { severity: 'error', summary: 'The profile does not know this platform' },
  REEVE_UNKNOWN_VALUE: { severity: 'error', summary: 'Microsoft Graph has no such value' },
  REEVE_SELECTOR_NEVER_MATCHES: { severity: 'error', summary: 'Selector can never match' },
  REEVE_POLICIES_CONFLICT: { severity: 'error', summary: 'Two policies always conflict' },
  REEVE_ACTION_NEVER_SUPPORTED: { severity: 'error', summary: 'No selected platform supports this action' },
  REEVE_OPTION_NEVER_SUPPORTED: { severity: 'error', summary: 'No selected platform supports this option' },
  REEVE_SINCE_REQUIRED: { severity: 'error', summary: 'wiped needs a since' },
  REEVE_CONTRADICTION: { severity: 'error', summary: 'Fields contradict each other' },
  REEVE_THRESHOLD: { severity: 'error', summary: 'Number of days is outside the range of the profile' },
  REEVE_STAGE_ORDER: { severity: 'error', summary: 'A stage asks for less than the one before' },
  REEVE_NOT_A_CLEANUP: { severity: 'error', summary: 'Deleting silent devices is a CleanupRule' },
  REEVE_UNKNOWN_PRINCIPALS: { severity: 'error', summary: 'No such group of principals' },
  REEVE_POLICIES_OVERLAP: { severity: 'warning', summary: 'Two policies conflict wherever one of them selects' },
  REEVE_POLICY_SHADOWED: { severity: 'warning', summary: 'Policy is never heard' },
  REEVE_LITERAL_WILDCARD: { severity: 'warning', summary: 'Wildcard that is compared letter by letter' },
  REEVE_LIST_UNUSED: { severity: 'warning', summary: 'List file that no policy names' },
  REEVE_LEAVER_UNKNOWN: { severity: 'warning', summary: 'Nobody of this name is in the directory' },
  REEVE_SELECTOR_MATCHES_NOTHING: { severity: 'warning', summary: 'Selector matches no device' },
  REEVE_TEST_PLACE: { severity: 'error', summary: 'Policies and policy tests do not share a file' },
  REEVE_TEST_UNKNOWN_NAME: { severity: 'error', summary: 'A policy test names what is not there' },
  REEVE_EXPIRED: { severity: 'warning', summary: 'Policy has expired' },
  REEVE_SUSPENSION_OVER: { severity: 'warning', summary: 'Suspension is over' },
  REEVE_NOT_ENFORCED_YET: { severity: 'warning', summary: 'Accepted, but not kept by this version' },
  REEVE_MORE_WARNINGS: { severity: 'warning', summary: 'More warnings than are listed' },
  REEVE_SINCE_MISSING: { severity: 'warning', summary: 'Row of a list gives no moment' },
  REEVE_SINCE_IN_FUTURE: { severity: 'warning', summary: 'since is in the future' },
} as const satisfies Record<string, { readonly severity: Severity; readonly summary: string }>

export type ProblemCode = keyof typeof PROBLEMS

export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly summary: string
  /** What exactly, in full sentences. */
  readonly detail: string
  /** null where no file is at fault. */
  readonly where: Place | null
  /** What to do, or null where the detail says it. */
  readonly fix: string | null
}

export function problem(code: ProblemCode, detail: string, where: Place | null, fix: string | null = null): Problem {
  return { code, ...PROBLEMS[code], detail, where, fix }
}

export function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

/** Sorted by file, line, column, code and detail: the order in which a person walks through them. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compare(a.where?.file ?? '', b.where?.file ?? '') ||
      (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
      (a.where?.column ?? 0) - (b.where?.column ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.detail, b.detail),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What formatPlace wrote; null for anything else. */
export function parsePlace(text: string): Place | null {
  const [, file, line, column] = /^([\s\S]+):(\d+):(\d+)$/.exec(text) ?? []
  return file === undefined ? null : { file, line: Number(line), column: Number(column) }
}

/** `file:line:column`, the form that terminals and editors make clickable. */
export function formatPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
