/**
 * How long planning takes, against the least that reading the same file takes. `npm run bench [-- --json]`.
 *
 * From an NDJSON file of 10,000 and of 100,000 devices to the plan of ten policies, which are loaded before.
 * Records come in two shapes: as a reader asks for them with $select (about 0.9 KB), and with every
 * property that a list of Graph gives without it (about 1.9 KB).
 *
 * Both sides run in this one process, in turns, so that they share its warmth and the machine's moods: what
 * counts is the median, over the rounds, of how many times as long planning took as reading just before it.
 * Peak memory is that of a fresh process that plans once. Exit code 1 where a target is missed.
 *
 * `--json` gives `{mostTimes, mostMegabytes, rounds, results: [Result]}`; see `Result`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RecordShape, writeFleetFile } from './fleet-file.ts'
import { parseOnly, plan } from './measured.ts'

const SIZES = [10_000, 100_000]
const SHAPES: readonly RecordShape[] = ['selected', 'whole']
/** For the compiler, which learns for a while from each. */
const WARM_UPS = 4
const ROUNDS = 11
const MOST_TIMES = 2
const MOST_MEGABYTES = 400

interface Result {
  readonly records: RecordShape
  readonly devices: number
  readonly fileMegabytes: number
  /** Medians. */
  readonly parseOnlyMs: number
  readonly planMs: number
  /** The median of the rounds' own quotients. */
  readonly times: number
  readonly peakMegabytes: number
  readonly withinTarget: boolean
}

const [flag, file] = process.argv.slice(2)
if (flag === '--peak' && file !== undefined) await printPeak(file)
else await run(flag === '--json')

async function printPeak(path: string): Promise<void> {
  await plan(path)
  process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`)
}

async function run(json: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
  try {
    const results: Result[] = []
    for (const shape of SHAPES) for (const devices of SIZES) results.push(await measure(join(folder, `${shape}-${devices}.ndjson`), devices, shape))
    process.stdout.write(
      json ? `${JSON.stringify({ mostTimes: MOST_TIMES, mostMegabytes: MOST_MEGABYTES, rounds: ROUNDS, results }, null, 2)}\n` : table(results),
    )
    if (results.some(({ withinTarget }) => !withinTarget)) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measure(path: string, devices: number, records: RecordShape): Promise<Result> {
  await writeFleetFile(path, devices, records)
  // With the last object of its shape V8 throws away what it compiled for it, and every round would start anew.
  const kept: unknown[] = []
  const rounds: { readonly parseMs: number; readonly planMs: number }[] = []
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    const parsed = await timed(() => parseOnly(path))
    const planned = await timed(() => plan(path))
    for (const seen of [parsed.value.lines, planned.value.devices]) if (seen !== devices) throw new Error(`Expected ${devices} devices, saw ${seen}`)
    if (round < WARM_UPS) kept.push(parsed.value.last, planned.value.first)
    else rounds.push({ parseMs: parsed.ms, planMs: planned.ms })
  }
  if (kept.includes(null)) throw new Error('A fleet has a device')

  const times = median(rounds.map(({ parseMs, planMs }) => planMs / parseMs))
  const peakMegabytes = Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--peak', path], { encoding: 'utf8' }))
  return {
    records,
    devices,
    fileMegabytes: statSync(path).size / 1e6,
    parseOnlyMs: median(rounds.map(({ parseMs }) => parseMs)),
    planMs: median(rounds.map(({ planMs }) => planMs)),
    times,
    peakMegabytes,
    withinTarget: times <= MOST_TIMES && peakMegabytes < MOST_MEGABYTES,
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  // What the round before left behind is not this one's to clear away (node --expose-gc).
  globalThis.gc?.()
  const start = performance.now()
  const value = await work()
  return { value, ms: performance.now() - start }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function table(results: readonly Result[]): string {
  const lines = ['records   devices   file MB   parse only   plan      times   peak MB   target']
  for (const result of results) {
    lines.push(
      [
        result.records.padEnd(9),
        String(result.devices).padEnd(9),
        result.fileMegabytes.toFixed(1).padEnd(9),
        `${result.parseOnlyMs.toFixed(0)} ms`.padEnd(12),
        `${result.planMs.toFixed(0)} ms`.padEnd(9),
        result.times.toFixed(2).padEnd(7),
        result.peakMegabytes.toFixed(0).padEnd(9),
        result.withinTarget ? 'met' : 'MISSED',
      ].join(' '),
    )
  }
  return `${lines.join('\n')}\nTarget: at most ${MOST_TIMES.toFixed(1)} times, under ${MOST_MEGABYTES} MB; median of ${ROUNDS} rounds in one process.\n`
}
