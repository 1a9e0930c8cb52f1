/** What came of policy tests, as values: what `reeve test --format json` prints. Fields may be added and are never taken away. */

export interface TestFailure {
  /** The device, as the expectation names it or as it is called. */
  readonly target: string
  /** Of the expectation; of the test where nothing was expected. */
  readonly at: string
  readonly expected: string
  /** One line for each entry of the plan. */
  readonly got: readonly string[]
  /** Why it came out so, in sentences. */
  readonly why: readonly string[]
}

export interface TestResult {
  readonly name: string
  readonly at: string
  readonly outcome: 'passed' | 'failed'
  readonly failures: readonly TestFailure[]
}
