/**
 * How much one file may hold.
 *
 * Far above what a person writes, and low enough that no file of 1 MiB takes the parser two
 * seconds or 256 MiB: measured in test/reconciler/load/limits.test.ts.
 */
export const LIMITS = {
  fileBytes: 1024 * 1024,
  listBytes: 2 * 1024 * 1024,
  listRows: 100_000,
  listColumns: 1000,
  depth: 64,
  documentsPerFile: 500,
  /** Words, marks, spaces and line breaks of YAML; values and marks of JSON. */
  tokensPerFile: 150_000,
  itemsPerList: 10_000,
  /** Listed one by one; behind them stands how many more there are. */
  problemsPerDocument: 100,
  globs: 256,
  globAlternatives: 256,
} as const
