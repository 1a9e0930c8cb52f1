import { defineConfig } from 'vitest/config'

const PROCESSES = ['test/faults/**/*.test.ts', 'test/scenarios/**/*.test.ts', 'test/cli/**/*.test.ts']

/** Pure tests share one module graph, which makes them eight times faster; what starts processes and servers does not. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: PROCESSES, isolate: false, testTimeout: 30_000 } },
      { test: { name: 'processes', include: PROCESSES, testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
})
