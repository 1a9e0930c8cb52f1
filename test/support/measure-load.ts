/** Loads and judges what is named on the command line, and prints what that cost. Run as a process of its own. */
import { buildDesiredState } from '../../src/planner/desired.ts'
import { loadRepository } from '../../src/reconciler/load.ts'
import { openFolder } from '../../src/reconciler/sources/folder.ts'
import { join } from 'node:path'

const judge = async (path: string): Promise<string[]> => {
  const { problems } = buildDesiredState(await loadRepository(await openFolder(path)), new Date('2026-11-22T08:00:00Z'))
  return problems.map(({ code }) => code)
}

// Loads every module that judging takes: what the program itself costs is not the file's doing.
await judge(join(import.meta.dirname, '../corpus/bad/schema/five-mistakes.yaml'))
await judge(join(import.meta.dirname, '../corpus/good/plain.json'))

const before = { cpu: process.cpuUsage(), rssKib: process.resourceUsage().maxRSS, keys: new Set(Reflect.ownKeys(Object.prototype)) }
const codes = await judge(process.argv[2] ?? '')
const { user, system } = process.cpuUsage(before.cpu)
console.log(
  JSON.stringify({
    codes: [...new Set(codes)],
    cpuMs: Math.round((user + system) / 1000),
    rssMib: Math.round((process.resourceUsage().maxRSS - before.rssKib) / 1024),
    prototypeKeys: Reflect.ownKeys(Object.prototype)
      .filter((key) => !before.keys.has(key))
      .map(String),
  }),
)
