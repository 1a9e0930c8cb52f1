/**
 * How long planning takes, against the least that reading the same file takes. `npm run bench [-- --json]`.
 *
 * Records come in two shapes: as a reader asks for them with $select (about 0.9 KB), and with every
 * property that a list of Graph gives without it (about 1.9 KB).
 *
 * Both run in this one process, in turns, so that they share its warmth and the machine's moods; the
 * median of the rounds counts. Peak memory is that of a fresh process that plans once.
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
const ROUNDS = 7
const MOST_TIMES = 2
const MOST_MEGABYTES = 400

interface Result {
  readonly records: RecordShape
  readonly devices: number
  readonly fileMegabytes: number
  readonly parseOnlyMs: number
  readonly planMs: number
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
  const parseTimes: number[] = []
  const planTimes: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const parseTime = await timed(() => parseOnly(path), devices)
    const planTime = await timed(() => plan(path), devices)
    // The first round is for the compiler.
    if (round === 0) continue
    parseTimes.push(parseTime)
    planTimes.push(planTime)
  }

  const parseOnlyMs = median(parseTimes)
  const planMs = median(planTimes)
  const peakMegabytes = Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--peak', path], { encoding: 'utf8' }))
  const times = planMs / parseOnlyMs
  const withinTarget = times <= MOST_TIMES && peakMegabytes < MOST_MEGABYTES
  return { records, devices, fileMegabytes: statSync(path).size / 1e6, parseOnlyMs, planMs, times, peakMegabytes, withinTarget }
}

async function timed(work: () => Promise<number>, expected: number): Promise<number> {
  // What the round before left behind is not this one's to clear away (node --expose-gc).
  globalThis.gc?.()
  const start = performance.now()
  const seen = await work()
  const elapsed = performance.now() - start
  if (seen !== expected) throw new Error(`Expected ${expected} devices, saw ${seen}`)
  return elapsed
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
